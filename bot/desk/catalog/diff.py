"""What differs between two catalogs, in the order in which a manager reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.desk.catalog.issues import Where
from bot.desk.catalog.model import Catalog

NAMED = {"hotel": "the hotel", "offers": "", "knowledge": "answer"}
NAMED |= {one: one for one in ("ladder", "roster", "remedies", "replies")}
WHOLE = ("hotel", "ladder", "roster", "remedies", "replies")  # parts without a code of their own
SHORT = 60


@dataclass(frozen=True)
class Change:
    """One difference. `where` as in the catalog; `path` in words; None: not there before, or gone."""

    where: Where
    path: str
    before: str | None
    after: str | None
    percent: int | None = None  # of a price

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: added: {_short(self.after)}"
        if self.after is None:
            return f"{self.path}: removed: {_short(self.before)}"
        return f"{self.path}: {_short(self.before)} → {_short(self.after)}{self._share()}"

    def _share(self) -> str:
        """The size of a price change, with a real minus."""
        if self.percent is None:
            return ""
        return f" ({'−' if self.percent < 0 else '+'}{abs(self.percent)} %)"


def diff(old: Catalog, new: Catalog) -> list[Change]:
    """Every difference, whole offers and answers as one."""
    before, after = (one.model_dump(mode="json", by_alias=True) for one in (old, new))
    whole = [one for name in WHOLE for one in _fields(before[name], after[name], (name,))]
    return [*whole, *_parts(before, after)]


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for kind in ("offers", "knowledge"):
        for code in dict.fromkeys([*before[kind], *after[kind]]):
            one, other = before[kind].get(code), after[kind].get(code)
            if one is None or other is None:
                yield _change((kind, code), _title(one), _title(other))
            else:
                yield from _fields(one, other, (kind, code))


def _title(part: Mapping[str, Any] | None) -> str | None:
    return None if part is None else str(next(iter(part["title"].values()), ""))


def _fields(before: Any, after: Any, where: Where) -> Iterator[Change]:
    if before == after:
        return
    one, other = steps(before), steps(after)
    if one is None or other is None:
        yield _change(where, _said(before), _said(after))
        return
    for key in dict.fromkeys([*one, *other]):
        yield from _fields(one.get(key), other.get(key), (*where, key))


def steps(value: Any) -> dict[str, Any] | None:
    """What a value consists of, by name; None when it is shown whole."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        named = {_label(one, index): one for index, one in enumerate(value, 1)}
        return named if len(named) == len(value) else None
    return None


def _label(part: Mapping[str, Any], index: int) -> str:
    """An option by its code, a unit by its type and first age, anything else by its number."""
    if "code" in part:
        return str(part["code"])
    if "type" in part:
        return unit_label(str(part["type"]), int(part["min_age"]))
    return str(index)


def unit_label(type_: str, min_age: int) -> str:
    return type_ if type_ == "OTHER" else f"{type_} {min_age}+"


def _said(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(str(_said(one)) for one in value) or None
        case dict():
            return "; ".join(f"{key} {_said(one)}" for key, one in value.items()) or None
    return str(value)


def _change(where: Where, before: str | None, after: str | None) -> Change:
    share = _percent(before, after) if where[-1] in ("price", "deposit") else None
    return Change(where, _path(where), before, after, share)


def _percent(before: str | None, after: str | None) -> int | None:
    if before is None or after is None or not Decimal(before):
        return None
    share = (Decimal(after) - Decimal(before)) / Decimal(before) * 100
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))


def _path(where: Where) -> str:
    """("offers", "canoe", "options", "default", "units", "ADULT 18+", "price") → canoe, ADULT 18+, price"""
    words = [NAMED.get(str(where[0]), str(where[0])), *map(str, where[1:])]
    quiet = ("", "options", "units", "default")
    return ", ".join(one.replace("_", " ") if one.islower() else one for one in words if one not in quiet)


def _short(words: str | None) -> str:
    said = words or ""
    return said if len(said) <= SHORT else f"{said[: SHORT - 1]}…"
