"""A catalog as a tree of what people write: strings, by name; the parts of a list by a label of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeAlias

from bot.desk.catalog.issues import Where
from bot.desk.catalog.model import Catalog, Option, Unit
from bot.workbook.shapes import ROOT, Leaf, Many, Named, Part, Shape, fields, inside

Place: TypeAlias = tuple[str, ...]
Tree: TypeAlias = "str | list[str] | dict[str, Tree] | Whole"


@dataclass(frozen=True)
class Whole:
    """A part that no cell can say: kept as data."""

    data: Any


@dataclass
class Node:
    """A value, or what stands under it, and the cell that says so."""

    cell: str
    said: Any = None
    inner: dict[str, Node] = field(default_factory=dict)


def plain(catalog: Catalog) -> dict[str, Any]:
    """Every value that is not the usual one, as a string."""
    said: dict[str, Any] = _strings(catalog.model_dump(by_alias=True, exclude_defaults=True))
    return said


def _strings(value: Any) -> Any:
    match value:
        case dict():
            return {key: _strings(one) for key, one in value.items()}
        case list():
            return [_strings(one) for one in value]
        case bool():
            return "yes" if value else "no"
        case time():
            return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def labelled(data: Any, shape: Shape | None = ROOT) -> Any:
    """The same with lists of parts as parts by label; a label that says the part's code stands for it."""
    match shape:
        case Many() if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
            names = labels(data, shape)
            return {name: _unlabelled(name, one, shape) for name, one in zip(names, data, strict=True)}
        case Many() | Leaf():
            return data
    if isinstance(data, dict):
        return {key: _coded(key, labelled(one, inside(shape, key)), shape) for key, one in data.items()}
    return data


def labels(data: Sequence[dict[str, Any]], shape: Many) -> list[str]:
    """By code where each has one of its own, by type where it is counted, else by number."""
    known = fields(shape.each.model)
    if shape.each.model is Unit:
        return ordinals([str(one["type"]) for one in data])
    if "code" in known:
        codes = [str(one.get("code", "default")) for one in data]
        if len(set(codes)) == len(codes):
            return codes
    return [str(n) for n in range(1, len(data) + 1)]


def ordinals(names: Sequence[str]) -> list[str]:
    """ADULT, CHILD, CHILD 2"""
    said: list[str] = []
    for at, name in enumerate(names):
        n = names[:at].count(name) + 1
        said.append(name if n == 1 else f"{name} {n}")
    return said


def _unlabelled(name: str, data: dict[str, Any], shape: Many) -> Any:
    inner = labelled(data, shape.each)
    return {key: one for key, one in inner.items() if (key, one) not in _says(name, shape)}


def _says(name: str, shape: Many) -> list[tuple[str, str]]:
    """What a label says of its part: of parts that have rows of their own."""
    if name.isdecimal() or shape.each.model not in (Option, Unit):
        return []
    return [("type", name.split()[0])] if shape.each.model is Unit else [("code", name)]


def _coded(key: str, data: Any, shape: Shape | None) -> Any:
    """Offers and answers stand under their own codes."""
    own = own_code(shape)
    if own and isinstance(data, dict) and data.get(own) == key:
        return {name: one for name, one in data.items() if name != own}
    return data


def own_code(shape: Shape | None) -> str | None:
    if isinstance(shape, Named) and isinstance(shape.each, Part):
        return next((name for name in ("code", "id") if name in fields(shape.each.model)), None)
    return None


def unlabelled(node: Node, shape: Shape | None, where: Where, places: dict[Where, str]) -> Any:
    """The tree as data for the model; notes the cell of every place."""
    places[where] = node.cell
    if isinstance(node.said, Whole):
        return node.said.data
    if node.said is not None:
        return node.said
    if isinstance(shape, Many):
        return [
            _part(name, one, shape, (*where, n), places) for n, (name, one) in enumerate(_ordered(node.inner))
        ]
    return {
        key: _with_code(key, unlabelled(one, inside(shape, key), (*where, key), places), shape)
        for key, one in node.inner.items()
    }


def _ordered(inner: dict[str, Node]) -> list[tuple[str, Node]]:
    if all(one.isdecimal() for one in inner):
        return sorted(inner.items(), key=lambda one: int(one[0]))
    return list(inner.items())


def _part(name: str, node: Node, shape: Many, where: Where, places: dict[Where, str]) -> Any:
    data = unlabelled(node, shape.each, where, places)
    return {**dict(_says(name, shape)), **data} if isinstance(data, dict) else data


def _with_code(key: str, data: Any, shape: Shape | None) -> Any:
    own = own_code(shape)
    return {own: key, **data} if own and isinstance(data, dict) else data


def missing(want: Any, have: Any, where: Place = ()) -> Iterator[tuple[Place, Any]]:
    """What the second tree lacks to be the first: values, or whole parts where single ones do not do."""
    if want == have:
        return
    alike = isinstance(want, dict) and want and isinstance(have, dict | None)
    if not alike or (have or {}).keys() - want.keys():
        yield where, want
    else:
        for key, one in want.items():
            yield from missing(one, (have or {}).get(key), (*where, key))


def whole(data: Any, shape: Shape | None) -> Whole:
    """A part of the labelled tree as the model wants it."""
    return Whole(unlabelled(_node(data), shape, (), {}))


def _node(data: Any) -> Node:
    if isinstance(data, dict) and data:
        return Node("", inner={key: _node(one) for key, one in data.items()})
    return Node("", said=data)
