"""A price is worked out once, when places are held: the screens say what came off, and nothing changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import Connection
from bot.desk.booking import holding, refusals
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote, quote_of
from bot.desk.house import House
from bot.money import Money
from bot.say import Join, Local, Text, Value, text
from bot.schema import bookings
from tests.desk.booking.cast import later, reprinted, start_at, wish
from tests.desk.booking.phone import Phone

Confirm = Callable[[Connection, House, int, int, str], Booking]
LARGE = Party(2, (7, 9, 11))


def early_bird(facts: dict[str, Any]) -> None:
    facts["hotel"]["discounts"]["early"] = {
        "title": {"en": "Early booking", "az": "Erkən bron"},
        "kind": "early",
        "days_before": "3",
        "percent": "10",
    }


def dearer(facts: dict[str, Any]) -> None:
    facts["offers"]["canoe"]["options"][0]["units"][0]["price"] = "55"


def weekend(facts: dict[str, Any]) -> None:
    adult = facts["offers"]["canoe"]["options"][0]["units"][0]
    adult["prices"] = [{"price": "48", "days": ["sat", "sun"], "title": {"en": "weekend", "az": "həftəsonu"}}]
    facts["hotel"]["taxes"] = {"vat": {"title": {"en": "VAT 18%", "az": "ƏDV 18%"}, "percent": "18"}}


def sold_as_held(conn: Connection, house: House, guest: int, confirm: Confirm) -> bool:
    """Held at one price, confirmed when the catalog says another: the booking keeps what was held."""
    held = holding.hold(conn, house, wish(house, guest))
    booked = confirm(conn, reprinted(later(house, minutes=5), dearer), held.id, guest, "desk")
    return booked.quote == held.quote


def pricing_anew(conn: Connection, house: House, booking_id: int, guest: int, payment: str) -> Booking:
    """The bug: whoever confirms pays today's price, whatever was shown."""
    booked = holding.confirm(conn, house, booking_id, guest, payment)
    sold = house.sold(booked.offer, booked.option)
    assert sold
    cost = quote_of(Ask(house, *sold, booked.party, booked.start)).json()
    changed = update(bookings).where(bookings.c.id == booked.id).values(quote=cost).returning(bookings)
    return Booking.of(conn.execute(changed).mappings().one())


def test_confirming_never_prices_anew(conn: Connection, house: House, aygun: int) -> None:
    assert sold_as_held(conn, house, aygun, holding.confirm)


def test_pricing_anew_at_confirm_would_be_found(conn: Connection, house: House, aygun: int) -> None:
    assert not sold_as_held(conn, house, aygun, pricing_anew)


def test_an_early_price_is_kept_past_midnight(conn: Connection, house: House, aygun: int) -> None:
    """Held three days ahead, confirmed when it is only two."""
    late = reprinted(later(house, hours=10, minutes=55), early_bird)  # 23:55
    held = holding.hold(conn, late, wish(late, aygun, start=start_at(late, 10, ahead=3)))
    assert held.quote.saved == Money(800, "AZN")
    after = later(late, minutes=10)
    assert after.today > late.today
    assert holding.confirm(conn, after, held.id, aygun, "desk").quote == held.quote


def test_a_late_yes_is_not_sold_at_a_price_that_has_gone(conn: Connection, house: House, aygun: int) -> None:
    early = reprinted(house, early_bird)
    held = holding.hold(conn, early, wish(early, aygun, start=start_at(early, 10, ahead=3)))
    with pytest.raises(refusals.HoldExpired):
        holding.confirm(conn, later(early, days=1), held.id, aygun, "desk")


def test_a_discount_is_named_wherever_its_party_sees_the_price(conn: Connection, house: House) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    card = phone_at_card(phone, house, LARGE)
    lines = [one for one in flat(card["price_lines"]) if isinstance(one, Text)]
    assert Local({"en": "Large family", "az": "Çoxuşaqlı ailə"}) in [one.params.get("what") for one in lines]
    assert said(lines, "price.instead") == {"original": Money(14000, "AZN"), "saved": Money(2100, "AZN")}
    phone.taps("hold")
    assert less_named(phone) == Money(2100, "AZN")
    phone.taps("confirm")
    assert phone.keys()[0] == "booking.confirmed"
    assert less_named(phone) == Money(2100, "AZN")


def test_without_a_discount_nothing_is_said_of_one(conn: Connection, house: House) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    card = phone_at_card(phone, house, Party(2))
    assert "price.instead" not in [one.key for one in flat(card["price_lines"]) if isinstance(one, Text)]
    phone.taps("hold")
    assert phone.keys()[0] == "booking.held"
    assert phone.keys().count("price.saved_by") == 0


def test_the_weekend_price_is_told_before_and_in_the_lines(conn: Connection, house: House) -> None:
    house = reprinted(house, weekend)
    phone = Phone(conn, house)
    phone.says("/start")
    card = phone_at_card(phone, house, Party(2), ahead=1)  # the 21st is a Saturday
    assert house.today + timedelta(days=1) == date(2026, 11, 21)
    assert card["total"] == Money(9600, "AZN")
    lines = [one for one in flat(card["price_lines"]) if isinstance(one, Text)]
    assert said(lines, "price.tax") == {
        "name": Local({"en": "VAT 18%", "az": "ƏDV 18%"}),
        "amount": Money(1464, "AZN"),
    }
    phone.taps("days")
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="canoe")
    shown = [one for part in phone.screen().body for one in flat(part) if isinstance(one, Text)]
    prices = [one.params["price"] for one in shown if "price" in one.params]
    assert text("price.from", price=Money(4000, "AZN")) in prices


def test_a_booking_of_version_0_1_keeps_its_lines() -> None:
    old = {"lines": [["adults", 2, 4000, 8000], ["Large family", 1, -1200, -1200]]}
    found = Quote.of(old | {"total": 6800, "deposit": None, "currency": "AZN"})
    assert [one.kind for one in found.lines] == ["base", "family"]
    assert (found.original, found.saved) == (Money(8000, "AZN"), Money(1200, "AZN"))


def phone_at_card(phone: Phone, house: House, party: Party, *, ahead: int = 1) -> dict[str, Value]:
    """The price card of the canoe at ten; its values."""
    start = start_at(house, 10, ahead=ahead)
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="canoe")
    phone.taps("options")
    phone.taps("times", day=house.local(start).date().isoformat())
    phone.taps("book", start=start.isoformat())
    phone.says(", ".join([f"{party.adults} adults", *(f"child {age}" for age in party.ages)]))
    return dict(
        next(one for one in phone.screen().body if isinstance(one, Text) and one.key == "price.card").params
    )


def flat(value: Value) -> list[Value]:
    return [one for part in value.parts for one in flat(part)] if isinstance(value, Join) else [value]


def said(lines: list[Text], key: str) -> dict[str, Value]:
    return dict(next(one for one in lines if one.key == key).params)


def less_named(phone: Phone) -> Value:
    """What the screen says came off, under the rule's own name."""
    found = next(one for one in phone.screen().body if isinstance(one, Text) and one.key == "price.saved_by")
    assert flat(found.params["names"]) == [Local({"en": "Large family", "az": "Çoxuşaqlı ailə"})]
    return found.params["saved"]
