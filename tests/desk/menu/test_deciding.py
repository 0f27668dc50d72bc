"""What a guest and the staff read when a request is accepted at another price or for another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import timers
from bot.desk.asked import Asked
from bot.desk.booking import book, by_hand, lapsing, log, requests, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import case, clocks, opening, promising, returning, working
from bot.desk.cases.case import Case
from bot.desk.cases.working import StillAsked
from bot.desk.house import House
from bot.desk.menu import day, deciding, staff
from bot.desk.menu.deciding import priced
from bot.desk.people import Colleague, guest_by_id
from bot.desk.stays import phones, stay
from bot.say import Day, Say, Text
from bot.schema import letters
from tests.desk.booking.cast import arrive, reprinted, start_at
from tests.desk.booking.modes import with_boats_for_the_guide
from tests.desk.booking.test_requests import nanny
from tests.desk.cases.cast import DANA as RECEPTION
from tests.desk.cases.cast import again, first, later, screens, team
from tests.texts.test_screens import LONG, assert_fits

DANA = Colleague(11, "Dana", "en", "reception", None, "active")


def offered(conn: Connection, house: House, guest: int, *, ahead: int, periods: int) -> Say:
    """The letter about what was asked for in three days."""
    words = f"{house.today + timedelta(days=3)} in the evening, and as long as it takes"
    wish = RequestWish("r-1", guest, "photographer", "default", words, Party(2, (5, 10)))
    asked = requests.ask(conn, house, wish)
    start = start_at(house, 19, ahead=ahead)
    done = requests.accept(conn, house, asked.id, "Dana", start, periods=periods).booking
    titled = replace(done, sold=replace(done.sold, title=dict.fromkeys(done.sold.title, LONG)))
    return priced(conn, house, guest_by_id(conn, guest), asked, titled)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("ahead", "periods"), [(4, 1), (3, 4), (4, 4)])
def test_the_letter_says_what_is_other_than_was_asked_for_and_what_is_kept(
    conn: Connection, house: House, ahead: int, periods: int
) -> None:
    hotel = reprinted(house, nanny)
    said = offered(conn, hotel, arrive(conn, hotel, 214, "Aygün", "az"), ahead=ahead, periods=periods)
    first = said.body[0]
    assert isinstance(first, Text)
    assert first.params["wish"] == (Day(hotel.today + timedelta(days=3)) if ahead == 4 else "")
    assert bool(first.params["before"]) == (periods == 4)
    assert "price.fee_later" in repr(said.body)
    assert_fits(said)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_who_waits_for_what_it_does_not_need_of_its_day_is_written_to(conn: Connection, house: House) -> None:
    hotel = with_boats_for_the_guide(house)
    aygun, bence = arrive(conn, hotel, 214, "Aygün", "az"), arrive(conn, hotel, 305, "Bence", "hu")
    tomorrow = (hotel.today + timedelta(days=1)).isoformat()
    asked = requests.ask(conn, hotel, RequestWish("r-1", aygun, "guide", "default", tomorrow, Party(1)))
    opened = opening.open_request(conn, hotel, guest_by_id(conn, aygun), asked)
    assert waiting.join(conn, hotel, bence, "trip", "default", start_at(hotel, 10), Party(1)) == ()
    tap = Asked(11, 11, "Dana", "en", query_id="q")
    facts = {"case": opened.id, "start": start_at(hotel, 14).isoformat(), "periods": 1}
    deciding.accept(conn, hotel, tap, DANA, facts)
    written = select(letters.c.content).where(letters.c.chat_id == 305)
    assert "waiting.free" in repr(conn.execute(written).scalars().all())


def asks_for_photos(conn: Connection, house: House, guest: int) -> tuple[Booking, Case]:
    """In two days, and staff have the case."""
    day = (house.today + timedelta(days=2)).isoformat()
    made = requests.ask(conn, house, RequestWish("r-1", guest, "photographer", "default", day, Party(2)))
    return made, opening.open_request(conn, house, guest_by_id(conn, guest), made)


def lives(conn: Connection, house: House, guest: int, room: str = "214") -> None:
    leaves = house.today + timedelta(days=5)
    theirs = stay.walk_in(conn, house, room=room, surname="Kim", departure=leaves).stay
    phones.link(conn, house, theirs, guest_by_id(conn, guest), how="surname")


def accepts(conn: Connection, house: House, opened: Case, *, ahead: int = 2) -> None:
    tap = Asked(RECEPTION, RECEPTION, "Dana", "en", query_id="q")
    facts = {"case": opened.id, "start": start_at(house, 17, ahead=ahead).isoformat(), "periods": 1}
    deciding.accept(conn, house, tap, DANA, facts)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_who_has_a_request_can_say_yes_or_no_wherever_they_are_written_to(
    conn: Connection, house: House
) -> None:
    """On the private card of who was rung, when they forget a word, and near the end of a promised time."""
    dana, *_ = team(conn, house)
    aygun = arrive(conn, house, 214, "Aygün", "az")
    lives(conn, house, aygun)
    _, opened = asks_for_photos(conn, house, aygun)
    clocks.missed(conn, house, "acknowledge", opened.id, opened.ack_due)
    tap = Asked(RECEPTION, RECEPTION, "Dana", "en", query_id="q")
    staff.claim(conn, house, tap, dana, {"case": opened.id})
    written = [[one.act for one in said.choices] for said in screens(conn, chat_id=RECEPTION)]
    assert ["accept", "refuse"] in written
    returning.remind(conn, house, opened.id, house.now)
    assert [one.act for one in screens(conn, chat_id=RECEPTION)[-1].choices] == ["accept", "refuse"]
    asked = [one.act for one in promising.answers(again(conn, house, opened))]
    assert asked == ["accept", "refuse", "promise", "promise", "promise", "hand_over"]


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_a_request_is_not_solved_while_its_guest_waits_for_an_answer(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    made, opened = asks_for_photos(conn, house, arrive(conn, house, 214, "Aygün", "az"))
    with pytest.raises(StillAsked) as refused:
        working.resolve(conn, house, opened, dana)
    assert [one.act for one in refused.value.ways] == ["accept", "refuse"]
    assert again(conn, house, opened) == opened
    assert screens(conn, chat_id=214) == []
    assert book.by_id(conn, house, made.id) == made


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", ["acked", "resolved", "closed"])
def test_whatever_became_of_its_case_a_decision_reaches_the_guest_once(
    conn: Connection, house: House, status: str
) -> None:
    made, opened = asks_for_photos(conn, house, arrive(conn, house, 214, "Aygün", "az"))
    moved = case.change(conn, house, opened, status=status)
    acts = [one.act for one in day.screen(conn, house, Asked(1, 1, "Dana", "en"), made.id).choices]
    assert acts[:2] == ["accept", "refuse"]
    for _ in range(2):
        accepts(conn, house, moved)
    booked = book.by_id(conn, house, made.id)
    assert booked
    assert booked.status == "CONFIRMED"
    assert [first(said).key for said in screens(conn, chat_id=214)] == ["booking.confirmed"]
    assert [one.act for one in log.of(conn, house, booked)] == ["accepted"]
    assert again(conn, house, opened).outcome == "accepted"


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_a_no_reaches_the_guest_and_the_books_whatever_became_of_its_case(
    conn: Connection, house: House
) -> None:
    made, opened = asks_for_photos(conn, house, arrive(conn, house, 214, "Aygün", "az"))
    case.change(conn, house, opened, status="resolved")
    for _ in range(2):
        deciding.refuse(conn, house, Asked(11, 11, "Dana", "en", query_id="q"), DANA, {"case": opened.id})
    assert [first(said).key for said in screens(conn, chat_id=214)] == ["request.refused_ask"]
    assert [one.act for one in log.of(conn, house, made)] == ["refused"]


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_staff_are_reminded_of_whatever_is_not_decided(conn: Connection, house: House) -> None:
    made, opened = asks_for_photos(conn, house, arrive(conn, house, 214, "Aygün", "az"))
    case.change(conn, house, opened, status="resolved")
    evening = later(house, days=1, hours=6)
    due = [one for one in timers.due(conn, evening) if (one.kind, one.ref) == (lapsing.NEAR, str(made.id))]
    deciding.near(conn, evening, due[0])
    said = screens(conn, case_id=opened.id)[-1]
    assert (first(said).key, [one.act for one in said.choices]) == ("card.request_near", ["accept", "refuse"])


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_another_day_is_offered_to_the_phone_that_came_after_reception_had_asked(
    conn: Connection, house: House
) -> None:
    """Who reads letters says yes to another day; for a room without a phone staff ask."""
    leaves = house.today + timedelta(days=5)
    family = stay.walk_in(conn, house, room="210", surname="Kim", departure=leaves).stay
    made, opened = asks_for_photos(conn, house, by_hand.guest_of(conn, house, family, None).id)
    aygun = arrive(conn, house, 214, "Aygün", "az")
    phones.link(conn, house, family, guest_by_id(conn, aygun), how="surname")
    by_hand.take_over(conn, house, guest_by_id(conn, aygun))
    accepts(conn, house, opened, ahead=3)
    offer = book.by_id(conn, house, made.id)
    assert offer
    assert (offer.guest_id, offer.status) == (aygun, "ON_HOLD")
    assert [first(said).key for said in screens(conn, chat_id=214)] == ["request.priced"]
    assert again(conn, house, opened).guest_id == aygun
