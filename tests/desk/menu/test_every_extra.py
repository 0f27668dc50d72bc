"""Every extra and package of the demo hotel: booked, changed and cancelled by a guest, and by staff for one.

What comes of it is in docs/extras.md; `WRITE=1 pytest tests/desk/menu/test_every_extra.py` writes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.stays import phones, stay
from bot.say import choice, say, text
from tests.desk.booking.phone import Phone
from tests.desk.booking.test_restrictions_table import row
from tests.desk.menu.every_extra import Shopper
from tests.desk.menu.test_six_taps import MARK
from tests.texts.spoken import shipped_catalog
from tests.thin import savepoint

DOC = Path(__file__).parents[3] / "docs" / "extras.md"
HEAD = """# Every extra of the demo hotel

A test books, moves and cancels each of these as a guest and as staff.

*for* is the first of five usual parties that may have it; *taps* are a guest's, from the extra's card to the
booking, with every question that it asks.

"""
COLUMNS = ("extra", "mode", "for", "taps", "a guest", "staff for a guest", "asks", "refuses", "rules")
DANA = 31
MODES = {
    "slot": "start",
    "hours": "day ticket",
    "rental": "rental",
    "open": "any time",
    "request": "on request",
}


@pytest.fixture
def opened(conn: Connection, house: House) -> House:
    """The demo hotel, with a family in 214 and Dana at the reception."""
    people.ensure_property(conn, house.id)
    people.appoint(conn, house, DANA, name="Dana", language="en", role="reception")
    return House(house.id, shipped_catalog(), 1, house.now)


@pytest.fixture
def aygun(conn: Connection, opened: House) -> Phone:
    phone = Phone(conn, opened)
    phone.says("/start")
    leaves = opened.today + timedelta(days=9)
    family = stay.walk_in(conn, opened, room="214", surname="Mammadova", departure=leaves).stay
    phones.link(conn, opened, family, people.guest_by_id(conn, phone.id), how="surname")
    return phone


def card(phone: Phone, offer: Offer) -> Callable[[Shopper], object]:
    """Its card, as any button leads to it."""

    def open_it(_: Shopper) -> None:
        button = choice(text("button.back"), "offer", code=offer.code)
        outbox.send(phone.conn, phone.house, phone.chat, say(text("guest.home"), choices=[button]))
        phone.taps("offer", code=offer.code)

    return open_it


@contextmanager
def undone(conn: Connection) -> Iterator[None]:
    """The next extra is booked in an empty hotel."""
    point = savepoint(conn)
    yield
    point.rollback()


def guest_does(aygun: Phone, offer: Offer) -> tuple[str, str]:
    """Booked, moved, cancelled; a package by one of its parts. The party and the taps, and what was done."""
    shopper = Shopper(aygun)
    first = shopper.books(card(aygun, offer))
    booked = shopper.for_whom, str(shopper.taps)
    _is_at_giving_up(aygun, first)
    moved = shopper.moves()
    _took_its_place(aygun, first, moved)
    _gives_up(aygun, moved)
    assert not [one for one in aygun.ahead() if one.status != "CANCELLED"]
    return booked


def _took_its_place(phone: Phone, first: Booking, moved: Booking) -> None:
    was = book.by_id(phone.conn, phone.house, first.id)
    assert was
    assert (was.status, was.reason) == ("CANCELLED", "moved")
    assert (moved.offer, moved.status, moved.bundle_id) == (first.offer, first.status, first.bundle_id)
    assert moved.sold.mode in ("open", "request") or moved.start != first.start


def _is_at_giving_up(phone: Phone, one: Booking) -> None:
    """From the confirmation, or by the list of bookings."""
    if "cancel" not in phone.acts():
        phone.says("/bookings")
        phone.taps("booking", booking=one.id)
    phone.taps("cancel", booking=one.id)


def _gives_up(phone: Phone, one: Booking) -> None:
    if one.bundle_id is None:
        _is_at_giving_up(phone, one)
        phone.taps("cancel_yes", booking=one.id)
        return
    phone.says("/bookings")
    phone.taps("booking", booking=one.id)
    phone.taps("bundle", bundle=one.bundle_id)
    phone.taps("bundle_cancel", bundle=one.bundle_id)
    phone.taps("bundle_cancel_yes", bundle=one.bundle_id)


def staff_do(dana: Phone, offer: Offer) -> None:
    """Under their hand: booked, or asked for and accepted; moved; cancelled without a fee."""
    ahead = dana.house.today + timedelta(days=7)  # a fee is due for what is given up later
    shopper = Shopper(dana, wish=f"{ahead:%d.%m} 10:00")
    first = shopper.books(_card_under_hand(dana, offer))
    _looks_up(dana, first)
    if first.status == "PENDING":
        _accepts(dana)
        _looks_up(dana, first)
    moved = shopper.moves()
    was = book.by_id(dana.conn, dana.house, first.id)
    assert was
    assert (was.status, was.reason) == ("CANCELLED", "moved")
    _looks_up(dana, moved)
    if moved.status == "PENDING":
        _accepts(dana)
        _looks_up(dana, moved)
    dana.taps("day_off")
    dana.taps("day_off_yes")
    now = book.by_id(dana.conn, dana.house, moved.id)
    assert now
    assert now.status == "CANCELLED"


def _accepts(dana: Phone) -> None:
    """For the hour of the wish, which the next screen shows."""
    dana.taps("accept")
    dana.taps("accept")


def _looks_up(dana: Phone, one: Booking) -> None:
    dana.says(f"/redeem {one.ref}")


def _card_under_hand(dana: Phone, offer: Offer) -> Callable[[Shopper], object]:
    return lambda _: dana.says(f"/book 214 {offer.title['en']}")


def line(aygun: Phone, dana: Phone, offer: Offer) -> list[str]:
    with undone(aygun.conn):
        people_, taps = guest_does(aygun, offer)
    with undone(aygun.conn):
        staff_do(dana, offer)
    by_a_person = offer.mode == "request"
    guest = "asks, asks anew, cancels" if by_a_person else "books, moves, cancels"
    staff = "ask, accept, move, cancel" if by_a_person else "book, move, cancel"
    _, asks, refuses, rules = row(aygun.house, offer)
    mode = "package" if offer.components else MODES[offer.mode]
    return [offer.code, mode, people_, taps, guest, staff, asks, refuses, rules]


def table(aygun: Phone, dana: Phone) -> str:
    offers = sorted(aygun.house.catalog.offers.values(), key=lambda one: (one.group, one.code))
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(line(aygun, dana, one) for one in offers)]
    return HEAD + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_every_extra_is_booked_changed_and_cancelled_by_guests_and_staff(
    conn: Connection, opened: House, aygun: Phone
) -> None:
    made = table(aygun, Phone(conn, opened, chat=DANA))
    before, mark, further = DOC.read_text(encoding="utf-8").partition(MARK)
    if os.environ.get("WRITE"):
        DOC.write_text(made + mark + further, encoding="utf-8")
        before = made
    assert before == made, "docs/extras.md is behind: WRITE=1 writes it anew"
