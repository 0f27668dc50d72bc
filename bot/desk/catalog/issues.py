"""What is wrong with a catalog, and how to mend it: `file:line: problem; fix`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.desk.catalog.told import Cell, Name, Told, packed, spoken, told, unpacked
from bot.say import Text, text

Where: TypeAlias = tuple[str | int, ...]
Level = Literal["error", "warning"]
S = TypeVar("S", bound=str)
LONG = 100  # characters of a sentence in a chat
CODE = ("issue.field_no_code", told("fix.like_code"))
PATTERNS = {
    "^[a-z]{2}$": ("issue.field_no_language", told("fix.like_language", example="en")),
    "^[A-Z]{3}$": ("issue.field_no_currency", told("fix.like_currency", example="AZN")),
    r"^\w[\w.()+,@&'!-]*( [\w.()+,@&'!-]+)*$": (
        "issue.field_no_file",
        told("fix.like", example="sauna.jpg"),
    ),
}
NUMBERS = {"int_parsing", "int_type", "int_from_float", "int_parsing_size"}
AMOUNTS = {"decimal_parsing", "decimal_type", "decimal_max_places", "decimal_max_digits", "finite_number"}
TIMES = {"time_parsing", "time_type"}
DATES = {"date_from_datetime_parsing", "date_parsing", "date_type", "date_from_datetime_inexact"}
FIELDS = ("issue.fields", told("fix.name_value", example="name: value"))
SHAPES = {
    "list_type": ("issue.list", told("fix.list_items")),
    "dict_type": FIELDS,
    "model_type": FIELDS,
    "string_type": ("issue.text", told("fix.in_quotes")),
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
        return f"{self.place}: {self.problem}; {self.fix}"

    def packed(self) -> list[Any]:
        """JSON for it; `unpacked` gives it back."""
        return [self.file, self.line, packed(self.problem), packed(self.fix), self.level]

    @classmethod
    def unpacked(cls, raw: Sequence[Any]) -> Issue:
        file, line, problem, fix, level = raw
        return cls(file, line, unpacked(problem), unpacked(fix), level)

    @property
    def place(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Finding:
    """An issue that knows its place in the catalog, not yet the file and line it came from."""

    where: Where
    problem: Told
    fix: Told
    level: Level = "error"


def line(issue: Issue) -> Text:
    """As a chat says it. What only files can be wrong in is cut: a whole file may stand in one."""
    problem = spoken(issue.problem)
    problem = _cut(problem) if isinstance(problem, str) else problem
    return text("issue.line", place=_cut(issue.place), problem=problem, fix=spoken(issue.fix))


def _cut(words: str) -> str:
    return words if len(words) <= LONG else f"{words[: LONG - 1]}…"


def advice(issue: Issue) -> Text:
    """Without its place: the chat knows it."""
    return text("issue.and_fix", problem=spoken(issue.problem), fix=spoken(issue.fix))


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


def suggest(word: str, known: Iterable[str], otherwise: S) -> S | Told:
    meant = like(word, known)
    return told("fix.meant", meant=meant) if meant else otherwise


def in_words(error: ErrorDetails, model: type[BaseModel], called: Told | None = None) -> tuple[Told, Told]:
    """A pydantic error as problem and fix; `called`: what to name the field instead of its last step."""
    where, kind, given = error["loc"], error["type"], error.get("input")
    name: str = called or _name(where)
    if kind == "missing":
        return told("issue.missing", field=name), told("fix.add_here", field=name)
    if kind == "extra_forbidden":
        fields = tuple(map(Name, _fields(model, where[:-1])))
        return told("issue.no_field", field=name), suggest(name, fields, _one_of(fields))
    if given == "":
        return told("issue.empty", field=name), told("fix.value_or_remove")
    return _unfit(name, kind, given, error.get("ctx", {}))


def _one_of(known: tuple[str, ...]) -> Told:
    return told("fix.use_one_of", known=known)


def _unfit(name: str, kind: str, given: object, facts: Mapping[str, Any]) -> tuple[Told, Told]:
    """A value that is there and does not fit."""
    if kind in SHAPES:
        key, fix = SHAPES[kind]
        return told(key, field=name), fix
    said = {"field": name, "value": shown(given)}
    if kind == "string_pattern_mismatch":
        key, fix = PATTERNS.get(facts["pattern"], CODE)
        return told(key, **said), fix
    if kind == "literal_error":
        known = tuple(Cell(one.strip("'")) for one in facts["expected"].replace(" or ", ", ").split(", "))
        return told("issue.field_unknown", **said), suggest(str(given), known, _one_of(known))
    for kinds, key, fix in PLAIN:
        if kind in kinds:
            return told(key, **said), fix
    return _bounds(said, kind, facts)


PLAIN = (
    (NUMBERS, "issue.field_no_whole", told("fix.digits", example="12")),
    (AMOUNTS, "issue.field_no_price", told("fix.like_price")),
    (TIMES, "issue.field_no_time", told("fix.like", example='"09:30"')),
    (DATES, "issue.field_no_date", told("fix.like", example='"2026-07-14"')),
    ({"bool_parsing", "bool_type"}, "issue.field_no_flag", told("fix.true_false", yes="true", no="false")),
)


def _bounds(said: Mapping[str, str], kind: str, facts: Mapping[str, Any]) -> tuple[Told, Told]:
    name = said["field"]
    match kind:
        case "greater_than_equal":
            return told("issue.too_small", **said), told("fix.or_more", number=str(facts["ge"]))
        case "less_than_equal":
            return told("issue.too_large", **said), told("fix.or_less", number=str(facts["le"]))
        case "string_too_long":
            return told("issue.too_long", field=name), told("fix.shorten", number=facts["max_length"])
        case "string_too_short" | "too_short":
            return told("issue.empty", field=name), told("fix.add_one")
    return told("issue.unfit", **said), told("fix.compare", file="README.md")


def _name(where: Where) -> Name:
    """The last step that people named; list positions have a line instead."""
    names = [one for one in where if isinstance(one, str) and one != "[key]"]
    return Name(names[-1] if names else "the file")


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
