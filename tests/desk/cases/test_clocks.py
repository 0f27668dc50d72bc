"""A clock on every case: it fires once for each missed step, calls the next person, and stops for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Connection
from bot.desk import timers
from bot.desk.cases import cards, case, clocks, opening, working
from bot.desk.cases.duty import next_person
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, Span, text
from tests.desk.cases.cast import (
    DANA,
    MADINA,
    again,
    clocks_of,
    complaint,
    delivered,
    fire,
    first,
    guest,
    history,
    later,
    screens,
    team,
    texts,
)
from tests.thin import savepoint

GUEST = 1001


def person(user: int, role: str) -> Colleague:
    return Colleague(user, f"Person {user}", "en", role, None, "active")


RECEPTION = [person(1, "reception"), person(2, "reception")]
MANAGER, OWNER, ENGINEER = person(3, "manager"), person(4, "owner"), person(5, "department")


@pytest.mark.parametrize(
    ("on_duty", "step", "owner", "called"),
    [
        ([*RECEPTION, MANAGER, OWNER], 1, None, 1),
        ([*RECEPTION, MANAGER, OWNER], 1, 1, 2),
        ([*RECEPTION, MANAGER, OWNER], 2, None, 3),
        ([*RECEPTION, MANAGER, OWNER], 3, None, 4),
        ([*RECEPTION, MANAGER, OWNER], 6, None, 4),
        ([MANAGER, OWNER], 1, None, 3),
        ([RECEPTION[0], OWNER], 2, None, 4),
        ([RECEPTION[0]], 1, 1, None),
        ([RECEPTION[0]], 2, None, 1),
        ([RECEPTION[0], MANAGER], 3, None, 3),
        ([ENGINEER], 1, None, None),
        ([], 1, None, None),
        ([OWNER], 3, 4, None),
    ],
)
def test_the_ladder_is_reception_then_a_manager_then_an_owner(
    on_duty: list[Colleague], step: int, owner: int | None, called: int | None
) -> None:
    found = next_person(on_duty, step, owner)
    assert (found.user_id if found else None) == called


def test_the_first_clock_calls_reception_in_private_and_tells_the_guest(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    late = later(house, minutes=17)
    assert fire(conn, late) == 1
    assert again(conn, late, opened).level == 1
    assert history(conn, opened) == ["opened", "missed_acknowledge"]
    called = screens(conn, chat_id=DANA)[-1]
    assert first(called).key == "alarm.called"
    assert first(called).n == 2
    assert [one.act for one in called.choices] == ["claim"]
    told = first(screens(conn, chat_id=GUEST)[-1])
    assert (told.key, told.params["person"]) == ("case.late", "Dana")
    assert [one.act for one in screens(conn, chat_id=GUEST)[-1].choices] == ["wait_more", "call_manager"]


def test_the_guest_reads_the_department_of_whoever_was_called(conn: Connection, house: House) -> None:
    """Dana is reception's, whatever department the case is; a colleague of none counts as reception's."""
    team(conn, house)
    opened = opening.open_case(
        conn, house, guest(conn, house), kind="person", words="", department="activities"
    )
    assert opened.department == "activities"
    departments = house.hotel.departments
    fire(conn, later(house, minutes=16))
    assert first(screens(conn, chat_id=GUEST)[-1]).params["department"] == Local(
        departments["reception"].name
    )
    fire(conn, later(house, minutes=40))
    told = first(screens(conn, chat_id=GUEST)[-1]).params
    assert (told["person"], told["department"]) == ("Madina", Local(departments["duty"].name))


def test_with_nobody_on_duty_the_guest_is_still_told(conn: Connection, house: House) -> None:
    complaint(conn, house)
    fire(conn, later(house, minutes=16))
    told = first(screens(conn, chat_id=GUEST)[-1]).params
    assert told["person"] == Local(house.hotel.departments["duty"].role)
    assert told["department"] == Local(house.hotel.departments["duty"].name)


def test_a_clock_that_was_missed_while_the_desk_was_down_is_called_once(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    much_later = later(house, minutes=200)
    fire(conn, much_later)
    assert history(conn, opened).count("missed_acknowledge") == 1
    assert first(screens(conn, chat_id=DANA)[-1]).params["late"] == Span(185)
    fire(conn, much_later)
    assert history(conn, opened).count("missed_acknowledge") == 1
    assert clocks_of(conn, much_later, opened)["acknowledge"] == later(much_later, minutes=15).now


def test_the_guest_is_told_twice_at_most_and_staff_until_somebody_takes_it(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    for n in range(1, 24):
        fire(conn, later(house, minutes=16 * n))
    told = [one for one in screens(conn, chat_id=GUEST) if first(one).key == "case.late"]
    assert len(told) == 2
    assert again(conn, house, opened).ack_missed >= 6
    assert first(screens(conn, chat_id=MADINA)[-1]).key == "alarm.called_long"  # in hours by now


def test_an_emergency_writes_to_everybody_again_until_it_is_taken(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="not breathing", category="medical"
    )
    for user in (DANA, 2002, MADINA):
        assert first(screens(conn, chat_id=user)[0]).key == "alarm.sensitive"
    delivered(conn)
    fire(conn, later(house, minutes=6))
    delivered(conn)
    alarms = [first(one).key for one in screens(conn, chat_id=2002)]
    assert alarms == ["alarm.sensitive", "alarm.sensitive"]
    working.claim(conn, later(house, minutes=7), again(conn, house, opened), dana)
    fire(conn, later(house, minutes=60))
    assert [first(one).key for one in screens(conn, chat_id=2002)].count("alarm.sensitive") == 2


@pytest.mark.parametrize("act", [working.claim, working.on_my_way, working.wrote])
def test_whoever_answers_stops_the_first_clock_not_the_second(
    conn: Connection, house: House, act: object
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    assert callable(act)
    act(conn, later(house, minutes=5), opened, dana)
    assert set(clocks_of(conn, house, opened)) == {"resolve"}
    fire(conn, later(house, minutes=30))
    assert "missed_acknowledge" not in history(conn, opened)
    fire(conn, later(house, minutes=241))
    assert history(conn, opened).count("missed_resolve") == 1


def test_a_solved_case_has_no_clocks(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    working.resolve(conn, house, opened, dana)
    assert clocks_of(conn, house, opened) == {}
    fire(conn, later(house, days=30))
    assert again(conn, house, opened).level == 0


def test_a_timer_that_comes_too_late_for_its_case_does_nothing(conn: Connection, house: House) -> None:
    """Taken in the very moment in which somebody claimed it."""
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    working.claim(conn, house, opened, dana)
    assert not clocks.missed(conn, later(house, minutes=16), "acknowledge", opened.id, house.now)
    working.resolve(conn, house, again(conn, house, opened), dana)
    assert not clocks.missed(conn, later(house, minutes=16), "resolve", opened.id, house.now)
    assert again(conn, house, opened).level == 0


def test_an_emergency_is_called_out_for_as_long_as_it_takes(conn: Connection, house: House) -> None:
    team(conn, house)
    hurt = opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="not breathing", category="medical"
    )
    for n in range(1, 41):
        delivered(conn)
        fire(conn, later(house, minutes=5 * n))
    alarms = [first(one).key for one in screens(conn, chat_id=2002)]
    assert alarms.count("alarm.sensitive") >= 40
    assert again(conn, house, hurt).ack_missed >= 39


def test_after_the_ladder_an_owner_hears_of_it_every_hour(conn: Connection, house: House) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    for hours in range(1, 49):
        fire(conn, later(house, minutes=60 * hours))
    late = later(house, hours=48)
    due = clocks_of(conn, late, opened)["acknowledge"]
    assert due <= later(late, minutes=60).now
    called = [one for one in screens(conn, chat_id=MADINA) if first(one).key.startswith("alarm.called")]
    assert len(called) >= 46


def test_each_clock_climbs_the_ladder_for_itself(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    for n in range(1, 4):
        fire(conn, later(house, minutes=16 * n))
    working.claim(conn, later(house, minutes=60), again(conn, house, opened), dana)
    fire(conn, later(house, minutes=241))
    now = again(conn, house, opened)
    assert (now.ack_missed, now.resolve_missed) == (3, 1)


def test_the_new_time_is_that_of_the_clock_that_was_set(conn: Connection, house: House) -> None:
    """Also when it is the solution that is late: then it takes as long as solutions do."""
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    fire(conn, later(house, minutes=16))
    told = first(screens(conn, chat_id=GUEST)[-1]).params
    assert told["new_time"] == At(clocks_of(conn, house, opened)["acknowledge"])
    working.claim(conn, later(house, minutes=20), again(conn, house, opened), dana)
    late = later(house, minutes=241)
    fire(conn, late)
    told = first(screens(conn, chat_id=GUEST)[-1]).params
    assert (
        told["new_time"] == At(clocks_of(conn, late, opened)["resolve"]) == At(later(late, minutes=240).now)
    )
    assert again(conn, house, opened).resolve_due == later(late, minutes=240).now


def test_the_card_says_late_for_a_solution_too_and_what_the_new_time_is(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    working.claim(conn, house, opened, dana)
    late = later(house, minutes=245)
    fire(conn, late)
    shown = [one for part in cards.card(conn, late, again(conn, late, opened)).body for one in texts(part)]
    assert [(one.key, one.n) for one in shown if one.key == "card.late"] == [("card.late", 5)]
    assert text("card.resolve_by", time=At(later(late, minutes=240).now)) in shown


@pytest.mark.parametrize("about", ["leak", "dirty_room"])
def test_lateness_is_never_less_than_a_minute_on_the_card(conn: Connection, house: House, about: str) -> None:
    opened = complaint(conn, house, about)
    just = House(house.id, house.catalog, house.version, opened.ack_due + timedelta(seconds=1))
    late = [one for one in map(str, cards.card(conn, just, opened).body) if "card.late" in one]
    assert late
    assert "n=1" in late[0]
    assert not [one for one in map(str, cards.card(conn, house, opened).body) if "card.late" in one]


acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["wait", "wait", "wait", "claim", "way", "resolve", "reopen", "hurry", "close", "fire"]
        ),
        st.integers(0, 90),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.sampled_from(["leak", "dirty_room", "noise"]))
def test_however_people_act_clocks_fire_once_a_step_and_never_after_they_stopped(
    conn: Connection, house: House, doings: list[tuple[str, int]], about: str
) -> None:
    """Levels only grow while it is open; each step is one event; what is stopped stays silent."""
    before = savepoint(conn)
    try:
        _walk(conn, house, doings, about)
    finally:
        before.rollback()


def _walk(conn: Connection, house: House, doings: list[tuple[str, int]], about: str) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house, about)
    for what, minutes in doings:
        house = later(house, minutes=minutes)
        before, due = again(conn, house, opened), clocks_of(conn, house, opened)
        missed = _missed(conn, opened)
        taken = fire(conn, house)
        now = again(conn, house, opened)
        expected = {kind for kind, at in due.items() if at <= house.now}
        assert taken == len(expected)
        assert _missed(conn, opened) - missed == len(expected), "one call for each missed step"
        assert now.level == before.level + len(expected)
        assert not expected or before.open
        assert not ("acknowledge" in expected and before.acked_at)
        _act(conn, house, now, dana, what)
        _holds(conn, house, again(conn, house, opened))


def _act(conn: Connection, house: House, now: case.Case, dana: Colleague, what: str) -> None:
    if what in ("claim", "way") and now.open:
        (working.claim if what == "claim" else working.on_my_way)(conn, house, now, dana)
    elif what == "resolve":
        working.resolve(conn, house, now, dana)
    elif what == "reopen":
        working.reopen(conn, house, now)
    elif what == "hurry":
        working.hurry(conn, house, now)
    elif what == "close":
        working.close(conn, house, now)


def _missed(conn: Connection, opened: case.Case) -> int:
    return sum(kind.startswith("missed_") for kind in history(conn, opened))


def _holds(conn: Connection, house: House, now: case.Case) -> None:
    """A closed case has no clocks; an open one has those that still matter, and they lie ahead."""
    running = clocks_of(conn, house, now)
    if not now.open:
        assert running == {}
        return
    assert "resolve" in running
    assert ("acknowledge" in running) == (now.acked_at is None)
    assert now.resolve_due == running["resolve"], "the row says when the clock really runs out"
    assert now.acked_at or now.ack_due == running["acknowledge"]
    assert all(at >= house.now for at in running.values())
    assert timers.due(conn, house) == [] or min(running.values()) <= house.now
