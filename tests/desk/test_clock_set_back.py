"""The computer's clock ran ahead and was put right: what has a time that is still to come stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot import doors, shipped
from bot.config import PROPERTY, Config
from bot.db import Connection
from bot.desk import chores, inbox, mail, outbox, people, timers
from bot.desk.booking import shown
from bot.desk.cases import danger
from bot.desk.house import House
from bot.desk.inbox import Arrival
from bot.desk.stays import linking
from bot.say import say
from bot.schema import letters
from tests.desk.booking.cast import later
from tests.desk.cases.cast import guest

CHAT = 1001
MINUTE = timedelta(minutes=1)


def _came(conn: Connection, house: House) -> None:
    inbox.store(conn, house.id, [Arrival(7, str(CHAT), "{}")], now=house.now)


def _lately(conn: Connection, house: House) -> int:
    return inbox.recent(conn, house.id, str(CHAT), since=house.now - MINUTE, now=house.now)


TOO_MUCH: dict[str, tuple[Callable[[Connection, House], object], Callable[[Connection, House], int]]] = {
    "messages": (_came, _lately),
    "names": (
        lambda conn, house: linking._note(conn, house, CHAT, linking.NAME),
        lambda conn, house: linking.misses(conn, house, CHAT),
    ),
    "codes of gifts": (
        lambda conn, house: shown.missed(conn, house, CHAT),
        lambda conn, house: shown.tries(conn, house, CHAT),
    ),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_came_while_it_ran_ahead_is_not_too_much_now(conn: Connection, house: House, what: str) -> None:
    did, lately = TOO_MUCH[what]
    did(conn, later(house, days=1))
    assert lately(conn, later(house, days=1)) == 1
    assert lately(conn, house) == 0


def test_who_was_asked_to_slow_down_is_asked_again(conn: Connection, house: House) -> None:
    aygun = guest(conn, house, CHAT)
    assert people.slow_down(conn, later(house, days=1), aygun)
    assert people.slow_down(conn, house, aygun)
    assert not people.slow_down(conn, house, aygun)


def _waits(conn: Connection, house: House, until: datetime) -> None:
    outbox.send(conn, house, CHAT, say("hello"))
    conn.execute(update(letters).values(not_before=until))


def _until(conn: Connection) -> list[datetime | None]:
    return list(conn.execute(select(letters.c.not_before)).scalars())


def test_an_alarm_rings_on_and_letters_go(conn: Connection, house: House) -> None:
    ahead = later(house, hours=1)
    timers.start(conn, ahead, danger.RING, "1", ahead.later(1))
    timers.start(conn, house, "pause", "2", house.later(30))
    _waits(conn, house, ahead.now)
    chores.set_back(conn, house)
    assert timers.due_at(conn, house, danger.RING, "1") == house.now
    assert timers.due_at(conn, house, "pause", "2") == house.later(30)
    assert _until(conn) == [None]


def test_what_comes_whenever_it_is_set_is_a_chore() -> None:
    assert set(chores.SOON) <= set(chores.CHORES)


@pytest.mark.parametrize(("ahead", "found"), [(3, False), (60, True)], ids=["another desk's", "a wrong one"])
def test_a_clock_that_differs_a_little_was_not_set_back(
    conn: Connection, house: House, ahead: int, found: bool
) -> None:
    hotel = replace(house, id=PROPERTY)
    written = replace(hotel, now=hotel.now + timedelta(seconds=ahead))
    _waits(conn, written, hotel.later(20))
    assert mail.runs_ahead(conn, hotel) == found


@pytest.mark.parametrize("minutes", [-30, 30], ids=["set back", "later"])
def test_a_start_sees_that_it_was_set_back_meanwhile(
    conn: Connection, house: House, tmp_path: Path, minutes: int
) -> None:
    hotel, folder = replace(house, id=PROPERTY), shipped.folder("packages_catalog")

    def start(at: datetime) -> None:
        config = Config(token="", data=tmp_path)
        doors.prepare(config, folder, doors.Live(lambda: at), None, conn, alone=True)

    start(hotel.now)
    until = hotel.later(20)
    _waits(conn, hotel, until)
    assert not mail.runs_ahead(conn, hotel)
    start(hotel.later(minutes))
    assert _until(conn) == [until if minutes > 0 else None]
