"""The hotel's own ladder: minutes and steps by severity, department and hour; edits and cases that run."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.cases import (
    case,
    duty,
    ladder,
    leaving,
    opening,
    pausing,
    pledge,
    promises,
    promising,
    returning,
    working,
)
from bot.desk.cases.case import Case
from bot.desk.cases.pausing import AskFirst
from bot.desk.catalog.staffing import DutyHours, Ladder, Roster, after, spans
from bot.desk.house import House
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    again,
    clocks_of,
    complaint,
    fire,
    first,
    guest,
    history,
    later,
    screens,
    team,
)

GUEST = 1001
QUICK = {"clocks": [{"acknowledge": 5, "act": 10, "silent": 20, "resolve": 60}], "wait_minutes": 30}


def with_rules(house: House, rules: dict[str, Any], people: Any = (), holidays: Any = ()) -> House:
    staff = {
        "ladder": Ladder.model_validate(rules),
        "roster": Roster.model_validate({"people": list(people), "holidays": list(holidays)}),
    }
    return replace(house, catalog=house.catalog.model_copy(update=staff))


def at(house: House, hour: int, minute: int = 0) -> House:
    """On the day of the house, in Baku."""
    local = datetime(2026, 11, 20, hour, minute, tzinfo=ZoneInfo("Asia/Baku"))
    return replace(house, now=local.astimezone(UTC))


def told(conn: Connection) -> list[str]:
    return [first(one).key for one in screens(conn, chat_id=GUEST)]


RULES = {
    "hours": {
        "night": [{"open": "22:00", "close": "07:00"}],
        "shop": [{"days": ["mon"], "open": "09:00", "close": "18:00"}],
    },
    "clocks": [
        {"severity": ["S3"], "when": "night", "acknowledge": 40},
        {"department": ["activities"], "acknowledge": 8},
        {"acknowledge": 12},
    ],
}


@pytest.mark.parametrize(
    ("hour", "severity", "department", "minutes"),
    [
        (23, "S3", "reception", 40),
        (6, "S3", "activities", 40),
        (13, "S3", "activities", 8),
        (13, "S2", "reception", 12),
        (23, "S2", "reception", 12),
    ],
)
def test_the_first_rule_that_fits_counts(
    house: House, hour: int, severity: str, department: str, minutes: int
) -> None:
    there = at(with_rules(house, RULES), hour)
    assert ladder.minutes(there, "acknowledge", severity, department) == minutes


def test_without_a_file_the_hotel_yaml_counts_and_nothing_is_taken_from_anybody(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house), dana)
    assert set(clocks_of(conn, house, opened)) == {"resolve"}
    assert ladder.minutes(house, "acknowledge", "S3", "reception") == 15
    assert ladder.steps(house, "S3", "reception") == ("reception", "manager", "owner")


def test_working_hours_are_counted_as_a_patient_person_would_count_them() -> None:
    """Minute by minute, over nights on which clocks change."""
    die = random.Random(4)
    parts = [
        DutyHours.model_validate({"days": ["mon", "sat", "sun"], "open": "01:00", "close": "03:30"}),
        DutyHours.model_validate({"open": "22:15", "close": "00:45"}),
    ]
    for zone, day in (("Europe/Budapest", 27), ("Europe/Budapest", 26), ("Australia/Lord_Howe", 30)):
        place = ZoneInfo(zone)
        for _ in range(6):
            start = datetime(2027, 3, day, die.randrange(24), die.randrange(60), tzinfo=UTC)
            minutes, at = die.randrange(1, 400), start
            open_now = spans(parts, start, place, (), 8)
            for _ in range(minutes):
                while not any(a <= at < b for a, b in open_now):
                    at += timedelta(minutes=1)
                at += timedelta(minutes=1)
            assert after(parts, start, minutes, place, ()) == at


def test_minutes_within_working_hours_wait_for_the_morning(conn: Connection, house: House) -> None:
    split = [{"open": "08:00", "close": "12:00"}, {"open": "14:00", "close": "18:00"}]
    rules = {
        "hours": {"work": split},
        "clocks": [{"severity": ["S3"], "within": "work", "acknowledge": 30, "resolve": 300}],
    }
    late = at(with_rules(house, rules), 21)
    opened = complaint(conn, late)
    assert late.local(opened.ack_due).strftime("%d %H:%M") == "21 08:30"
    assert late.local(opened.resolve_due).strftime("%d %H:%M") == "21 15:00"


def test_on_a_holiday_the_weekdays_hours_do_not_hold(house: House) -> None:
    rules = {"hours": {"office": [{"days": ["fri"], "open": "09:00", "close": "18:00"}]}}
    assert ladder.running(with_rules(house, rules)) == {"office"}
    assert not ladder.running(with_rules(house, rules, holidays=[{"from": "2026-11-20"}]))


STEPS = {
    "steps": [{"department": ["activities"], "call": ["department", "@2001", "owner"]}, {"call": ["Madina"]}]
}


@pytest.mark.parametrize(
    ("department", "step", "called"),
    [("activities", 1, ERLAN), ("activities", 2, DANA), ("activities", 3, MADINA), ("reception", 1, MADINA)],
)
def test_a_step_names_a_department_a_person_or_a_role(
    conn: Connection, house: House, department: str, step: int, called: int
) -> None:
    team(conn, house)
    there = with_rules(house, STEPS)
    opened = opening.open_case(
        conn, there, guest(conn, there), kind="person", words="", department=department
    )
    found = duty.called(conn, there, opened, step)
    assert found
    assert found.user_id == called


def test_whoever_is_off_duty_is_called_only_when_nobody_else_is_there(conn: Connection, house: House) -> None:
    team(conn, house)
    people.appoint(conn, house, 2003, name="Farid", language="en", role="reception")
    shifts = [
        {"name": "Dana", "shifts": [{"open": "22:00", "close": "06:00"}]},
        {"name": "Farid", "shifts": [{"open": "06:00", "close": "22:00"}]},
    ]
    day = with_rules(house, {}, shifts)
    opened = complaint(conn, day)
    found = duty.called(conn, day, opened, 1)
    assert found
    assert found.name == "Farid"
    night = at(day, 23)
    found = duty.called(conn, night, opened, 1)
    assert found
    assert found.name == "Dana"


def test_a_silent_owner_is_reminded_and_then_the_case_goes_back(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    there = with_rules(house, QUICK)
    opened = working.claim(conn, there, complaint(conn, there), dana)
    fire(conn, later(there, minutes=10))
    assert first(screens(conn, chat_id=DANA)[-1]).key == "alarm.say_a_word"
    late = later(there, minutes=20)
    fire(conn, late)
    back = again(conn, late, opened)
    assert (back.status, back.owner, back.acked_at) == ("new", None, None)
    assert back.ack_due == late.later(5)
    assert history(conn, opened)[-3:] == ["missed_act", "missed_silent", "returned"]
    assert told(conn)[-1] == "case.returned"
    assert first(screens(conn, chat_id=MADINA)[-1]).key == "alarm.passed_on"
    assert set(clocks_of(conn, late, opened)) == {"acknowledge", "resolve"}


def test_one_word_to_the_guest_is_enough(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    there = with_rules(house, QUICK)
    opened = working.claim(conn, there, complaint(conn, there), dana)
    working.wrote(conn, later(there, minutes=9), opened, dana)
    assert set(clocks_of(conn, there, opened)) == {"resolve"}
    fire(conn, later(there, minutes=30))
    assert again(conn, there, opened).owner == DANA


def test_after_three_days_without_a_desk_nobody_is_reminded_of_what_was_taken_from_them(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    there = with_rules(house, QUICK)
    working.claim(conn, there, complaint(conn, there), dana)
    fire(conn, later(there, hours=72))
    assert "alarm.say_a_word" not in [first(one).key for one in screens(conn, chat_id=DANA)]
    assert told(conn).count("case.returned") == 1


def waiting(conn: Connection, house: House) -> tuple[House, Case]:
    """Dana has asked Aygün something, five minutes after the case was opened."""
    dana, *_ = team(conn, house)
    there = with_rules(house, QUICK)
    opened = working.claim(conn, there, complaint(conn, there), dana)
    asked = later(there, minutes=5)
    working.wrote(conn, asked, opened, dana)
    return asked, pausing.pause(conn, asked, again(conn, asked, opened), dana)


def test_the_clocks_stand_still_only_while_the_guest_is_asked(conn: Connection, house: House) -> None:
    asked, waits = waiting(conn, house)
    assert (waits.status, set(clocks_of(conn, asked, waits))) == ("waiting_guest", {"pause"})
    assert told(conn)[-1] == "case.waits_for_you"
    answered = later(asked, minutes=12)
    opening.add_words(conn, answered, waits, guest(conn, house), "At five, please")
    going = again(conn, answered, waits)
    assert going.status == "in_progress"
    assert going.resolve_due == waits.resolve_due + timedelta(minutes=12)
    assert clocks_of(conn, answered, waits)["resolve"] == going.resolve_due


def test_thanks_or_a_goodbye_starts_no_clock_again(conn: Connection, house: House) -> None:
    asked, waits = waiting(conn, house)
    opening.add_words(conn, later(asked, minutes=1), waits, guest(conn, house), "Thank you!", small=True)
    assert set(clocks_of(conn, asked, waits)) == {"pause"}


def test_a_guest_who_never_answers_is_not_forgotten(conn: Connection, house: House) -> None:
    asked, waits = waiting(conn, house)
    late = later(asked, minutes=30)
    fire(conn, late)
    going = again(conn, late, waits)
    assert (going.status, going.resolve_due) == ("in_progress", waits.resolve_due + timedelta(minutes=30))
    assert "resolve" in clocks_of(conn, late, waits)
    assert first(screens(conn, case_id=waits.id)[-1]).key == "card.no_answer"


def test_a_case_that_waits_goes_on_when_its_owner_leaves(conn: Connection, house: House) -> None:
    """Its clock stood still at 5 of 60 minutes, and goes on from there in the queue."""
    asked, waits = waiting(conn, house)
    left = later(asked, minutes=20)
    assert leaving.leave(conn, left, DANA)
    back = again(conn, left, waits)
    assert (back.status, back.resolve_due) == ("new", waits.resolve_due + timedelta(minutes=20))
    due = clocks_of(conn, left, back)
    assert set(due) == {"acknowledge", "resolve"}
    assert due["resolve"] == back.resolve_due


def test_nobody_waits_for_a_guest_whom_nobody_has_asked(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house), dana)
    with pytest.raises(AskFirst):
        pausing.pause(conn, house, opened, dana)
    working.wrote(conn, house, opened, dana)
    opening.add_words(conn, house, opened, guest(conn, house), "And the towels?")
    with pytest.raises(AskFirst):
        pausing.pause(conn, house, again(conn, house, opened), dana)


def test_an_edit_leaves_the_running_clock_and_rules_the_next_one(conn: Connection, house: House) -> None:
    """The stated rule: what the guest was told stands; new minutes count from the next clock that starts."""
    team(conn, house)
    opened = complaint(conn, with_rules(house, QUICK))
    assert opened.ack_due == house.later(5)
    edited = with_rules(
        later(house, minutes=5), {"clocks": [{"acknowledge": 2}], "steps": [{"call": ["Erlan"]}]}
    )
    assert clocks_of(conn, edited, opened)["acknowledge"] == house.later(5)
    fire(conn, edited)
    assert again(conn, edited, opened).ack_due == edited.later(60)  # one step only: from then on every hour
    assert first(screens(conn, chat_id=ERLAN)[-1]).key == "alarm.called"  # read when the clock ran out


def test_the_night_porter_is_rung_while_reception_sleeps(conn: Connection, house: House) -> None:
    team(conn, house)
    shifts = [
        {"name": "Dana", "shifts": [{"open": "07:00", "close": "22:00"}]},
        {"name": "Erlan", "shifts": [{"open": "22:00", "close": "07:00", "night": True}]},
    ]
    night = at(with_rules(house, {}, shifts), 3)
    opened = complaint(conn, night, "no_hot_water")
    assert opened.severity in ("S2", "S3")
    found = duty.night_duty(conn, night)
    assert found
    assert found.user_id == ERLAN
    assert duty.night_duty(conn, at(night, 12)) is None
    late = replace(night, now=opened.ack_due)
    fire(conn, late)
    assert any(first(one).key in ("alarm.called", "alarm.night") for one in screens(conn, chat_id=ERLAN))
    assert not screens(conn, chat_id=DANA)


def test_a_promise_moves_the_clock_and_ends_the_wait(conn: Connection, house: House) -> None:
    asked, waits = waiting(conn, house)
    due = asked.later(90)
    owner = people.colleague(conn, asked, waits.owner or 0)
    assert owner
    going = promising.name_time(conn, asked, waits, owner, due)
    behind = due + pledge.BACKSTOP
    assert (going.status, going.resolve_due) == ("in_progress", behind)
    assert clocks_of(conn, asked, waits)["resolve"] == behind


def asked_about_a_promise(conn: Connection, house: House) -> tuple[House, Case, promises.Promise]:
    """Dana has promised it in forty minutes and asked Aygün something ten minutes later."""
    dana, *_ = team(conn, house)
    there = with_rules(house, QUICK | {"wait_minutes": 240})
    mine = working.take(conn, there, complaint(conn, there), dana)
    mine = promising.name_time(conn, there, mine, dana, there.later(40))
    stood = promises.standing(conn, there, mine.id, "done")
    assert stood
    asked = later(there, minutes=10)
    working.wrote(conn, asked, mine, dana)
    return asked, pausing.pause(conn, asked, again(conn, asked, mine), dana), stood


def test_nothing_promised_is_broken_while_the_next_word_is_the_guests(conn: Connection, house: House) -> None:
    asked, waits, _ = asked_about_a_promise(conn, house)
    assert set(clocks_of(conn, asked, waits)) == {"pause"}
    before = told(conn)
    for minutes in range(10, 240, 10):
        assert fire(conn, later(asked, minutes=minutes)) == 0
    assert told(conn) == before, "no excuse for what waits for them"
    assert not any(one.broken or one.moved for one in promises.kept(conn, asked, house.now, house.later(600)))
    over = later(asked, minutes=240)
    fire(conn, over)
    going, new = again(conn, over, waits), promises.standing(conn, over, waits.id, "done")
    assert new
    assert (going.status, new.by, new.due) == ("in_progress", DANA, over.later(30)), "so much was left"
    assert going.resolve_due == new.due + pledge.BACKSTOP
    assert told(conn)[len(before) :] == ["promise.moved"]
    fire(conn, replace(over, now=new.due))
    assert told(conn)[-1] == "case.late", "what was promised anew is watched anew"


def test_an_answer_before_the_promised_time_leaves_it_as_it_was_told(conn: Connection, house: House) -> None:
    asked, waits, stood = asked_about_a_promise(conn, house)
    before = told(conn)
    soon = later(asked, minutes=5)
    opening.add_words(conn, soon, waits, guest(conn, house), "At five, please")
    new = promises.standing(conn, soon, waits.id, "done")
    assert new
    assert (new.due, told(conn)) == (stood.due, before)
    fire(conn, replace(soon, now=stood.due))
    assert told(conn)[-1] == "case.late"
    assert [one.broken for one in promises.kept(conn, soon, house.now, house.later(600))] == [1]


def test_a_new_time_ends_the_wait_and_is_the_only_one(conn: Connection, house: House) -> None:
    asked, waits, _ = asked_about_a_promise(conn, house)
    dana = people.colleague(conn, asked, DANA)
    assert dana
    before, there = told(conn), later(asked, minutes=60)
    promising.name_time(conn, there, waits, dana, there.later(20))
    assert told(conn)[len(before) :] == ["promise.moved"]
    stands = [one for one in promises.of_case(conn, there, waits.id) if one.what == "done" and one.running]
    assert [one.due for one in stands] == [there.later(20)]


def test_what_goes_back_to_the_queue_while_it_waits_keeps_its_promise(conn: Connection, house: House) -> None:
    asked, waits, _ = asked_about_a_promise(conn, house)
    there = later(asked, minutes=60)
    back = returning.to_queue(conn, there, waits)
    new = promises.standing(conn, there, waits.id, "done")
    assert new
    assert (back.status, new.due) == ("new", there.later(30))
    assert "promise.moved" in told(conn)


def test_a_case_in_the_queue_is_nobodys_to_give_back(conn: Connection, house: House) -> None:
    team(conn, house)
    opened = complaint(conn, with_rules(house, QUICK))
    assert not returning.give_back(conn, house, opened.id, house.now)
    assert case.by_id(conn, house, opened.id).status == "new"
