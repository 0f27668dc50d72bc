"""What a guest's message says, as evidence: language, likely entries, complaint, risk. No decision is taken here."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.folding import fold, fold_for, squash
from bot.understanding.intents import COMPLAINTS, HUMAN, LANGUAGES, OUT_OF_SCOPE, RISK_OF, SENSITIVE
from bot.understanding.language import LanguageSense
from bot.understanding.lexicon import Lexicon
from bot.understanding.matcher import Matcher, features

_PHRASES = Path(__file__).parent / "phrases"
_RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")  # the first that speaks wins
_SHOWN = 5
_CLOSE = 6.0  # nats between two languages under which both are asked
_LONGEST = 600  # characters; a rant says what it says long before

# Fitted by bench/understanding.py on held-out phrases.
_SURENESS = (-1.95, 1.73, 0.54, 0.2)  # constant, strength of the best, its lead, its lead over out_of_scope
_SHARPNESS = 3.0
_OWN_WEIGHT = 3  # the hotel's own wording counts as three phrases of the book
_RISK_SURE = 0.75
_HUMAN_SURE = 0.4
_FURY = re.compile(r"!{2,}|\?!|!\?|\?{3,}")


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

    def __init__(self, sense: LanguageSense, matchers: Mapping[str, Matcher], lexicons: Sequence[Lexicon]) -> None:
        self._sense = sense
        self._matchers = matchers
        self._lexicons = lexicons

    @classmethod
    def load(cls, own: Iterable[tuple[str, str, str]] = ()) -> "Understanding":
        """Read what ships and join the hotel's own (entry id, language, phrase) rows."""
        return cls.of({language: phrasebook(language) for language in LANGUAGES}, own)

    @classmethod
    def of(cls, books: Mapping[str, Sequence[Row]], own: Iterable[tuple[str, str, str]] = ()) -> "Understanding":
        """Build from given phrases (the bench leaves some out)."""
        extra: dict[str, list[Row]] = defaultdict(list)
        for entry, language, phrase in own:
            if language in books:
                extra[language].append((entry, phrase))
        matchers, folded = {}, {}
        for language, rows in books.items():
            plain = [(entry, fold(phrase)) for entry, phrase in [*rows, *extra[language]]]
            folded[language] = [phrase for _, phrase in plain[: len(rows)]]
            weighed = plain + plain[len(rows) :] * (_OWN_WEIGHT - 1)
            matchers[language] = Matcher([(entry, fold_for(language, phrase)) for entry, phrase in weighed])
        return cls(LanguageSense(folded), matchers, [Lexicon.of(language) for language in LANGUAGES])

    def understand(self, text: str, *, hint: str | None = None) -> Understood:
        """Evidence about one message; `hint` is Telegram's language code or the chat's language."""
        text = text[:_LONGEST]
        ranked = self._sense.rank(text, hint=hint)
        language = ranked[0][0]
        sections = self._sections(text, language)
        masses, lean = self._masses(text, language)
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLOSE:
            masses = _best_of(masses, self._masses(text, ranked[1][0])[0])
        shown = sorted(masses.items(), key=lambda pair: -pair[1])[:_SHOWN]
        return Understood(
            language=language,
            candidates=tuple(Candidate(entry, round(p, 4)) for entry, p in shown if p > 0.001),
            complaint=_complaint(text, masses, lean, sections),
            risk=_risk(masses, sections),
            wants_person="person" in sections or masses.get(HUMAN, 0.0) >= _HUMAN_SURE,
        )

    def _masses(self, text: str, language: str) -> tuple[dict[str, float], float]:
        """Probability per entry (what is missing to 1 is unknown) and how much the words complain."""
        matcher = self._matchers[language]
        found = sorted(features(fold_for(language, text)))
        scores = dict(zip(matcher.entries, matcher.scores(found), strict=True))
        return _shares(scores), matcher.complaint_lean(found)

    def _sections(self, text: str, language: str) -> frozenset[str]:
        plain = fold(text)
        words = {"": plain.split(), "de": fold_for("de", text).split(), "ru": squash(plain).split()}
        words["kk"] = words["ru"]
        found: frozenset[str] = frozenset()
        for lexicon in self._lexicons:
            said = lexicon.sections(words.get(lexicon.language, words[""]), language)
            if lexicon.language != language:
                said -= {"complaint", "person"}  # everyday words of one language are harmless in another
            found |= said
        return found


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
    return {e: max(first.get(e, 0.0), second.get(e, 0.0)) for e in {*first, *second}}


def _complaint(text: str, masses: Mapping[str, float], lean: float, sections: frozenset[str]) -> float:
    """Learnt words, likely complaint intents, the lexicon and furious punctuation, as one probability."""
    mass = sum(p for entry, p in masses.items() if entry in COMPLAINTS)
    nats = -1.6 + 0.55 * lean + 3.0 * mass + 2.2 * ("complaint" in sections) + 0.8 * bool(_FURY.search(text))
    return round(1 / (1 + math.exp(-nats)), 4)


def _risk(masses: Mapping[str, float], sections: frozenset[str]) -> str | None:
    for risk in _RISKS:
        if risk in sections:
            return risk
    sure = max(SENSITIVE, key=lambda entry: masses.get(entry, 0.0))
    return RISK_OF[sure] if masses.get(sure, 0.0) >= _RISK_SURE else None
