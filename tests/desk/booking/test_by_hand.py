"""Bookings for guests without a phone, and a department's calendar, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot import shipped
from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked
from bot.desk.booking import (
    book,
    bundles,
    by_hand,
    cancelling,
    daybook,
    feeds,
    holding,
    moving,
    requests,
    waiting,
    weather,
)
from bot.desk.booking.book import Booking
from bot.desk.booking.closing import Closure
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import case, opening
from bot.desk.house import House
from bot.desk.menu import hand, requesting, staying_done, weather_words
from bot.desk.menu import linking as links
from bot.desk.people import Colleague
from bot.desk.stays import linking, phones, stay
from bot.desk.stays.register import Arrival, Stay
from bot.say import Say, say, text, unpack_say
from bot.schema import booking_acts, letters
from bot.speech import Speech
from tests.desk.booking.cast import reprinted, start_at, wish, works
from tests.desk.booking.packs import Crowd, packing_house
from tests.desk.booking.rained import moves_on


@pytest.fixture
def dana(conn: Connection, house: House) -> Colleague:
    people.ensure_property(conn, house.id)
    return people.appoint(conn, house, 31, name="Dana", language="en", role="reception")


@pytest.fixture
def family(conn: Connection, house: House) -> Stay:
    leaves = house.today + timedelta(days=3)
    return stay.walk_in(conn, house, room="210", surname="Kim", departure=leaves).stay


def test_a_stay_without_a_phone_has_one_guest_to_whom_nothing_is_sent(
    conn: Connection, house: House, dana: Colleague, family: Stay
) -> None:
    guest = by_hand.guest_of(conn, house, family, dana)
    assert by_hand.guest_of(conn, house, family, dana) == guest
    assert (guest.room, guest.verified, guest.name) == ("210", True, "Kim")
    outbox.send(conn, house, guest.chat_id, say(text("guest.home")))
    assert conn.execute(letters.select()).first() is None


def test_the_phone_that_comes_later_has_what_was_booked(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int
) -> None:
    guest = by_hand.guest_of(conn, house, family, dana)
    held = holding.hold(conn, house, wish(house, guest.id))
    holding.confirm(conn, house, held.id, guest.id, "room")
    real = people.guest_by_id(conn, aygun)
    assert by_hand.take_over(conn, house, real) == 0
    phones.link(conn, house, family, real, how="surname")
    assert by_hand.take_over(conn, house, real) == 1
    assert [one.id for one in book.of_guest(conn, house, aygun)] == [held.id]
    assert by_hand.guest_of(conn, house, family, dana).id == aygun


def test_whoever_links_the_phone_it_has_what_was_booked(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int, bence: int
) -> None:
    """Reception knows who writes; or they had proved to be who is now checked in."""
    arrival = Arrival("305", "Nagy", "Bence", house.today, house.today + timedelta(days=3))
    coming, _ = stay.expect(conn, house, arrival, source="import")
    booked = [
        holding.hold(conn, house, wish(house, by_hand.guest_of(conn, house, one, dana).id))
        for one in (family, coming)
    ]
    people.claim_room(conn, house, people.guest_by_id(conn, aygun), "210")
    links.by_reception(conn, house, people.guest_by_id(conn, aygun), "210", dana)
    assert linking.prove(conn, house, people.guest_by_id(conn, bence), "305", "Nagy").answer == "asked"
    staying_done.came(conn, house, stay.check_in(conn, house, coming))
    theirs = [[one.id for one in book.of_guest(conn, house, guest)] for guest in (aygun, bence)]
    assert theirs == [[one.id] for one in booked]


@pytest.mark.parametrize("own", ["nothing", "left", "waiting"])
def test_what_was_waited_for_without_a_phone_is_offered_to_the_one_that_came(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int, bence: int, own: str
) -> None:
    """Also for a start for which the phone had waited by itself: once."""
    guest, start = by_hand.guest_of(conn, house, family, dana), start_at(house, 10)
    full = holding.confirm(
        conn, house, holding.hold(conn, house, wish(house, bence, Party(8))).id, bence, "desk"
    )
    for one, waits in ((guest.id, True), (aygun, own != "nothing")):
        assert not waits or waiting.join(conn, house, one, "canoe", "default", start, Party(2)) == ()
    if own == "left":
        waiting.leave(conn, house, aygun, "canoe", "default", start)
    real = people.guest_by_id(conn, aygun)
    phones.link(conn, house, family, real, how="surname")
    assert by_hand.take_over(conn, house, real) == 0
    offered = cancelling.cancel(conn, house, full.id, bence).offered
    assert [one.guest_id for one in offered] == [aygun]


def test_what_staff_write_about_a_request_reaches_the_phone_that_came_later(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int
) -> None:
    guest = by_hand.guest_of(conn, house, family, dana)
    made = requests.ask(conn, house, RequestWish("r", guest.id, "photographer", "default", "soon", Party(2)))
    opened = opening.open_request(conn, house, guest, made)
    other = opening.open_case(conn, house, guest, kind="complaint", words="cold", category="dirty_room")
    real = people.guest_by_id(conn, aygun)
    phones.link(conn, house, family, real, how="surname")
    by_hand.take_over(conn, house, real)
    assert case.by_id(conn, house, opened.id).guest_id == aygun
    assert case.by_id(conn, house, other.id).guest_id == guest.id


def test_a_phone_that_goes_leaves_the_room_what_it_booked_since_the_stay_began(
    conn: Connection, house: House
) -> None:
    crowd = Crowd(conn, packing_house(replace(house, now=house.now - timedelta(days=30))))
    earlier = crowd.books(0, "canoe", "bath", "menu")
    crowd.house = replace(crowd.house, now=house.now)
    theirs = stay.walk_in(conn, crowd.house, room="210", surname="Kim", departure=house.today).stay
    now = crowd.books(0, "canoe", "bath", "menu")
    assert by_hand.leave_to(conn, crowd.house, theirs, crowd.guests[0]) == len(crowd.parts(now))
    room = by_hand.guest_of(conn, crowd.house, theirs, None)
    for one, guest in ((earlier, crowd.guests[0]), (now, room.id)):
        assert bundles.theirs(conn, crowd.house, one.id, guest).id == one.id
        assert {part.guest_id for part in crowd.parts(one)} == {guest}


def move_it(conn: Connection, house: House, first: Booking, start: datetime) -> Booking:
    new = Wish("move", first.guest_id, "canoe", "default", start, Party(2), first.id)
    return moving.confirm(conn, house, holding.hold(conn, house, new), "desk")[0]


def it_rains(conn: Connection, house: House, first: Booking, start: datetime) -> Booking:
    return moves_on(conn, house, first, start)[0]


@pytest.mark.parametrize("moves", [move_it, it_rains])
def test_a_feed_shows_a_moved_booking_once(
    conn: Connection, house: House, aygun: int, moves: Callable[..., Booking]
) -> None:
    held = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 10, ahead=3)))
    first = holding.confirm(conn, house, held.id, aygun, "desk")
    now = moves(conn, house, first, start_at(house, 15, ahead=4))
    token = feeds.renew(conn, house, {"department": "activities", "again": False})
    assert token
    assert feeds.renew(conn, house, {"department": "activities", "again": False}) is None
    assert feeds.behind(conn, house, token) == "activities"
    assert feeds.behind(conn, house, token + "x") is None
    voice = Speech.load(shipped.folder("locales")).voice("en", "Asia/Baku")
    shown = Calendar.from_ical(feeds.ics(house, voice, "activities", feeds.jobs(conn, house, "activities")))
    assert isinstance(shown, Calendar)
    (event,) = shown.events
    assert event["UID"] == f"{first.ref}@lakeside.qonaq"
    assert event.start == now.start
    assert str(event["SUMMARY"]) == "Canoe trip · 2 adults"


def test_an_export_keeps_what_was_cancelled_and_leaves_out_what_was_only_held(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    holding.hold(conn, house, wish(house, bence))
    holding.confirm(conn, house, held.id, aygun, "desk")
    tomorrow = house.today + timedelta(days=1)
    assert [one.booking.id for one in daybook.between(conn, house, tomorrow, tomorrow)] == [held.id]


def test_a_request_that_was_not_sent_is_noted_on_no_booking(
    conn: Connection, house: House, dana: Colleague, family: Stay
) -> None:
    """At another price than the card showed: what the guest has booked before was not asked for here."""
    guest = by_hand.guest_of(conn, house, family, dana)
    held = holding.hold(conn, house, wish(house, guest.id))
    holding.confirm(conn, house, held.id, guest.id, "room")
    what = {"offer": "photographer", "option": "default", "wish": "some evening", "party": Party(2).json()}
    noted = select(booking_acts.c.act)
    for n, (total, acts) in enumerate(((8000, []), (9000, ["asked"]))):
        pressed = Asked(31, 31, "Dana", "press", message_id=7, query_id=f"{n}", data=f"card:{n}")
        facts = {**what, "hand": guest.id, "total": total}
        hand.press(conn, house, pressed, "request_send", requesting.send, facts)
        assert conn.execute(noted).scalars().all() == acts


def read(said: Say) -> str:
    voice = Speech.load(shipped.folder("locales")).voice("en", "Asia/Baku")
    return "\n".join(voice.html(one) for one in said.body)


def for_two(
    conn: Connection, house: House, family: Stay, dana: Colleague, aygun: int, *, least: int = 6
) -> House:
    """The canoe for two of 210, who have no phone, and two whom Aygün has booked with hers."""
    minimum = {"people": least, "decide_minutes": 60, "fewer": "cancel"}
    rules = {"minimum": minimum, "notice_minutes": 60, "weather": True}
    grouped = reprinted(house, lambda printed: printed["offers"]["canoe"].update(rules=rules))
    for guest in (by_hand.guest_of(conn, grouped, family, dana).id, aygun):
        held = holding.hold(conn, grouped, wish(grouped, guest))
        holding.confirm(conn, grouped, held.id, guest, "room")
    return grouped


@pytest.mark.parametrize(("how", "count"), [("cancel", "cancelled: 2"), ("move", "waiting: 2")])
def test_who_has_no_phone_is_named_on_the_weathers_card_and_not_counted_as_told(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int, how: weather.How, count: str
) -> None:
    grouped = for_two(conn, house, family, dana, aygun)
    rain = Closure(frozenset({"canoe"}), start_at(house, 9), start_at(house, 13))
    action = weather.begin(conn, grouped, how, rain, request="rain", by=31, card=(1, 1))
    works(conn, grouped)
    card = read(weather_words.card(conn, grouped, action))
    assert "Told: 1 " in card
    assert count in card
    assert "tell them in person: 210 Kim" in card
    assert ("No answer yet: Aygün" in card) == (how == "move")


@pytest.mark.parametrize(("least", "state"), [(6, "Cancelled: Canoe"), (4, "Takes place: Canoe")])
def test_who_has_no_phone_is_named_to_staff_when_the_group_is_settled(
    conn: Connection, house: House, dana: Colleague, family: Stay, aygun: int, least: int, state: str
) -> None:
    grouped = for_two(conn, house, family, dana, aygun, least=least)
    works(conn, replace(grouped, now=start_at(house, 9)))
    to_group = select(letters.c.content).where(letters.c.chat_id.is_(None))
    (content,) = conn.execute(to_group).scalars()
    told = read(unpack_say(content["say"]))
    assert state in told
    assert "tell them in person: 210 Kim" in told
    assert "The guests know" not in told
