"""qonaq bookings export · feed, as a manager types them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot.config import PROPERTY
from bot.db import writing_engine
from bot.desk import people
from bot.desk.booking import cancelling, holding
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.schema import bookings
from bot.sheets.cells import harmless
from tests.console.conftest import Terminal
from tests.desk.booking.cast import arrive, start_at, wish
from tests.desk.booking.modes import modes_catalog
from tests.desk.tiny import tiny_catalog

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def hotel(terminal: Terminal, data: Path) -> Terminal:
    """Two bookings tomorrow, one of them cancelled; a guest whose name is a formula."""
    assert terminal("catalog", "publish") == 0
    engine = writing_engine(data / "qonaq.sqlite3")
    with engine.begin() as conn:
        people.ensure_property(conn, PROPERTY)
        house = House(PROPERTY, tiny_catalog(), 1, NOW)
        rival = arrive(conn, house, 1, '=HYPERLINK("http://x")')
        bence = arrive(conn, house, 2, "Bence", "hu")
        held = holding.hold(conn, house, wish(house, rival, Party(2, (5,))))
        holding.confirm(conn, house, held.id, rival, "desk")
        later = holding.hold(conn, house, wish(house, bence, start=start_at(house, 15)))
        booked = holding.confirm(conn, house, later.id, bence, "room")
        cancelling.cancel(conn, house, booked.id, bence)
    engine.dispose()
    return terminal


def table(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said)))


def test_every_booking_of_the_days_is_a_line(hotel: Terminal) -> None:
    assert hotel("bookings", "export", "--from", "2026-11-21", "--to", "2026-11-21", "--csv") == 0
    first, second = table(hotel.out)
    assert (first["date"], first["start"], first["extra"]) == ("2026-11-21", "10:00", "Canoe trip")
    assert (first["adults"], first["children"], first["ages"]) == ("2", "1", "5")
    assert (first["price"], first["owed"], first["currency"]) == ("100.0", "100.0", "AZN")
    assert (second["status"], second["guest"]) == ("CANCELLED", "Bence")


@pytest.mark.parametrize("words", [None, "at dusk"])
def test_what_is_for_no_day_is_a_line_of_the_day_it_was_booked_on(
    hotel: Terminal, data: Path, words: str | None
) -> None:
    """A menu that is had at any time; a wish that nobody could read a day in."""
    engine = writing_engine(data / "qonaq.sqlite3")
    with engine.begin() as conn:
        house = House(PROPERTY, modes_catalog(), 1, NOW)
        guest = arrive(conn, house, 3, "Chiara")
        held = holding.hold(conn, house, wish(house, guest, offer="menu", start=None))
        holding.confirm(conn, house, held.id, guest, "room")
        conn.execute(update(bookings).where(bookings.c.id == held.id).values(wish=words))
    engine.dispose()
    assert hotel("bookings", "export", "--from", "2026-11-20", "--to", "2026-11-22") == 0
    *_, last = table(hotel.out)
    assert (last["number"], last["date"], last["booked at"][:10]) == (held.ref, "", "2026-11-20")
    assert hotel("bookings", "export", "--from", "2026-11-21", "--to", "2026-11-22") == 0
    assert held.ref not in hotel.out


def test_what_a_guest_calls_themselves_is_no_formula(hotel: Terminal, tmp_path: Path) -> None:
    assert hotel("bookings", "export") == 0
    assert table(hotel.out)[0]["guest"] == '\'=HYPERLINK("http://x")'
    assert hotel("bookings", "export", "--xlsx", str(tmp_path / "b.xlsx")) == 0
    sheet: Any = load_workbook(tmp_path / "b.xlsx").active
    cell = next(one for one in sheet[2] if str(one.value).startswith("=HYPER"))
    assert cell.data_type == "s"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\n=1"])
def test_a_cell_that_begins_like_a_formula_is_words(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("Bence = 2") == "Bence = 2"
    assert harmless("two\r=2") == "two\n=2"
    assert harmless(-5) == -5


def test_days_that_run_backwards_are_said(hotel: Terminal) -> None:
    assert hotel("bookings", "export", "--from", "2026-11-22", "--to", "2026-11-20") == 2
    assert "give them the other way round" in hotel.err
    assert hotel("bookings", "export", "--from", "tomorrow") == 2
    assert "write it like 2026-07-14" in hotel.err


def test_a_department_gets_one_address_and_a_new_one_on_demand(hotel: Terminal, data: Path) -> None:
    assert hotel("bookings", "feed") == 0
    assert "activities       no address yet" in hotel.out
    assert hotel("bookings", "feed", "activities") == 0
    address = hotel.out.splitlines()[0]
    assert address.startswith("http://127.0.0.1:0/calendar/")
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token.encode() not in (data / "qonaq.sqlite3").read_bytes()
    assert hotel("bookings", "feed", "activities") == 1
    assert "--again" in hotel.err
    assert hotel("bookings", "feed", "activities", "--again") == 0
    assert hotel.out.splitlines()[0] != address
    assert hotel("bookings", "feed", "submarines") == 2
    assert "they are activities, duty, reception" in hotel.err
