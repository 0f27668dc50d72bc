"""What became of a booking is read from its ledger: what happened, by whom, and why, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import (
    book,
    cancelling,
    departures,
    history,
    holding,
    lapsing,
    log,
    longer,
    moves,
    moving,
    redeeming,
    requests,
    waiting,
    weather,
)
from bot.desk.booking.book import Booking
from bot.desk.booking.closing import Closure
from bot.desk.booking.history import Step
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from bot.desk.menu import day_history
from bot.desk.people import Colleague
from bot.desk.privacy import erase
from bot.schema import booking_events, bookings
from bot.schema import departures as settled
from tests.desk.booking.cast import arrive, later, set_capacity, start_at, wish
from tests.desk.booking.rained import moves_on
from tests.desk.booking.test_departures import at_the_hour, name, with_minimum

AYGUN = 214
Told = list[tuple[str, str | None, str | None]]


@pytest.fixture
def dana(conn: Connection, house: House) -> Colleague:
    people.ensure_property(conn, house.id)
    return people.appoint(conn, house, 31, name="Dana", language="en", role="reception")


def held(conn: Connection, house: House, guest: int, *, chat: int = AYGUN, **facts: Any) -> Booking:
    """As a press in that chat asks for it."""
    request = f"{chat}:{house.now.isoformat()}:hold"
    return holding.hold(conn, house, wish(house, guest, request=request, **facts))


def booked(conn: Connection, house: House, guest: int, **facts: Any) -> Booking:
    return holding.confirm(conn, house, held(conn, house, guest, **facts).id, guest, "desk")


def told(conn: Connection, house: House, booking: Booking) -> Told:
    return [(one.what, one.by, one.name) for one in steps(conn, house, booking)]


def steps(conn: Connection, house: House, booking: Booking) -> list[Step]:
    """Of the booking as it is now."""
    now = book.by_id(conn, house, booking.id)
    assert now
    return history.of(conn, house, now)


def why(conn: Connection, house: House, booking: Booking) -> str | None:
    return steps(conn, house, booking)[-1].why


def test_the_whole_life_of_a_booking_is_told_from_any_of_its_numbers(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    was, then = booked(conn, house, aygun, start=start_at(house, 10, ahead=3)), later(house, minutes=10)
    new = held(conn, then, aygun, start=start_at(house, 15, ahead=3), replaces=was.id)
    now, _ = moving.confirm(conn, later(house, minutes=12), new, "desk")
    over = later(house, hours=2)
    cancelling.by_hotel(conn, over, now, kept=now.quote.total.percent(0))
    log.note(conn, over, now, dana, "cancelled")
    life: Told = [
        ("held", "guest", None),
        ("booked", "guest", None),
        ("moved", "guest", None),
        ("cancelled", "staff", "Dana"),
    ]
    assert told(conn, over, now) == told(conn, over, was) == life
    found = steps(conn, over, was)
    assert [one.at for one in found] == [house.now, house.now, later(house, minutes=12).now, over.now]
    assert found[2].booking.start == start_at(house, 15, ahead=3)


def test_what_was_booked_beside_another_is_no_part_of_its_life(
    conn: Connection, house: House, aygun: int
) -> None:
    was = booked(conn, house, aygun)
    beside = held(conn, later(house, minutes=1), aygun, start=start_at(house, 15), replaces=was.id)
    apart = holding.confirm(conn, later(house, minutes=2), beside.id, aygun, "desk")
    assert told(conn, house, apart) == told(conn, house, was)
    assert [one.booking.id for one in history.of(conn, house, apart)] == [apart.id, apart.id]


def test_a_colleague_is_named_for_what_they_did_in_a_guests_place(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    one = held(conn, house, aygun, chat=dana.user_id)
    then = later(house, minutes=1)
    done = holding.confirm(conn, then, one.id, aygun, "desk")
    log.note(conn, then, done, dana, "booked")
    assert told(conn, house, done) == [("held", "staff", "Dana"), ("booked", "staff", "Dana")]


def test_who_books_in_their_own_chat_is_a_guest_there(
    conn: Connection, house: House, dana: Colleague
) -> None:
    one = held(conn, house, arrive(conn, house, dana.user_id, "Dana"), chat=dana.user_id)
    assert told(conn, house, one) == [("held", "guest", None)]


def test_a_hold_that_runs_out_and_a_late_yes(conn: Connection, house: House, aygun: int) -> None:
    one = held(conn, house, aygun)
    assert one.expires_at
    more = longer.extend(conn, later(house, minutes=5), one.id, aygun, seen=one.expires_at)
    assert more.expires_at
    over = replace(house, now=more.expires_at)
    holding.expire(conn, over, one.id)
    late = later(over, minutes=3)
    done = holding.confirm(conn, late, one.id, aygun, "desk")
    assert told(conn, house, one)[1:3] == [("longer", "guest", None), ("ran_out", "desk", None)]
    assert steps(conn, house, one)[-1].what == "booked"
    assert why(conn, house, one) == "late_reclaimed"
    cancelling.cancel(conn, later(late, minutes=1), done.id, aygun)
    assert (told(conn, house, one)[-1], why(conn, house, one)) == (("cancelled", "guest", None), "guest")


def test_what_staff_note_and_take_back(conn: Connection, house: House, aygun: int, dana: Colleague) -> None:
    one = booked(conn, house, aygun)
    assert one.start
    acts = (redeeming.no_show, redeeming.undo, redeeming.redeem, redeeming.undo)
    for minutes, act in enumerate(acts, 15):
        now = book.by_id(conn, house, one.id)
        assert now
        act(conn, replace(house, now=one.start + timedelta(minutes=minutes)), now, dana)
    noted = ["no_show", "undone", "redeemed", "undone"]
    assert told(conn, house, one)[2:] == [(each, "staff", "Dana") for each in noted]
    fee = one.quote.total.percent(one.sold.fee_percent)
    assert [each.fee for each in steps(conn, house, one)[2:]] == [fee, None, None, None]


def test_what_was_kept_of_a_late_cancellation_stands_in_its_line(
    conn: Connection, house: House, aygun: int
) -> None:
    free, then = booked(conn, house, aygun, start=start_at(house, 10, ahead=3)), later(house, minutes=1)
    late = booked(conn, then, aygun)
    assert late.start
    cancelling.cancel(conn, then, free.id, aygun)
    cancelling.cancel(conn, replace(house, now=late.start - timedelta(minutes=5)), late.id, aygun)
    fee = late.quote.total.percent(late.sold.fee_percent)
    assert fee.minor
    assert [steps(conn, house, one)[-1].fee for one in (free, late)] == [None, fee]
    screens = [str(day_history.screen(house, one, steps(conn, house, one))) for one in (free, late)]
    assert ["agenda.fee" in said for said in screens] == [False, True]


def test_a_requests_life(conn: Connection, house: House, aygun: int, dana: Colleague) -> None:
    asked = RequestWish(f"{AYGUN}:t:request", aygun, "photographer", "default", "at dusk", Party(2))
    made = requests.ask(conn, house, asked)
    assert told(conn, house, made) == [("asked", "guest", None)]
    then = later(house, hours=1)
    done = requests.accept(conn, then, made.id, "Dana", start_at(house, 17, ahead=2), binds=True).booking
    assert told(conn, house, done)[-1] == ("accepted", "staff", None)
    log.note(conn, then, done, dana, "accepted")
    assert told(conn, house, done)[-1] == ("accepted", "staff", "Dana")


def test_a_request_that_nobody_answers_ends_by_itself(conn: Connection, house: House, aygun: int) -> None:
    asked = RequestWish(f"{AYGUN}:t:request", aygun, "photographer", "default", "at dusk", Party(2))
    made = requests.ask(conn, house, asked)
    lapsing.lapse(conn, later(house, days=3), made.id)
    assert told(conn, house, made)[-1] == ("unanswered", "desk", None)


def test_a_refused_request_does_not_tell_what_staff_wrote(conn: Connection, house: House, aygun: int) -> None:
    asked = RequestWish(f"{AYGUN}:t:request", aygun, "photographer", "default", "at dusk", Party(2))
    made = requests.ask(conn, house, asked)
    requests.refuse(conn, later(house, hours=1), made.id, "Dana", "the photographer is away")
    assert told(conn, house, made)[-1] == ("refused", "staff", None)
    assert "away" not in str(why(conn, house, made))


@pytest.mark.parametrize(("by", "whose"), [(None, ("desk", None)), ("Dana", ("staff", "Dana"))])
def test_a_group_that_is_too_small(
    conn: Connection, house: House, aygun: int, by: str | None, whose: tuple[str, str | None]
) -> None:
    small = with_minimum(house, "ask" if by else "cancel")
    one = booked(conn, small, aygun)
    done = departures.settle(conn, at_the_hour(small), name(small))
    assert done
    if by:
        departures.answer(conn, at_the_hour(small), done.departure.id, runs=False, by=by)
    assert told(conn, small, one)[-1] == ("cancelled", *whose)
    assert why(conn, small, one) == "minimum"
    assert conn.execute(select(settled.c.decided_by)).scalar() == by


@pytest.mark.parametrize(
    ("answer", "whose"),
    [("guest", ("guest", None)), ("silent", ("desk", None)), ("staff", ("staff", "Dana"))],
)
def test_the_weather_and_who_ended_it(
    conn: Connection, house: House, aygun: int, dana: Colleague, answer: str, whose: tuple[str, str | None]
) -> None:
    one = booked(conn, house, aygun)
    assert one.start
    rain = Closure(frozenset([one.offer]), one.start, one.start + timedelta(minutes=1))
    action = weather.begin(conn, house, "move", rain, request="rain", by=dana.user_id, card=(1, 1))
    (asked,) = weather.due(conn, house, action, most=9)
    weather.settle(conn, house, asked, "cancelled", why=answer)
    weather.call_off(conn, later(house, minutes=5), one)
    assert told(conn, house, one)[-1] == ("cancelled", *whose)
    assert why(conn, house, one) == "weather"


def test_a_move_by_the_weather_is_one_step(conn: Connection, house: House, aygun: int) -> None:
    people.ensure_property(conn, house.id)
    one = booked(conn, house, aygun)
    now, _ = moves_on(conn, later(house, minutes=5), one, start_at(house, 15))
    assert [step.what for step in history.of(conn, house, now)] == ["held", "booked", "moved"]
    assert why(conn, house, now) == "weather"


def test_what_was_offered_to_who_waited(conn: Connection, house: House, aygun: int, bence: int) -> None:
    set_capacity(conn, house, 2, start_at(house, 10).date())
    first = booked(conn, house, aygun)
    waiting.join(conn, house, bence, "canoe", "default", start_at(house, 10), Party(2))
    (offered,) = cancelling.cancel(conn, later(house, minutes=1), first.id, aygun).offered
    assert told(conn, house, offered) == [("offered", "desk", None)]
    then = later(house, minutes=2)
    holding.release(conn, then, offered.id, bence)
    assert told(conn, house, offered)[-1] == ("released", "guest", None)


def test_a_paid_booking(conn: Connection, house: House, aygun: int) -> None:
    one = booked(conn, house, aygun)
    moves.move(conn, later(house, minutes=1), moves.PAID, one.id)
    assert told(conn, house, one)[-1] == ("paid", "guest", None)


def test_a_booking_that_is_older_than_the_ledger_says_from_where_it_is_told(
    conn: Connection, house: House, aygun: int
) -> None:
    booked(conn, house, aygun)
    row = conn.execute(select(bookings)).mappings().one()
    old = {**row, "id": row["id"] + 1, "ref": "B-2222", "request": "old"}
    one = Booking.of(conn.execute(insert(bookings).values(**old).returning(bookings)).mappings().one())
    assert history.of(conn, house, one) == []
    cancelling.cancel(conn, later(house, minutes=1), one.id, aygun)
    assert told(conn, house, one) == [("since", None, None)]
    assert history.of(conn, house, one)[0].state == "cancelled"


def test_nothing_in_it_names_a_guest_who_was_erased(conn: Connection, house: House, aygun: int) -> None:
    people.ensure_property(conn, house.id)
    one = booked(conn, house, aygun)
    erase.erase(conn, house, people.guest_by_id(conn, aygun), by="guest")
    kept = book.by_id(conn, house, one.id)
    assert kept
    assert told(conn, house, kept) == [("held", None, None), ("booked", "guest", None)]
    said = str(day_history.screen(house, kept, history.of(conn, house, kept)))
    assert "Aygün" not in said
    assert str(AYGUN) not in said


def test_every_step_between_two_states_that_the_ledger_has_can_be_told(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    """Whatever `moves` allows: a row of the ledger that has no word would stop a colleague at night."""
    states = ("ON_HOLD", "PENDING", "CONFIRMED", "REDEEMED", "CANCELLED", "EXPIRED", "REJECTED")
    event = history.Event(house.now, 0, "", None, None, "AZN", None, {})
    for before in states:
        for now in states[:1] + states[2:]:
            word = history.word(replace(event, status=before), replace(event, status=now))
            assert word in history.WORDS, (before, now)
    columns = {one.name for one in booking_events.c}
    assert set(history.Event.__dataclass_fields__) < columns
