"""An offer changed in parts: what each of them was and is, so that one edit can be taken back alone.

A part is named by its way through the offer: "title/en", "options/evening/schedule", "" for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.desk.catalog.check import check
from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog, Offer

WHOLE = ""
Parts = Mapping[str, Any]  # by their names, as JSON; None: not there


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
    """What the edit would break; what was wrong before it is not its fault."""
    errors = _errors(after)
    return [one for one in errors if one not in _errors(before)] if errors else []


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
