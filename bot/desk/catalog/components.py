"""What a package is made of: its parts, for whom each is, when, and by what terms it is given up alone."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from bot.desk.catalog.parts import STRICT, Amount, Code, Texts

MOST = 6  # parts to choose from: a screen has eight buttons


class Cancel(BaseModel):
    """Free until `free_hours` before the start; later `fee_percent` is kept."""

    model_config = STRICT

    free_hours: Annotated[int, Field(ge=0, le=24 * 30)] = 24
    fee_percent: Annotated[int, Field(ge=0, le=100)] = 50


class Component(BaseModel):
    """One part: an extra in one of its options, with claims, a start and terms of its own."""

    model_config = STRICT

    offer: Code
    option: Code | None = None  # the extra's first when absent
    day: Annotated[int, Field(ge=1, le=60)] | None = None  # 1 is the package's first; any when absent
    times: list[time] = []  # of the extra's own starts; any when absent
    who: Literal["all", "adults", "children"] = "all"  # of them whoever is of the age
    periods: Annotated[int, Field(ge=1, le=60)] = 1  # of a rental: so many times its duration
    share: Amount | None = None  # its weight in the split of the price; its single price when absent
    cancel: Cancel | None = None  # the package's own when absent
    fixed: bool = False  # not moved or given up without the rest
    prepare: Texts | None = None  # what its department has ready; staff read it


class Fits(BaseModel):
    """The most people that the one price is for."""

    model_config = STRICT

    adults: Annotated[int, Field(ge=0, le=12)] = 2
    children: Annotated[int, Field(ge=0, le=10)] = 2


def _written_short(raw: Any) -> Any:
    """A code alone is a part with nothing more to say."""
    if not isinstance(raw, list):
        return raw
    return [{"offer": one} if isinstance(one, str) else one for one in raw]


Components = Annotated[
    list[Component], BeforeValidator(_written_short, json_schema_input_type=list[Code | Component])
]
