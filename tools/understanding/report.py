"""What the finished understanding makes of messages it has never seen: counts with 95 % intervals."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from bot.understanding import Understanding, Understood, decide
from bot.understanding.heads import Model
from bot.understanding.intents import COMPLAINTS, HUMAN, LANGUAGES, OUT_OF_SCOPE, SENSITIVE
from tools.understanding.book import Row
from tools.understanding.page_words import LEFT_OUT

COMPLAINS = 0.5
OFFERED = 3
BINS = 10  # of probability
CAUGHT = 0.75  # of complaints whose kind nothing taught
UNTOLD: Mapping[str, str] = {}  # no hint
CHATS = {language: language for language in LANGUAGES}
# An app in another language: Russian beside Azerbaijani and Kazakh, English elsewhere.
ANOTHER = {language: "en" for language in LANGUAGES} | dict.fromkeys(("en", "az", "kk"), "ru")
HEADER = (
    "| | top-1 | top-3 | out-of-scope AUROC | answered directly | of these wrong | served"
    " | complaints found | right | odd kinds found | dangers missed | seen by nobody | false alarms"
    " | language |"
)


@dataclass(frozen=True)
class Told:
    row: Row
    said: Understood
    decision: str

    @property
    def ranked(self) -> list[str]:
        return [candidate.entry for candidate in self.said.candidates]

    @property
    def sure(self) -> float:
        return self.said.candidates[0].probability if self.said.candidates else 0.0

    @property
    def right(self) -> bool:
        return self.ranked[:1] == [self.row.intent]

    @property
    def served(self) -> bool:
        """By itself, or by one tap on the right one of three choices."""
        offered = self.ranked[:OFFERED] if self.decision == "clarify" else self.ranked[:1]
        return self.decision in ("answer", "clarify") and self.row.intent in offered


def checksum(model: Model) -> str:
    """Of the heads and the tuned layers: two trainings that agree in it learnt the same."""
    seen = hashlib.sha256()
    for name, part in sorted(model.arrays.items()):
        seen.update(name.encode())
        seen.update(part.tobytes())
    return seen.hexdigest()[:12]


def ask(understanding: Understanding, rows: Iterable[Row], hints: Mapping[str, str] = UNTOLD) -> list[Told]:
    """`hints`: what the app tells of the chat's language, by the language of the message."""
    told = []
    for row in rows:
        said = understanding.understand(row.text, hint=hints.get(row.language))
        told.append(Told(row, said, decide(said)))
    return told


def interval(part: int, whole: int) -> str:
    """Share in % with Wilson's 95 % interval."""
    if not whole:
        return "–"
    p, z = part / whole, 1.96
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return f"{100 * p:.1f} ({100 * max(0.0, middle - half):.1f}–{100 * min(1.0, middle + half):.1f})"


def share(told: Sequence[Told], true: Callable[[Told], bool]) -> str:
    return interval(sum(map(true, told)), len(told))


def ranked_above(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a message of ours is surer than one that is none of our business (AUROC)."""
    if not inside or not outside:
        return float("nan")
    ours, others = np.array(inside), np.sort(np.array(outside))
    below = np.searchsorted(others, ours, "left") + np.searchsorted(others, ours, "right")
    return float(below.mean() / 2 / len(others))


_PERSON = COMPLAINTS | SENSITIVE | {HUMAN}


@dataclass(frozen=True)
class Part:
    """One language's messages by what is asked of them."""

    plain: list[Told]  # one of the ids, in scope
    outside: list[Told]
    dangers: list[Told]
    odd: list[Told]  # complaints of kinds that have no id

    @classmethod
    def of(cls, told: Iterable[Told]) -> Part:
        told = list(told)
        plain = [t for t in told if ":" not in t.row.intent and t.row.intent != OUT_OF_SCOPE]
        return cls(
            plain,
            [t for t in told if t.row.intent == OUT_OF_SCOPE],
            [t for t in told if t.row.risk],
            [t for t in told if t.row.intent == "c:complaint"],
        )

    @property
    def questions(self) -> list[Told]:
        """What could be served without a person."""
        return [t for t in self.plain if t.row.intent not in _PERSON]

    @property
    def ordinary(self) -> list[Told]:
        return [t for t in (*self.plain, *self.outside, *self.odd) if not t.row.risk]


def table(told: Sequence[Told], languages: Sequence[str] = LANGUAGES) -> str:
    """A Markdown table, one line a language and one for all."""
    lines = [HEADER, _rule(HEADER)]
    for language in (*languages, "all"):
        part = Part.of(t for t in told if language in ("all", t.row.language))
        lines.append(f"| {language} | " + " | ".join(_cells(part)) + " |")
    return "\n".join(lines)


def _rule(header: str) -> str:
    return "|" + "---|" * (header.count("|") - 1)


def _cells(part: Part) -> list[str]:
    answered = [t for t in (*part.plain, *part.outside) if t.decision == "answer"]
    complaining = [t for t in part.plain if t.row.complains]
    missed = [t for t in part.dangers if t.decision != "sensitive"]
    rung = [t for t in part.ordinary if t.said.complaint >= COMPLAINS and not t.said.risk]
    everyone = [*part.plain, *part.outside, *part.odd]
    return [
        share(part.plain, lambda t: t.right),
        share(part.plain, lambda t: t.row.intent in t.ranked[:OFFERED]),
        f"{ranked_above([t.sure for t in part.plain], [t.sure for t in part.outside]):.3f}",
        share(part.questions, lambda t: t.decision == "answer"),
        share(answered, lambda t: not t.right),
        share(part.questions, lambda t: t.served),
        share(complaining, lambda t: t.said.complaint >= COMPLAINS or t.said.risk is not None),
        share(rung, lambda t: t.row.complains),
        share(part.odd, lambda t: t.said.complaint >= COMPLAINS or t.said.risk is not None),
        f"{len(missed)} of {len(part.dangers)}",
        f"{sum(t.decision != 'handoff' for t in missed)}",
        share(part.ordinary, lambda t: t.said.risk is not None),
        share(everyone, lambda t: t.said.language == t.row.language),
    ]


def confusions(told: Sequence[Told], most: int = 20) -> str:
    """The commonest mistakes, with an example each."""
    wrong = [t for t in told if ":" not in t.row.intent and t.row.intent != OUT_OF_SCOPE and not t.right]
    pairs = Counter((t.row.intent, (t.ranked or ["nothing"])[0]) for t in wrong)
    lines = ["| meant | taken for | times | for example |", "|---|---|---|---|"]
    for (meant, taken), n in pairs.most_common(most):
        example = next(t for t in wrong if (t.row.intent, (t.ranked or ["nothing"])[0]) == (meant, taken))
        said = example.row.text.replace("|", "/")[:110]
        lines.append(f"| {meant} | {taken} | {n} | {example.row.language}: {said} |")
    return "\n".join(lines)


def reliability(told: Sequence[Told]) -> str:
    """Of the likeliest entry: how probable it was called, and how often it was the right one."""
    asked = [t for t in told if ":" not in t.row.intent and t.said.candidates]
    header = "| called probable, % | messages | mean, % | right, % |"
    lines, apart = [header, _rule(header)], 0.0
    for n in range(BINS):
        some = [t for t in asked if min(BINS - 1, int(BINS * t.sure)) == n]
        if not some:
            continue
        mean = 100 * float(np.mean([t.sure for t in some]))
        apart += abs(sum(t.sure - t.right for t in some)) / len(asked)
        low, high = 100 * n // BINS, 100 * (n + 1) // BINS
        lines.append(f"| {low}–{high} | {len(some)} | {mean:.1f} | {share(some, _right)} |")
    lines.append(f"\nOn average the two are {100 * apart:.1f} points apart (expected calibration error).")
    return "\n".join(lines)


def _right(one: Told) -> bool:
    return one.right


def kinds_left_out(told: Sequence[Told], deaf: Sequence[Told], ordinary: Sequence[Told]) -> str:
    """Markdown for docs/understanding.md: the share taken for a complaint or a danger, per kind and all.

    `deaf`: the same messages without the lexicons.
    """
    lines = [LEFT_OUT]
    for kind in sorted({one.row.intent for one in told}):
        cells = [share([one for one in way if one.row.intent == kind], _noticed) for way in (told, deaf)]
        lines.append(f"| {kind} | {cells[0]} | {cells[1]} |")
    lines.append(f"| **all** | **{share(told, _noticed)}** | **{share(deaf, _noticed)}** |")
    lines.append(f"| {len(ordinary):,} others, taken for a complaint | {share(ordinary, _complains)} | |")
    met = ["met" if sum(map(_noticed, way)) >= CAUGHT * len(way) else "MISSED" for way in (told, deaf)]
    lines.append(f"| goal ≥ {100 * CAUGHT:.0f} | {met[0]} | {met[1]} |")
    return "\n".join(lines)


def _noticed(one: Told) -> bool:
    return one.said.complaint >= COMPLAINS or one.said.risk is not None


def _complains(one: Told) -> bool:
    return one.said.complaint >= COMPLAINS and one.said.risk is None
