"""Two wishes in one message, and messages that have no subject of their own: what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.desk.asked import Heard
from bot.desk.menu.answering import wishes
from bot.tg.hearing import Hearing
from bot.understanding import Understanding
from bot.understanding.followups import followup
from bot.understanding.intents import LANGUAGES, SMALL_TALK
from tools.understanding.book import Row
from tools.understanding.report import OFFERED, interval

FOLLOW_UPS = Path(__file__).parents[2] / "tests" / "understanding" / "messages" / "followups.tsv"
FATES = ("both answered", "both among the choices", "a person reads both", "only one", "neither")
_HEADER = "| | messages | " + " | ".join(FATES) + " |\n" + "|---|" + "---|" * (len(FATES) + 1)


def fate(heard: Heard, wanted: set[str]) -> str:
    """What the desk does with a message of these two wishes: one of FATES."""
    if heard.decision in ("handoff", "sensitive"):
        return FATES[2]
    together = wanted & set(wishes(heard))
    if len(together) == len(wanted):
        return FATES[0]
    most = 1 if heard.decision == "answer" else OFFERED
    found = together or wanted & {name for name, _ in heard.entries[:most]}
    return FATES[1] if len(found) == len(wanted) else FATES[3] if found else FATES[4]


def table(understanding: Understanding, rows: Sequence[Row]) -> str:
    """One line a language; a greeting is no wish, so what comes with one is left out."""
    hearing = Hearing(understanding, None)
    asked = [row for row in rows if not _wanted(row) & SMALL_TALK]
    met = [(row.language, fate(hearing.hear(row.text, None), _wanted(row))) for row in asked]
    lines = [_HEADER]
    for language in (*LANGUAGES, "all"):
        counts = Counter(end for spoken, end in met if language in ("all", spoken))
        cells = [interval(counts[end], counts.total()) for end in FATES]
        lines.append(f"| {language} | {counts.total()} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _wanted(row: Row) -> set[str]:
    return set(row.intent.split("+"))


def mistaken(rows: Sequence[Row]) -> list[Row]:
    """Messages with a subject of their own that are taken for a follow-up."""
    return [row for row in rows if followup(row.text)]


def recognised() -> tuple[int, int]:
    """Of the follow-ups that a test holds: how many are taken for what they are, and how many there are."""
    rows = [line.split("\t") for line in FOLLOW_UPS.read_text("utf-8").splitlines()[1:]]
    found = [followup(words) for words, _, _ in rows]
    right = [(one.facet, one.day or "") if one else None for one in found]
    return sum(one == (facet, day) for one, (_, facet, day) in zip(right, rows, strict=True)), len(rows)
