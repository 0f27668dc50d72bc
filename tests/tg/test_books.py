"""The catalog's workbook through a process of its own: written, read, marked; told from other files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest

from bot.desk.catalog.issues import Issue
from bot.desk.catalog.versions import canonical
from bot.sheets.tables import xlsx
from bot.tg import books, files
from bot.tg.books import is_catalog
from bot.workbook.__main__ import answer
from tests.desk.tiny import tiny_catalog

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def book() -> bytes:
    return answer({"do": "write", "base": 7}, canonical(tiny_catalog()).encode())


async def test_a_workbook_is_read_in_a_process_of_its_own(book: bytes) -> None:
    found = await books.read(book, files.apart, photos=frozenset({"canoe.png"}), today=TODAY)
    assert (found.fit, found.base, found.trouble) == (tiny_catalog(), 7, None)


@pytest.mark.parametrize(("code", "trouble"), [(-9, "too_big"), (1, "broken")])
async def test_a_reader_that_is_stopped_or_breaks_is_trouble_and_no_error(
    book: bytes, code: int, trouble: str
) -> None:
    async def ends(words: Sequence[str], content: bytes, seconds: float) -> bytes | int:
        return code

    found = await books.read(book, ends, photos=frozenset(), today=TODAY)
    assert (found.trouble, found.fit) == (trouble, None)


def test_a_picture_that_is_not_there_is_named_by_its_cell(book: bytes) -> None:
    asked = {"do": "read", "photos": ["other.png"], "today": TODAY.isoformat()}
    said = json.loads(answer(asked, book))
    assert any("canoe.png" in Issue.unpacked(one).problem for one in said["issues"])


def test_marking_gives_the_same_file_with_a_comment(book: bytes) -> None:
    issue = Issue("Prices!F2", None, "price is not a price", "write it like 30")
    asked = {"do": "mark", "issues": [[issue.file, None, issue.problem, issue.fix, "error"]]}
    assert is_catalog(answer(asked, book))


def test_a_list_of_arrivals_a_roster_and_what_is_no_workbook_are_not_taken_for_it(book: bytes) -> None:
    assert is_catalog(book)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for other in (xlsx([["Room", "Guest"]], "Arrivals"), b"PK\x03\x04", b"", b"Room;Guest", empty.getvalue()):
        assert not is_catalog(other)
