"""What staff read on a day, in every language: it fits, begins with the point, and leads on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import history, holding, sessions
from bot.desk.booking.book import Booking, Reason
from bot.desk.booking.history import Step
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import day_history
from bot.desk.stays import stay
from tests.texts.letters import html_of
from tests.texts.test_screens import LONG, MOST_PRESSES, assert_begins_in_bold, assert_fits
from tests.texts.walk import Walker

DANA = 31
WHYS: dict[str, tuple[Reason, ...]] = {
    "booked": ("late_reclaimed",),
    "cancelled": ("minimum", "weather"),
    "moved": ("weather",),
}


def booked(conn: Connection, house: House) -> Booking:
    """Tomorrow's first boat, for a guest with a long name."""
    guest, _ = people.welcome(conn, house, 7, name=LONG, language="az")
    offer = house.catalog.offers["boating"]
    start = sessions.upcoming(offer, offer.options[0], house, since=house.today + timedelta(days=1))[0]
    party = Party(2, (5, 10))
    held = holding.hold(conn, house, Wish("w", guest.id, "boating", offer.options[0].code, start, party))
    return holding.confirm(conn, house, held.id, guest.id, "desk")


def test_every_screen_of_the_day_fits(conn: Connection, house: House) -> None:
    people.appoint(conn, house, DANA, name="Dana", language="en", role="reception")
    one = booked(conn, house)
    assert one.start
    screens = 0
    for since in (timedelta(hours=-20), timedelta(), timedelta(minutes=20)):
        dana = Walker(conn, replace(house, now=one.start + since), DANA, "Dana", seen={"home []"})
        for words in ("/day", "/day +1", f"/redeem {one.ref}", "/redeem B-2222", "/redeem", "/book"):
            dana.writes(words)
            dana.walks(40)
        screens += len(dana.screens)
        for said in dana.screens:
            assert_fits(said)
            assert_begins_in_bold(said)
    assert screens > 20


def test_every_screen_under_ones_hand_fits(conn: Connection, house: House) -> None:
    people.appoint(conn, house, DANA, name="Dana", language="en", role="reception")
    leaves = house.today + timedelta(days=3)
    stay.walk_in(conn, house, room="210", surname=LONG, departure=leaves)
    dana = Walker(conn, house, DANA, "Dana", seen={"day []", "stays []"})
    dana.writes("/book 210")
    dana.walks(MOST_PRESSES)
    assert len(dana.screens) > 100
    for said in dana.screens:
        assert_fits(said)
        assert_begins_in_bold(said)


@pytest.mark.parametrize("what", [*history.WORDS, history.SINCE])
def test_the_longest_history_of_a_booking_fits(conn: Connection, house: House, what: str) -> None:
    """As if each of its lines were the longest of its kind."""
    one = booked(conn, house)
    alone = what in (*history.ALONE, history.SINCE)
    for why in WHYS.get(what, ("guest",)):
        step = Step(
            house.now, what, "expired", one, "desk" if alone else "staff", None if alone else LONG, why
        )
        said = day_history.screen(house, one, [step] * 70)
        assert_fits(said)
        assert_begins_in_bold(said)
        assert html_of(said, "en").count("20 November, 13:00") == day_history.LINES
        assert f"{70 - day_history.LINES} more steps" in html_of(said, "en")
