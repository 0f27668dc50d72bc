"""What a guest's message says, as evidence: language, likely entries, complaint, risk; no decision."""

import gc
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding import language as language_sense
from bot.understanding import matcher as matcher_index
from bot.understanding.folding import fold, fold_for, respell, squash
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
from bot.understanding.matcher import Matcher, features

_PHRASES = Path(__file__).parent / "phrases"
_RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")  # the first that speaks wins
_SHOWN = 5
_PLAUSIBLE = 8.0  # nats under the likeliest language at which a lone alarming word still counts
_CLOSE = 6.0  # nats between two languages under which both are asked
_LONGEST = 600  # characters; a rant says what it says long before

# Fitted by bench/understanding.py on held-out phrases.
_SURENESS = (-1.95, 1.73, 0.54, 0.2)  # constant, strength of the best, its lead, its lead over out_of_scope
_SHARPNESS = 3.0
_EXACT = 0.97  # a wording of the phrasebook itself; twins in two intents keep it from being certain
_RISK_SURE = 0.9
_HUMAN_SURE = 0.4
_HEARD_IN_ANY = frozenset((*_RISKS, "person", "cry"))  # everyday words of one language are no sign in another
_NO_WISH = COMPLAINTS | SENSITIVE | SMALL_TALK | {OUT_OF_SCOPE, HUMAN}
_CALM_SURE = 0.7
_HINTED = 0.15
_A_SENTENCE = 6  # words; "the second one" or "room 214" is too short to be judged by its sound
_NOT_A_WORD = -0.3  # nats at most when nothing in the message complains
_FURY = re.compile(r"!{2,}|\?!|!\?|\?{3,}")
_CYRILLIC = re.compile(r"[А-ӿ]+")
_CYRILLIC_LANGUAGES = ("ru", "kk")
_SEVERAL = re.compile(
    r"[?!.;,\n]+|\b(?:and|also|и|ещё|və|həm|және|әрі|és|valamint|ve|ayrıca|und)\b", re.IGNORECASE
)
_A_WISH = 2  # words; "and breakfast" is a word of the wish before it
_MOST_WISHES = 4
_SHARED = 0.85  # probability left to several wishes together: less than an answer needs


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


Row = tuple[str, str]


class Understanding:
    """Seven languages' phrases and lexicons, loaded once; `understand` is pure."""

    def __init__(self, sense: LanguageSense, matchers: Mapping[str, Matcher], known: KnownWords) -> None:
        self._sense = sense
        self._matchers = matchers
        self._known = known
        self._lexicons = [Lexicon.of(language) for language in LANGUAGES]

    @classmethod
    def load(cls, own: Iterable[tuple[str, str, str]] = ()) -> "Understanding":
        """Read what ships and join the hotel's own (entry id, language, phrase) rows."""
        return cls._built(((language, phrasebook(language)) for language in LANGUAGES), own)

    @classmethod
    def of(
        cls, books: Mapping[str, Sequence[Row]], own: Iterable[tuple[str, str, str]] = ()
    ) -> "Understanding":
        """Build from given phrases (the bench leaves some out)."""
        return cls._built(books.items(), own)

    @classmethod
    def _built(
        cls, books: Iterable[tuple[str, Sequence[Row]]], own: Iterable[tuple[str, str, str]]
    ) -> "Understanding":
        extra: dict[str, list[Row]] = defaultdict(list)
        for entry, language, phrase in own:
            extra[language].append((entry, phrase))
        sense, matchers, known = LanguageSense(), {}, KnownWords()
        for language, rows in books:  # one after the other: memory for one language, not for seven
            plain = [fold(phrase) for _, phrase in rows]
            sense.learn(language, plain)
            folded = [(row[0], respell(language, said)) for row, said in zip(rows, plain, strict=True)]
            known.learn(said for entry, said in folded if entry not in SENSITIVE)
            joined = [(entry, fold_for(language, phrase)) for entry, phrase in extra[language]]
            matchers[language] = Matcher(folded, joined)
        language_sense.forget_words()
        matcher_index.forget_words()
        understanding = cls(sense, matchers, known)
        gc.collect()
        return understanding

    def understand(self, text: str, *, hint: str | None = None) -> Understood:
        """Evidence about one message; `hint` is Telegram's language code or the chat's language."""
        text = text[:_LONGEST]
        ranked, by_words = self._sense.rank(text, hint=hint)
        language = ranked[0][0]
        sections = self._sections(text, by_words, language)
        masses, lean = self._masses(text, language)
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLOSE:
            masses = _best_of(masses, self._masses(text, ranked[1][0])[0])
        complaint = _complaint(text, masses, lean, sections)
        masses = self._several(text, language) or masses
        shown = sorted(masses.items(), key=lambda pair: -pair[1])[:_SHOWN]
        return Understood(
            language=language,
            candidates=tuple(Candidate(entry, round(p, 4)) for entry, p in shown if p > 0.001),
            complaint=complaint,
            risk=_risk(text, masses, sections),
            wants_person=bool(sections & {"person", "cry"}) or masses.get(HUMAN, 0.0) >= _HUMAN_SURE,
        )

    def _several(self, text: str, language: str) -> dict[str, float]:
        """The entries of a message with several wishes, each certain by itself; none when it is one wish."""
        parts = [part for part in _SEVERAL.split(text) if len(part.split()) >= _A_WISH]
        if len(parts) < _A_WISH:
            return {}
        best = [max(self._masses(part, language)[0].items(), key=_mass, default=("", 0.0)) for part in parts]
        sure = list(dict.fromkeys(entry for entry, p in best if p >= _CALM_SURE and entry not in _NO_WISH))
        asked = sure[:_MOST_WISHES]
        return {entry: _SHARED / len(asked) for entry in asked} if len(asked) > 1 else {}

    def _masses(self, text: str, language: str) -> tuple[dict[str, float], float]:
        """Probability per entry (what is missing to 1 is unknown) and how much the words complain."""
        matcher = self._matchers[language]
        folded = fold_for(language, text)
        found = sorted(features(folded))
        scores = dict(zip(matcher.entries, matcher.scores(found), strict=True))
        masses = _shares(scores)
        exact = matcher.exactly(folded)
        if exact and exact != OUT_OF_SCOPE and masses.get(exact, 0.0) < _EXACT:
            left = (1 - _EXACT) / (sum(masses.values()) or 1.0)
            masses = {entry: p * left for entry, p in masses.items()} | {exact: _EXACT}
        return masses, matcher.complaint_lean(found)

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


def phrasebook(language: str) -> list[Row]:
    """The shipped (intent, phrase) rows of a language."""
    lines = (_PHRASES / f"{language}.tsv").read_text("utf-8").splitlines()
    return [(intent, phrase) for intent, _, phrase in (line.partition("\t") for line in lines)]


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    """Calibrated probability of the best entry; the others follow from how close they come."""
    known = {entry: score for entry, score in scores.items() if entry != OUT_OF_SCOPE and score > 0}
    if not known:
        return {}
    first, second, *_ = *sorted(known.values(), reverse=True), 1e-4
    constant, strength, lead, scope = _SURENESS
    foreign = max(scores.get(OUT_OF_SCOPE, 0.0), 1e-3)
    nats = constant + strength * (math.log(first) + 4) + lead * math.log(first / second)
    best = 1 / (1 + math.exp(-nats - scope * math.log(first / foreign)))
    shares = {entry: best * (score / first) ** _SHARPNESS for entry, score in known.items()}
    rest = sum(shares.values()) - best
    squeeze = min(1.0, (1 - best) / rest) if rest else 1.0
    return {entry: p if p == best else p * squeeze for entry, p in shares.items()}


def _best_of(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """The better of two languages' opinions when it is not clear which one the guest writes."""
    better = {entry: max(first.get(entry, 0.0), second.get(entry, 0.0)) for entry in {*first, *second}}
    total = max(1.0, sum(better.values()))
    return {entry: p / total for entry, p in better.items()}


def _complaint(text: str, masses: Mapping[str, float], lean: float, sections: frozenset[str]) -> float:
    """Learnt words, likely complaint intents, the lexicon and fury against the sound of a plain question."""
    if not any(c.isalpha() for c in text):
        return 0.0  # numbers and emoji answer something; they tell nothing
    mass = sum(p for entry, p in masses.items() if entry in COMPLAINTS)
    told = "complaint" in sections
    nats = 0.5 + 0.75 * lean + 1.5 * mass + 1.8 * told + 1.6 * bool(_FURY.search(text))
    asks = "?" in text or "question" in sections
    nats -= 1.6 * asks
    if not told and mass < _HINTED and not _FURY.search(text):
        nats -= 1.0 if asks else 0.7  # the learnt words alone do not make a complaint
    calm = max((p for entry, p in masses.items() if entry not in COMPLAINTS | SENSITIVE), default=0.0)
    if calm >= _CALM_SURE and not told:
        nats = min(nats, -0.5)
    if not (told or _FURY.search(text) or _sounds_like_one(text, mass, lean, asks=asks)):
        nats = min(nats, _NOT_A_WORD)
    return round(1 / (1 + math.exp(-nats)), 4)


def _sounds_like_one(text: str, mass: float, lean: float, *, asks: bool) -> bool:
    """Whether it is a complaint without a word of one: very like the book's, or long and much like them."""
    if mass >= 0.4 and lean >= 1.0:
        return True
    return not asks and len(text.split()) >= _A_SENTENCE and lean + 3 * mass >= 1.5


def _mass(pair: tuple[str, float]) -> float:
    return pair[1]


def _risk(text: str, masses: Mapping[str, float], sections: frozenset[str]) -> str | None:
    for risk in _RISKS:
        if risk in sections:
            return risk
    if "cry" in sections and "!" in text:
        return "medical"  # a bare cry names no danger; this lane shows the number to call first
    sure = max(SENSITIVE, key=lambda entry: masses.get(entry, 0.0))
    return RISK_OF[sure] if masses.get(sure, 0.0) >= _RISK_SURE else None
