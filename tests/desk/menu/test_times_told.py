"""A time that a guest reads is a clock that runs, also in a case that somebody has had for hours."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Heard
from bot.desk.cases import case, pausing, promises, promising, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Text, choice, say, text
from tests.desk.booking.phone import Phone, told_staff
from tests.desk.cases.cast import (
    MADINA,
    again,
    clocks_of,
    delivered,
    fire,
    first,
    history,
    keys,
    later,
    screens,
    team,
)

PIANO, GOLF = "Is there a piano in the lobby", "Is there a golf course near the village"
COLD = Heard("en", "handoff", (("no_hot_water", 0.9),), complaint=0.9)


def unknown(phone: Phone, words: str) -> None:
    phone.hears(words, Heard("en", "handoff"))


def button(phone: Phone, act: str, **facts: Any) -> None:
    """A screen of some time ago, whose button is pressed now."""
    outbox.send(
        phone.conn,
        phone.house,
        phone.chat,
        say(text("guest.home"), choices=[choice(text("x"), act, **facts)]),
    )
    phone.taps(act, **facts)


def said_time(phone: Phone) -> At:
    told = phone.screen().body[0]
    assert isinstance(told, Text)
    time = told.params["time"]
    assert isinstance(time, At)
    return time


@pytest.fixture
def dana(conn: Connection, house: House) -> Colleague:
    return team(conn, house)[0]


@pytest.fixture
def phone(conn: Connection, house: House) -> Phone:
    found = Phone(conn, house)
    found.says("/start")
    return found


@pytest.fixture
def asked(phone: Phone, dana: Colleague) -> Case:
    """A question that Dana has answered, and not closed; it is two and a half hours later now."""
    conn, house = phone.conn, phone.house
    unknown(phone, PIANO)
    opened = case.open_case_of(conn, house, phone.id)
    assert opened
    working.wrote(conn, house, working.claim(conn, house, opened, dana), dana)
    phone.house = later(house, minutes=150)
    fire(conn, phone.house)
    return again(conn, phone.house, opened)


def asks_again(phone: Phone) -> None:
    unknown(phone, GOLF)


def calls(phone: Phone) -> None:
    button(phone, "person")


def hurries(phone: Phone) -> None:
    opened = case.open_case_of(phone.conn, phone.house, phone.id)
    assert opened
    button(phone, "urgent", case=opened.id)


def not_yet(phone: Phone) -> None:
    opened = case.open_case_of(phone.conn, phone.house, phone.id)
    assert opened
    button(phone, "not_yet", case=opened.id)


@pytest.mark.parametrize(
    ("does", "minutes", "key"),
    [
        (asks_again, 20, "answer.unknown"),
        (calls, 60, "case.person"),
        (hurries, 10, "case.urgent"),
        (not_yet, 60, "case.reopened"),
    ],
)
def test_who_has_a_case_owes_a_word_by_the_time_that_the_guest_reads(
    phone: Phone, asked: Case, dana: Colleague, does: Any, minutes: int, key: str
) -> None:
    conn, house = phone.conn, phone.house
    does(phone)
    due = house.later(minutes)
    assert (phone.keys()[0], said_time(phone)) == (key, At(due))
    waits, answer = again(conn, house, asked), promises.standing(conn, house, asked.id, "answer")
    assert (waits.owner, waits.status) == (dana.user_id, "acked")
    assert clocks_of(conn, house, waits)["acknowledge"] == waits.ack_due == due
    assert answer
    assert (answer.due, answer.running) == (due, True)
    wrote = working.wrote(conn, later(house, minutes=5), waits, dana)
    assert "acknowledge" not in clocks_of(conn, house, wrote)
    assert promises.by_id(conn, house, answer.id).kept_at == house.later(5)


def test_a_word_that_does_not_come_calls_the_next_person_and_the_guest_is_told(
    phone: Phone, asked: Case
) -> None:
    conn = phone.conn
    asks_again(phone)
    delivered(conn)
    late = later(phone.house, minutes=22)
    assert fire(conn, late) == 1
    assert history(conn, asked)[-1] == "missed_acknowledge"
    line = first(screens(conn, case_id=asked.id)[-1])
    assert (line.key, line.n, line.params["person"]) == ("alarm.missed_word", 2, "Madina")
    assert keys(screens(conn, chat_id=MADINA)[-1])[0] == "alarm.called"
    told = first(screens(conn, chat_id=phone.chat)[-1])
    assert (told.key, told.params["promised"]) == ("case.late", At(phone.house.later(20)))
    assert again(conn, late, asked).owner == asked.owner


def test_a_time_for_the_thing_itself_does_not_keep_the_missed_word_from_the_guest(
    phone: Phone, asked: Case, dana: Colleague
) -> None:
    conn, house = phone.conn, phone.house
    promising.name_time(conn, house, asked, dana, house.later(300))
    calls(phone)
    fire(conn, later(house, minutes=61))
    told = first(screens(conn, chat_id=phone.chat)[-1])
    assert (told.key, told.params["promised"]) == ("case.late", At(house.later(60)))


def test_the_guest_hears_of_a_missed_word_however_often_it_was_late_before(
    phone: Phone, dana: Colleague
) -> None:
    conn, house = phone.conn, phone.house
    unknown(phone, PIANO)
    opened = case.open_case_of(conn, house, phone.id)
    assert opened
    for minutes in (21, 90, 160):
        fire(conn, later(house, minutes=minutes))
    working.wrote(conn, later(house, minutes=170), again(conn, house, opened), dana)
    phone.house = house = later(house, minutes=240)
    asks_again(phone)
    fire(conn, later(house, minutes=21))
    told = first(screens(conn, chat_id=phone.chat)[-1])
    assert (told.key, told.params["promised"]) == ("case.late", At(house.later(20)))


def test_one_who_waits_already_is_told_the_same_time(phone: Phone, asked: Case) -> None:
    asks_again(phone)
    time, phone.house = said_time(phone), later(phone.house, minutes=7)
    unknown(phone, "And is there a chess club")
    assert said_time(phone) == time
    calls(phone)
    assert said_time(phone) == time
    assert history(phone.conn, asked).count("asked_again") == 1


def test_a_call_without_words_is_read_in_the_topic(phone: Phone, asked: Case) -> None:
    calls(phone)
    lines = [key for one in screens(phone.conn, case_id=asked.id) for key in keys(one)]
    assert lines[-2:] == ["card.calls", "card.word_by"]
    calls(phone)
    assert [key for one in screens(phone.conn, case_id=asked.id) for key in keys(one)] == lines


def test_who_is_waited_for_goes_on_when_they_call(phone: Phone, asked: Case, dana: Colleague) -> None:
    conn, house = phone.conn, phone.house
    pausing.pause(conn, house, asked, dana)
    calls(phone)
    going = again(conn, house, asked)
    assert going.status == "in_progress"
    assert set(clocks_of(conn, house, going)) == {"acknowledge", "resolve"}


@pytest.mark.parametrize("days", [0, 9])
def test_urgent_opens_what_is_closed_as_not_yet_does(phone: Phone, dana: Colleague, days: int) -> None:
    """After a week it is a new case that names the old one."""
    conn, house = phone.conn, phone.house
    phone.hears("There is no hot water in my room", COLD)
    opened = case.of_kind(conn, house, phone.id, "complaint")
    assert opened
    working.close(conn, house, working.resolve(conn, house, opened, dana))
    phone.house = house = later(house, days=days, minutes=90)
    phone.taps("urgent")
    assert (phone.keys(), said_time(phone)) == (["case.urgent"], At(house.later(10)))
    found = case.of_kind(conn, house, phone.id, "complaint")
    assert found
    assert (found.id == opened.id, found.open, found.severity) == (days == 0, True, "S2")
    assert clocks_of(conn, house, found)["acknowledge"] == house.later(10)
    assert "card.urgent" in told_staff(conn)
