"""Money that guests pay in the chat: taken for what is held, kept once, given back by the terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from babel.numbers import get_currency_precision
from sqlalchemy import delete, select

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import (
    book,
    cancelling,
    gift,
    holding,
    invoice,
    moving,
    paying,
    refusals,
    till,
)
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge
from bot.desk.house import House
from bot.desk.menu import paying as menu_paying
from bot.desk.people import Colleague, ensure_property
from bot.desk.privacy import erase
from bot.money import Money
from bot.schema import letters
from tests.desk.booking.cast import assert_books_balance, later, set_capacity, start_at, wish
from tests.desk.cases.cast import keys, screens
from tests.thin import savepoint

DANA = Colleague(11, "Dana", "en", "reception", None, "active")


@pytest.fixture(autouse=True)
def with_a_provider(conn: Connection, house: House) -> None:
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")


def asked(conn: Connection, house: House, held: Booking, request: str = "press") -> Charge:
    """The invoice over a hold, as Telegram would bring it back."""
    one = till.ask(conn, house, held, request=f"{request}:{held.id}")
    assert one
    return Charge(one.payload, invoice.units(one.amount) or 0, one.amount.currency)


def money(charge: Charge, number: str = "charge-1") -> Charge:
    return replace(charge, charge_id=number, provider_id=f"provider-{number}")


def canoe(conn: Connection, house: House, guest: int, hour: int = 10, ahead: int = 3) -> Booking:
    return holding.hold(conn, house, wish(house, guest, start=start_at(house, hour, ahead=ahead)))


def now_is(conn: Connection, house: House, booking: Booking) -> Booking:
    found = book.by_id(conn, house, booking.id)
    assert found
    return found


def owed(conn: Connection, house: House) -> list[int]:
    return [one.amount.minor for one in till.owed(conn, house)]


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("89.50", "EUR", 8950),
        ("40", "AZN", 4000),
        ("1200", "JPY", 1200),
        ("2500", "HUF", 250000),
        ("1500", "RSD", 150000),
        ("15000", "KZT", 1500000),
        ("50000", "VND", 50000),
        ("2.500", "KWD", None),
    ],
)
def test_amounts_have_the_digits_that_telegram_counts(amount: str, currency: str, units: int | None) -> None:
    """A dinar of Serbia has no minor unit with us and two digits with Telegram."""
    paid = Money.of(amount, currency)
    assert invoice.units(paid) == units
    assert units is None or invoice.amount_of(units, currency) == paid


def test_no_currency_of_telegram_loses_a_part_of_our_amounts() -> None:
    assert len(invoice.CURRENCIES) > 80
    for one in invoice.CURRENCIES:
        assert get_currency_precision(one) <= (0 if one in invoice.WHOLE else 2), one


def test_money_confirms_what_is_held_and_a_repeated_update_changes_nothing(
    conn: Connection, house: House, aygun: int
) -> None:
    held = canoe(conn, house, aygun)
    charge = asked(conn, house, held)
    approved = paying.approve(conn, later(house, minutes=10), aygun, charge)
    assert approved.expires_at == house.now + timedelta(minutes=20), "it waits for the money"
    first = paying.receive(conn, later(house, minutes=19), money(charge))
    again = paying.receive(conn, later(house, minutes=21), money(charge))
    assert (first.what, again.what) == ("booked", "known")
    booked = now_is(conn, house, held)
    assert (booked.status, booked.payment, booked.quote) == ("CONFIRMED", "card", held.quote)
    assert owed(conn, house) == []


def test_the_same_press_is_one_invoice(conn: Connection, house: House, aygun: int) -> None:
    held = canoe(conn, house, aygun)
    first = till.ask(conn, house, held, request="press")
    assert first
    assert till.ask(conn, house, held, request="press") is None
    other = till.ask(conn, house, held, request="another press")
    assert other
    assert first.payload != other.payload


def test_what_ran_out_is_held_anew_when_telegram_asks(conn: Connection, house: House, aygun: int) -> None:
    held = canoe(conn, house, aygun)
    charge, late = asked(conn, house, held), later(house, minutes=20)
    holding.expire(conn, late, held.id)
    assert paying.approve(conn, late, aygun, charge).status == "ON_HOLD"
    assert paying.receive(conn, late, money(charge)).what == "booked"
    assert_books_balance(conn, house)


def test_what_is_gone_is_not_paid(conn: Connection, house: House, aygun: int, bence: int) -> None:
    held = canoe(conn, house, aygun)
    charge, late = asked(conn, house, held), later(house, minutes=20)
    holding.expire(conn, late, held.id)
    assert held.start
    set_capacity(conn, house, 2, house.local(held.start).date())
    canoe(conn, late, bence)
    with pytest.raises(refusals.SoldOut), conn.begin_nested():
        paying.approve(conn, late, aygun, charge)
    released = canoe(conn, house, aygun, 15)
    other = asked(conn, house, released)
    holding.release(conn, house, released.id, aygun)
    with pytest.raises(refusals.HoldExpired):
        paying.approve(conn, house, aygun, other)


@pytest.mark.parametrize("what", ["another guest", "another amount", "another currency", "no invoice"])
def test_only_the_guests_own_invoice_is_paid(
    conn: Connection, house: House, aygun: int, bence: int, what: str
) -> None:
    charge = asked(conn, house, canoe(conn, house, aygun))
    odd = {
        "another guest": charge,
        "another amount": replace(charge, amount=1),
        "another currency": replace(charge, currency="EUR"),
        "no invoice": replace(charge, payload="guessed"),
    }
    with pytest.raises(paying.NotThisInvoice):
        paying.approve(conn, house, bence if what == "another guest" else aygun, odd[what])


def test_money_for_what_is_gone_goes_back_whole(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """Approved, then nothing for half an hour, and somebody else has the places."""
    held = canoe(conn, house, aygun)
    charge = asked(conn, house, held)
    paying.approve(conn, house, aygun, charge)
    late = later(house, minutes=30)
    assert held.start
    set_capacity(conn, house, 2, house.local(held.start).date())
    holding.expire(conn, late, held.id)
    canoe(conn, late, bence)
    found = paying.receive(conn, late, money(charge))
    assert found.what == "refused"
    assert isinstance(found.refused, refusals.SoldOut)
    assert found.refused.ways
    assert owed(conn, house) == [8000]
    assert paying.receive(conn, late, money(charge)).what == "known"
    assert_books_balance(conn, house)


def test_who_is_erased_while_they_pay_has_the_money_back(conn: Connection, house: House, aygun: int) -> None:
    """Telegram asked, they erased everything, the money came: it is owed until somebody has returned it."""
    charge = asked(conn, house, canoe(conn, house, aygun))
    paying.approve(conn, house, aygun, charge)
    guest = people.guest_by_id(conn, aygun)
    erase.erase(conn, house, guest, by="guest")
    conn.execute(delete(letters))
    brought = Asked(guest.chat_id, guest.chat_id, "Aygün", "payment")
    menu_paying.received(conn, house, brought, money(charge))
    menu_paying.received(conn, house, brought, money(charge))
    assert owed(conn, house) == [charge.amount]
    assert [keys(one)[0] for one in screens(conn, chat_id=guest.chat_id)] == ["refund.coming"]
    assert [keys(one)[0] for one in screens(conn)] == ["refund.owed"], "with the button that ends it"
    assert_books_balance(conn, house)


def test_a_second_payment_goes_back_whichever_invoice_it_came_by(
    conn: Connection, house: House, aygun: int
) -> None:
    held = canoe(conn, house, aygun)
    first, second = asked(conn, house, held), asked(conn, house, held, "anew")
    for one in (first, second):
        paying.approve(conn, house, aygun, one)
    found = [
        paying.receive(conn, house, money(one, number)).what
        for one, number in ((second, "a"), (first, "b"), (second, "c"))
    ]
    assert found == ["booked", "twice", "twice"]
    assert owed(conn, house) == [8000, 8000]
    with pytest.raises(paying.PaidAlready):
        paying.approve(conn, house, aygun, first)


def test_booked_meanwhile_to_be_paid_later_is_paid_now(conn: Connection, house: House, aygun: int) -> None:
    held = canoe(conn, house, aygun)
    charge = asked(conn, house, held)
    holding.confirm(conn, house, held.id, aygun, "desk")
    paying.approve(conn, house, aygun, charge)
    assert paying.receive(conn, house, money(charge)).what == "paid"
    assert now_is(conn, house, held).payment == "card"


def paid_booking(conn: Connection, house: House, guest: int, hour: int = 10, ahead: int = 3) -> Booking:
    held = canoe(conn, house, guest, hour, ahead)
    assert paying.receive(conn, house, money(asked(conn, house, held))).what == "booked"
    return now_is(conn, house, held)


def test_in_time_all_of_it_goes_back_and_late_what_the_terms_leave(
    conn: Connection, house: House, aygun: int
) -> None:
    """A day before the start it is free; after that half of it is kept."""
    early = paid_booking(conn, house, aygun)
    cancelling.cancel(conn, house, early.id, aygun)
    cancelling.cancel(conn, house, early.id, aygun)
    assert owed(conn, house) == [8000]
    back = till.owed(conn, house)[0]
    assert [till.returned(conn, house, back.id, DANA) for _ in range(2)] == [True, False], "two colleagues"
    held = canoe(conn, house, aygun, ahead=1)
    late_charge = money(asked(conn, house, held), "late")
    paying.receive(conn, house, late_charge)
    ended = cancelling.cancel(conn, house, held.id, aygun).booking
    assert ended.kept
    assert owed(conn, house) == [8000 - ended.kept.minor] == [4000]


def test_money_for_what_a_clock_that_ran_ahead_has_ended_books_it(
    conn: Connection, house: House, aygun: int
) -> None:
    held = canoe(conn, house, aygun)
    charge = asked(conn, house, held)
    paying.approve(conn, house, aygun, charge)
    holding.expire(conn, later(house, days=1), held.id)
    assert paying.receive(conn, house, money(charge)).what == "booked"
    assert_books_balance(conn, house)


def test_reception_and_the_guest_are_told_of_a_refund_once(
    conn: Connection, house: House, aygun: int
) -> None:
    one = paid_booking(conn, house, aygun)
    cancelling.cancel(conn, house, one.id, aygun)
    said = [(row.chat_id, str(row.content)) for row in conn.execute(select(letters))]
    assert ["refund.coming" in text for chat, text in said if chat == 214] == [True]
    staff = [text for chat, text in said if chat is None]
    assert len(staff) == 1
    assert "provider-charge-1" in staff[0]


def test_what_is_moved_takes_its_money_along(conn: Connection, house: House, aygun: int) -> None:
    old = paid_booking(conn, house, aygun)
    new = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 15, ahead=3), replaces=old.id))
    assert not till.possible(conn, house, new), "it is paid"
    booked, _ = moving.confirm(conn, house, new, "desk")
    assert booked.payment == "card"
    assert owed(conn, house) == []
    cancelling.cancel(conn, house, booked.id, aygun)
    assert owed(conn, house) == [8000]


@pytest.mark.parametrize("most", [1, 2])
def test_what_is_moved_with_its_voucher_is_paid_in_the_chat_for_one_use(
    conn: Connection, house: House, aygun: int, most: int
) -> None:
    code = gift.issue(conn, house, until=None, by="staff:1", worth=Money(1000, "AZN"), most=most)
    shown = gift.by_code(conn, house, code)
    assert shown
    start = start_at(house, 10, ahead=3)
    first = holding.hold(conn, house, wish(house, aygun, gift=shown.ref, start=start))
    old = holding.confirm(conn, house, first.id, aygun, "desk")
    new = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 15, ahead=3), replaces=old.id))
    assert till.possible(conn, house, new)
    charge = asked(conn, house, new)
    assert paying.approve(conn, house, aygun, charge).id == new.id
    assert paying.receive(conn, house, money(charge)).what == "booked"
    now = gift.by_ref(conn, house, shown.ref)
    assert now
    assert (now.used, gift.used_by(conn, house, now)) == (1, [new.ref])
    assert now_is(conn, house, old).status == "CANCELLED"


def test_whose_money_went_back_at_a_free_time_pays_for_the_next_one(
    conn: Connection, house: House, aygun: int
) -> None:
    """80 by card, then a voucher that takes it all off: the 80 go back, and the next time costs 80 anew."""
    old = paid_booking(conn, house, aygun)
    until = house.today + timedelta(days=4)
    shown = gift.by_code(conn, house, gift.issue(conn, house, percent=100, until=until, by="staff:1"))
    assert shown
    start = start_at(house, 15, ahead=3)
    free = holding.hold(conn, house, wish(house, aygun, start=start, replaces=old.id, gift=shown.ref))
    moved, _ = moving.confirm(conn, house, free, "desk")
    assert owed(conn, house) == [8000]
    later_on = start_at(house, 10, ahead=9)
    held = holding.hold(conn, house, wish(house, aygun, start=later_on, replaces=moved.id))
    assert till.possible(conn, house, held)
    booked, _ = moving.confirm(conn, house, held, "room")
    assert (booked.payment, booked.quote.total.minor) == ("room", 8000)


def two_invoices(conn: Connection, house: House, guest: int) -> tuple[Booking, Charge, Booking, Charge]:
    """The guest asks for an invoice, books to pay later after all, and does the same for another time."""
    held = canoe(conn, house, guest)
    first = asked(conn, house, held)
    old = holding.confirm(conn, house, held.id, guest, "desk")
    new = holding.hold(conn, house, wish(house, guest, start=start_at(house, 15, ahead=3), replaces=old.id))
    return old, first, new, asked(conn, house, new)


def test_what_is_paid_at_its_old_time_is_not_charged_again_at_the_new_one(
    conn: Connection, house: House, aygun: int
) -> None:
    old, first, new, second = two_invoices(conn, house, aygun)
    paying.approve(conn, house, aygun, first)
    assert paying.receive(conn, house, money(first)).what == "paid"
    with pytest.raises(paying.MoneyGoesAlong) as refused:
        paying.approve(conn, house, aygun, second)
    assert (refused.value.ways[0].act, refused.value.ways[0].args) == ("confirm", {"booking": new.id})
    booked, ended = moving.confirm(conn, house, new, "desk")
    assert (booked.payment, ended.booking.id, owed(conn, house)) == ("card", old.id, [])


def test_of_two_invoices_that_telegram_charges_both_one_is_kept(
    conn: Connection, house: House, aygun: int
) -> None:
    """Both were approved before either was paid: the guest has the new time, and the old one's money back."""
    old, first, new, second = two_invoices(conn, house, aygun)
    for one in (first, second):
        paying.approve(conn, house, aygun, one)
    assert paying.receive(conn, house, money(first, "a")).what == "paid"
    assert paying.receive(conn, house, money(second, "b")).what == "booked"
    assert [now_is(conn, house, one).status for one in (old, new)] == ["CANCELLED", "CONFIRMED"]
    assert owed(conn, house) == [8000]
    cancelling.cancel(conn, house, new.id, aygun)
    assert owed(conn, house) == [8000, 8000]


def test_a_new_time_that_is_booked_apart_is_paid_like_any_other(
    conn: Connection, house: House, aygun: int
) -> None:
    _, first, new, second = two_invoices(conn, house, aygun)
    paying.receive(conn, house, money(first, "a"))
    holding.confirm(conn, house, new.id, aygun, "desk")
    paying.approve(conn, house, aygun, second)
    assert paying.receive(conn, house, money(second, "b")).what == "paid"
    assert owed(conn, house) == []


def test_moved_to_fewer_people_the_difference_goes_back(conn: Connection, house: House, aygun: int) -> None:
    old = paid_booking(conn, house, aygun)
    start = start_at(house, 15, ahead=3)
    less = holding.hold(conn, house, wish(house, aygun, Party(1), start=start, replaces=old.id))
    booked, _ = moving.confirm(conn, house, less, "desk")
    assert owed(conn, house) == [4000]
    cancelling.cancel(conn, house, booked.id, aygun)
    assert sum(owed(conn, house)) == 8000


def test_a_free_booking_and_a_hotel_without_a_provider_have_nothing_to_pay(
    conn: Connection, house: House, aygun: int
) -> None:
    code = gift.issue(conn, house, percent=100, until=None, by="staff:1")
    found = gift.by_code(conn, house, code)
    assert found
    free = holding.hold(conn, house, wish(house, aygun, gift=found.ref))
    assert free.quote.total.minor == 0
    assert not till.possible(conn, house, free)
    held = canoe(conn, house, aygun)
    assert till.possible(conn, house, held)
    till.know_provider(conn, house.id, None)
    assert not till.possible(conn, house, held)


def test_a_desk_that_forgets_the_charge_would_pay_twice(
    monkeypatch: pytest.MonkeyPatch, conn: Connection, house: House, aygun: int
) -> None:
    """The positive control: without the charge's number a repeated update is a second payment."""
    held = canoe(conn, house, aygun)
    charge = money(asked(conn, house, held))
    paying.receive(conn, house, charge)
    real = till.find
    monkeypatch.setattr(
        till, "find", lambda conn, house, **by: None if "charge_id" in by else real(conn, house, **by)
    )
    with pytest.raises(Exception, match=r"(?i)unique|no row|exactly one"):
        paying.receive(conn, house, charge)


def test_killed_before_the_commit_the_money_is_worked_again(
    conn: Connection, house: House, aygun: int
) -> None:
    held = canoe(conn, house, aygun)
    charge = money(asked(conn, house, held))
    killed = savepoint(conn)
    assert paying.receive(conn, house, charge).what == "booked"
    killed.rollback()
    assert now_is(conn, house, held).status == "ON_HOLD"
    assert paying.receive(conn, later(house, minutes=20), charge).what == "booked"
    assert now_is(conn, house, held).payment == "card"
