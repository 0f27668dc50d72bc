"""Every text of a catalog under a name that stays: "offers/canoe/options/half_day/title".

It works on the catalog as plain data (`model_dump(mode="json", by_alias=True)`): two versions of a large
hotel are compared without being validated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from bot.desk.catalog.diff import steps
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.texts import BY_CODE

Place: TypeAlias = tuple[str, ...]
Said: TypeAlias = Mapping[str, str]
LANGUAGE = re.compile(r"[a-z]{2}")
PARTS = ("offers", "knowledge")


def plain(catalog: Catalog) -> dict[str, Any]:
    return catalog.model_dump(mode="json", by_alias=True)


def texts(facts: Mapping[str, Any]) -> Iterator[tuple[Place, Said]]:
    """Every text that people read, the hotel's first."""
    for name, part in facts.items():
        yield from _of(part, (name,))


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Place, Said, Said]]:
    """Each place whose texts differ, before and after; what stayed the same is not looked into."""
    for where in _differing(old, new):
        before, after = (dict(_of(_at(one, where), where)) for one in (old, new))
        for place in {**before, **after}:
            if before.get(place) != after.get(place):
                yield place, before.get(place, {}), after.get(place, {})


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Place]:
    for name in {**old, **new}:
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        if name in PARTS:
            codes = {**(one or {}), **(other or {})}
            yield from ((name, code) for code in codes if _get(one, code) != _get(other, code))
        else:
            yield (name,)


def _get(part: Any, key: str) -> Any:
    return part.get(key) if isinstance(part, dict) else None


def _at(facts: Any, where: Place) -> Any:
    for step in where:
        facts = _get(facts, step)
    return facts


def find(facts: Mapping[str, Any], place: Place) -> dict[str, Any] | None:
    """What stands at a place, to be read or changed; None when it is not there."""
    found: Any = facts
    for step in place:
        found = (_steps(found) or {}).get(step)
    return found if isinstance(found, dict) else None


def _of(value: Any, where: Place) -> Iterator[tuple[Place, Said]]:
    if isinstance(value, dict) and _is_text(value, where[-1]):
        yield where, value
        return
    for key, inner in (_steps(value) or {}).items():
        yield from _of(inner, (*where, key))


def _steps(value: Any) -> Mapping[str, Any] | None:
    """What is inside, by name; things of a list that share one are counted."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return steps(value) or {str(number): one for number, one in enumerate(value, 1)}
    return None


def _is_text(value: Mapping[str, Any], name: str) -> bool:
    if not value or name in BY_CODE:
        return False
    return all(isinstance(said, str) and LANGUAGE.fullmatch(key) for key, said in value.items())
