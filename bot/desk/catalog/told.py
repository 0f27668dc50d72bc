"""What the checker says: a key and its facts. As a string it is English, for the console and logs; a chat or
a workbook says the same key and facts from the texts, in its reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from bot.desk.catalog.columns import COLUMNS, FIELDS, VALUES
from bot.desk.catalog.fix_words import FIXES
from bot.desk.catalog.help_words import HELPS
from bot.desk.catalog.issue_words import ISSUES
from bot.say import Join, Text, Value

Fact: TypeAlias = "str | int | tuple[str, ...]"  # a string may be a Name, a Cell or itself Told
ENGLISH: Mapping[str, str] = ISSUES | FIXES | HELPS
PLACE = re.compile(r"\{([a-z]+)\}")


class Name(str):
    """A field as files call it, or a column as the workbook heads it: a reader has it in theirs."""

    __slots__ = ()

    @property
    def slug(self) -> str:
        return self.lower().replace(" ", "_")


class Cell(str):
    """A value of ours that a drop-down offers."""

    __slots__ = ()


class Told(str):
    """One sentence; without a key it is English alone (of what only files can be wrong in)."""

    key: str
    facts: Mapping[str, Fact]

    def __new__(cls, said: str, key: str = "", facts: Mapping[str, Fact] | None = None) -> Told:
        made = super().__new__(cls, said)
        made.key, made.facts = key, dict(facts or {})
        return made


def told(key: str, /, **facts: Fact) -> Told:
    return Told(PLACE.sub(lambda found: _plain(facts[found[1]]), ENGLISH[key]), key, facts)


def _plain(fact: Fact) -> str:
    return ", ".join(fact) if isinstance(fact, tuple) else str(fact)


def spoken(said: str) -> Value:
    """As a chat says it."""
    if isinstance(said, Told) and said.key:
        return Text(said.key, {name: _spoken(fact) for name, fact in said.facts.items()})
    if isinstance(said, Name) and said.slug in COLUMNS:
        return Text(f"column.{said.slug}")
    if isinstance(said, Name) and said in FIELDS:
        return Text(f"fact.{said}")
    if isinstance(said, Cell) and said in VALUES:
        return Text(f"cell.{said}")
    return str(said)


def _spoken(fact: Fact) -> Value:
    if isinstance(fact, tuple):
        return Join([spoken(one) for one in fact])
    return spoken(fact) if isinstance(fact, str) else str(fact)


def packed(said: str) -> Any:
    """JSON for it; `unpacked` gives it back."""
    match said:
        case Told(key=key, facts=facts) if key:
            return {
                "told": key,
                "said": str(said),
                "facts": {name: _packed(one) for name, one in facts.items()},
            }
        case Name():
            return {"name": str(said)}
        case Cell():
            return {"cell": str(said)}
    return str(said)


def _packed(fact: Fact) -> Any:
    if isinstance(fact, tuple):
        return [packed(one) for one in fact]
    return packed(fact) if isinstance(fact, str) else fact


def unpacked(raw: Any) -> str:
    match raw:
        case {"told": key, "said": said, "facts": facts}:
            return Told(said, key, {name: _unpacked(one) for name, one in facts.items()})
        case {"name": name}:
            return Name(name)
        case {"cell": value}:
            return Cell(value)
    return str(raw)


def _unpacked(raw: Any) -> Fact:
    if isinstance(raw, list):
        return tuple(unpacked(one) for one in raw)
    return raw if isinstance(raw, int) else unpacked(raw)
