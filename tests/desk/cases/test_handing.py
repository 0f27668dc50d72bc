"""A case and a shift change hands: offered, taken by one tap, confirmed by both, reminded until they have."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.cases import case, handing, handovers, internal, promises, promising, shift_ends, working
from bot.desk.cases.case import Case
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.menu.cases import handover
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays import notes
from bot.schema import cases
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    again,
    complaint,
    fire,
    first,
    guest,
    hire,
    history,
    keys,
    later,
    screens,
    team,
)

GUEST = 1001
GAYANE = 2003


def taken(conn: Connection, house: House, who: Colleague, about: str = "no_hot_water") -> Case:
    return working.claim(conn, house, complaint(conn, house, about), who)


def night_team(conn: Connection, house: House) -> tuple[Colleague, Colleague, Colleague]:
    dana, _, madina = team(conn, house)
    return dana, hire(conn, house, GAYANE, "Gayane", "reception", "reception"), madina


def test_take_this_from_me_asks_the_next_on_duty_with_all_they_must_know(
    conn: Connection, house: House
) -> None:
    dana, _gayane, _ = night_team(conn, house)
    mine = taken(conn, house, dana)
    promising.name_time(conn, house, mine, dana, house.later(30))
    assert handing.offer(conn, later(house, minutes=5), mine, dana).user_id == GAYANE
    asked = screens(conn, chat_id=GAYANE)[-1]
    assert {"handing.offer", "handing.age", "handing.promised", "card.words"} <= set(keys(asked))
    assert [one.act for one in asked.choices] == ["take_over", "not_me"]
    assert again(conn, house, mine).owner == DANA


def test_whoever_takes_it_has_it_and_the_guest_hears_who_and_that_the_time_stands(
    conn: Connection, house: House
) -> None:
    dana, gayane, _ = night_team(conn, house)
    mine = promising.name_time(conn, house, taken(conn, house, dana), dana, house.later(30))
    handing.offer(conn, house, mine, dana)
    now = handing.take_over(conn, later(house, minutes=2), mine, gayane)
    assert now.owner == GAYANE
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["case.now_with"]
    assert keys(screens(conn, chat_id=DANA)[-1]) == ["handing.taken"]
    before = len(screens(conn, chat_id=MADINA))
    fire(conn, later(house, minutes=10))
    assert len(screens(conn, chat_id=MADINA)) == before, "the offer is over"
    fire(conn, later(house, minutes=25))
    assert keys(screens(conn, chat_id=GAYANE)[-1])[0] == "promise.ask", "the new owner is asked, not the old"


def test_nobody_answers_and_everybody_is_asked_in_turn_until_the_owner_hears(
    conn: Connection, house: House
) -> None:
    dana, _, _ = night_team(conn, house)
    mine = taken(conn, house, dana)
    handing.offer(conn, house, mine, dana)
    fire(conn, later(house, minutes=5))
    assert keys(screens(conn, chat_id=MADINA)[-1])[0] == "handing.offer"
    handing.not_me(
        conn, later(house, minutes=6), again(conn, house, mine), people.on_file(conn, house, MADINA)
    )
    told = [keys(one)[0] for one in screens(conn, chat_id=DANA)]
    assert "handing.still_yours" in told
    with pytest.raises(handing.NobodyElse):
        handing.offer(conn, later(house, minutes=7), again(conn, house, mine), dana)


def test_a_grave_case_is_offered_to_a_fresh_owner_after_hours_and_a_light_one_is_not(
    conn: Connection, house: House
) -> None:
    dana, _, _ = night_team(conn, house)
    grave = taken(conn, house, dana)
    assert handing.angry(grave)
    assert not handing.propose(conn, house, complaint(conn, house, "noise").id)
    fire(conn, later(house, minutes=119))
    assert "fresh_proposed" not in history(conn, grave)
    fire(conn, later(house, minutes=120))
    assert "fresh_proposed" in history(conn, grave)
    said = next(one for one in screens(conn, chat_id=DANA) if keys(one)[0] == "handing.fresh")
    assert [one.act for one in said.choices] == ["hand_over", "case_show"]


def test_what_is_over_is_offered_to_nobody(conn: Connection, house: House) -> None:
    dana, gayane, _ = night_team(conn, house)
    mine = taken(conn, house, dana)
    handing.offer(conn, house, mine, dana)
    solved = working.resolve(conn, house, mine, dana)
    with pytest.raises(case.MovedOn):
        handing.take_over(conn, house, solved, gayane)
    before = len(screens(conn, chat_id=MADINA)), len(screens(conn, chat_id=DANA))
    fire(conn, later(house, minutes=125))
    assert (len(screens(conn, chat_id=MADINA)), len(screens(conn, chat_id=DANA))) == before


def test_many_turns_propose_a_fresh_owner_too(conn: Connection, house: House) -> None:
    dana, _, _ = night_team(conn, house)
    mine = taken(conn, house, dana)
    for _ in range(handing.TURNS):
        case.note(conn, house, mine, "guest_wrote", "guest", words="Still cold!", message=None)
        handing.heard_again(conn, house, mine)
    assert history(conn, mine).count("fresh_proposed") == 1


def test_a_handover_lists_what_matters_and_both_confirm(conn: Connection, house: House) -> None:
    dana, gayane, _ = night_team(conn, house)
    mine = promising.name_time(conn, house, taken(conn, house, dana), dana, house.later(30))
    late = later(house, minutes=31)
    fire(conn, late)
    found = handovers.listed(conn, late, dana)
    assert [one.id for one in found.cases] == [mine.id]
    assert [one.what for one in found.broken] == ["done"]
    assert [one.case_id for one in found.due] == [mine.id]
    given = handovers.give(conn, late, dana, gayane)
    assert (given.given_at, given.taken_at) == (late.now, None)
    done = handovers.confirm(conn, later(late, minutes=3), given, gayane)
    assert done.taken_at == later(late, minutes=3).now
    assert again(conn, house, mine).owner == GAYANE
    assert "handover.taken" in keys(screens(conn, chat_id=DANA)[-1])
    handovers.confirm(conn, later(late, minutes=9), done, gayane)
    assert handovers.by_id(conn, house, given.id).taken_at == done.taken_at


def test_who_has_not_confirmed_is_reminded_and_then_the_managers_know(conn: Connection, house: House) -> None:
    dana, gayane, _ = night_team(conn, house)
    given = handovers.give(conn, house, dana, gayane)
    fire(conn, later(house, minutes=10))
    assert keys(screens(conn, chat_id=GAYANE)[-1]) == ["handover.remind"]
    assert screens(conn, chat_id=MADINA) == []
    fire(conn, later(house, minutes=20))
    assert keys(screens(conn, chat_id=MADINA)[-1]) == ["handover.open"]
    handovers.confirm(conn, later(house, minutes=21), given, gayane)
    before = len(screens(conn, chat_id=GAYANE))
    fire(conn, later(house, minutes=90))
    assert len(screens(conn, chat_id=GAYANE)) == before


EARLY = {"name": "Dana", "department": "reception", "shifts": [{"open": "07:00", "close": "15:00"}]}
LATE = {"name": "Gayane", "department": "reception", "shifts": [{"open": "15:00", "close": "23:00"}]}


def rostered(house: House, *people: object) -> House:
    planned = Roster.model_validate({"people": list(people)})
    return replace(house, catalog=house.catalog.model_copy(update={"roster": planned}))


def told(conn: Connection, user: int) -> list[str]:
    return [first(one).key for one in screens(conn, chat_id=user)]


def test_at_the_end_of_a_shift_the_handover_begins_by_itself_and_both_confirm(
    conn: Connection, house: House
) -> None:
    dana, gayane, _ = night_team(conn, house)
    planned = rostered(house, EARLY, LATE)
    mine = taken(conn, planned, dana)
    shift_ends.plan(conn, planned)  # at 13:00, as every hour
    fire(conn, later(planned, hours=1, minutes=49))
    assert "handover.ends" not in told(conn, DANA)
    fire(conn, later(planned, hours=1, minutes=50))
    assert (told(conn, DANA)[-1], told(conn, GAYANE)[-1]) == ("handover.ends", "handover.begins")
    begun = handovers.between(conn, planned, DANA)
    assert begun
    now = later(planned, hours=1, minutes=55)
    taken_over = handovers.confirm(conn, now, begun, gayane)
    assert (taken_over.moved_at, again(conn, house, mine).owner) == (None, DANA)
    done = handovers.confirm(conn, later(now, minutes=1), begun, dana)
    assert done.moved_at
    assert again(conn, house, mine).owner == GAYANE
    before = told(conn, DANA)
    fire(conn, later(now, minutes=40))
    assert told(conn, DANA) == before, "nobody is reminded of what is done"


def test_who_comes_begins_it_and_takes_over_when_the_other_has_gone_home(
    conn: Connection, house: House
) -> None:
    dana, gayane, _ = night_team(conn, house)
    planned = rostered(house, EARLY, LATE)
    mine = taken(conn, planned, dana)
    now = later(planned, hours=1, minutes=57)  # 14:57
    asked = Asked(GAYANE, GAYANE, "Gayane", "press", message_id=3, query_id="q")
    handover.start(conn, now, asked, gayane, {"goes": DANA})
    assert told(conn, DANA)[-1] == "handover.asked_of_you"
    assert again(conn, house, mine).owner == DANA
    fire(conn, later(now, minutes=10))  # 15:07, and Dana has not pressed
    assert again(conn, house, mine).owner == GAYANE
    assert "handover.remind_give" in told(conn, DANA)


def test_a_shift_that_an_edit_has_moved_is_handed_over_at_its_new_end(conn: Connection, house: House) -> None:
    dana, *_ = night_team(conn, house)
    taken(conn, house, dana)
    shift_ends.plan(conn, rostered(house, EARLY, LATE))
    longer = {**EARLY, "shifts": [{"open": "07:00", "close": "16:00"}]}
    moved = rostered(house, longer, LATE)
    shift_ends.edited(conn, house, moved.catalog.roster)
    fire(conn, later(moved, hours=1, minutes=55))
    assert "handover.ends" not in told(conn, DANA)
    fire(conn, later(moved, hours=2, minutes=50))
    assert "handover.ends" in told(conn, DANA)


def test_nothing_to_tell_is_no_handover_and_nobody_to_come_is_a_choice(
    conn: Connection, house: House
) -> None:
    dana, *_ = night_team(conn, house)
    alone = rostered(house, EARLY)
    shift_ends.plan(conn, alone)
    fire(conn, later(alone, hours=1, minutes=50))
    assert told(conn, DANA) == []
    taken(conn, alone, dana)
    shift_ends.plan(conn, later(alone, hours=1, minutes=45))
    fire(conn, later(alone, hours=1, minutes=51))
    assert told(conn, DANA)[-1] == "handover.ends_whom"
    assert "handover_give" in [one.act for one in screens(conn, chat_id=DANA)[-1].choices]


def test_only_who_was_named_can_take_the_shift(conn: Connection, house: House) -> None:
    dana, gayane, madina = night_team(conn, house)
    given = handovers.give(conn, house, dana, gayane)
    with pytest.raises(OldButton):
        handovers.confirm(conn, house, given, madina)


def test_at_night_guests_are_not_woken_by_a_change_of_shift(conn: Connection, house: House) -> None:
    dana, gayane, _ = night_team(conn, house)
    night = later(house, hours=10)  # 23:00
    taken(conn, night, dana)
    before = len(screens(conn, chat_id=GUEST))
    handovers.confirm(conn, night, handovers.give(conn, night, dana, gayane), gayane)
    assert len(screens(conn, chat_id=GUEST)) == before


def test_a_department_hands_over_its_own_cases_alone(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    taken(conn, house, dana, "noise")
    theirs = complaint(conn, house)
    conn.execute(update(cases).where(cases.c.id == theirs.id).values(department="activities"))
    assert [one.id for one in handovers.listed(conn, house, erlan).cases] == [theirs.id]
    assert len(handovers.listed(conn, house, dana).cases) == 2


def test_a_department_is_asked_with_a_clock_that_guest_and_asker_see_kept(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    due = house.later(55)
    asked = internal.need(conn, house, dana, guest(conn, house), "activities", "The invoice", due)
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["need.guest"]
    assert keys(screens(conn, chat_id=ERLAN)[-1]) == ["need.asked"]
    assert case.open_case_of(conn, house, asked.guest_id) is None, "what the guest writes does not land there"
    same = internal.need(conn, house, dana, guest(conn, house), "activities", "The invoice", house.later(60))
    assert same.id == asked.id
    mine = working.claim(conn, house, asked, erlan)
    working.resolve(conn, later(house, minutes=40), mine, erlan)
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["case.kept"]
    assert keys(screens(conn, chat_id=DANA)[-1])[0] == "promise.asker_done"


def test_a_department_that_is_late_is_called_out_to_guest_and_asker(conn: Connection, house: House) -> None:
    dana, _, _ = team(conn, house)
    asked = internal.need(conn, house, dana, guest(conn, house), "activities", "The invoice", house.later(20))
    before = len(screens(conn, chat_id=GUEST))
    fire(conn, later(house, minutes=20))
    told = [keys(one)[0] for one in screens(conn, chat_id=GUEST)[before:]]
    assert told == ["case.late"]
    assert "promise.asker_late" in [keys(one)[0] for one in screens(conn, chat_id=DANA)]
    assert promises.standing(conn, house, asked.id, "done") is not None


def test_a_note_is_on_the_card_and_is_forgotten(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    tea = notes.write(conn, house, dana, "Prefers tea at 7", guest=someone)
    nuts = notes.mark(conn, house, notes.write(conn, house, dana, "Nuts", guest=someone), "allergy")
    assert [one.id for one in notes.about(conn, house, someone)] == [nuts.id, tea.id], "allergies first"
    notes.end(conn, house, tea)
    assert [one.id for one in notes.about(conn, house, someone)] == [nuts.id]
    notes.forget(conn, later(house, days=89))
    assert notes.about(conn, house, someone)
    notes.forget(conn, later(house, days=91))
    assert notes.about(conn, house, someone) == []
