"""Any catalog that the model allows, drawn from the model's own fields: a new field is drawn at once."""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from bot.desk.catalog.model import Catalog, Entry, Hotel, Offer
from tests.desk.tiny import tiny_facts

FEW = 3  # fields with a default, of each part
NOT_WRITTEN: tuple[Literal["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"], ...]
NOT_WRITTEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=NOT_WRITTEN), min_size=1, max_size=30).map(
    str.strip
)
PATTERNS = {
    r"^[a-z]{2}$": st.sampled_from(["en", "ru", "az", "kk", "no", "hu"]),
    r"^[a-z][a-z0-9_]{1,39}$": st.from_regex(r"[a-z][a-z0-9_]{1,8}", fullmatch=True),
    r"^[A-Z]{3}$": st.sampled_from(["AZN", "HUF", "KWD"]),
}
PLAIN: dict[Any, Any] = {
    str: WORDS.filter(bool),
    bool: st.booleans(),
    date: st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    time: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
}


def of_type(kind: Any, rules: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of an annotation, within its bounds."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return of_type(inner[0], (*rules, *inner[1:]))
    if origin in (Union, types.UnionType):
        return st.one_of(*(of_type(one, rules) for one in inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is list:
        return st.lists(of_type(inner[0]), min_size=_bound(rules, MinLen, "min_length", 0), max_size=2)
    if origin is dict:
        least = _bound(rules, MinLen, "min_length", 0)
        return st.dictionaries(of_type(inner[0]), of_type(inner[1]), min_size=least, max_size=2)
    return _plain(kind, rules)


def _plain(kind: Any, rules: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return st.deferred(lambda: of_model(kind))
    low, high = _bound(rules, Ge, "ge", 0), _bound(rules, Le, "le", 1_000)
    if kind is int:
        return st.integers(low, high)
    if kind is Decimal:
        return st.decimals(low, min(high, 9_999), places=2)
    for one in _flat(rules):
        if isinstance(one, StringConstraints) and one.pattern:
            other = st.from_regex(one.pattern, fullmatch=True).filter(str.isprintable)  # as the check has it
            return PATTERNS.get(str(one.pattern), other)
    most = _bound(rules, MaxLen, "max_length", 600)
    drawn: st.SearchStrategy[Any] = PLAIN[kind]
    return drawn.filter(lambda said: len(said) <= most) if kind is str else drawn


def _flat(rules: tuple[Any, ...]) -> list[Any]:
    return [each for one in rules for each in (one.metadata if isinstance(one, FieldInfo) else [one])]


def _bound(rules: tuple[Any, ...], kind: type, name: str, usual: Any) -> Any:
    return next((getattr(one, name) for one in _flat(rules) if isinstance(one, kind)), usual)


@cache
def of_model(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Plain data of a part: what it needs, and a few of the fields that have a default."""
    needed: dict[str, Any] = {}
    free: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        drawn = of_type(field.annotation, tuple(field.metadata))
        (needed if field.is_required() else free)[field.alias or name] = drawn
    return _part(needed, free)


@st.composite
def _part(draw: st.DrawFn, needed: dict[str, Any], free: dict[str, Any]) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(sorted(free)), max_size=FEW, unique=True)) if free else []
    return {name: draw(one) for name, one in (*needed.items(), *((name, free[name]) for name in chosen))}


def valid(model: type[BaseModel], facts: dict[str, Any]) -> bool:
    """Some parts hold each other to rules that no field shows."""
    try:
        model.model_validate(facts)
    except ValidationError:
        return False
    return True


def _under(model: type[BaseModel], key: str) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    return lambda found: {one[key]: one for one in found if valid(model, one)}


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """The tiny hotel with an offer, an answer and one more part that may be anything."""
    facts = tiny_facts()
    hotel = facts["hotel"] | draw(of_model(Hotel))
    offers = draw(st.lists(of_model(Offer), min_size=1, max_size=1).map(_under(Offer, "code")))
    knowledge = draw(st.lists(of_model(Entry), min_size=1, max_size=1).map(_under(Entry, "id")))
    part = draw(st.sampled_from(("ladder", "roster", "remedies", "replies")))
    rest = {part: draw(of_type(Catalog.model_fields[part].annotation))}
    return Catalog.model_validate(
        {
            "hotel": hotel if valid(Hotel, hotel) else facts["hotel"],
            "offers": facts["offers"] | offers,
            "knowledge": facts["knowledge"] | knowledge,
            **(rest if valid(Catalog, facts | rest) else {}),
        }
    )
