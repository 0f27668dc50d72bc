"""The workbook sent back: what is to be mended is coloured, said in a comment and listed on a first sheet."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from bot.desk.catalog.issues import Issue
from bot.workbook import marked, read
from bot.workbook.marking import COLOURS, SIGN
from tests.workbook.editing import at, edited, find, laid, tiny

PRICE = find("Prices", "Price", "canoe", "default", "ADULT")
TIMES = find("Schedules", "Times", "canoe", "default")


def spoilt() -> bytes:
    def change(book: Any) -> None:
        at(book, PRICE).value, at(book, TIMES).value = "12o", "soon"

    return edited(change)


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def colour(book: Any, place: str) -> str:
    return str(at(book, place).fill.fgColor.rgb)


def test_the_cells_are_coloured_and_say_what_is_wrong() -> None:
    data = spoilt()
    book = opened(marked(data, read(data).issues))
    assert book.sheetnames[0] == "To mend"
    for place, says in ((PRICE, '"12o" is not a price'), (TIMES, '"soon" is not a time')):
        assert colour(book, place) == COLOURS["error"]
        assert says in at(book, place).comment.text
    listed = [[cell.value for cell in row] for row in book["To mend"].iter_rows(min_row=2)]
    assert [row[0] for row in listed] == [PRICE, TIMES]
    sheet, _, cell = PRICE.partition("!")
    assert book["To mend"]["A2"].hyperlink.location == f"'{sheet}'!{cell}"


def test_marks_do_not_matter_to_reading_and_the_second_time_replaces_the_first() -> None:
    data = spoilt()
    first = marked(data, read(data).issues)
    assert [str(one) for one in read(first).issues] == [str(one) for one in read(data).issues]

    half = edited(lambda book: setattr(at(book, PRICE), "value", "45"), first)
    second = marked(half, read(half).issues)
    book = opened(second)
    assert at(book, PRICE).comment is None
    assert colour(book, PRICE) != COLOURS["error"]
    assert at(book, TIMES).comment.text.count(SIGN) == 1
    assert book.sheetnames.count("To mend") == 1

    whole = edited(lambda book: setattr(at(book, TIMES), "value", "10:00, 15:00"), second)
    found = read(whole)
    assert found.catalog, found.issues
    assert str(found.catalog.offers["canoe"].options[0].units[0].price) == "45"
    assert found.base == 4


def test_help_on_a_header_stays_under_a_mark_and_after_it() -> None:
    header = PRICE.rstrip("0123456789") + "1"
    book = opened(marked(tiny(), [Issue(header, None, "the column is odd", "mend it")]))
    said = at(book, header).comment.text
    assert said.startswith("Write it like 30")
    assert "the column is odd; mend it" in said
    again = opened(marked(_saved(book), []))
    assert at(again, header).comment.text == said.partition("\n")[0]


def _saved(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_warning_has_another_colour_and_an_issue_of_a_whole_sheet_is_listed() -> None:
    issues = [
        Issue(PRICE, None, "dear", "look at it", "warning"),
        Issue("Closed", None, "the sheet Closed is missing", "copy it"),
    ]
    book = opened(marked(tiny(), issues))
    assert colour(book, PRICE) == COLOURS["warning"]
    assert [row[0].value for row in book["To mend"].iter_rows(min_row=2)] == [PRICE, "Closed"]


def test_a_file_that_cannot_be_opened_is_answered_with_the_list_alone() -> None:
    data = b"not a workbook"
    book = opened(marked(data, read(data).issues))
    assert book.sheetnames == ["To mend"]
    assert book["To mend"]["B2"].value == "this is not a workbook"


def test_a_formula_in_an_issue_is_a_text() -> None:
    book = opened(marked(tiny(), [Issue("Hotel", None, "=1+1", "=2")]))
    assert book["To mend"]["B2"].data_type == "s"


def test_what_was_written_bears_no_marks() -> None:
    assert "To mend" not in [one.name for one in laid()]
