"""The catalog's model seen as a tree: which part stands where, and what kind of value a leaf is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints

from bot.desk.catalog.model import Catalog, Hotel
from bot.workbook.kinds import Kind

SCALARS: Mapping[Any, str] = {bool: "bool", int: "int", Decimal: "amount", time: "time", date: "date"}
STEPS = Kind("tiers", many=True)
TEXTS = Kind("texts")


@dataclass(frozen=True)
class Leaf:
    kind: Kind


@dataclass(frozen=True)
class Part:
    model: type[BaseModel]


@dataclass(frozen=True)
class Named:
    """By code; `spoken`: by language."""

    each: Shape
    spoken: bool = False


@dataclass(frozen=True)
class Many:
    each: Part


Shape: TypeAlias = "Leaf | Part | Named | Many"
ROOT = Part(Catalog)
WRITTEN: Mapping[tuple[type[BaseModel], str], Shape] = {
    (Hotel, "rooms"): Leaf(Kind("code", many=True))  # several in a line, though each is a text
}


@dataclass(frozen=True)
class Field:
    shape: Shape
    required: bool


@cache
def fields(model: type[BaseModel]) -> Mapping[str, Field]:
    """By the names that people write."""
    return {
        one.alias or name: Field(
            WRITTEN.get((model, name)) or shape(one.annotation, tuple(one.metadata)), one.is_required()
        )
        for name, one in model.model_fields.items()
    }


def inside(found: Shape | None, step: str) -> Shape | None:
    """What stands under a step; None where the model knows nothing."""
    match found:
        case Part():
            known = fields(found.model).get(step)
            return known.shape if known else None
        case Named() | Many():
            return found.each
    return None


def at(where: tuple[str, ...]) -> Shape | None:
    found: Shape | None = ROOT
    for step in where:
        found = inside(found, step)
    return found


def shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape(inner[0], (*metadata, *inner[1:]))
    if origin in (Union, UnionType):
        return shape(next(one for one in inner if one is not NoneType), metadata)
    if origin is dict:
        spoken = "^[a-z]{2}$" in list(_patterns(inner[0], ()))
        return Named(shape(inner[1]), spoken)
    if origin is list:
        return _list(shape(inner[0]))
    if origin is Literal:
        return Leaf(Kind("choice", choices=tuple(map(str, inner))))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Part(annotation)
    if annotation is str:
        return Leaf(Kind("code" if list(_patterns(annotation, metadata)) else "text"))
    return Leaf(Kind(SCALARS.get(annotation, "text")))


def _list(each: Shape) -> Shape:
    if isinstance(each, Leaf):
        return Leaf(Kind(each.kind.name, True, each.kind.choices))
    return Many(each if isinstance(each, Part) else Part(BaseModel))


def _patterns(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[str]:
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        metadata = (*metadata, *more)
    for one in metadata:
        pattern = one.pattern if isinstance(one, StringConstraints) else getattr(one, "pattern", None)
        if isinstance(pattern, str):
            yield pattern
