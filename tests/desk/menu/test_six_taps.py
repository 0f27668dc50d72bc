"""A returning guest goes from the home screen to a confirmed booking in at most six taps, whatever it is.

They write its name, which leads to its card, or tap "Again"; by "Get ideas" it is told in stories/test_ideas.
What they told the desk before is not asked again. Every screen on the way fits, in all languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.booking import cancelling, family
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.menu.browse import GROUPS, page
from bot.desk.stays import phones, stay
from bot.say import Say
from tests.desk.booking.phone import Phone
from tests.desk.menu.every_extra import PARTIES, Shopper
from tests.texts.spoken import shipped_catalog
from tests.texts.test_screens import assert_fits

MOST = 6
FAMILIES = dict(
    zip(PARTIES, (Party(2, (5, 10)), Party(2), Party(2, (14, 15)), Party(0, (7, 10)), Party(4)), strict=True)
)


@pytest.fixture
def opened(conn: Connection, house: House) -> House:
    people.ensure_property(conn, house.id)
    return House(house.id, shipped_catalog(), 1, house.now)


def arrived(conn: Connection, house: House) -> Phone:
    phone = Phone(conn, house)
    phone.says("/start")
    leaves = house.today + timedelta(days=9)
    family = stay.walk_in(conn, house, room="214", surname="Mammadova", departure=leaves).stay
    phones.link(conn, house, family, people.guest_by_id(conn, phone.id), how="surname")
    return phone


def by_name(phone: Phone, offer: Offer) -> Callable[[Shopper], None]:
    """From the home screen: its name is written, and understood; or answered, with a way to its card."""
    heard = Heard("en", "answer", ((offer.code, 0.95),))

    def named(shopper: Shopper) -> None:
        phone.says("/help")
        phone.hears(offer.title["en"], heard)
        if "book" not in phone.acts() and "offer" in phone.acts():
            shopper.tap("offer", code=offer.code)

    return named


def by_again(phone: Phone, offer: Offer) -> Callable[[Shopper], None]:
    """From the home screen by taps alone: what they had last is its first button."""

    def again(shopper: Shopper) -> None:
        phone.says("/bookings")
        phone.taps("home")
        assert len(phone.acts()) <= 8
        shopper.tap("again", offer=offer.code)

    return again


def by_lists(phone: Phone, offer: Offer) -> Callable[[Shopper], None]:
    """From the home screen by taps alone, for what is on the first page of its group."""

    def listed(shopper: Shopper) -> None:
        phone.says("/bookings")
        phone.taps("home")
        shopper.tap("groups")
        shopper.tap("group", group=offer.group)
        shopper.tap("offer", code=offer.code)

    return listed


Way = Callable[[Phone, Offer], Callable[[Shopper], None]]


def returns(phone: Phone, offer: Offer, way: Way = by_name) -> Shopper:
    """Who comes with them is known, and what they were asked; now they would like it once more."""
    before = Shopper(phone)
    before.books(by_name(phone, offer))
    for one in phone.ahead():
        cancelling.cancel(phone.conn, phone.house, one.id, phone.id, whole=True)
    family.remember(
        phone.conn, phone.house, people.guest_by_id(phone.conn, phone.id), FAMILIES[before.for_whom]
    )
    shopper = Shopper(phone, (before.for_whom,))
    shopper.books(way(phone, offer))
    return shopper


def walked(conn: Connection, hotel: House, offers: Sequence[Offer], way: Way) -> dict[str, int]:
    """How many taps each of them takes; every screen on the way has been measured."""
    taps: dict[str, int] = {}
    seen: dict[str, Say] = {}
    for offer in offers:
        point = conn.begin_nested()
        shopper = returns(arrived(conn, hotel), offer, way)
        point.rollback()
        taps[offer.code] = shopper.taps
        seen |= {repr(one.body): one for one in shopper.seen}
    for one in seen.values():
        assert_fits(one)
    return taps


def slot_like(hotel: House) -> list[Offer]:
    """What is had at a time or on a day, without a person who has to say yes."""
    return [one for one in hotel.catalog.offers.values() if one.mode in ("slot", "hours") and not one.bundle]


ON_SQLITE = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)


@ON_SQLITE
def test_six_taps_are_enough_for_every_extra(conn: Connection, opened: House) -> None:
    every = [one for one in opened.catalog.offers.values() if one.mode != "request"]  # a person says yes
    taps = walked(conn, opened, every, by_name)
    assert {code: n for code, n in taps.items() if n > MOST} == {}


@ON_SQLITE
def test_four_or_five_taps_are_enough_for_what_they_had_before(conn: Connection, opened: House) -> None:
    every = slot_like(opened)
    taps = walked(conn, opened, every, by_again)
    assert len(taps) >= 12
    assert {code: n for code, n in taps.items() if n > MOST - 1} == {}


@ON_SQLITE
def test_six_taps_are_enough_through_the_lists(conn: Connection, opened: House) -> None:
    """Where there is one way to take it, and no page to turn: its next times are on the card."""
    first = [code for group in GROUPS for code in _first_page(opened, group)]
    every = [one for one in slot_like(opened) if one.code in first and len(one.options) == 1]
    taps = walked(conn, opened, every, by_lists)
    assert len(taps) >= 7
    assert {code: n for code, n in taps.items() if n > MOST} == {}


def _first_page(hotel: House, group: str) -> list[str]:
    return [one.code for one in page(hotel.catalog.listed(group), 0)[0]]
