"""A promise is told, asked about, and kept or called out; what became of it is written down once."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import update

from bot.db import Connection
from bot.desk.cases import buttons, case, clocks, pledge, promises, promising, working
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise, Rate
from bot.desk.house import House
from bot.desk.menu import roles, staff
from bot.desk.menu.cases import how_long, promised
from bot.desk.people import Colleague
from bot.schema import promises as table
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    again,
    complaint,
    fire,
    first,
    history,
    keys,
    later,
    screens,
    team,
)

GUEST = 1001


def in_minutes(conn: Connection, house: House, opened: Case, who: Colleague, minutes: int) -> Case:
    return promising.name_time(conn, house, working.take(conn, house, opened, who), who, house.later(minutes))


def ledger(conn: Connection, house: House, opened: Case) -> list[Promise]:
    return promises.of_case(conn, house, opened.id)


def test_the_first_promise_is_the_desks_own_and_is_kept_by_taking_the_case(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    (answer,) = ledger(conn, house, opened)
    assert (answer.what, answer.by, answer.due, answer.running) == ("answer", None, opened.ack_due, True)
    working.claim(conn, later(house, minutes=1), opened, dana)
    (answer,) = ledger(conn, house, opened)
    assert answer.kept_at == house.later(1)
    assert answer.broken_at is None


def test_a_missed_answer_is_broken_at_its_due_and_leads_to_the_new_time(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    back = later(house, hours=5)  # the power was off
    fire(conn, back)
    old, new = ledger(conn, house, opened)[:2]
    assert (old.broken_at, old.replaced_by) == (opened.ack_due, new.id)
    assert new.due == again(conn, house, opened).ack_due > back.now


def test_a_time_reaches_the_guest_and_the_card_and_takes_the_case(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    assert (mine.owner, mine.status) == (DANA, "acked")
    told = screens(conn, chat_id=GUEST)[-1]
    assert keys(told) == ["promise.made"]
    assert told.choices[0].act == "how_long"
    assert told.lasting
    assert promises.heard(conn, house, mine.id) == ledger(conn, house, mine)[-1]


def test_the_same_tap_twice_is_one_promise_and_another_time_is_a_new_one(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    in_minutes(conn, later(house, seconds=20), mine, dana, 20)
    assert len(ledger(conn, house, mine)) == 2  # the answer and the time
    in_minutes(conn, later(house, minutes=5), mine, dana, 40)
    _, old, new = ledger(conn, house, mine)
    assert (old.replaced_by, old.broken_at) == (new.id, None)
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["promise.moved"]


def test_a_kept_promise_is_told_with_both_times(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    working.resolve(conn, later(house, minutes=12), mine, dana)
    told = screens(conn, chat_id=GUEST)[-1]
    assert keys(told) == ["case.kept"]
    assert [one.act for one in told.choices] == ["all_right", "not_yet", "person"]
    assert ledger(conn, house, mine)[-1].kept_at == house.later(12)


def test_minutes_before_it_is_due_the_owner_is_asked(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    in_minutes(conn, house, complaint(conn, house), dana, 20)
    fire(conn, later(house, minutes=14))
    assert screens(conn, chat_id=DANA) == []
    fire(conn, later(house, minutes=15))
    asked = screens(conn, chat_id=DANA)[-1]
    assert keys(asked)[0] == "promise.ask"
    assert [one.act for one in asked.choices] == ["resolve", "promise", "promise", "promise", "hand_over"]


def test_a_broken_promise_is_told_at_once_to_guest_owner_and_the_next_person(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    at = later(house, minutes=20)
    fire(conn, at)
    old, new = ledger(conn, house, mine)[1:]
    assert (old.broken_at, old.replaced_by, new.by) == (house.later(20), new.id, None)
    assert new.due == at.later(promising.AGAIN[0])
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["case.late"]
    assert keys(screens(conn, chat_id=DANA)[-1])[0] == "promise.ask_late"
    assert screens(conn, chat_id=MADINA)[-1].choices[0].act == "take_over"
    assert "promise_broken" in history(conn, mine)


def test_broken_again_and_again_nobody_is_left_in_silence(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    now = house
    for minutes in (20, *promising.AGAIN, 60):
        now = later(now, minutes=minutes)
        before = len(screens(conn, chat_id=GUEST))
        fire(conn, now)
        new = [keys(one)[0] for one in screens(conn, chat_id=GUEST)[before:]]
        assert new == ["case.late"], f"{now.now}: once for each time, by one clock"
    assert promises.since_when(conn, house, ledger(conn, house, mine)[-1]) == house.later(20)


def test_the_clock_of_the_case_is_silent_while_a_promise_runs(conn: Connection, house: House) -> None:
    """The guest was told 16:00; nobody says at 15:20 that we are late."""
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    in_minutes(conn, house, opened, dana, 600)
    before = len(screens(conn, chat_id=GUEST))
    fire(conn, later(house, minutes=590))
    assert len(screens(conn, chat_id=GUEST)) == before


def test_a_promise_outlives_a_power_cut(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    back = later(house, hours=3)
    fire(conn, back)
    old, new = ledger(conn, house, mine)[1:]
    assert old.broken_at == house.later(20)
    assert new.due > back.now
    assert "promise.ask" not in [keys(one)[0] for one in screens(conn, chat_id=DANA)]


def test_done_after_its_time_is_kept_late_and_counts_as_broken(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    at = later(house, minutes=25)
    fire(conn, at)
    working.resolve(conn, at, again(conn, house, mine), dana)
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["case.kept"]  # the new time was kept
    rates = {one.of: one for one in promises.kept(conn, house, house.now, house.later(600), by="what")}
    assert rates["done"] == Rate("done", kept=1, broken=1, moved=0)
    assert rates["done"].share == 0.5


def test_what_the_guest_takes_back_counts_for_nothing(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    working.withdraw(conn, later(house, minutes=2), mine)
    assert ledger(conn, house, mine)[-1].void_at is not None
    found = promises.kept(conn, house, house.now, house.later(600), by="what")
    assert [one.of for one in found] == ["answer"]
    fire(conn, later(house, minutes=60))
    assert "case.late" not in [keys(one)[0] for one in screens(conn, chat_id=GUEST)]


def test_the_rate_is_counted_by_department_shift_and_person(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    working.resolve(conn, later(house, minutes=5), mine, dana)
    span = (house.now, house.later(24 * 60))
    by_person = {one.of: one for one in promises.kept(conn, house, *span, by="person")}
    assert by_person[str(DANA)] == Rate(str(DANA), kept=1)
    assert by_person["desk"].kept == 1
    (department,) = promises.kept(conn, house, *span)
    assert (department.of, department.share) == ("reception", 1.0)
    assert sum(one.kept for one in promises.kept(conn, house, *span, by="shift")) == 2
    assert promises.kept(conn, later(house, days=9), house.later(9000), house.later(9999)) == []


@pytest.mark.parametrize(
    ("hour", "shift"), [(6, "23:00"), (7, "07:00"), (15, "15:00"), (22, "15:00"), (23, "23:00")]
)
def test_a_shift_is_read_from_the_hotels_clock(house: House, hour: int, shift: str) -> None:
    at = house.moment(house.today, house.local(house.now).time().replace(hour=hour))
    assert promises.shift_of(house, at) == shift


@pytest.mark.parametrize(
    ("hours", "style"),
    [(0.5, "time"), (8.5, "time"), (13, "stamp"), (36, "stamp"), (-1, "time"), (-30, "stamp")],
)
def test_at_night_the_hour_alone_is_said_of_the_morning(house: House, hours: float, style: str) -> None:
    late = replace(house, now=house.moment(house.today, time(23, 50)))
    assert promises.style(late, late.now + timedelta(hours=hours)) == style


def test_in_the_morning_the_hour_alone_is_said_of_the_whole_day(house: House) -> None:
    early = replace(house, now=house.moment(house.today, time(8)))
    assert promises.style(early, early.now + timedelta(hours=15)) == "time"


def test_a_fact_is_written_once(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    one = ledger(conn, house, mine)[-1]
    promises.keep(conn, later(house, minutes=1), one)
    promises.keep(conn, later(house, minutes=9), one)
    assert ledger(conn, house, mine)[-1].kept_at == house.later(1)
    conn.execute(update(table).where(table.c.id == one.id).values(kept_at=None))  # the bug that it prevents
    assert ledger(conn, house, mine)[-1].kept_at is None


def test_a_time_in_the_past_or_next_week_is_answered_with_times_that_work(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    for minutes in (0, 60 * 49):
        with pytest.raises(promising.NotATime) as refused:
            in_minutes(conn, house, opened, dana, minutes)
        assert {one.act for one in refused.value.ways} == {"promise"}


def test_with_nobody_to_call_the_broken_promise_is_still_told(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    case.change(conn, house, again(conn, house, mine), owner=None)
    fire(conn, later(house, minutes=20))
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["case.late"]
    assert screens(conn, chat_id=ERLAN) == []


@pytest.mark.parametrize(
    "words",
    [
        *("How long?", "how much longer still?", "When will someone come?", "any news?"),
        *("Сколько ещё ждать?", "Когда придут?", "ну что там"),
        *("Nə qədər gözləyək?", "Nə vaxt gələcəklər?", "Hələ çox qalıb?"),
        *("Қашан келеді?", "Тағы қанша күтемін?"),
        *("Meddig még?", "Mikor jönnek?", "Mennyit kell még várni?"),
        *("Daha ne kadar?", "Ne zaman gelecekler?"),
        *("Wie lange noch?", "Wann kommt jemand?"),
    ],
)
def test_how_long_is_understood_in_every_language(words: str) -> None:
    assert how_long.asks(words)


@pytest.mark.parametrize(
    "words", ["The shower is cold", "Danke", "Полотенца, пожалуйста", "How lovely", "Hol van a medence most?"]
)
def test_other_words_do_not_ask_how_long(words: str) -> None:
    assert not how_long.asks(words)


def test_typed_times_are_read(house: House) -> None:
    assert promised.read_time(house, "20") == house.later(20)
    local = house.local(house.now)
    assert promised.read_time(house, f"{local:%H:%M}") == house.now.replace(
        second=0, microsecond=0
    ) + timedelta(days=1)
    assert promised.read_time(house, "25:00") is None
    assert promised.read_time(house, "at noon") is None


@pytest.mark.parametrize("page", [0, 1, 2])
def test_times_on_the_clock_lie_ahead_and_follow_each_other(house: House, page: int) -> None:
    for minute in range(0, 24 * 60, 7):
        now = later(house, minutes=minute)
        found = promised.clock_times(now, page)
        assert found == sorted(set(found))
        assert now.now < found[0]
        assert found[-1] <= now.now + promising.FARTHEST


def test_every_rarer_act_exists_has_a_row_and_a_keyboard_has_eight_buttons(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house), dana)
    for one in buttons.RARER:
        assert one.act in staff.ACTS
        assert one.act in roles.ACTS
    assert len(buttons.page(opened)) <= 8
    shown = {one.act for start in range(0, 60, buttons.PAGE) for one in buttons.page(opened, start)}
    assert {one.act for one in buttons.RARER if one.when(opened)} <= shown


def test_the_backstop_rings_if_the_promise_did_not(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = in_minutes(conn, house, complaint(conn, house), dana, 20)
    due = again(conn, house, mine).resolve_due
    assert due == house.later(20) + pledge.BACKSTOP
    assert clocks.missed(conn, later(house, minutes=35), "resolve", mine.id, due)
    assert first(screens(conn, chat_id=GUEST)[-1]).key == "case.late"
