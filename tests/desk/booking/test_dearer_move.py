"""A paid booking that is moved to a dearer time: what the card has paid and what is left, on every screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import book, holding, invoice, owing, paying, till
from bot.desk.booking.book import Booking
from bot.desk.booking.cancelling import Terms
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge
from bot.desk.house import House
from bot.desk.menu import bookings, day, staying_done
from bot.desk.people import Colleague, Guest
from bot.desk.stays import phones, stay
from bot.money import Money
from tests.desk.booking.cast import later, start_at, wish
from tests.desk.cases.cast import first, screens, texts

DANA = Colleague(11, "Dana", "en", "reception", None, "active")
GUEST, STAFF = Asked(214, 214, "Aygün", "press"), Asked(11, 11, "Dana", "press")
PAID, REST, TOTAL = Money(8000, "AZN"), Money(4000, "AZN"), Money(12000, "AZN")


@pytest.fixture
def guest(conn: Connection, house: House, aygun: int) -> Guest:
    people.ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    return people.guest_by_id(conn, aygun)


@pytest.fixture
def paid(conn: Connection, house: House, guest: Guest) -> Booking:
    """Two have paid 80 for the morning."""
    held = holding.hold(conn, house, wish(house, guest.id, start=start_at(house, 10, ahead=3)))
    one = till.ask(conn, house, held, request="press")
    assert one
    charge = Charge(one.payload, invoice.units(one.amount) or 0, one.amount.currency, "charge", "number")
    paying.receive(conn, house, charge)
    return book.theirs(conn, house, held.id, guest.id)


def anew_for(conn: Connection, house: House, old: Booking, many: int) -> Booking:
    """So many go in the afternoon instead, if they say yes."""
    afternoon = start_at(house, 15, ahead=3)
    return holding.hold(conn, house, wish(house, old.guest_id, Party(many), start=afternoon, replaces=old.id))


@pytest.fixture
def moved(conn: Connection, house: House, guest: Guest, paid: Booking) -> Booking:
    """Three go in the afternoon, for 120."""
    anew = anew_for(conn, house, paid, 3)
    bookings.confirm(conn, house, GUEST, guest, {"booking": anew.id})
    found = book.theirs(conn, house, anew.id, guest.id)
    assert (found.status, found.payment, found.quote.total) == ("CONFIRMED", "card", TOTAL)
    return found


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (3, {"booking.pay_along": {"paid": PAID}, "booking.pay_rest": {"rest": REST}}),
        (2, {"booking.pay_along": {"paid": PAID}}),
        (1, {"booking.pay_along": {"paid": PAID}, "booking.pay_back": {"back": REST}}),
    ],
)
def test_what_was_paid_and_what_is_left_is_said_before_the_yes(
    conn: Connection,
    house: House,
    guest: Guest,
    paid: Booking,
    many: int,
    said: dict[str, dict[str, Money]],
) -> None:
    screen = bookings.held_screen(conn, house, guest, anew_for(conn, house, paid, many))
    money = [one for part in screen.body for one in texts(part) if one.key.startswith("booking.pay_")]
    assert {one.key: one.params for one in money} == said
    assert [one.act for one in screen.choices if one.act in ("confirm", "pay_card")] == ["confirm"]


def both_amounts(conn: Connection, chat: int) -> list[str]:
    """The texts that name both, in all that was said to them."""
    said = [one for each in screens(conn, chat_id=chat) for part in each.body for one in texts(part)]
    return [one.key for one in said if _names_both(one.params.get("payment"))]


def _names_both(value: object) -> bool:
    found = list(texts(value)) if value else []  # type: ignore[arg-type]  # of a text's values any
    return any((one.params.get("paid"), one.params.get("rest")) == (PAID, REST) for one in found)


def test_guest_and_staff_read_what_was_paid_and_what_is_left(
    conn: Connection, house: House, moved: Booking
) -> None:
    assert both_amounts(conn, GUEST.chat_id) == ["booking.confirmed"]
    then = later(house, days=3)
    day.listed(conn, then, STAFF, DANA, {"day": then.today.isoformat(), "department": "activities"})
    day.show(conn, then, STAFF, DANA, {"booking": moved.id})
    assert both_amounts(conn, STAFF.chat_id) == ["agenda.line", "agenda.card"]


@pytest.mark.parametrize(("hours", "refund"), [(48, 8000), (5, 2000)])
def test_the_cancel_screen_names_what_goes_back(
    conn: Connection, house: House, guest: Guest, moved: Booking, hours: int, refund: int
) -> None:
    """Late, the fee is 60 of 120: of the 80 that were paid 20 go back."""
    assert moved.start
    then = later(house, minutes=(moved.start - house.now) / timedelta(minutes=1) - hours * 60)
    bookings.cancel(conn, then, GUEST, guest, {"booking": moved.id})
    asked = first(screens(conn, chat_id=GUEST.chat_id)[-1])
    assert (asked.key, asked.params["refund"]) == ("booking.cancel_ask", Money(refund, "AZN"))
    bookings.cancel_yes(conn, then, GUEST, guest, {"booking": moved.id})
    assert [one.amount.minor for one in till.owed(conn, then)] == [refund]
    ended = book.theirs(conn, then, moved.id, guest.id)
    assert owing.rest(conn, then, ended) is None


def test_a_fee_above_what_was_paid_gives_nothing_back(
    conn: Connection, house: House, guest: Guest, moved: Booking
) -> None:
    terms = Terms(TOTAL.percent(0), TOTAL, None)
    assert owing.comes_back(conn, house, moved, terms) == Money(0, "AZN")


def test_the_rest_is_on_the_bill_at_check_out(
    conn: Connection, house: House, guest: Guest, moved: Booking
) -> None:
    home = stay.walk_in(conn, house, room="214", surname="A", departure=house.today + timedelta(days=4))
    phones.link(conn, house, home.stay, guest, how="staff", by=1)
    assert staying_done.on_the_bill(conn, house, home.stay, [guest]) is None, "they have not been there yet"
    bill = staying_done.on_the_bill(conn, later(house, days=4), home.stay, [guest])
    assert [one.key for one in texts(bill or "")] == ["stay.bill_left", "stay.bill_rest"], (
        "apart from the sum"
    )
    (line,) = [one for one in texts(bill or "") if "price" in one.params]
    assert (line.key, line.params["price"], line.params["paid"]) == ("stay.bill_rest", REST, PAID)
