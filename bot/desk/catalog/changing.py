"""An offer changed in parts: what each of them was and is, so that one edit can be taken back alone.

A part is named by its way through the offer: "title/en", "options/evening/schedule", "" for all of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk.catalog.check import check
from bot.desk.catalog.issues import Issue, advice
from bot.desk.catalog.model import Catalog, Offer
from bot.desk.problems import DeskError
from bot.say import Choice

WHOLE = ""
Parts = Mapping[str, Any]  # by their names, as JSON; None: not there
NTH = re.compile(r"/\d+")


class EditUnfit(DeskError):
    """With this edit the catalog would be broken. params: problem (as the validator says it)."""

    key = "refuse.edit_unfit"


def packed(offer: Offer | None) -> Any:
    return offer.model_dump(mode="json", by_alias=True, exclude_defaults=True) if offer else None


def parts_of(offer: Offer | None, names: Iterable[str]) -> dict[str, Any]:
    """These parts as they are."""
    data = packed(offer)
    return {name: _at(data, _steps(name)) for name in names}


def put(catalog: Catalog, code: str, parts: Parts) -> Catalog:
    """The catalog with these parts of an offer, or without it. Raises ValueError where they do not fit."""
    data = packed(catalog.offer(code))
    for name, value in parts.items():
        data = _with(data, _steps(name), value)
    others = {key: one for key, one in catalog.offers.items() if key != code or data is not None}
    offers = others if data is None else {**others, code: Offer.model_validate(data)}
    return catalog.model_copy(update={"offers": offers})


def spoilt(before: Catalog, after: Catalog) -> list[Issue]:
    """What the edit would break; what was wrong before, at whatever place of a list, is not its fault."""
    errors = _errors(after)
    known = Counter(map(_what, _errors(before))) if errors else Counter()
    found = []
    for one in errors:
        if known[_what(one)] > 0:
            known[_what(one)] -= 1
        else:
            found.append(one)
    return found


def must_hold(before: Catalog, after: Catalog, *, ways: Sequence[Choice]) -> None:
    """EditUnfit, with the first thing that the edit would break."""
    if issues := spoilt(before, after):
        raise EditUnfit(problem=advice(issues[0]), ways=ways)


def _what(issue: Issue) -> tuple[str, str, str]:
    return NTH.sub("", issue.file), issue.problem, issue.fix


def _errors(catalog: Catalog) -> list[Issue]:
    return [one for one in check(catalog, frozenset(catalog.shown())) if one.level == "error"]


def _steps(name: str) -> list[str]:
    return name.split("/") if name else []


def _at(data: Any, steps: list[str]) -> Any:
    for step in steps:
        data = _of_list(data, step) if isinstance(data, list) else (data or {}).get(step)
    return data


def _of_list(parts: list[Any], code: str) -> Any:
    """An option by its code; the only one may go without."""
    return next((one for one in parts if one.get("code", "default") == code), None)


def _with(data: Any, steps: list[str], value: Any) -> Any:
    """A copy with one part set; None takes it out, and so does nothing at all in place of texts."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list):
        return [_with(one, rest, value) if one.get("code", "default") == step else one for one in data]
    new = _with((data or {}).get(step), rest, value)
    kept = {**(data or {}), step: new}
    return {key: one for key, one in kept.items() if one is not None and one != {}}
