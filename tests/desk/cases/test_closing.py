"""After it is solved: one question more, never at night and before check-out, then it closes by itself."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case, closing, coming_back, opening, working
from bot.desk.cases.case import Case
from bot.desk.cases.hours import DAY
from bot.desk.house import House
from bot.desk.menu import talking
from bot.desk.people import Guest
from bot.desk.stays import phones, stay
from tests.desk.cases.cast import (
    DANA,
    MADINA,
    again,
    clocks_of,
    complaint,
    fire,
    first,
    guest,
    hire,
    history,
    later,
    screens,
    team,
)
from tests.desk.tiny import tiny_catalog
from tests.proofs import ASKED_ONCE, proves
from tests.thin import savepoint

GUEST = 1001
EXAMPLES = 300 if os.environ.get("PROVE") else 8
HOUSE = House("lakeside", tiny_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def lives(conn: Connection, house: House, someone: Guest, *, nights: int) -> Guest:
    until = house.today + timedelta(days=nights)
    there = stay.walk_in(conn, house, room="214", surname="Aliyeva", departure=until).stay
    phones.link(conn, house, there, someone, how="staff")
    return people.guest_by_id(conn, someone.id)


def solved(conn: Connection, house: House, someone: Guest | None = None) -> Case:
    team(conn, house)
    opened = complaint(conn, house, "no_hot_water", someone)
    return working.resolve(conn, house, opened, people.on_file(conn, house, DANA))


def asked(conn: Connection) -> int:
    return sum(first(one).key == "case.follow_up" for one in screens(conn, chat_id=GUEST))


@given(
    after=st.integers(0, 14 * 24 * 60),
    stays=st.none() | st.integers(1, 10 * 24 * 60),
)
def test_the_question_comes_by_day_and_while_it_can_still_be_mended(after: int, stays: int | None) -> None:
    house = later(HOUSE, minutes=after)
    leaves = None if stays is None else house.now + timedelta(minutes=stays)
    at = closing.ask_at(house, leaves)
    end = closing.shut_at(house, at, leaves)
    assert end > (at or house.now)
    if at is None:  # no decent minute is left before they go
        assert leaves is not None
        soon = house.now + closing.SOONEST
        assert soon >= leaves or not DAY[0] <= house.local(soon).time() < DAY[1]
        return
    assert at >= house.now + closing.SOONEST
    assert DAY[0] <= house.local(at).time() < DAY[1]
    assert leaves is None or at < leaves
    assert leaves is None or end <= max(leaves, at + closing.SOONEST)


@proves(ASKED_ONCE, injected="random down-times", trials=EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(downs=st.lists(st.integers(1, 40 * 60), min_size=1, max_size=6))
def test_however_long_the_desk_was_down_it_asks_once_and_closes_once(
    conn: Connection, house: House, downs: list[int]
) -> None:
    with savepoint(conn) as tried:
        found, now = solved(conn, house), house
        for down in [*downs, 12 * 60, 12 * 60, 12 * 60]:  # one of the last three falls into the day
            now = later(now, minutes=down)
            before = asked(conn)
            fire(conn, now)
            assert asked(conn) == before or DAY[0] <= now.local(now.now).time() < DAY[1]
        fire(conn, later(now, days=3))
        assert asked(conn) == 1 == history(conn, found).count("followed_up")
        assert history(conn, found).count("unanswered") == 1
        assert again(conn, now, found).outcome == "unanswered"
        tried.rollback()


def test_a_question_that_came_late_leaves_its_day_for_an_answer(conn: Connection, house: House) -> None:
    """The desk was down for two days: it asks, and does not close a second later."""
    found = solved(conn, house)
    now = later(house, hours=50)
    fire(conn, now)
    assert asked(conn) == 1
    assert again(conn, now, found).status == "resolved"
    fire(conn, later(now, hours=25))
    assert again(conn, now, found).outcome == "unanswered"


def test_who_leaves_today_is_asked_before_check_out(conn: Connection, house: House) -> None:
    early = replace(house, now=house.moment(house.today, DAY[0]))
    someone = lives(conn, early, guest(conn, early), nights=1)
    morning = later(early, days=1)  # 09:00 of the day of departure, check-out is at 12:00
    found = solved(conn, morning, someone)
    assert timers.due_at(conn, morning, closing.FOLLOW_UP, str(found.id)) == morning.moment(
        morning.today, house.hotel.check_out
    ) - timedelta(hours=2)
    fire(conn, later(morning, hours=2))
    assert asked(conn) == 1


@pytest.mark.parametrize("answer", ["close", "reopen"])
def test_an_answer_ends_the_waiting(conn: Connection, house: House, answer: str) -> None:
    found = solved(conn, house)
    getattr(working, answer)(conn, house, found)
    fire(conn, later(house, minutes=1))
    fire(conn, later(house, days=2))
    assert asked(conn) == 0
    assert "unanswered" not in history(conn, found)


def test_the_guest_may_say_that_it_is_well_after_it_closed_by_itself(conn: Connection, house: House) -> None:
    found = solved(conn, house)
    fire(conn, later(house, hours=5))
    fire(conn, later(house, days=2))
    shut = closing.confirmed(conn, house, again(conn, house, found))
    assert (shut.status, shut.outcome) == ("closed", "solved")
    assert history(conn, found)[-1] == "confirmed"


@pytest.mark.parametrize(("days", "same"), [(6, True), (8, False)])
def test_within_a_week_the_case_opens_again_and_later_a_new_one_does(
    conn: Connection, house: House, days: int, same: bool
) -> None:
    shut = working.close(conn, house, solved(conn, house))
    now = later(house, days=days)
    back = coming_back.again(conn, now, guest(conn, house), shut)
    assert (back.id == shut.id) is same
    assert back.open
    assert history(conn, shut)[:3] == ["opened", "resolved", "closed"]
    assert ("reopened" in history(conn, shut)) is same
    assert ("follows" in history(conn, back)) is not same


@proves(ASKED_ONCE, injected="no look into the history", control=True)
def test_planted_a_second_question_is_noticed(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: without the look into the history a guest would be asked twice."""
    found = solved(conn, house)
    monkeypatch.setattr(case, "since_reopened", lambda *_: [])
    closing.follow_up(conn, later(house, hours=4), found.id)
    closing.follow_up(conn, later(house, hours=4), found.id)
    assert asked(conn) == 2


def test_after_danger_nobody_is_asked_and_nothing_closes_by_itself(conn: Connection, house: House) -> None:
    """But the seven questions are due, and only owners and whom they named read of them."""
    dana, *_ = team(conn, house)
    hire(conn, house, 3002, "Leyla", "manager", "duty")
    opened = opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="…", category="harassment"
    )
    found = working.resolve(conn, house, opened, dana)
    fire(conn, later(house, days=1, minutes=1))
    fire(conn, later(house, days=1, hours=22))
    assert asked(conn) == 0
    assert again(conn, house, found).status == "resolved"
    told = {user: [first(one).key for one in screens(conn, chat_id=user)] for user in (MADINA, 3002)}
    assert "review.ask" in told[MADINA]
    assert "review.ask" not in told[3002]


@pytest.mark.parametrize("small", ["thanks", "goodbye", "praise"])
@pytest.mark.parametrize("where", ["open", "resolved", "closed"])
def test_a_thank_you_opens_nothing_and_restarts_no_clock(
    conn: Connection, house: House, small: str, where: str
) -> None:
    """Also where we had asked for more words about the case."""
    dana, *_ = team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house), dana)
    found = opened if where == "open" else working.resolve(conn, house, opened, dana)
    found = working.close(conn, house, found) if where == "closed" else found
    before, now = clocks_of(conn, house, found), later(house, minutes=5)
    heard = Heard("en", "answer", ((small, 0.99),))
    said = Asked(GUEST, GUEST, "Aygün", "text", text="thank you so very much", message_id=7, heard=heard)
    talking.to_case(conn, now, said, guest(conn, house), found.id)
    after = again(conn, now, found)
    assert (after.status, after.closed_at) == (found.status, found.closed_at)
    assert clocks_of(conn, now, found) == before
