"""What is wrong with a catalog, and how to mend it: `file:line: problem; fix`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Where: TypeAlias = tuple[str | int, ...]
Level = Literal["error", "warning"]
CODE_FIX = "use 2 to 40 small Latin letters, digits and _, starting with a letter"
PATTERNS = {
    "^[a-z]{2}$": ("is not a language", "write two small letters, like en"),
    "^[A-Z]{3}$": ("is not a currency", "write its three-letter code, like AZN"),
    r"^\w[\w.()+,@&'!-]*( [\w.()+,@&'!-]+)*$": ("is not a file's name", "write it like sauna.jpg"),
}
NUMBERS = {"int_parsing", "int_type", "int_from_float", "int_parsing_size"}
AMOUNTS = {"decimal_parsing", "decimal_type", "decimal_max_places", "decimal_max_digits", "finite_number"}
TIMES = {"time_parsing", "time_type"}
DATES = {"date_from_datetime_parsing", "date_parsing", "date_type", "date_from_datetime_inexact"}
SHAPES = {
    "list_type": ("a list", 'start each item with "- " on a line of its own'),
    "dict_type": ("fields with names", 'write each as "name: value", indented below'),
    "model_type": ("fields with names", 'write each as "name: value", indented below'),
    "string_type": ("one text", "write it in double quotes on one line"),
}


@dataclass(frozen=True)
class Issue:
    """One thing to mend. An error keeps the catalog from being published, a warning does not."""

    file: str
    line: int | None
    problem: str
    fix: str
    level: Level = "error"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}; {self.fix}"


@dataclass(frozen=True)
class Finding:
    """An issue that knows its place in the catalog, not yet the file and line it came from."""

    where: Where
    problem: str
    fix: str
    level: Level = "error"


def broken(issues: Iterable[Issue]) -> bool:
    return any(one.level == "error" for one in issues)


def line_of(lines: Mapping[Where, int], where: Where) -> int:
    """The line of a place, or of the nearest thing around it."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def shown(value: object) -> str:
    """A value as a person wrote it, short enough for one line."""
    words = " ".join(str(value).split())
    return f'"{words[:40]}…"' if len(words) > 40 else f'"{words}"'


def like(word: str, known: Iterable[str]) -> str | None:
    close = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return close[0] if close else None


def suggest(word: str, known: Iterable[str], otherwise: str) -> str:
    meant = like(word, known)
    return f"did you mean {meant}?" if meant else otherwise


def in_words(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """A pydantic error as problem and fix."""
    where, kind, given = error["loc"], error["type"], error.get("input")
    name = _name(where)
    if kind == "missing":
        return f"{name} is missing", f"add {name}: here"
    if kind == "extra_forbidden":
        known = _fields(model, where[:-1])
        return f"{name} is not a field here", suggest(name, known, f"use one of {', '.join(known)}")
    if given == "":
        return f"{name} is empty", "write a value or remove the line"
    return _unfit(name, kind, given, error.get("ctx", {}))


def _unfit(name: str, kind: str, given: object, facts: Mapping[str, Any]) -> tuple[str, str]:
    """A value that is there and does not fit."""
    if kind in SHAPES:
        what, fix = SHAPES[kind]
        return f"{name} must be {what}", fix
    said = f"{name} {shown(given)}"
    if kind == "string_pattern_mismatch":
        problem, fix = PATTERNS.get(facts["pattern"], ("is not a code", CODE_FIX))
        return f"{said} {problem}", fix
    if kind == "literal_error":
        known = [one.strip("'") for one in facts["expected"].replace(" or ", ", ").split(", ")]
        return f"{said} is not known", suggest(str(given), known, f"use one of {', '.join(known)}")
    for kinds, problem, fix in PLAIN:
        if kind in kinds:
            return f"{said} {problem}", fix
    return _bounds(said, name, kind, facts)


PLAIN = (
    (NUMBERS, "is not a whole number", "write digits only, like 12"),
    (AMOUNTS, "is not a price", "write it like 30 or 30.50"),
    (TIMES, "is not a time", 'write it like "09:30"'),
    (DATES, "is not a date", 'write it like "2026-07-14"'),
    ({"bool_parsing", "bool_type"}, "is neither true nor false", "write true or false"),
)


def _bounds(said: str, name: str, kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    match kind:
        case "greater_than_equal":
            return f"{said} is too small", f"write {facts['ge']} or more"
        case "less_than_equal":
            return f"{said} is too large", f"write {facts['le']} or less"
        case "string_too_long":
            return f"{name} is too long", f"shorten it to {facts['max_length']} characters"
        case "string_too_short" | "too_short":
            return f"{name} is empty", "add at least one"
    return f"{said} does not fit here", "compare it with the format in README.md"


def _name(where: Where) -> str:
    """The last step that people named; list positions have a line instead."""
    names = [one for one in where if isinstance(one, str) and one != "[key]"]
    return names[-1] if names else "the file"


def _fields(model: type[BaseModel], where: Where) -> list[str]:
    """The field names that are known at a place."""
    for step in where:
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        model = (_part(field.annotation) if field else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _part(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _part(one))), None)
