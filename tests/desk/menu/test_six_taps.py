"""A returning guest goes from the home screen to a confirmed booking in at most six taps, whatever it is.

They write its name, which leads to its card, or tap "Again"; by "Get ideas" it is told in stories/test_ideas.
What they told the desk before is not asked again. Every screen on the way fits, in all languages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.booking import cancelling, family
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.stays import phones, stay
from bot.say import Say
from tests.desk.booking.phone import Phone
from tests.desk.menu.every_extra import PARTIES, Shopper
from tests.texts.spoken import shipped_catalog
from tests.texts.test_screens import assert_fits
from tests.thin import savepoint

MOST = 6
MARK = """
## Taps of a returning guest

From the home screen to the booking, for who had it before and whose party the desk knows: *by the lists*
everything is tapped (what they had stands first in its group, and its card leads straight to the price); *by
its name* they write it instead. Six is the most, which a test holds.

"""
DOC = Path(__file__).parents[3] / "docs" / "extras.md"
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
    """From the home screen by taps alone: what they had stands first in its group."""

    def listed(shopper: Shopper) -> None:
        phone.says("/bookings")
        phone.taps("home")
        shopper.tap("groups")
        shopper.tap("group", group=offer.group)
        shopper.tap("offer", code=offer.code)

    return listed


Way = Callable[[Phone, Offer], Callable[[Shopper], None]]


def walked(
    conn: Connection, hotel: House, offers: Sequence[Offer], ways: Mapping[str, Way]
) -> dict[str, dict[str, int]]:
    """How many taps each of them takes on each way, for who had it before and whose party is known; every
    screen that was passed has been measured."""
    taps: dict[str, dict[str, int]] = {}
    seen: dict[str, Say] = {}
    for offer in offers:
        point = savepoint(conn)
        phone = arrived(conn, hotel)
        before = _had_it(phone, offer)
        for name, way in ways.items():
            visit = savepoint(conn)
            shopper = Shopper(phone, (before.for_whom,))
            shopper.books(way(phone, offer))
            visit.rollback()
            taps.setdefault(name, {})[offer.code] = shopper.taps
            seen |= {repr(one.body): one for one in shopper.seen}
        point.rollback()
    for one in seen.values():
        assert_fits(one)
    return taps


def _had_it(phone: Phone, offer: Offer) -> Shopper:
    """Booked and cancelled; who comes with them is known, and what they were asked."""
    before = Shopper(phone)
    before.books(by_name(phone, offer))
    for one in phone.ahead():
        cancelling.cancel(phone.conn, phone.house, one.id, phone.id, whole=True)
    guest = people.guest_by_id(phone.conn, phone.id)
    family.remember(phone.conn, phone.house, guest, FAMILIES[before.for_whom])
    return before


def slot_like(hotel: House) -> list[Offer]:
    """What is had at a time or on a day, without a person who has to say yes."""
    return [one for one in hotel.catalog.offers.values() if one.mode in ("slot", "hours") and not one.bundle]


ON_SQLITE = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)


@ON_SQLITE
def test_six_taps_are_enough_for_every_extra_and_package_on_every_way(
    conn: Connection, opened: House
) -> None:
    """Through the lists by taps alone, or by its name, which is no tap; whatever it is, and however deep."""
    offers = sorted(opened.catalog.offers.values(), key=lambda one: (one.group, one.code))
    taps = walked(conn, opened, offers, {"by the lists": by_lists, "by its name": by_name})
    assert len(taps["by the lists"]) == len(opened.catalog.offers)
    for name, found in taps.items():
        assert {code: n for code, n in found.items() if n > MOST} == {}, name
    made = MARK + table(taps)
    before, _, told = DOC.read_text(encoding="utf-8").partition(MARK)
    if os.environ.get("WRITE"):
        DOC.write_text(before + made, encoding="utf-8")
        told = table(taps)
    assert MARK + told == made, "docs/extras.md is behind: WRITE=1 writes it anew"


def table(taps: Mapping[str, Mapping[str, int]]) -> str:
    names = list(taps)
    lines = [["extra", *names], ["---"] * (len(names) + 1)]
    lines += [[code, *(str(taps[name][code]) for name in names)] for code in taps[names[0]]]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


@ON_SQLITE
def test_four_or_five_taps_are_enough_for_what_they_had_before(conn: Connection, opened: House) -> None:
    every = slot_like(opened)[:: 1 if os.environ.get("PROVE") else 4]
    taps = walked(conn, opened, every, {"again": by_again})["again"]
    assert len(taps) >= 3
    assert {code: n for code, n in taps.items() if n > MOST - 1} == {}


@ON_SQLITE
def test_who_never_had_it_chooses_first(conn: Connection, opened: House) -> None:
    """The short way is what they had, and nobody is offered another's choice."""
    several = next(one for one in slot_like(opened) if len(one.options) > 1)
    phone = arrived(conn, opened)
    family.remember(conn, opened, people.guest_by_id(conn, phone.id), FAMILIES["2 adults, 5 and 10"])
    by_lists(phone, several)(Shopper(phone))
    assert "book" not in phone.acts()
    assert "offer.as_last" not in [*phone.keys()]
