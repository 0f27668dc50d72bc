"""What a guest's message says, as evidence: language, likely entries, complaint, risk; no decision."""

from __future__ import annotations

import gc
import logging
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import Encoder, NoEncoder
from bot.understanding.folding import cyrillic, fold, fold_for, squash
from bot.understanding.heads import Model, Opinion, log_shares, weighed
from bot.understanding.intents import (
    COMPLAINTS,
    HUMAN,
    LANGUAGES,
    OUT_OF_SCOPE,
    RISK_OF,
    SENSITIVE,
    SMALL_TALK,
)
from bot.understanding.language import LanguageSense
from bot.understanding.lexicon import KnownWords, Lexicon
from bot.understanding.own import OwnWords, Phrase, kept, meanings_of, untaught

log = logging.getLogger(__name__)

_RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")  # the first that speaks wins
_SHOWN = 5
_PLAUSIBLE = 8.0  # nats under the likeliest language at which a lone alarming word still counts
_LONGEST = 600  # characters; a rant says what it says long before
_HUMAN_SURE = 0.4
_UNTROUBLED = -3.0  # log-odds of a danger under which a head sees none
_BESIDE = {"rude_staff": "harassment"}  # the heads may not overrule a danger with what it grows out of
_HEARD_IN_ANY = frozenset((*_RISKS, "person", "cry"))  # everyday words of one language are no sign in another
_FURY = re.compile(r"!{2,}|\?!|!\?|\?{3,}")
_CYRILLIC = re.compile(r"[А-ӿ]+")
_SEVERAL = re.compile(
    r"[?!.;,\n]+|\b(?:and|also|и|ещё|və|həm|және|әрі|és|valamint|ve|ayrıca|und|außerdem)\b", re.IGNORECASE
)
_A_WISH = 2  # words; "and breakfast" belongs to the wish before it, unless all of them are as short
_WISH_SURE = 0.7
_ALARMING = 0.05  # of the probability: a message that leaves so much to dangers is no list of wishes
_MOST_WISHES = 4
_A_FEW_LINES = 100  # characters up to which the meaning of each part is looked at; longer ones tell one thing
_SHARED = 0.85  # probability left to several wishes together: less than an answer needs
_NO_WISH = SENSITIVE | SMALL_TALK | {OUT_OF_SCOPE, HUMAN}
_CALMED = frozenset(("lost_child", "fire"))  # what the calm words of the lexicons speak of
_FLOOR = 1e-6
_UNLIKE = 0.02
_VERY_WORDS = 0.8


@dataclass(frozen=True)
class Candidate:
    entry: str
    probability: float


@dataclass(frozen=True)
class Understood:
    language: str
    candidates: tuple[Candidate, ...]
    complaint: float
    risk: str | None
    wants_person: bool
    named: bool = False  # by reviewed words; else the risk is the heads' guess


@dataclass(frozen=True)
class Look:
    """One message, looked at once: its language, what the lexicons say, what the letters say."""

    text: str
    language: str
    sections: frozenset[str]
    letters: Opinion
    meaning: Opinion | None = None
    vector: NDArray[np.float32] | None = None

    @cached_property
    def signs(self) -> list[float]:
        """What tells a complaint beside the heads: a word of one, fury, the form of a question.

        "Does anybody here care?" has a word of complaint and asks nothing.
        """
        complains = "complaint" in self.sections
        asks = ("?" in self.text or "question" in self.sections) and not complains
        return [float(complains), float(bool(_FURY.search(self.text))), float(asks)]


class Understanding:
    """Letters, meaning, lexicons and the hotel's own words, loaded once; `understand` is pure."""

    def __init__(self, model: Model, encoder: Encoder | None, own: Sequence[Phrase] = ()) -> None:
        self._model, self._encoder = model, encoder
        self._index = {intent: n for n, intent in enumerate(model.intents)}
        self._complaining = [n for name, n in self._index.items() if name in COMPLAINTS]
        self._dangerous = [n for name, n in self._index.items() if name in SENSITIVE]
        self._sense = LanguageSense.of(model.arrays["languages"].astype(np.float32))
        self._known = KnownWords(model.arrays["words"].tobytes())
        self._lexicons = [Lexicon.of(language) for language in LANGUAGES]
        self._meanings = kept(model.layers) if encoder else {}
        self._own = OwnWords(own, model.grams, self._meanings)

    @classmethod
    def load(cls, own: Iterable[Phrase] = (), *, encoder: bool = True) -> Understanding:
        """Read what ships and join the hotel's own (entry id, language, phrase) rows.

        Those that the catalog brings along are known by their meaning; others by their letters, until
        `joined` looks at them. Without the encoder (`encoder=False`, or none for this platform) letters and
        lexicons decide alone.
        """
        model = Model.load()
        understanding = cls(model, _opened(model) if encoder else None, list(own))
        gc.collect()
        return understanding

    @property
    def reduced(self) -> bool:
        """Whether letters and lexicons must do without meanings."""
        return self._encoder is None

    def joined(self, own: Iterable[Phrase]) -> Understanding:
        """The same with these words of the hotel; what is heavy is shared.

        Ten milliseconds for each phrase that is new and whose entry no head knows.
        """
        other = copy(self)
        phrases = list(own)
        if self._encoder:
            new = untaught(phrases, self._index)
            other._meanings = self._meanings | meanings_of(new, self._encoder, self._meanings)
        other._own = OwnWords(phrases, self._model.grams, other._meanings)
        return other

    def understand(self, text: str, *, hint: str | None = None) -> Understood:
        """Evidence about one message; `hint` is Telegram's language code or the chat's language."""
        look = self._look(text, hint)
        return self._at_once(look) or self._told(self._deep(look))

    def at_once(self, text: str, *, hint: str | None = None) -> Understood | None:
        """The same in about a millisecond when the letters alone are sure, else None."""
        return self._at_once(self._look(text, hint))

    def look(self, text: str, *, hint: str | None = None) -> Look:
        """Everything that is looked at before anything is concluded, for those who fit and report."""
        seen = self._look(text, hint)
        return self._deep(seen) if self._encoder else seen

    def _look(self, text: str, hint: str | None) -> Look:
        text = text[:_LONGEST]
        ranked, by_words = self._sense.rank(text, hint=hint)
        language = ranked[0][0]
        letters = self._model.by_letters(language, text)
        return Look(text, language, self._sections(text, by_words, language), letters)

    def _at_once(self, look: Look) -> Understood | None:
        if self._encoder is None or not fold(look.text):
            return self._told(look)
        sure = self._model.about["sure"]
        if len(_parts(look.text)) > 1:
            return None  # it may be several wishes, and each deserves a look
        if float(look.letters.shares.max()) < math.log(sure["share"]) and not self._own_wording(look):
            return None
        found = self._told(look)
        if sure["calm"] < found.complaint < sure["complaint"] or look.letters.danger > sure["danger"]:
            return None
        return found

    def _own_wording(self, look: Look) -> bool:
        likest = max((like for _, like, _ in self._own.likeness(look.language, look.text, None)), default=0.0)
        return bool(likest >= self._model.about["sure"]["own"])

    def _deep(self, look: Look) -> Look:
        assert self._encoder is not None  # noqa: S101  # for the type only: without one, _at_once tells all
        vector = self._encoder.embed(cyrillic(look.language, look.text))
        return replace(look, meaning=self._model.by_meaning(vector), vector=vector)

    def _told(self, look: Look) -> Understood:
        if not fold(look.text):
            return Understood(look.language, (), 0.0, None, wants_person=False)
        shares = np.exp(self._mixed(look.letters, look.meaning))
        masses = self._masses(shares, self._own_parts(look))
        several = self._several(look, shares)
        risk, named = self._risk(look, shares)
        calmed = _CALMED if risk is None and "calm" in look.sections else ()
        likely = ((entry, p) for entry, p in (several or masses).items() if entry not in calmed)
        shown = sorted(likely, key=lambda pair: -pair[1])[:_SHOWN]
        return Understood(
            language=look.language,
            candidates=tuple(Candidate(entry, round(p, 4)) for entry, p in shown if p > 0.001),
            complaint=self._complaint(look, shares),
            risk=risk,
            wants_person=bool(look.sections & {"person", "cry"}) or masses.get(HUMAN, 0.0) >= _HUMAN_SURE,
            named=named,
        )

    def _mixed(self, letters: Opinion, meaning: Opinion | None) -> NDArray[np.float32]:
        """Log-probabilities, calibrated on messages that were held out."""
        mix = self._model.about["mix"]
        if meaning is None:
            return log_shares(letters.shares * mix["alone"])
        return log_shares(letters.shares * mix["letters"] + meaning.shares * mix["meaning"])

    def _masses(self, shares: NDArray[np.float32], own: Mapping[str, float]) -> dict[str, float]:
        """Probability per entry; what is missing to 1 is none of our business.

        A likeness to the hotel's own words adds to what the heads say, less when they are sure of something
        else. Only its very words outdo them.
        """
        masses = {name: float(shares[n]) for name, n in self._index.items() if name != OUT_OF_SCOPE}
        heads = dict(masses)
        for entry, q in own.items():
            rival = max((p for name, p in heads.items() if name != entry), default=0.0)
            p = heads.get(entry, 0.0)
            masses[entry] = p + (1 - p) * q * (1.0 if q >= _VERY_WORDS else 1 - rival)
        return _within_one(masses, max(own, key=masses.__getitem__, default=None))

    def _own_parts(self, look: Look) -> dict[str, float]:
        odds = self._model.about["own"]
        parts = {
            entry: _sigmoid(
                weighed((letters,), odds["letters"])
                if meaning is None
                else weighed((letters, meaning), odds["both"])
            )
            for entry, letters, meaning in self._own.likeness(look.language, look.text, look.vector)
        }
        return {entry: p for entry, p in parts.items() if p > _UNLIKE}

    def _complaint(self, look: Look, shares: NDArray[np.float32]) -> float:
        mass = _log_odds(float(shares[self._complaining].sum()))
        weights = self._model.about["complaint"]
        if look.meaning is None:
            return round(
                _sigmoid(weighed([look.letters.complaint, mass, *look.signs], weights["letters"])), 4
            )
        facts = [look.letters.complaint, look.meaning.complaint, mass, *look.signs]
        return round(_sigmoid(weighed(facts, weights["both"])), 4)

    def _risk(self, look: Look, shares: NDArray[np.float32]) -> tuple[str | None, bool]:
        """The danger, and whether reviewed words name it.

        A danger by the lexicons stands unless the heads are sure of the contrary; else the heads decide, but
        for what a person has found calm ("is there a smoke alarm?").
        """
        if "cry" in look.sections and ("!" in look.text or len(look.text.split()) == 1):
            return "medical", True  # a bare cry names no danger; this lane shows the number to call first
        named = next((risk for risk in _RISKS if risk in look.sections), None)
        mass = _log_odds(float(shares[self._dangerous].sum()))
        heads = [look.letters, *([look.meaning] if look.meaning else [])]
        which = "both" if look.meaning else "letters"
        odds = weighed([*(head.danger for head in heads), mass], self._model.about["risk"][which])
        likeliest = self._model.intents[int(shares.argmax())]
        sure_of_none = odds < self._model.about["veto"] and max(head.danger for head in heads) < _UNTROUBLED
        if named and sure_of_none and named != _BESIDE.get(likeliest):
            return None, False
        if not named and (odds < 0 or "calm" in look.sections):
            return None, False
        told = np.sum([log_shares(head.risks) for head in heads], axis=0)
        return named or RISK_OF[self._model.risks[1 + int(told[1:].argmax())]], bool(named)

    def _several(self, look: Look, shares: NDArray[np.float32]) -> dict[str, float]:
        """The entries of a message with several wishes, each certain by itself; none when it is one wish, or
        may be a danger told in fragments."""
        parts = _parts(look.text)
        if len(parts) <= 1 or float(shares[self._dangerous].sum()) > _ALARMING:
            return {}
        deep = look.meaning is not None and len(look.text) <= _A_FEW_LINES and len(parts) <= _MOST_WISHES
        best = [self._best_of(look.language, part, deep=deep) for part in parts]
        sure = list(dict.fromkeys(entry for entry, p in best if p >= _WISH_SURE and entry not in _NO_WISH))
        asked = sure[:_MOST_WISHES]
        if all(entry in COMPLAINTS for entry in asked):
            return {}  # several things are wrong: one case, not a choice
        return {entry: _SHARED / len(asked) for entry in asked} if len(asked) > 1 else {}

    def _best_of(self, language: str, part: str, *, deep: bool) -> tuple[str, float]:
        look = Look(part, language, frozenset(), self._model.by_letters(language, part))
        if len(part.split()) < _A_WISH:
            return _likeliest(self._own_parts(look))  # a bare word is sure only as the hotel's name for it
        shares = self._mixed(look.letters, None)
        sure = float(shares.max()) >= math.log(_WISH_SURE)
        if deep and (not sure or self._model.intents[int(shares.argmax())] == OUT_OF_SCOPE):
            look = self._deep(look)  # what is nobody's may be the hotel's own
        heads = shares if sure else self._mixed(look.letters, look.meaning)
        own = {entry: q for entry, q in self._own_parts(look).items() if entry not in self._index}
        return _likeliest(self._masses(np.exp(heads), own))

    def _sections(self, text: str, ranked: Sequence[tuple[str, float]], spoken: str) -> frozenset[str]:
        plain = fold(text)
        words = {"": plain.split(), "de": fold_for("de", text).split(), "ru": squash(plain).split()}
        words["kk"] = words["ru"]
        odd = frozenset(word for said in words.values() for word in said if word not in self._known)
        latin = fold(_CYRILLIC.sub(" ", text)).split()  # Cyrillic letters spell Russian and Kazakh only
        words |= {language: latin for language in LANGUAGES if language not in words}
        likely = {language for language, score in ranked if score > ranked[0][1] - _PLAUSIBLE}
        found: set[str] = set()
        for lexicon in self._lexicons:
            language = lexicon.language
            said = lexicon.sections(words.get(language, words[""]), likely=language in likely, odd=odd)
            found |= said if language in {spoken, ranked[0][0]} else said & _HEARD_IN_ANY
        return frozenset(found)


def _parts(text: str) -> list[str]:
    """What may be a wish each: "breakfast and parking?" too."""
    parts = [part for part in _SEVERAL.split(text) if part.split()]
    terse = all(len(part.split()) <= _A_WISH for part in parts)
    return parts if terse else [part for part in parts if len(part.split()) >= _A_WISH]


def _likeliest(masses: Mapping[str, float]) -> tuple[str, float]:
    return max(masses.items(), key=lambda pair: pair[1], default=("", 0.0))


def _within_one(masses: dict[str, float], first: str | None) -> dict[str, float]:
    """The same when they add up to 1 at most; else all but the first give way."""
    total = sum(masses.values())
    if total <= 1 or first is None:
        return masses
    rest = (1 - masses[first]) / (total - masses[first])
    return {name: p if name == first else p * rest for name, p in masses.items()}


def _opened(model: Model) -> Encoder | None:
    try:
        return Encoder.open(model.patch)
    except NoEncoder as why:
        log.warning("understanding in the reduced mode: %s", why)
        return None


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _log_odds(p: float) -> float:
    p = min(max(p, _FLOOR), 1 - _FLOOR)
    return math.log(p / (1 - p))
