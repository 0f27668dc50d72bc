"""Two people changed the same catalog: both sets of changes in one, as far as they do not touch."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.desk.catalog.diff import steps
from bot.desk.catalog.model import Catalog

GONE = object()  # not there, or taken out


def merged(before: Catalog, other: Catalog, chosen: Catalog) -> Catalog | None:
    """What both changed since `before`; where they touch the same thing, `chosen` has it.

    None when the two together are no catalog.
    """
    parts = (one.model_dump(mode="json", by_alias=True) for one in (before, other, chosen))
    try:
        return Catalog.model_validate(_merge(*parts))
    except ValidationError:
        return None


def _merge(before: Any, other: Any, chosen: Any) -> Any:
    if chosen == before:
        return other
    if other in (before, chosen):
        return chosen
    one, two = steps(other), steps(chosen)
    if one is None or two is None:
        return chosen
    old = steps(before) or {}
    found = {key: _merge(*(part.get(key, GONE) for part in (old, one, two))) for key in {**two, **one}}
    kept = {key: value for key, value in found.items() if value is not GONE}
    return list(kept.values()) if isinstance(chosen, list) else kept
