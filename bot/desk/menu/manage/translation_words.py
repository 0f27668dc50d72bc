"""What is to be mended in a translation, in the manager's own language."""

from __future__ import annotations

from bot.desk.learning.translating import YES, Cell
from bot.say import Text, text

ASKS = {
    "heading": text("tx.bad_heading"),
    "empty": text("tx.bad_empty"),
}


def flaw(key: str, value: str) -> Text:
    """What does not fit, and what to write instead."""
    return ASKS.get(key) or text(f"tx.bad_{key}", value=value, yes=YES[0])


def cell(found: Cell) -> Text:
    return text("tx.cell", cell=found.cell, what=flaw(found.key, found.value))
