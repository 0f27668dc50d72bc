"""qonaq report questions, as an owner types it in the evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.config import PROPERTY
from bot.db import writing_engine
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.house import House
from tests.console.conftest import Terminal
from tests.desk.reports.asker import BREAKFAST, NOISE, UNKNOWN, UNSURE, Asker
from tests.desk.tiny import tiny_catalog

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def hotel(terminal: Terminal, data: Path) -> Terminal:
    """Two weeks of questions: more in the second."""
    assert terminal("catalog", "publish") == 0
    engine = writing_engine(data / "qonaq.sqlite3")
    with engine.begin() as conn:
        people.ensure_property(conn, PROPERTY)
        house = House(PROPERTY, tiny_catalog(), 1, NOW)
        phone = Asker(conn, house)
        phone.at(NOW - timedelta(days=10)).says("breakfast", BREAKFAST)
        for days, heard in ((5, BREAKFAST), (3, UNSURE), (2, UNKNOWN), (1, NOISE), (0, BREAKFAST)):
            phone.at(NOW - timedelta(days=days)).says("=SUM(A1:A9) may I?", heard)
        phone.taps("entry", entry="breakfast")
        phone.says("ki", replace(BREAKFAST, language="hu"))
    engine.dispose()
    return terminal


def row(said: str, name: str) -> list[str]:
    return next(
        line.split()[len(name.split()) :] for line in said.splitlines() if line.strip().startswith(name)
    )


def test_a_week_is_told_beside_the_week_before(hotel: Terminal) -> None:
    assert hotel("report", "questions", "--from", "2026-11-14", "--to", "2026-11-20") == 0
    assert "2026-11-14 to 2026-11-20, in days of Asia/Baku" in hotel.out
    assert "As of 2026-11-20 13:00; before is 2026-11-07 to 2026-11-13" in hotel.out
    assert row(hotel.out, "visits") == ["5", "1", "+400%"]
    assert row(hotel.out, "questions") == ["6", "1", "+500%"]
    assert row(hotel.out, "answered") == ["3", "1", "+200%"]
    assert row(hotel.out, "clarified") == ["1", "0"]
    assert row(hotel.out, "then a topic chosen") == ["0", "0"]
    assert row(hotel.out, "empty") == ["1", "0"]
    assert row(hotel.out, "escalated") == ["1", "0"]
    assert row(hotel.out, "without a person") == ["50%", "100%"]
    assert row(hotel.out, "2026-11-16") == ["0"] * 7
    assert row(hotel.out, "2026-11-18") == ["1", "1", "0", "0", "0", "1", "0"]
    assert row(hotel.out, "hu") == ["0", "1", "0", "1", "0", "0", "0"]
    assert row(hotel.out, "Breakfast") == ["3", "3", "0", "0"]
    assert "     1  pets\n          =SUM•) may I?" in hotel.out


def test_the_last_thirty_days_unless_told(hotel: Terminal) -> None:
    assert hotel("report", "questions") == 0
    assert "2026-10-22 to 2026-11-20" in hotel.out
    assert row(hotel.out, "questions") == ["7", "0"]


@pytest.mark.parametrize(("by", "lines"), [("month", ["2026-10", "2026-11"]), ("year", ["2026"])])
def test_it_is_cut_as_asked(hotel: Terminal, by: str, lines: list[str]) -> None:
    assert hotel("report", "questions", "--by", by) == 0
    assert f"\nby {by}" in hotel.out
    assert all(row(hotel.out, line) for line in lines)
    assert "2026-11-16 " not in hotel.out


def test_a_workbook_holds_every_table_and_a_chart(hotel: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "asked.xlsx"
    assert hotel("report", "questions", "--from", "2026-11-14", "--xlsx", str(file)) == 0
    assert hotel.out == f"Written: {file}\n"
    book: Any = load_workbook(file)
    assert book.sheetnames == ["Summary", "By day", "Topics", "Languages", "Without an answer"]
    summary = {row[0].value: (row[1].value, row[2].value) for row in book["Summary"].iter_rows()}
    assert summary["questions"] == (6, 1)
    assert summary["as of"][0] == "2026-11-20 13:00"
    assert [cell.value for cell in book["By day"]["A"]][1:] == [f"2026-11-{day}" for day in range(14, 21)]
    assert len(book["By day"]._charts) == 1
    words = book["Without an answer"]["D2"]
    assert (words.value, words.data_type) == ("=SUM•) may I?", "s"), "words are no formula"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "20.11.2026"), "'20.11.2026' is no day; write it like 2026-07-14."),
        (("--to", "2026-02-30"), "'2026-02-30' is no day; write it like 2026-07-14."),
        (("--from", "2026-11-20", "--to", "2026-11-01"), "--from 2026-11-20 is after --to 2026-11-01"),
        (("--from", "0001-01-01"), "That is more than 100 years; give a shorter time."),
        (("--from", "2010-01-01", "--by", "day"), "give --by month or --by year."),
    ],
)
def test_what_cannot_be_told_says_what_can(hotel: Terminal, words: tuple[str, ...], told: str) -> None:
    assert hotel("report", "questions", *words) == 2
    assert told in hotel.err


@pytest.mark.parametrize("words", [("--to", "0001-01-05"), ("--from", "2026-11-20", "--to", "2090-01-01")])
def test_days_far_away_are_empty_and_no_fault(hotel: Terminal, words: tuple[str, ...]) -> None:
    assert hotel("report", "questions", *words, "--by", "month") == 0
    assert row(hotel.out, "questions")[0] in ("0", "2")


def test_a_folder_that_is_not_there_is_named(hotel: Terminal, tmp_path: Path) -> None:
    assert hotel("report", "questions", "--xlsx", str(tmp_path / "gone" / "asked.xlsx")) == 1
    assert "gone" in hotel.err


def test_before_the_first_start_there_is_nothing_to_tell(terminal: Terminal) -> None:
    assert terminal("report", "questions") == 1
    assert "The hotel has no catalog yet." in terminal.err


def test_without_questions_it_says_so_in_figures(terminal: Terminal) -> None:
    assert terminal("catalog", "publish") == 0
    assert terminal("report", "questions") == 0
    assert row(terminal.out, "questions") == ["0", "0"]
    assert row(terminal.out, "without a person") == ["-", "-"]


def test_a_language_nobody_chose_is_told_too(hotel: Terminal, data: Path) -> None:
    engine = writing_engine(data / "qonaq.sqlite3")
    with engine.begin() as conn:
        Asker(conn, House(PROPERTY, tiny_catalog(), 1, NOW), 305).says("Havuz", Heard("tr", "handoff"))
    engine.dispose()
    assert hotel("report", "questions") == 0
    assert row(hotel.out, "tr") == ["1", "1", "0", "0", "0", "1", "0"]
    assert "(not told)" in hotel.out
