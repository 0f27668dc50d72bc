"""Danger: rung every minute until somebody answers, read by few, and proved by a drill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import dialogues, groups, outbox, people
from bot.desk.asked import Heard
from bot.desk.cases import case, danger, drill, leaving, looking_in, opening, working
from bot.desk.cases.case import Case
from bot.desk.cases.drill import DrillRuns
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.schema import letters
from tests.desk.booking.phone import Phone, told_staff
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    again,
    complaint,
    delivered,
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

RESTRICTED = -1002200000077
MEDICAL = Heard("en", "sensitive", (("medical", 0.9),), risk="medical")
CANOE = {"offer": "canoe", "option": "default"}


def emergency(conn: Connection, house: House) -> Case:
    return opening.open_case(
        conn, house, guest(conn, house), kind="sensitive", words="not breathing", category="medical"
    )


def alarms(conn: Connection, user: int) -> int:
    return [first(one).key for one in screens(conn, chat_id=user)].count("alarm.sensitive")


def test_everybody_is_rung_every_minute_until_somebody_answers(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = emergency(conn, house)
    for minute in range(1, 6):
        delivered(conn)
        fire(conn, later(house, minutes=minute))
    assert [alarms(conn, user) for user in (DANA, ERLAN, MADINA)] == [6, 6, 6]
    working.claim(conn, later(house, minutes=5), again(conn, house, opened), dana)
    delivered(conn)
    fire(conn, later(house, minutes=9))
    assert alarms(conn, MADINA) == 6
    assert history(conn, opened).count("danger_rung") == 6


def test_an_outage_leaves_one_ring_and_not_a_hundred(conn: Connection, house: House) -> None:
    """The clock goes on while Telegram takes nothing."""
    team(conn, house)
    opened = emergency(conn, house)
    for minute in range(1, 31):
        fire(conn, later(house, minutes=minute))
    assert alarms(conn, DANA) == 1
    assert history(conn, opened).count("danger_rung") == 31


def test_whom_the_owner_names_is_rung_first_and_then_everybody(conn: Connection, house: House) -> None:
    team(conn, house)
    danger.name(conn, house, MADINA, hears=True)
    emergency(conn, house)
    for minute in range(1, 5):
        delivered(conn)
        fire(conn, later(house, minutes=minute))
    assert (alarms(conn, MADINA), alarms(conn, DANA)) == (5, 2)


def test_who_only_looks_is_never_rung_and_who_left_is_not_either(conn: Connection, house: House) -> None:
    team(conn, house)
    hire(conn, house, 2009, "Auditor", "read_only", None)
    danger.name(conn, house, ERLAN, hears=True)
    people.gone(conn, house, ERLAN)
    assert [one.user_id for one in danger.chain(conn, house)] == [DANA, MADINA]


NIGHTS = {"name": "Erlan", "shifts": [{"open": "19:00", "close": "07:00", "night": True}]}
DAYS = {"name": "Madina", "shifts": [{"open": "07:00", "close": "23:00"}]}


def test_with_a_roster_whoever_works_is_rung_first_and_the_night_duty_before_them(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    people.put_on_nights(conn, house, DANA)
    evening = later(house, hours=9)  # 22:00
    assert [one.user_id for one in danger.chain(conn, evening)] == [DANA, ERLAN, MADINA]
    roster = Roster.model_validate({"people": [NIGHTS, DAYS]})
    rostered = replace(evening, catalog=house.catalog.model_copy(update={"roster": roster}))
    assert [one.user_id for one in danger.chain(conn, rostered)] == [ERLAN, MADINA, DANA]


def solved(conn: Connection, house: House) -> Case:
    dana, *_ = team(conn, house)
    opened = emergency(conn, house)
    return working.resolve(conn, house, working.claim(conn, house, opened, dana), dana)


def looks(conn: Connection, user: int) -> int:
    return [first(one).key for one in screens(conn, chat_id=user)].count("looking.ask")


def test_danger_without_the_guest_s_answer_is_asked_after_until_a_person_has_seen_them(
    conn: Connection, house: House
) -> None:
    found = solved(conn, house)
    fire(conn, later(house, hours=4, minutes=1))
    assert (looks(conn, DANA), looks(conn, MADINA)) == (1, 0)
    fire(conn, later(house, days=1))  # the night held it up
    assert (looks(conn, DANA), looks(conn, MADINA)) == (2, 1)
    for day in range(2, 20):
        fire(conn, later(house, days=day))
    assert looks(conn, DANA) >= 15
    assert again(conn, house, found).status == "resolved"
    dana = people.on_file(conn, house, DANA)
    shut = looking_in.seen(conn, later(house, days=20), again(conn, house, found), dana)
    assert (shut.status, shut.outcome) == ("closed", "looked_in")
    before = looks(conn, DANA)
    fire(conn, later(house, days=30))
    assert looks(conn, DANA) == before


def test_it_is_not_over_says_a_colleague_and_it_rings_again(conn: Connection, house: House) -> None:
    found = solved(conn, house)
    delivered(conn)
    before = alarms(conn, ERLAN)
    back = looking_in.not_well(conn, later(house, hours=5), found, people.on_file(conn, house, DANA))
    assert back.open
    assert alarms(conn, ERLAN) == before + 1


def test_who_has_solved_it_and_left_is_not_the_only_one_asked(conn: Connection, house: House) -> None:
    solved(conn, house)
    people.gone(conn, house, DANA)
    fire(conn, later(house, hours=4, minutes=1))
    assert (looks(conn, DANA), looks(conn, MADINA)) == (0, 1)


def test_emergencies_are_read_in_their_own_group_and_nothing_else_is(conn: Connection, house: House) -> None:
    team(conn, house)
    groups.bind(conn, house, outbox.RESTRICTED, RESTRICTED, MADINA)
    hurt, dirty = emergency(conn, house), complaint(conn, house)
    assert _where(conn, hurt) == {RESTRICTED}
    assert _where(conn, dirty) == {None}


def _where(conn: Connection, opened: Case) -> set[int | None]:
    found = select(letters.c.chat_id).where(letters.c.case_id == opened.id)
    return set(conn.execute(found).scalars())


def test_a_drill_rings_like_danger_and_keeps_who_answered(conn: Connection, house: House) -> None:
    dana, _, madina = team(conn, house)
    begun = drill.begin(conn, house, madina)
    with pytest.raises(DrillRuns):
        drill.begin(conn, house, madina)
    fire(conn, later(house, minutes=1))
    ended = drill.answer(conn, later(house, minutes=1.2), begun.id, dana)
    assert (ended.answered_by, ended.seconds, ended.rings) == (DANA, 72, 2)
    assert keys(screens(conn, chat_id=MADINA)[-1]) == ["drill.answered"]
    assert first(screens(conn, chat_id=MADINA)[-1]).params["took"] == "1:12"
    assert drill.answer(conn, later(house, minutes=2), begun.id, madina) == ended, "the first answer counts"
    before = conn.execute(select(func.count()).select_from(letters)).scalar()
    fire(conn, later(house, minutes=5))
    assert conn.execute(select(func.count()).select_from(letters)).scalar() == before


def test_a_drill_that_nobody_answers_ends_and_says_so(conn: Connection, house: House) -> None:
    *_, madina = team(conn, house)
    drill.begin(conn, house, madina)
    for minute in range(1, drill.MOST + 3):
        fire(conn, later(house, minutes=minute))
    rung = [first(one).key for one in screens(conn, chat_id=DANA)]
    assert rung == ["drill.alarm"] * drill.MOST
    assert keys(screens(conn, chat_id=MADINA)[-1]) == ["drill.nobody"]
    assert drill.begin(conn, later(house, minutes=20), madina).rings == 1


def test_no_guest_hears_of_a_drill(conn: Connection, house: House) -> None:
    *_, madina = team(conn, house)
    aygun = guest(conn, house)
    drill.begin(conn, house, madina)
    assert screens(conn, chat_id=aygun.chat_id) == []


def test_danger_that_nobody_has_any_more_rings_again(conn: Connection, house: House) -> None:
    """Whoever took it has left, or the guest says that it is not over."""
    dana, erlan, _ = team(conn, house)
    opened = emergency(conn, house)
    working.claim(conn, house, again(conn, house, opened), dana)
    delivered(conn)
    leaving.leave(conn, later(house, minutes=3), DANA)
    assert alarms(conn, ERLAN) == 2
    assert again(conn, house, opened).owner is None
    done = working.resolve(conn, later(house, minutes=5), again(conn, house, opened), erlan)
    delivered(conn)
    working.reopen(conn, later(house, minutes=9), done)
    assert alarms(conn, ERLAN) == 3


def test_what_a_former_colleague_was_owed_is_not_sent(conn: Connection, house: House) -> None:
    team(conn, house)
    emergency(conn, house)
    assert leaving.leave(conn, house, DANA)
    unsent = select(letters.c.state).where(letters.c.chat_id == DANA)
    assert set(conn.execute(unsent).scalars()) == {"dropped"}
    assert not leaving.leave(conn, house, DANA), "once"
    assert not leaving.leave(conn, house, MADINA), "an owner's access ends in the settings"


@pytest.mark.parametrize(
    ("screen", "facts"),
    [
        ("people", CANOE),
        ("ages", {**CANOE, "adults": 2, "children": 1}),
        ("wish", {"offer": "photographer", "option": "default"}),
        ("room", {}),
        ("surname", {"room": "214"}),
    ],
)
def test_the_next_words_after_a_danger_are_for_its_people_and_not_for_a_form(
    conn: Connection, house: House, screen: str, facts: dict[str, object]
) -> None:
    team(conn, house)
    aygun = Phone(conn, house)
    aygun.says("/start")
    dialogues.wait_for(conn, house, aygun.chat, screen, **facts)
    aygun.hears("my wife does not move", MEDICAL)
    aygun.says("by the lake")
    assert aygun.keys() == ["case.passed_on"]
    assert told_staff(conn)[-1] == "card.guest_wrote"
    (opened,) = case.all_open(conn, house, aygun.id)
    assert (opened.kind, opened.room) == ("sensitive", None)
    assert "guest_wrote" in history(conn, opened)


def test_all_words_of_the_first_minutes_are_for_the_people_of_a_danger(
    conn: Connection, house: House
) -> None:
    """Not for a question of its own, with a time of its own; a clear question is answered as ever."""
    team(conn, house)
    aygun = Phone(conn, house)
    aygun.says("/start")
    aygun.hears("my wife does not move", MEDICAL)
    for words in ("by the lake", "hurry", "the small bridge"):
        aygun.says(words)
        assert aygun.keys() == ["case.passed_on"]
    (opened,) = case.all_open(conn, house, aygun.id)
    assert history(conn, opened).count("guest_wrote") == 3
    aygun.house = replace(house, now=house.now + timedelta(minutes=11))
    aygun.says("and the lamp")
    assert [one.kind for one in case.all_open(conn, aygun.house, aygun.id)] == ["sensitive", "question"]
