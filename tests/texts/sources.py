"""What the code says: every key and every act it names, read from its syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.texts.spoken import ROOT, forms

OTHER_NAMES = {"bookings.id", "list.txt", "talk.js", "day.month"}  # a column, two files, an order of dates
OTHER_NAMES |= {"ladder.yaml", "remedies.yaml", "replies.yaml", "roster.yaml", "roster.xlsx"}
OTHER_NAMES |= {"privacy.md", "restored.sqlite3"}
PLAIN = "bot/doctor/"  # says what it says in English, and names its faults as we name texts
SQL = ("bot/schema/", "bot/db/", "bot/migrations/")  # their text() is another
AREAS = {key.partition(".")[0] for key in forms("en")}
KEY = re.compile(rf"(?:{'|'.join(sorted(AREAS))})\.[a-z0-9_]+")


@dataclass(frozen=True)
class Call:
    """A call that names a text by key or a button by act."""

    where: str
    name: str
    node: ast.Call


@lru_cache
def trees() -> dict[str, ast.Module]:
    files = sorted((ROOT / "bot").rglob("*.py"))
    return {str(one.relative_to(ROOT)): ast.parse(Path(one).read_text(encoding="utf-8")) for one in files}


def calls(*names: str) -> Iterator[Call]:
    return (one for one in _calls() if one.name in names)


@lru_cache
def _calls() -> tuple[Call, ...]:
    return tuple(
        Call(f"{where}:{node.lineno}", _name(node.func), node)
        for where, tree in trees().items()
        if not where.startswith(SQL)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def said_keys() -> Iterator[tuple[str, str]]:
    """Keys that `text("…")` names outright, with their places."""
    for call in calls("text", "Text"):
        first = call.node.args[0] if call.node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield call.where, first.value


def families() -> Iterator[tuple[str, str]]:
    """Keys that are put together, with `*` for the part that varies."""
    for call in calls("text", "Text"):
        for first in call.node.args[:1]:
            for node in ast.walk(first):
                if isinstance(node, ast.JoinedStr):
                    parts = [str(one.value) if isinstance(one, ast.Constant) else "*" for one in node.values]
                    yield call.where, "".join(parts)


def written_keys() -> set[str]:
    """Every whole string of the code that has the shape of a key."""
    told = [tree for where, tree in trees().items() if not where.startswith(PLAIN)]
    nodes = [node for tree in told for node in ast.walk(tree)]
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    whole = [one.value for one in nodes if isinstance(one, ast.Constant) and id(one) not in parts]
    return {one for one in whole if isinstance(one, str) and KEY.fullmatch(one)} - OTHER_NAMES


def acts() -> Iterator[tuple[str, str]]:
    """What buttons ask for: the act of every choice the desk builds."""
    for call in calls("choice", "Choice", "way"):
        where, args = call.where, call.node.args
        if where.startswith("bot/desk/") and len(args) > 1:
            for node in ast.walk(args[1]):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield where, node.value
