"""When the hotel makes room, or sells again, whoever waits hears of it in the same breath."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk.booking import book, cancelling, holding, waiting
from bot.desk.booking.party import Party
from bot.desk.catalog import runtime
from bot.desk.house import House
from tests.desk.booking.cast import assert_books_balance, start_at, wish
from tests.desk.booking.phone import Phone as GuestPhone
from tests.desk.menu.manager_phone import Phone, staffed

TOMORROW = "2026-11-21"


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    return staffed(conn, house)(31, "Madina", "manager")


@pytest.fixture
def waits(conn: Connection, house: House, aygun: int, bence: int) -> None:
    """Tomorrow's canoe at ten is full, and Aygün waits with one other."""
    held = holding.hold(conn, house, wish(house, bence, Party(8)))
    holding.confirm(conn, house, held.id, bence, "desk")
    waiting.join(conn, house, aygun, "canoe", "default", start_at(house, 10), Party(2))


def offered(conn: Connection, house: House, guest: int) -> list[str]:
    assert_books_balance(conn, house)
    return [one.status for one in book.of_guest(conn, house, guest)]


def sets_places(madina: Phone, places: int) -> None:
    madina.opens()
    madina.presses_act("m_places")
    madina.presses_act("m_place", offer="canoe")
    madina.presses_act("m_place_day", day=TOMORROW)
    madina.writes(str(places))
    madina.presses_act("m_places_set")


def test_more_places_are_offered_to_who_waits(
    conn: Connection, madina: Phone, aygun: int, waits: None
) -> None:
    sets_places(madina, 9)
    assert offered(conn, madina.house, aygun) == []
    sets_places(madina, 10)
    assert offered(conn, madina.house, aygun) == ["ON_HOLD"]
    assert GuestPhone(conn, madina.house).keys() == ["waiting.free", "price.fee"]


def test_a_sale_that_goes_on_is_offered_to_who_waits(
    conn: Connection, madina: Phone, aygun: int, bence: int, waits: None
) -> None:
    runtime.stop(conn, madina.house, "canoe", "Madina")
    (full,) = book.of_guest(conn, madina.house, bence)
    assert cancelling.cancel(conn, madina.house, full.id, bence).offered == ()
    madina.opens()
    madina.presses_act("m_sale")
    madina.presses_act("m_stopped")
    madina.presses_act("m_sale_offer", offer="canoe")
    madina.presses_act("m_resume")
    assert offered(conn, madina.house, aygun) == ["ON_HOLD"]
    assert GuestPhone(conn, madina.house).keys() == ["waiting.free", "price.fee"]


@pytest.mark.parametrize("undone", ["stop", "fewer places"])
def test_an_undo_that_makes_room_is_offered_to_who_waits(
    conn: Connection, madina: Phone, aygun: int, bence: int, waits: None, undone: str
) -> None:
    day = madina.house.local(start_at(madina.house, 10)).date()
    if undone == "stop":
        change = runtime.stop(conn, madina.house, "canoe", "Madina")
        (full,) = book.of_guest(conn, madina.house, bence)
        cancelling.cancel(conn, madina.house, full.id, bence)
    else:
        runtime.set_capacity(conn, madina.house, "canoe", "default", day, 10, "Erlan")
        change = runtime.set_capacity(conn, madina.house, "canoe", "default", day, 8, "Madina")
    assert offered(conn, madina.house, aygun) == []
    madina.opens()
    madina.presses_act("m_changes")
    madina.presses_act("m_undo", change=change)
    assert offered(conn, madina.house, aygun) == ["ON_HOLD"]
    assert GuestPhone(conn, madina.house).keys() == ["waiting.free", "price.fee"]
