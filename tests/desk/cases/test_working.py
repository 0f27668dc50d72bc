"""What staff and guest do with a case: taken once, hurried, closed by the guest, opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.cases import case, duty, opening, working
from bot.desk.cases.working import AlreadyTaken, CaseClosed
from bot.desk.house import House
from bot.desk.menu import asking
from bot.say import At, Local
from tests.desk.cases.cast import (
    DANA,
    again,
    clocks_of,
    complaint,
    fire,
    first,
    guest,
    history,
    keys,
    later,
    screens,
    team,
)

GUEST = 1001


def test_a_case_is_taken_once(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    opened = complaint(conn, house)
    mine = working.claim(conn, house, opened, dana)
    assert (mine.owner, mine.status, mine.acked_at) == (DANA, "acked", house.now)
    assert working.claim(conn, later(house, minutes=1), mine, dana) == mine
    assert history(conn, opened) == ["opened", "claimed"]
    with pytest.raises(AlreadyTaken) as refused:
        working.claim(conn, house, mine, erlan)
    assert refused.value.ways


def test_an_emergency_has_one_owner_and_the_second_hears_who_it_is(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    opened = opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="fire!", category="fire"
    )
    working.claim(conn, house, opened, dana)
    with pytest.raises(AlreadyTaken) as refused:
        working.claim(conn, house, again(conn, house, opened), erlan)
    assert refused.value.params["person"] == "Dana"
    assert again(conn, house, opened).owner == DANA
    assert history(conn, opened).count("claimed") == 1


def test_nobody_works_on_what_the_guest_has_closed(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    shut = working.close(conn, house, complaint(conn, house))
    for act in (working.claim, working.on_my_way):
        with pytest.raises(CaseClosed):
            act(conn, house, shut, dana)
    assert working.resolve(conn, house, shut, dana) == shut
    assert working.wrote(conn, house, shut, dana) == shut


def test_on_my_way_names_who_is_coming(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    working.on_my_way(conn, house, complaint(conn, house), dana)
    told = first(screens(conn, chat_id=GUEST)[-1])
    assert (told.key, told.params["person"]) == ("case.on_the_way", "Dana")
    assert told.params["department"] == Local(house.hotel.departments["reception"].name)


def test_on_my_way_twice_within_minutes_is_said_once(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    opened = complaint(conn, house)
    for who, minutes in ((dana, 0), (dana, 2), (erlan, 3), (dana, 30)):
        working.on_my_way(conn, later(house, minutes=minutes), again(conn, house, opened), who)
    told = [first(one).params["person"] for one in screens(conn, chat_id=GUEST)]
    assert told == ["Dana", "Erlan", "Dana"]


def test_staff_solve_and_only_the_guest_closes(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    solved = working.resolve(conn, house, complaint(conn, house), dana)
    assert (solved.status, solved.owner, solved.closed_at) == ("resolved", DANA, None)
    asked = screens(conn, chat_id=GUEST)[-1]
    assert [one.act for one in asked.choices] == ["all_right", "not_yet", "person"]
    assert case.open_case_of(conn, house, solved.guest_id) == solved
    shut = working.close(conn, house, solved)
    assert working.close(conn, house, shut) == shut
    assert history(conn, shut) == ["opened", "resolved", "closed"]
    assert case.open_case_of(conn, house, solved.guest_id) is None


def test_solved_twice_is_asked_once(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    solved = working.resolve(conn, house, complaint(conn, house), dana)
    working.resolve(conn, house, solved, dana)
    assert len([one for one in screens(conn, chat_id=GUEST) if first(one).key == "case.all_right"]) == 1


def test_hurry_cuts_the_first_clock_and_raises_the_case(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    sooner = working.hurry(conn, house, opened)
    assert sooner.severity == "S2"
    assert sooner.ack_due == later(house, minutes=10).now
    assert clocks_of(conn, house, sooner)["acknowledge"] == sooner.ack_due
    assert keys(screens(conn, case_id=opened.id)[-1]) == ["card.urgent"]
    assert working.hurry(conn, house, sooner) == sooner
    assert history(conn, sooner).count("urgent") == 1


def test_hurry_never_makes_it_later(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    nearly = later(house, minutes=14)
    assert working.hurry(conn, nearly, opened).ack_due == opened.ack_due


def test_hurry_starts_the_first_clock_again_for_whoever_has_it(conn: Connection, house: House) -> None:
    """It stops when they write, and nobody else has it then."""
    dana, *_ = team(conn, house)
    mine = working.on_my_way(conn, house, complaint(conn, house), dana)
    sooner = working.hurry(conn, later(house, minutes=40), mine)
    assert clocks_of(conn, house, sooner)["acknowledge"] == sooner.ack_due == later(house, minutes=50).now
    wrote = working.wrote(conn, later(house, minutes=45), sooner, dana)
    assert set(clocks_of(conn, house, wrote)) == {"resolve"}
    assert (wrote.owner, wrote.status, wrote.severity) == (DANA, "in_progress", "S2")


@pytest.mark.parametrize("about", ["no_hot_water", "dirty_room"])
def test_what_is_urgent_is_said_in_the_topic_and_to_whoever_has_it(
    conn: Connection, house: House, about: str
) -> None:
    """Also when it was as grave before; once for each time that somebody has to write."""
    dana, *_ = team(conn, house)
    mine = working.on_my_way(conn, house, complaint(conn, house, about), dana)
    hours = later(house, hours=2)
    sooner = working.hurry(conn, hours, mine)
    assert working.hurry(conn, hours, sooner) == sooner
    assert history(conn, mine)[-2:] == ["urgent", "asked_again"]
    assert keys(screens(conn, case_id=mine.id)[-1]) == ["card.urgent"]
    told = screens(conn, chat_id=DANA)[-1]
    said = ["alarm.say_a_word", "card.urgent", "card.word_by"]
    assert [key for key in keys(told) if key in said] == said
    wrote = working.wrote(conn, hours, sooner, dana)
    working.hurry(conn, later(hours, minutes=1), wrote)
    assert len([one for one in screens(conn, case_id=mine.id) if keys(one) == ["card.urgent"]]) == 2


def test_hurry_after_a_missed_clock_calls_nobody_in_the_past(conn: Connection, house: House) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    late = later(house, minutes=16)
    fire(conn, late)
    working.hurry(conn, late, again(conn, late, opened))
    due = clocks_of(conn, late, opened)["acknowledge"]
    assert late.now < due <= later(late, minutes=10).now


@pytest.mark.parametrize("solved", [True, False])
def test_not_yet_opens_the_same_case_with_fresh_clocks(conn: Connection, house: House, solved: bool) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    done = working.resolve(conn, house, opened, dana) if solved else working.close(conn, house, opened)
    evening = later(house, hours=3)
    back = working.reopen(conn, evening, done)
    assert (back.id, back.ref, back.status, back.owner, back.level) == (
        opened.id,
        opened.ref,
        "reopened",
        None,
        0,
    )
    assert (back.acked_at, back.resolved_at, back.closed_at) == (None, None, None)
    assert back.ack_due == later(evening, minutes=15).now
    assert set(clocks_of(conn, evening, back)) == {"acknowledge", "resolve"}
    assert working.reopen(conn, evening, back) == back
    assert history(conn, back).count("reopened") == 1


def test_a_second_complaint_is_more_words_for_the_first(conn: Connection, house: House) -> None:
    someone = guest(conn, house)
    one, new = opening.complain(conn, house, someone, words="It is dirty", category="dirty_room")
    same, more = opening.complain(conn, house, someone, words="And it smells", category="smell")
    assert (new, more, same.id) == (True, False, one.id)
    assert history(conn, one) == ["opened", "guest_wrote"]
    assert screens(conn, case_id=one.id)[-1].body
    assert clocks_of(conn, house, one)["acknowledge"] == one.ack_due, "more words buy no more time"


def test_another_guests_complaint_is_another_case(conn: Connection, house: House) -> None:
    first_one = complaint(conn, house)
    other = guest(conn, house, 1002, "Bence")
    found, new = opening.complain(conn, house, other, words="Noise!", category="noise")
    assert new
    assert found.id != first_one.id
    assert found.ref != first_one.ref


def test_a_complaint_after_the_first_was_solved_is_a_new_case(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    working.resolve(conn, house, complaint(conn, house, someone=someone), dana)
    _, new = opening.complain(conn, house, someone, words="Now the noise", category="noise")
    assert new


def test_the_same_trouble_again_opens_the_solved_case_anew(conn: Connection, house: House) -> None:
    """So it does for a week after it was closed; later it is a new one."""
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    opened = complaint(conn, house, someone=someone)
    working.resolve(conn, house, opened, dana)
    evening = later(house, hours=5)
    same, new = opening.complain(conn, evening, someone, words="Still dirty", category="complaint_general")
    assert (new, same.id, same.status) == (False, opened.id, "reopened")
    assert clocks_of(conn, evening, same)["acknowledge"] == same.ack_due == later(evening, minutes=15).now
    working.close(conn, evening, same)
    within, after = later(evening, days=6), later(evening, days=14)
    same, new = opening.complain(conn, within, someone, words="Dirty again", category="dirty_room")
    assert (new, same.id) == (False, opened.id)
    working.close(conn, within, same)
    other, new = opening.complain(conn, after, someone, words="Dirty", category="dirty_room")
    assert new
    assert other.id != opened.id


def test_five_kinds_of_trouble_at_once_are_one_case_with_all_their_words(
    conn: Connection, house: House
) -> None:
    someone = guest(conn, house)
    kinds = ("noise", "dirty_room", "leak", "bad_food", "insects")
    found = {opening.complain(conn, house, someone, words=one, category=one)[0].id for one in kinds}
    assert len(found) == 1
    said = str([one.body for one in screens(conn, case_id=found.pop())])
    assert all(one in said for one in kinds[1:])


def test_a_grave_trouble_after_a_small_one_makes_the_case_as_grave(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    night = replace(house, now=house.moment(house.today, time(23, 30)))
    someone = guest(conn, night)
    noise, _ = opening.complain(conn, night, someone, words="music next door", category="noise")
    there = later(night, minutes=1)
    worse, new = opening.complain(conn, there, someone, words="the porter shouted", category="rude_staff")
    assert (worse.id, new) == (noise.id, False)
    assert (worse.severity, worse.category, worse.department) == ("S2", "rude_staff", "duty")
    assert worse.ack_due < noise.ack_due
    assert clocks_of(conn, there, worse)["acknowledge"] == worse.ack_due
    assert duty.rung(conn, worse), "at night it calls one person, as it does alone"
    assert first(screens(conn, case_id=worse.id)[-1]).key == "card.graver"
    mine = working.take(conn, there, worse, dana)
    after, _ = opening.complain(conn, there, someone, words="and the music", category="noise")
    assert (after.severity, after.category, after.owner) == ("S2", "rude_staff", mine.owner)


def test_who_has_a_case_that_gets_graver_keeps_it(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    noise, _ = opening.complain(conn, house, someone, words="music next door", category="noise")
    mine = working.take(conn, house, noise, dana)
    leak, _ = opening.complain(conn, house, someone, words="water from the ceiling", category="leak")
    assert (leak.severity, leak.owner, leak.department) == ("S2", dana.user_id, mine.department)


def test_the_guest_of_a_case_that_gets_graver_reads_the_sooner_time(conn: Connection, house: House) -> None:
    someone = guest(conn, house)
    for words, kind in (("music next door", "noise"), ("water from the ceiling", "leak")):
        asked = Asked(GUEST, GUEST, someone.name, "text", text=words)
        opened = asking.complaint(conn, house, asked, someone, kind)
        told = first(screens(conn, chat_id=GUEST)[-1])
        assert (told.key, told.params["time"]) == ("case.acknowledged", At(opened.ack_due))


def test_an_alarm_reaches_all_active_staff_and_nobody_else(conn: Connection, house: House) -> None:
    team(conn, house)
    people.ask_to_join(conn, house, 2009, name="Rustam", language="ru")
    people.gone(conn, house, 2002)
    opened = opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="smoke in the corridor", category="fire"
    )
    assert (opened.severity, opened.department) == ("S1", "duty")
    for user, alarms in ((DANA, 1), (3001, 1), (2002, 0), (2009, 0), (GUEST, 0)):
        assert len(screens(conn, chat_id=user)) == alarms
    said = screens(conn, chat_id=DANA)[0]
    assert first(said).key == "alarm.sensitive"
    assert "smoke in the corridor" in str(said.body)
    assert [one.act for one in said.choices] == ["claim"]


def test_a_question_is_promised_by_the_hotels_own_time(conn: Connection, house: House) -> None:
    asked = opening.open_case(conn, house, guest(conn, house), kind="question", words="A notary?")
    assert asked.ack_due == later(house, minutes=house.hotel.answer_minutes).now
    assert asked.resolve_due >= asked.ack_due


def test_the_promise_that_a_guest_reads_is_the_clock_that_runs(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    promised = first(asking.acknowledged(conn, house, opened)).params["time"]
    assert promised == At(clocks_of(conn, house, opened)["acknowledge"])


def test_a_withdrawn_case_is_closed_without_asking(conn: Connection, house: House) -> None:
    shut = working.withdraw(conn, house, complaint(conn, house))
    assert (shut.status, clocks_of(conn, house, shut)) == ("closed", {})
    assert screens(conn, chat_id=GUEST) == []
    assert keys(screens(conn, case_id=shut.id)[-1]) == ["card.withdrawn"]
