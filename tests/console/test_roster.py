"""qonaq roster export · import, as a manager types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.console import roster
from bot.desk.cases.roster_sheet import COLUMNS, WRONG
from bot.sheets.tables import xlsx
from tests.console.conftest import Terminal

SHIFTS = [
    [*COLUMNS],
    ["Dana", "reception", "mon-fri", "", "", "07:00", "15:00", ""],
    ["Erlan", "activities", "every day", "", "", "22:00", "07:00", "yes"],
]


@pytest.fixture
def hotel(terminal: Terminal) -> Terminal:
    assert terminal("catalog", "publish") == 0
    return terminal


def test_shifts_go_out_and_come_back_as_a_workbook(hotel: Terminal, tmp_path: Path) -> None:
    file, again = tmp_path / "roster.xlsx", tmp_path / "again.xlsx"
    assert hotel("roster", "export", str(file)) == 0
    assert hotel.out == f"Written: {file} (1 row)\n"
    file.write_bytes(xlsx(SHIFTS, "Roster"))
    assert hotel("roster", "import", str(file)) == 0
    assert "2 people, 2 shifts. Live as version 2; `qonaq catalog undo` takes it back." in hotel.out
    assert "nobody is on duty for reception: mon 15:00 to" in hotel.err
    assert hotel("roster", "export", str(again)) == 0
    assert hotel("roster", "import", str(again)) == 0
    assert "Nothing was changed." in hotel.out


def test_a_wrong_cell_is_named_and_nothing_is_changed(hotel: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(xlsx([*SHIFTS, ["Erlan", "activities", "someday", "", "", "25:00", "", ""]], "Roster"))
    assert hotel("roster", "import", str(file)) == 1
    assert hotel.err.splitlines()[:3] == [
        f"Roster!C4: 'someday' is no day; write {roster.DAYS}",
        "Roster!F4: '25:00' is not a time; write it like 07:00",
        "Roster!G4: no time; write it like 07:00",
    ]
    assert hotel("catalog", "history") == 0
    assert hotel.out.count("\n") == 1


def test_every_wrong_cell_has_a_sentence() -> None:
    assert set(roster.SAID) == set(WRONG)
