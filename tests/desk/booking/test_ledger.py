"""What became of a booking stands in a ledger that the database itself keeps, on SQLite and PostgreSQL."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import book, cancelling, holding, requests
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from bot.desk.privacy import erase
from bot.schema import booking_events, ledgers
from tests.desk.booking.cast import arrive, later, reprinted, start_at, wish
from tests.desk.booking.rained import moves_on
from tests.desk.booking.recount import balance
from tests.proofs import BOOKS, proves
from tests.texts import sources
from tests.thin import savepoint

CHANGES: dict[str, Any] = {
    "update": update(booking_events).values(kept_minor=0),
    "delete": delete(booking_events),
}
WRITERS = ("bot/desk/booking/", "bot/desk/privacy/erase.py")
VALUES = "(id, property_id, booking_id, at, sequence, status, total_minor, currency, data)"


def held(conn: Connection, house: House) -> Booking:
    return holding.hold(conn, house, wish(house, arrive(conn, house, 1001, "Aygün")))


def told(conn: Connection, booking: Booking) -> list[Any]:
    mine = booking_events.c.booking_id == booking.id
    return list(conn.execute(select(booking_events).where(mine).order_by(booking_events.c.id)).mappings())


@proves(BOOKS, injected="the ledger is rewritten")
@pytest.mark.parametrize("how", CHANGES)
def test_what_became_of_a_booking_cannot_be_rewritten(conn: Connection, house: House, how: str) -> None:
    made = held(conn, house)
    before = told(conn, made)
    trial = savepoint(conn)
    with pytest.raises(DBAPIError, match=f"booking_events {ledgers.SAID}"):
        conn.execute(CHANGES[how])
    trial.rollback()
    assert told(conn, made) == before
    holding.confirm(conn, house, made.id, made.guest_id, "desk")  # adding goes on


@proves(BOOKS, injected="the ledger is written over")
def test_what_became_of_a_booking_cannot_be_written_over(conn: Connection, house: House) -> None:
    made = held(conn, house)
    (first,) = told(conn, made)
    row = f"({first['id']}, 'lakeside', {made.id}, 0, 0, 'CONFIRMED', 0, 'AZN', '{{}}')"
    order = (
        f"INSERT OR REPLACE INTO booking_events {VALUES} VALUES {row}"  # noqa: S608  # no stranger's words
        if conn.dialect.name == "sqlite"
        else f"INSERT INTO booking_events {VALUES} VALUES {row} "  # noqa: S608  # no stranger's words
        "ON CONFLICT (id) DO UPDATE SET status = 'CONFIRMED'"
    )
    trial = savepoint(conn)
    with pytest.raises(DBAPIError, match=f"booking_events {ledgers.SAID}"):
        conn.exec_driver_sql(order)
    trial.rollback()
    assert told(conn, made) == [first]


@proves(BOOKS, injected="a ledger without its guard", control=True)
def test_without_its_guard_it_could_be_rewritten(conn: Connection, house: House) -> None:
    """The positive control: what the tests above forbid is possible, and only the guard stands before it."""
    held(conn, house)
    for name in ("unchanged", "kept"):
        on = "" if conn.dialect.name == "sqlite" else " ON booking_events"
        conn.exec_driver_sql(f"DROP TRIGGER booking_events_{name}{on}")
    assert conn.execute(CHANGES["update"]).rowcount == 1


def test_a_guests_own_steps_are_told_and_what_is_kept_is_what_is_owed(conn: Connection, house: House) -> None:
    made = held(conn, house)
    holding.confirm(conn, house, made.id, made.guest_id, "desk")
    over = later(house, hours=20)
    ended = cancelling.cancel(conn, over, made.id, made.guest_id).booking
    first, second, last = told(conn, made)
    assert [one["status"] for one in (first, second, last)] == ["ON_HOLD", "CONFIRMED", "CANCELLED"]
    assert [one["sequence"] for one in (first, second, last)] == [0, 1, 2]
    assert [one["at"] for one in (first, second, last)] == [house.now, house.now, over.now]
    assert made.expires_at
    assert first["data"] == {"until": made.expires_at.isoformat()}
    assert balance(first) == 0
    assert balance(second) == made.quote.total.minor
    assert balance(last) == ended.owed.minor == last["kept_minor"] > 0
    assert (last["reason"], last["payment"]) == ("guest", "desk")


def test_what_staff_write_is_no_part_of_it(conn: Connection, house: House) -> None:
    asked = RequestWish(
        "r1", arrive(conn, house, 1001, "Aygün"), "photographer", "default", "at dusk", Party(2)
    )
    made = requests.ask(conn, house, asked)
    refused = requests.refuse(conn, house, made.id, "Dana", "the photographer is away").booking
    assert refused.reason == "Dana: the photographer is away"
    assert [one["reason"] for one in told(conn, made)] == [None, "staff"]
    assert not any(word in str(told(conn, made)) for word in ("Dana", "away", "dusk"))


def test_every_reason_that_the_desk_writes_is_told_as_it_is() -> None:
    """What is not listed would be told as "staff". `book.Reason` has the types say so as well."""
    assert {code for _, code in reasons_written()} == book.REASONS


def reasons_written() -> Iterator[tuple[str, str]]:
    """Every code that stands in the source as the reason of a booking, with its place."""
    for where, tree in sources.trees().items():
        if where.startswith(WRITERS):
            for one in (given for node in ast.walk(tree) for given in _reasons(node)):
                assert not isinstance(one, ast.JoinedStr), "words of staff are `book.ByStaff`"
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield f"{where}:{one.lineno}", one.value


def _reasons(node: ast.AST) -> Iterator[ast.expr]:
    """Given by name, or what is written when nothing is given."""
    if isinstance(node, ast.Call):
        yield from (one.value for one in node.keywords if one.arg == "reason")
    elif isinstance(node, ast.arguments):
        named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
        yield from (default for name, default in named if name.arg == "reason" and default)


def test_it_outlives_its_guest_and_names_nobody(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    made = held(conn, house)
    holding.confirm(conn, house, made.id, made.guest_id, "desk")
    before = told(conn, made)
    erase.erase(conn, house, people.guest_by_id(conn, made.guest_id), by="guest")
    assert told(conn, made) == before


def test_a_price_that_the_weather_does_not_raise_is_told_as_well(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    made = held(conn, house)
    was = holding.confirm(conn, house, made.id, made.guest_id, "desk")
    dearer = reprinted(house, _twice_the_price)
    booked, ended = moves_on(conn, dearer, was, start_at(house, 15))
    events = told(conn, booked)
    lived = [one["status"] for one in events]
    assert lived == ["ON_HOLD", "ON_HOLD", "CONFIRMED", "CONFIRMED"]  # the last: its calendar entry goes on
    prices = [one["total_minor"] for one in events]
    assert prices[0] > prices[1] == prices[3] == was.quote.total.minor == booked.quote.total.minor
    assert told(conn, was)[-1]["reason"] == ended.booking.reason == "weather"


def _twice_the_price(facts: dict[str, Any]) -> None:
    for unit in facts["offers"]["canoe"]["options"][0]["units"]:
        unit["price"] = str(float(unit["price"]) * 2)
