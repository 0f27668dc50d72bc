"""My bookings: the next first, page by page; and who hears of it when one ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.booking import book, cancelling, holding, requests
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import opening
from bot.desk.house import House
from bot.desk.menu import bookings
from bot.desk.people import guest_by_id
from bot.say import Day, Text
from bot.schema import bookings as rows
from tests.desk.booking.cast import later, start_at, wish
from tests.desk.booking.phone import Phone, told_staff


@pytest.fixture
def aygun(conn: Connection, house: House) -> Phone:
    phone = Phone(conn, house)
    phone.says("/start")
    return phone


def asked(phone: Phone, name: str = "r", words: str = "at dusk") -> Booking:
    made = requests.ask(
        phone.conn, phone.house, RequestWish(name, phone.id, "photographer", "default", words, Party(2))
    )
    opening.open_request(phone.conn, phone.house, guest_by_id(phone.conn, phone.id), made)
    return made


def accepted(phone: Phone, name: str = "r") -> Booking:
    start = start_at(phone.house, 17, ahead=4)
    return requests.accept(phone.conn, phone.house, asked(phone, name).id, "Dana", start).booking


def accepted_without_an_hour(phone: Phone) -> Booking:
    """As desks did before a request was accepted for an hour."""
    one = asked(phone)
    old = update(rows).where(rows.c.id == one.id)
    phone.conn.execute(old.values(status="CONFIRMED", confirmed_at=phone.house.now))
    return replace(one, status="CONFIRMED", confirmed_at=phone.house.now)


def booked(phone: Phone, ahead: int) -> Booking:
    start = start_at(phone.house, 10, ahead=ahead)
    held = holding.hold(phone.conn, phone.house, wish(phone.house, phone.id, start=start))
    return holding.confirm(phone.conn, phone.house, held.id, phone.id, "desk")


def test_what_has_an_hour_is_listed_before_what_has_none(aygun: Phone) -> None:
    undated = accepted_without_an_hour(aygun)
    dated = booked(aygun, 3)
    assert [one.id for one in aygun.ahead()] == [dated.id, undated.id]


def test_an_accepted_request_without_an_hour_is_ahead_for_two_weeks(aygun: Phone) -> None:
    one, pending = accepted_without_an_hour(aygun), asked(aygun, "other")
    assert one.ahead(aygun.house.now + timedelta(days=14, seconds=-1))
    assert not one.ahead(aygun.house.now + timedelta(days=14))
    assert pending.ahead(aygun.house.now + timedelta(days=99)), "staff still owe an answer"


def test_more_than_four_bookings_are_paged(aygun: Phone) -> None:
    made = [booked(aygun, ahead).id for ahead in range(1, 10)]
    aygun.says("/bookings")
    seen = []
    for acts in (["bookings", "home"], ["bookings", "home"], ["bookings", "home"]):
        shown = [one.args["booking"] for one in aygun.screen().choices if one.act == "booking"]
        assert len(shown) <= 4
        assert aygun.acts()[len(shown) :] == acts
        seen += shown
        aygun.taps("bookings")
    assert seen == made
    assert [one.args.get("booking") for one in aygun.screen().choices][:4] == made[:4]


def test_four_bookings_are_one_page(aygun: Phone) -> None:
    for ahead in range(1, 5):
        booked(aygun, ahead)
    aygun.says("/bookings")
    assert aygun.acts() == ["booking"] * 4 + ["home"]


def test_staff_are_told_once_that_an_accepted_request_was_cancelled(conn: Connection, aygun: Phone) -> None:
    one = accepted(aygun)
    opened = aygun.conn.exec_driver_sql("UPDATE cases SET status = 'closed'")
    assert opened.rowcount == 1
    aygun.says("/bookings")
    aygun.taps("booking", booking=one.id)
    aygun.taps("cancel")
    yes = aygun.button("cancel_yes")
    aygun.taps_data(yes)
    assert aygun.keys() == ["booking.cancelled"]
    aygun.taps_data(yes)
    assert told_staff(conn) == ["card.cancelled"]


def test_a_request_that_waits_is_taken_back_and_its_case_closed(conn: Connection, aygun: Phone) -> None:
    asked(aygun)
    aygun.says("/bookings")
    aygun.taps("booking")
    aygun.taps("cancel")
    aygun.taps("cancel_yes")
    assert told_staff(conn) == ["card.withdrawn"]


def test_a_slot_that_nobody_arranged_is_cancelled_without_a_word_to_staff(
    conn: Connection, aygun: Phone
) -> None:
    booked(aygun, 3)
    aygun.says("/bookings")
    for act in ("booking", "cancel", "cancel_yes"):
        aygun.taps(act)
    assert told_staff(conn) == []


@pytest.mark.parametrize("ending", ["rejected", "expired"])
def test_what_ended_otherwise_is_shown_as_it_is(aygun: Phone, ending: str) -> None:
    conn, house = aygun.conn, aygun.house
    if ending == "rejected":
        one = requests.refuse(conn, house, asked(aygun).id, "Dana", "").booking
    else:
        held = holding.hold(conn, later(house, minutes=-16), wish(house, aygun.id))
        ended = holding.expire(conn, house, held.id)
        assert ended
        one = ended.booking
    pressed = Asked(aygun.chat, aygun.chat, "Aygün", "press", message_id=7, query_id="q", data="old:2")
    bookings.cancel_yes(conn, house, pressed, guest_by_id(conn, aygun.id), {"booking": one.id})
    assert aygun.keys() == [f"booking.is_{ending}"]
    assert book.by_id(conn, house, one.id) == one


def test_tomorrow_is_the_day_that_the_button_was_shown_for(aygun: Phone) -> None:
    for act, facts in (("groups", {}), ("group", {"group": "family"}), ("offer", {"code": "photographer"})):
        aygun.taps(act, **facts)
    aygun.taps("request")
    tomorrow = aygun.house.today + timedelta(days=1)
    button = aygun.button("wish", day=tomorrow.isoformat())
    aygun.house = later(aygun.house, days=1)
    aygun.taps_data(button)
    aygun.taps("party", adults=2)
    card = aygun.screen().body[0]
    assert isinstance(card, Text)
    assert card.params["wish"] == Day(tomorrow)
    aygun.taps("request_send")
    (made,) = aygun.ahead()
    assert (made.wish, made.wished) == (tomorrow.isoformat(), Day(tomorrow))
    aygun.house = later(aygun.house, days=1)
    aygun.taps_data(button)
    assert aygun.keys() == ["request.when"], "that day is over"


def test_a_wish_in_words_stays_in_words(aygun: Phone) -> None:
    made = asked(aygun, words="14.07 or so, 2 hours")
    assert made.wished == "14.07 or so, 2 hours"


def test_asking_again_after_taking_it_back_is_a_new_request(aygun: Phone) -> None:
    for _ in range(2):
        for act, facts in (
            ("groups", {}),
            ("group", {"group": "family"}),
            ("offer", {"code": "photographer"}),
        ):
            aygun.taps(act, **facts)
        aygun.taps("request")
        aygun.taps("wish")
        if "party" in aygun.acts():
            aygun.taps("party", adults=2)
        send = aygun.button("request_send")
        assert aygun.taps_data(send) == aygun.taps_data(send)
        (made,) = aygun.ahead()
        cancelling.cancel(aygun.conn, aygun.house, made.id, aygun.id)
    assert aygun.ahead() == []
