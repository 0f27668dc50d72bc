"""How well the desk understands phrases it has not seen: python bench/understanding.py [language …]

Every fourth phrase of every intent is left out in turn; the rest, with the shipped lexicons, must understand
it. Beside it, in the same run: nearest phrase by plain word overlap.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.understanding import Understanding, Understood, decide
from bot.understanding.evidence import phrasebook
from bot.understanding.folding import fold_for
from bot.understanding.intents import COMPLAINTS, LANGUAGES, OUT_OF_SCOPE, SENSITIVE

FOLDS = 4
Row = tuple[str, str]


@dataclass(frozen=True)
class Heard:
    intent: str
    ranked: tuple[str, ...]
    sure: float
    understood: Understood | None = None


def split(rows: Sequence[Row], fold: int) -> tuple[list[Row], list[Row]]:
    """The phrases to learn from and those to be asked."""
    seen: Counter[str] = Counter()
    learn: list[Row] = []
    ask: list[Row] = []
    for intent, phrase in rows:
        (ask if seen[intent] % FOLDS == fold else learn).append((intent, phrase))
        seen[intent] += 1
    return learn, ask


def overlap(learn: Sequence[Row], ask: Sequence[Row], language: str) -> list[Heard]:
    """The baseline: the phrase that shares the largest part of its words."""
    known = [(intent, set(fold_for(language, phrase).split())) for intent, phrase in learn]
    heard = []
    for intent, phrase in ask:
        words = set(fold_for(language, phrase).split())
        best: dict[str, float] = {}
        for other, theirs in known:
            share = len(words & theirs) / len(words | theirs) if words | theirs else 0.0
            best[other] = max(best.get(other, 0.0), share)
        ranked = sorted((e for e in best if e != OUT_OF_SCOPE), key=lambda e: -best[e])[:3]
        heard.append(Heard(intent, tuple(ranked), best[ranked[0]]))
    return heard


def ours(books: dict[str, list[Row]], asked: dict[str, list[Row]]) -> dict[str, list[Heard]]:
    """What the shipped understanding makes of the left-out phrases."""
    desk = Understanding.of(books)
    heard: dict[str, list[Heard]] = {}
    for language, rows in asked.items():
        for intent, phrase in rows:
            said = desk.understand(phrase, hint=language)
            ranked = tuple(candidate.entry for candidate in said.candidates)
            sure = said.candidates[0].probability if said.candidates else 0.0
            heard.setdefault(language, []).append(Heard(intent, ranked, sure, said))
    return heard


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f}" if whole else "    –"


def top(heard: Sequence[Heard], n: int) -> str:
    inside = [one for one in heard if one.intent != OUT_OF_SCOPE]
    return share(sum(one.intent in one.ranked[:n] for one in inside), len(inside))


def answered(heard: Sequence[Heard], wrong: float) -> str:
    """The largest share that can be answered with at most this part of the answers wrong."""
    best = mistakes = 0
    for n, one in enumerate(sorted(heard, key=lambda one: -one.sure), start=1):
        mistakes += one.ranked[:1] != (one.intent,)
        if mistakes <= wrong * n:
            best = n
    return share(best, len(heard))


def complaints(heard: Sequence[Heard]) -> tuple[str, str]:
    """Recall and precision of complaint >= 0.5; sensitive messages are another lane and not counted."""
    plain = [(one.intent in COMPLAINTS, one.understood) for one in heard if one.intent not in SENSITIVE]
    flagged = [(real, said) for real, said in plain if said and said.complaint >= 0.5]
    hits = sum(real for real, _ in flagged)
    return share(hits, sum(real for real, _ in plain)), share(hits, len(flagged))


def decisions(heard: Sequence[Heard]) -> tuple[str, str]:
    """How many are answered at the shipped threshold, and how many of those answers are wrong."""
    told = [one for one in heard if one.understood and decide(one.understood) == "answer"]
    return share(len(told), len(heard)), share(sum(o.ranked[0] != o.intent for o in told), len(told))


def main() -> None:
    languages = sys.argv[1:] or list(LANGUAGES)
    books = {language: phrasebook(language) for language in LANGUAGES}
    heard: dict[str, list[Heard]] = {language: [] for language in languages}
    plain: dict[str, list[Heard]] = {language: [] for language in languages}
    spent = 0.0
    for fold in range(FOLDS):
        parts = {language: split(rows, fold) for language, rows in books.items()}
        began = time.perf_counter()
        found = ours({k: v[0] for k, v in parts.items()}, {k: parts[k][1] for k in languages})
        spent += time.perf_counter() - began
        for language in languages:
            heard[language] += found[language]
            plain[language] += overlap(*parts[language], language)
    print("     | word overlap       | Qonaq")
    print(
        "     | top-1 top-3  @2 %  | top-1 top-3  @2 %   told wrong | complaint: found right | risk | alarm"
    )
    for language in languages:
        row, base = heard[language], plain[language]
        sensitive = [one for one in row if one.intent in SENSITIVE]
        calm = [one for one in row if one.intent not in SENSITIVE]
        risk = share(sum(bool(o.understood and o.understood.risk) for o in sensitive), len(sensitive))
        alarms = share(sum(bool(o.understood and o.understood.risk) for o in calm), len(calm))
        cells = (top(base, 1), top(base, 3), answered(base, 0.02), "|", top(row, 1), top(row, 3))
        more = (
            answered(row, 0.02),
            *decisions(row),
            "|     ",
            *complaints(row),
            "       |",
            risk,
            "|",
            alarms,
        )
        print(f"{language:4} |", *cells, *more)
    asked = sum(map(len, heard.values()))
    print(f"{asked} phrases asked, {1000 * spent / asked:.1f} ms each including {FOLDS} loads")


if __name__ == "__main__":
    main()
