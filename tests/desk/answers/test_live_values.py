"""An answer says what holds at this moment, in the guest's own format; it never says a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from bot.db import Connection
from bot.desk.answers.selling import ages, hours, price
from bot.desk.answers.values import says_something, told
from bot.desk.catalog import today
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.say import Filled, pack, unpack
from bot.schema import capacities
from tests.desk.answers.phone import SPEECH, Phone
from tests.desk.tiny import both, tiny_facts


def put(house: House, value: Filled, language: str = "en") -> str:
    return SPEECH.voice(language, house.hotel.zone, "az").html(unpack(pack(value))).replace("\u00a0", " ")


def test_the_hours_and_the_phone_come_from_the_hotel(bence: Phone) -> None:
    said = bence.asks("when is breakfast", "breakfast")
    assert "Breakfast is Mon–Fri, Sun 07:30–10:30, Sat 08:00–11:00." in said
    assert "Call +994 24 555 01 01." in said
    assert "Confirmed by the hotel: Sun 1 November" in said
    assert "{" not in said


def test_the_next_free_start_is_counted(conn: Connection, bence: Phone, house: House) -> None:
    said = bence.asks("canoes?", "canoe_hire")
    assert "<b>Canoes go at 10:00, 15:00.</b>\nNext free: Fri 20 November, 15:00." in said
    assert said.count("Next free") == 1, "the answer says it already"
    assert bence.labels()[:2] == ["Book today, 15:00", "Canoe trip"]
    _full(conn, house, house.today)
    assert "Next free: Sat 21 November, 10:00." in bence.asks("canoes?", "canoe_hire")
    assert bence.labels()[0] == "Book tomorrow, 10:00"
    assert "who" in bence.taps("Book tomorrow").lower()


def _full(conn: Connection, house: House, day: date) -> None:
    none = {"offer": "canoe", "option": "default", "day": day.isoformat(), "capacity": 0}
    conn.execute(insert(capacities).values(property_id=house.id, **none))


def test_a_sentence_without_its_value_is_not_said(conn: Connection, bence: Phone, house: House) -> None:
    for ahead in range(31):
        _full(conn, house, house.today + timedelta(days=ahead))
    said = bence.asks("canoes?", "canoe_hire")
    assert "Canoes go at 10:00, 15:00." in said
    assert "free" not in said
    assert "Book" not in "".join(bence.labels())


def test_what_has_no_sentence_left_is_no_answer(conn: Connection, bence: Phone, house: House) -> None:
    today.put_stop(conn, house, "canoe", "Madina")
    said = bence.asks("canoes?", "canoe_hire")
    assert "I've asked" in said, "a person answers instead"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "from AZN 20."), ("az", "başlanğıc qiymət 20 ₼."), ("de", "ab 20 ₼.")],
)
def test_values_follow_the_locale(conn: Connection, house: House, language: str, expected: str) -> None:
    entry = house.catalog.knowledge["canoe_hire"].model_copy(update={"answer": both("{price}.", "{price}.")})
    priced = told(conn, house, entry, entry.answer)
    assert put(house, priced, language) == expected


def test_the_price_is_the_lowest_that_is_paid(house: House) -> None:
    canoe, sauna = house.catalog.offers["canoe"], house.catalog.offers["sauna"]
    voice = SPEECH.voice("en", "Asia/Baku")
    assert voice.html(price(house, canoe)).replace("\u00a0", " ") == "from AZN 20"
    assert voice.html(price(house, sauna)).replace("\u00a0", " ") == "AZN 120"
    assert ages(canoe) == "0+"
    assert hours(house, canoe) == "10:00–16:30"


def test_nothing_but_a_name_is_ever_filled_in(conn: Connection, house: House) -> None:
    """What the model lets through and the check refuses does no harm either."""
    evil = both("{phone.__class__} {0} {hotel!r} {hotel:>9}", "{phone.__class__}")
    entry = house.catalog.knowledge["wifi"].model_copy(update={"answer": evil})
    shown = put(house, told(conn, house, entry, evil))
    assert shown == "{phone.__class__} {0} {hotel!r} {hotel:&gt;9}"


def test_the_words_of_the_hotel_are_escaped(conn: Connection, house: House) -> None:
    named = house.hotel.model_copy(update={"reception_phone": "<b>&"})
    other = replace(house, catalog=house.catalog.model_copy(update={"hotel": named}))
    entry = other.catalog.knowledge["breakfast"]
    assert "&lt;b&gt;&amp;" in put(other, told(conn, other, entry, both("Call {phone}.", "{phone}")))


def test_an_answer_whose_every_sentence_lacks_a_value_says_nothing() -> None:
    assert not says_something(Filled({"en": "{price}. At {hours}."}, {"price": "", "hours": ""}))
    assert says_something(Filled({"en": "{price}. We are open."}, {"price": ""}))
    assert not says_something(Filled({"en": "{price}.", "az": "Açıq."}, {"price": ""})), "in every language"


def test_plain_words_are_one_tap_away(bence: Phone) -> None:
    bence.asks("when is breakfast", "breakfast")
    assert "Explain more simply" in bence.labels()
    said = bence.taps("Explain more simply")
    assert "<b>We eat at" in said
    assert "restaurant" not in said
    assert "Breakfast is" in bence.taps("Show the full answer")
    assert "In the restaurant." in bence.taps("Read more")


def test_where_there_are_no_plain_words_there_is_no_button(bence: Phone) -> None:
    bence.asks("wifi?", "wifi")
    assert "Explain more simply" not in bence.labels()


def test_six_buttons_are_never_exceeded(bence: Phone) -> None:
    for name in ("breakfast", "canoe_hire", "wifi"):
        bence.asks("what about it", name)
        assert len(bence.labels()) <= 6
        assert "Call a person" in bence.labels()


def test_a_catalog_without_hours_is_as_good_as_before() -> None:
    facts = tiny_facts()
    assert Catalog.model_validate(facts).hotel.hours == {}
