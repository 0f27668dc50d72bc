"""docs/security.md: every row of the threat model is there, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
ROWS = [f"B{n}" for n in range(1, 24)]
NOT_HERE = ("B14", "B17")  # no language model, no Mini App
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows(page: str) -> dict[str, str]:
    """The lines of the table, by their number."""
    lines = [line for line in page.splitlines() if re.match(r"\| B\d+ \|", line)]
    return {line.split("|")[1].strip(): line for line in lines}


@cache
def names_in(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    every = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(one.name for one in every if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def missing(page: str) -> Iterator[str]:
    found = rows(page)
    if list(found) != ROWS:
        yield f"the rows are {list(found)}"
    for number, line in found.items():
        named = NAMED.findall(line.rsplit("|", 2)[1])
        if number in NOT_HERE:
            if "does not apply" not in line:
                yield f"{number} says nothing of why it has no test"
        elif not named:
            yield f"{number} names no test"
        for file, test in named:
            there = names_in(ROOT / file)
            if not there or (test and test not in there):
                yield f"{number}: {file}::{test} is not there"


def test_every_threat_has_its_row_and_every_row_its_test() -> None:
    assert list(missing(PAGE.read_text("utf-8"))) == []


def test_a_page_that_names_what_is_gone_would_be_caught() -> None:
    """The positive control."""
    page = PAGE.read_text("utf-8")
    assert list(missing(page.replace("::test_no_forgery", "::test_no_such")))
    assert list(missing(re.sub(r"\| B13 .*\n", "", page)))
    assert list(missing(page.replace("tests/security/test_money.py", "tests/security/gone.py")))


def test_every_proof_of_this_folder_stands_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    mine = [one.name for one in Path(__file__).parent.glob("test_*.py") if one != Path(__file__)]
    assert [one for one in mine if one not in page] == []
