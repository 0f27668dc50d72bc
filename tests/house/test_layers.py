"""The order of the layers holds, and breaking it is noticed."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DESK = ROOT / "bot" / "desk"

# The desk builds statements; what connects, opens and maps belongs to bot.db. The linter cannot see inside a
# library, so this part is checked here.
NOT_FOR_THE_DESK = {"engine", "ext", "orm", "pool", "event", "create_engine", "Engine", "Connection"}


PLANTED = [
    ("desk/x.py", "import asyncio", "bot.desk.x -> asyncio"),
    ("desk/y.py", "from telegram import Bot", "bot.desk.y -> telegram"),
    ("desk/z.py", "from bot import tg", "bot.desk.z -> bot.tg"),
    ("understanding/x.py", "import sqlalchemy", "bot.understanding.x -> sqlalchemy"),
    ("understanding/y.py", "from bot import desk", "bot.understanding.y -> bot.desk"),
    ("demo/x.py", "from bot import tg", "bot.demo.x -> bot.tg"),
    ("desk/outbox.py", "from bot.desk import booking", "bot.desk.outbox -> bot.desk.booking"),
    ("db/engine.py", "from bot import desk", "bot.db.engine -> bot.desk"),
]


def judged(folder: Path) -> tuple[bool, str]:
    """Whether the layers hold there, and what the linter says."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return done.returncode == 0, done.stdout


def copy(to: Path) -> Path:
    """The package as it is, somewhere it may be spoiled."""
    shutil.copytree(ROOT / "bot", to / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a package with every planted violation in it."""
    folder = copy(tmp_path_factory.mktemp("spoiled"))
    for package in ("tg", "desk", "desk/booking"):
        (folder / "bot" / package / "__init__.py").touch()
    for module, line, _ in PLANTED:
        with (folder / "bot" / module).open("a") as source:
            source.write(f"\n{line}\n")
    hold, said = judged(folder)
    assert not hold
    return said


def test_the_layers_hold(tmp_path: Path) -> None:
    hold, said = judged(copy(tmp_path))
    assert hold, said
    assert " -> " not in said


@pytest.mark.parametrize(("module", "line", "step"), PLANTED)
def test_a_planted_violation_is_caught(spoiled: str, module: str, line: str, step: str) -> None:
    assert re.search(rf"{re.escape(step)}\b", spoiled), spoiled


def beyond_statements(source: str) -> Iterator[str]:
    """What a desk module takes from SQLAlchemy that is not for building statements."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.partition(".")[0] == "sqlalchemy")
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
            taken = {*str(node.module).split(".")[1:], *(a.name for a in node.names)}
            yield from sorted(taken & NOT_FOR_THE_DESK)


def test_the_desk_takes_only_statements_from_sqlalchemy() -> None:
    found = {
        str(module.relative_to(ROOT)): names
        for module in DESK.rglob("*.py")
        if (names := list(beyond_statements(module.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "from sqlalchemy import Connection",
        "from sqlalchemy.engine import Row",
        "from sqlalchemy.ext.asyncio import AsyncConnection",
    ],
)
def test_reaching_past_statements_is_caught(line: str) -> None:
    assert list(beyond_statements(line))
    assert not list(beyond_statements("from sqlalchemy import and_, bindparam, func, insert, select, update"))
