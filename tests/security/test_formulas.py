"""No sheet that the desk writes makes a program reckon: what people typed stays words, in every format."""

from __future__ import annotations

import ast
import csv
import io
import re
import warnings
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot import ledger
from bot.console import bookings, given, translations, workbook
from bot.db import Connection
from bot.desk.booking import daybook
from bot.desk.cases import loss, working
from bot.desk.catalog.issues import Issue
from bot.desk.house import House
from bot.schema import loss_reviews
from bot.sheets import books, cells, tables
from bot.tg.incoming import clean
from bot.workbook import marking, writing
from tests.corpus.naughty import FORMULAS, NAUGHTY
from tests.desk.cases.cast import complaint, fire, team
from tests.desk.tiny import tiny_catalog
from tests.proofs import PROVING, seen

PROMISE = "a sheet that the desk writes reckons nothing"
ROOT = Path(__file__).parents[2]
BEFORE = ("", " ", "  ", "\u00a0", "\t", "\n")
AFTER = ("", '"', "';", "\n=1", " ,=2", "&A1", "\u200b")
EVERY = sorted({f"{before}{one}{after}" for one in FORMULAS for before in BEFORE for after in AFTER})
EVIL = EVERY if PROVING else EVERY[::5]
RECKONS = re.compile(r"[\s\0\ufeff]*[=+\-@＝＋－＠]")  # what some program takes for a formula
WRITERS = {  # every module that writes a sheet, and the test here that holds it
    *("bot/console/bookings.py", "bot/console/translations.py", "bot/console/workbook.py"),
    *("bot/desk/cases/loss.py", "bot/sheets/books.py", "bot/sheets/tables.py"),
    *("bot/workbook/writing.py", "bot/workbook/marking.py"),
}


def in_csv(content: str, delimiter: str = ",") -> list[str]:
    """The cells of a CSV that a program would reckon with."""
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    return [cell for row in rows for cell in row if RECKONS.match(cell)]


def in_workbook(content: bytes) -> list[str]:
    """The cells of a workbook that are formulas, however they are looked at."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(one).decode() for one in parts.namelist() if "/worksheets/" in one]
    marked = [one for sheet in sheets for one in re.findall(r"<f[ >/].{0,60}", sheet)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content))
    cells_of = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return marked + [str(cell.value) for cell in cells_of if cell.data_type == "f"]


def written(write: Callable[[Path], object], tmp_path: Path) -> bytes:
    write(tmp_path / "x.xlsx")
    return (tmp_path / "x.xlsx").read_bytes()


def kept() -> list[str]:
    """As they lie in the database."""
    return [one for one in map(clean, EVIL) if one]


WORKBOOKS: dict[str, Callable[[Path], bytes]] = {
    "a form": lambda _: tables.xlsx([["head", *kept()[:50]], *([one] for one in kept())], "x"),
    "figures": lambda _: books.book([{"name": "x", "rows": [["head"], *([one, 1] for one in EVIL)]}]),
    "bookings": lambda at: written(lambda to: bookings._workbook([[one] for one in EVIL], to), at),
    "marks": lambda _: marking.marked(b"", [Issue(one, None, one, one) for one in kept()[:400]]),
    "the catalog": lambda _: writing.write(evil_catalog(), base=1),
    "questions": lambda at: written(_questions, at),
}


def _questions(to: Path) -> None:
    from openpyxl import Workbook

    book: Any = Workbook()
    workbook._fill(book, "Without an answer", iter([("topic", *EVIL[:200])]))
    book.save(to)


def evil_catalog() -> Any:
    """A hotel that was written by somebody who means harm."""
    catalog = tiny_catalog()
    offers = {}
    for (code, offer), evil in zip(catalog.offers.items(), FORMULAS, strict=False):
        offers[code] = offer.model_copy(update={"title": {"en": evil, "az": f" {evil}"}})
    return catalog.model_copy(update={"offers": offers})


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_cell_of_a_workbook_is_a_formula(name: str, tmp_path: Path) -> None:
    found = in_workbook(WORKBOOKS[name](tmp_path))
    seen(PROMISE, injected=f"a workbook: {name}", trials=len(EVIL), violations=len(found))
    assert found == []


def test_no_cell_of_a_translators_file_is_reckoned_and_it_comes_back_as_it_was() -> None:
    rows = [["code", *EVIL]]
    content = translations._csv(rows).decode("utf-8-sig")
    assert in_csv(content, ";") == []
    (back,) = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert [cells.as_typed(one) for one in back] == [one.replace("\r", "\n") for one in rows[0]]


def test_no_cell_of_the_bookings_is_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(given, "house", lambda call: SimpleNamespace(today=date(2026, 7, 1)))
    monkeypatch.setattr(ledger, "looking", lambda config: _nothing())
    monkeypatch.setattr(daybook, "between", lambda *_: EVIL)
    monkeypatch.setattr(daybook, "who", lambda *_: "")
    monkeypatch.setattr(bookings, "_row", lambda house, one, who: [one, 5])
    call: Any = SimpleNamespace(stdout=out, config=None, say=lambda *_: None)
    bookings.export(call, Namespace(since="", until="", xlsx=None))
    assert in_csv(out.getvalue()) == []
    assert out.getvalue().count(",5\n") == len(EVIL)


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext(None)


def test_no_cell_of_the_seven_questions_is_reckoned(conn: Connection, house: House) -> None:
    """Managers' own words, and what they were told by a guest."""
    dana, _, _ = team(conn, house)
    shut = working.close(conn, house, working.claim(conn, house, complaint(conn, house, "leak"), dana))
    fire(conn, house)  # managers are asked about it
    for evil in FORMULAS:
        answers = {name: {"words": f" {evil}"} for name in loss.QUESTIONS}
        conn.execute(update(loss_reviews).values(answers=answers))
        assert shut.ref in loss.table(conn, house)
        assert in_csv(loss.table(conn, house)) == []


def test_what_is_harmless_comes_back_as_it_was() -> None:
    for one in NAUGHTY:
        back = cells.as_typed(str(cells.harmless(one)))
        assert back == one.replace("\r\n", "\n").replace("\r", "\n"), ascii(one)


def test_a_sheet_that_is_written_as_it_comes_would_be_caught() -> None:
    """The positive control."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.active.append(["=1+1", "plain"])
    kept = io.BytesIO()
    book.save(kept)
    found = in_workbook(kept.getvalue())
    seen(PROMISE, injected="written as it comes", trials=1, violations=len(found), control=True)
    assert found
    assert in_csv('a,=1," @x"\n') == ["=1", " @x"]


def test_every_module_that_writes_a_sheet_is_tried_here() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "bot").rglob("*.py") if _writes(path)}
    assert found == WRITERS


def _writes(path: Path) -> bool:
    words = path.read_text("utf-8")
    if "Workbook" not in words and "csv" not in words:
        return False
    return any(name in ("Workbook", "csv.writer", "csv.DictWriter") for name in _called(ast.parse(words)))


def _called(tree: ast.AST) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Call):
            yield ast.unparse(one.func)
