"""The checker of histories: it finds nothing where all is well, and every impossible row that is planted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from bot.db import Connection
from bot.desk.booking import holding
from bot.desk.booking.party import Party
from bot.desk.cases.case import Case, note
from bot.desk.house import House
from bot.schema import bookings, cases, claims
from tests.crash.history import impossible
from tests.crash.test_kill import PROMISE
from tests.desk.booking.cast import arrive, start_at, wish
from tests.desk.cases.cast import complaint
from tests.proofs import proves

HISTORIES = "impossible histories"


def found(conn: Connection) -> list[str]:
    return list(impossible(lambda question: [tuple(row) for row in conn.execute(text(question))]))


@pytest.fixture
def lived(conn: Connection, house: House) -> Case:
    """A hotel with a complaint and a booking."""
    opened = complaint(conn, house)
    arrive(conn, house, 1, "Aygün")
    held = holding.hold(conn, house, wish(house, 1, Party(2), start=start_at(house, 10)))
    holding.confirm(conn, house, held.id, 1, "desk")
    return opened


def test_a_history_that_happened_is_possible(conn: Connection, lived: Case) -> None:
    assert conn.execute(select(bookings)).first()
    assert found(conn) == []


def _twice(conn: Connection, house: House, opened: Case) -> None:
    for _ in range(2):
        note(conn, house, opened, "missed_resolve", "desk", step=1, due="2026-11-20T09:00")


def _back(conn: Connection, house: House, opened: Case) -> None:
    note(conn, house, opened, "claimed", "staff:7")
    earlier = House(house.id, house.catalog, 1, house.now - timedelta(hours=1))
    note(conn, earlier, opened, "noted", "staff:7")


def _kept(conn: Connection, house: House, opened: Case) -> None:
    conn.execute(update(bookings).values(status="CANCELLED", ended_at=house.now))
    assert conn.execute(select(claims).where(claims.c.state == "live")).first()


PLANTED: dict[str, Callable[[Connection, House, Case], object]] = {
    "rang twice": _twice,
    "back in time": _back,
    "keeps its places": _kept,
    "not opened once": lambda conn, house, opened: note(conn, house, opened, "opened", "guest"),
    "answered before": lambda conn, house, opened: conn.execute(
        update(cases).values(acked_at=opened.opened_at - timedelta(minutes=1))
    ),
    "at no time, or ended": lambda conn, house, opened: conn.execute(
        update(bookings).values(ended_at=house.now)
    ),
    "ends otherwise": lambda conn, house, opened: conn.execute(
        update(bookings).values(sequence=bookings.c.sequence + 1)
    ),
    "hold had run out": lambda conn, house, opened: conn.execute(
        update(bookings).values(expires_at=house.now - timedelta(hours=1))
    ),
}


@pytest.mark.parametrize("sign", PLANTED)
@proves(PROMISE, injected=HISTORIES, control=True)
def test_an_impossible_row_is_found(conn: Connection, house: House, lived: Case, sign: str) -> None:
    PLANTED[sign](conn, house, lived)
    assert any(sign in one for one in found(conn)), found(conn)
