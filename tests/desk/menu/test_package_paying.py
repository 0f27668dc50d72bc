"""A package in chat: made cheaper by a code, held longer, paid by one invoice, given back as was shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked
from bot.desk.booking import bundles, cancelling, gift, invoice, packages, till
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.paying import Charge
from bot.desk.booking.till import Payment
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import packaged, paying
from bot.money import Money
from bot.say import At, Text, text
from bot.schema import payments
from tests.desk.booking.modes import daily, modes_facts, offer, option
from tests.desk.booking.packs import Crowd, package, packing_house
from tests.desk.booking.phone import Phone
from tests.desk.cases.cast import first, screens
from tests.desk.menu.test_packages import answers, opens, picks, the_package
from tests.texts.spoken import shipped_catalog

pytestmark = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)  # in the desk's own tests: both


@pytest.fixture
def demo() -> House:
    return House("lakeside", shipped_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture
def phone(conn: Connection, demo: House) -> Phone:
    """At the plan of a package, in a hotel that takes cards."""
    found = Phone(conn, demo)
    found.says("/start")
    people.ensure_property(conn, demo.id)
    till.know_provider(conn, demo.id, "test")
    opens(found, "active_weekend", "2")
    picks(found, "boating", "sauna", "disco")
    answers(found)
    assert found.keys()[0] == "package.plan"
    return found


def telegram(phone: Phone) -> Charge:
    """What Telegram brings of the newest invoice."""
    query = select(payments).order_by(payments.c.id.desc()).limit(1)
    one = Payment.of(phone.conn.execute(query).mappings().one())
    units = invoice.units(one.amount)
    assert units
    return Charge(one.payload, units, one.amount.currency, "charge", "number")


def tells(phone: Phone, what: Callable[[Asked], None]) -> None:
    what(Asked(chat_id=phone.chat, user_id=phone.chat, name="Aygün", hint="en", kind="payment"))


def test_a_package_is_paid_in_the_chat_and_comes_back(phone: Phone, conn: Connection, demo: House) -> None:
    words = gift.issue(conn, demo, until=None, by="desk", percent=10)
    phone.taps("code")
    phone.says("zzzz zzzz")
    assert phone.keys() == ["refuse.code_unknown"]
    assert "bundle_plan" in phone.acts()
    phone.says(words)
    assert phone.keys()[:2] == ["package.plan", "price.line_one"]
    assert "code" not in phone.acts()
    phone.taps("bundle_hold")
    assert phone.acts() == ["bundle_confirm", "bundle_pay", "bundle_extend", "bundle_release"]
    phone.taps("bundle_extend")
    assert phone.keys()[0] == "package.held"
    phone.taps("bundle_pay")
    assert phone.keys() == ["pay.invoice"]
    charge, whole = telegram(phone), the_package(conn, demo)
    assert charge.amount == invoice.units(whole.quote.total)
    tells(phone, lambda asked: paying.checkout(conn, demo, asked, "query", charge))
    for _ in range(2):  # a repeated update says nothing a second time
        tells(phone, lambda asked: paying.received(conn, demo, asked, charge))
    assert phone.keys()[0] == "package.booked"
    assert {one.payment for one in bundles.parts(conn, demo, whole.id)} == {"card"}
    phone.taps("bundle")
    phone.taps("bundle_cancel")
    phone.taps("bundle_cancel_yes")
    (back,) = till.owed(conn, demo)
    assert back.amount == whole.quote.total
    assert people.guest(conn, demo, phone.chat)


def test_back_at_the_plan_no_code_is_waited_for(phone: Phone, conn: Connection, demo: House) -> None:
    phone.taps("code")
    phone.taps("bundle_plan")
    assert phone.keys()[0] == "package.plan"
    assert dialogues.waiting(conn, demo, phone.chat) is None


def test_who_was_too_late_reads_why_and_has_the_money_back(
    phone: Phone, conn: Connection, demo: House
) -> None:
    phone.taps("bundle_hold")
    phone.taps("bundle_pay")
    charge = telegram(phone)
    phone.taps("bundle_release")
    tells(phone, lambda asked: paying.checkout(conn, demo, asked, "query", charge))
    assert phone.keys() == ["refuse.hold_expired"]
    tells(phone, lambda asked: paying.received(conn, demo, asked, charge))
    assert phone.keys()[0] == "pay.too_late"
    assert [one.amount.minor for one in till.owed(conn, demo)] == [charge.amount]


def test_what_telegram_would_not_collect_is_paid_otherwise(
    phone: Phone, conn: Connection, demo: House
) -> None:
    phone.taps("bundle_hold")
    phone.taps("bundle_pay")
    paying.unavailable(conn, demo, telegram(phone).payload)
    assert phone.keys()[:2] == ["pay.unavailable", "package.held"]
    assert "bundle_pay" not in phone.acts()


BY_DESK = Asked(900, 900, "Aygün", "press")  # the first of the crowd


def press(crowd: Crowd, act: str, one: Bundle, **facts: object) -> Text:
    """A button of the package, and the first text that it brings."""
    guest = people.guest_by_id(crowd.conn, one.guest_id)
    packaged.GUEST_ACTS[act](crowd.conn, crowd.house, BY_DESK, guest, {"bundle": one.id, **facts})
    return first(screens(crowd.conn, chat_id=900)[-1])


def test_a_package_that_begins_with_a_free_part_is_not_for_nothing(conn: Connection, house: House) -> None:
    facts, made = modes_facts(), package()
    early = option("0", duration="60", capacity="20", schedule=daily("06:00"))
    facts["offers"] |= {"farm": offer("farm", "slot", options=[early]), "week": made}
    made["components"].append({"offer": "farm"})
    crowd = Crowd(conn, House("lakeside", Catalog.model_validate(facts), 1, house.now))
    one = crowd.holds(0, "canoe", "bath", "farm")
    assert not crowd.parts(one)[0].quote.total.minor
    said = press(crowd, "bundle_confirm", one)
    assert (said.key, said.params["total"]) == ("package.booked", Money(9999, "AZN"))
    assert said.params["payment"] == text("payment.desk")


def test_the_price_of_a_package_is_that_of_what_is_left_of_it(conn: Connection, house: House) -> None:
    """With the fee of what was given up too late."""
    crowd = Crowd(conn, packing_house(house))
    one = crowd.books(0, "canoe", "bath", "menu")
    assert press(crowd, "bundle", one).params["total"] == one.quote.total
    canoe, bath = (next(p for p in crowd.parts(one) if p.part == name) for name in ("canoe", "bath"))
    cancelling.cancel(conn, crowd.house, canoe.id, one.guest_id)
    left = one.quote.total - canoe.quote.total
    assert press(crowd, "bundle", one).params["total"] == left
    assert bath.start
    crowd.waits(minutes=(bath.start - crowd.house.now) / timedelta(minutes=1) - 60)
    cancelling.cancel(conn, crowd.house, bath.id, one.guest_id)
    fee = bath.quote.total.percent(30)
    assert press(crowd, "bundle", one).params["total"] == left - bath.quote.total + fee


def test_the_whole_is_given_up_by_the_terms_that_were_shown(conn: Connection, house: House) -> None:
    """The screen names until when they hold; tapped later it is asked once more."""
    crowd = Crowd(conn, packing_house(house))
    one = crowd.books(0, "canoe", "bath", "menu")
    soonest = min(part.start for part in crowd.parts(one) if part.start)
    free = soonest - timedelta(hours=24)
    crowd.waits(minutes=(free - crowd.house.now) / timedelta(minutes=1) - 5)
    asked = press(crowd, "bundle_cancel", one)
    assert (asked.key, asked.params["refund"]) == ("package.cancel_ask", one.quote.total)
    assert asked.params["deadline"] == At(free, "both")
    shown = screens(conn, chat_id=900)[-1].choices[1]
    crowd.waits(minutes=10)
    assert press(crowd, shown.act, one, **shown.args).key == "package.terms_changed"
    assert {part.status for part in crowd.parts(one)} == {"CONFIRMED"}
    fee = packages.terms(conn, crowd.house, one).fee
    assert fee.minor
    again = screens(conn, chat_id=900)[-1].choices[1]
    said = press(crowd, again.act, one, **again.args)
    assert (said.key, said.params["fee"]) == ("booking.cancelled", fee)
    assert press(crowd, again.act, one, **again.args).key == "package.is", "twice is once"
