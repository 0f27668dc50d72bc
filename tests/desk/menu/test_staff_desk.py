"""Who may join, who decides, whose words count: the staff's side of the desk, door by door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case, opening
from bot.desk.cases.case import Case
from bot.desk.chores import fire
from bot.desk.house import House
from bot.desk.menu import awaited, calling, front, group, staff
from bot.desk.people import Colleague, Decided, Wait
from bot.schema import cases, letters
from tests.desk.cases.cast import DANA, MADINA, complaint, first, guest, history, later, screens, team

GROUP, RUSTAM, SECOND, GUEST = -100, 2009, 3002, 1001


@pytest.fixture
def owners(conn: Connection, house: House) -> tuple[Colleague, Colleague]:
    """Madina and a second owner, and the staff group."""
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    *_, madina = team(conn, house)
    people.appoint(conn, house, SECOND, name="Timur", language="en", role="owner")
    return madina, people.on_file(conn, house, SECOND)


def asks(conn: Connection, house: House) -> None:
    staff.ask_to_join(conn, house, Asked(RUSTAM, RUSTAM, "Rustam", "text", text="/staff"))


def posted(conn: Connection, user: int) -> int:
    return sum(first(one).key == "staff.asks" for one in screens(conn, chat_id=user))


def press(user: int) -> Asked:
    return Asked(user, user, "An owner", "press", query_id="q", message_id=7)


def test_owners_are_asked_once_however_often_somebody_asks(
    conn: Connection, house: House, owners: tuple[Colleague, Colleague]
) -> None:
    asks(conn, house)
    for _ in range(5):
        with pytest.raises(Wait):
            asks(conn, house)
    assert (posted(conn, MADINA), posted(conn, SECOND)) == (1, 1)


def test_after_a_no_owners_hear_of_it_again_only_a_day_later(
    conn: Connection, house: House, owners: tuple[Colleague, Colleague]
) -> None:
    asks(conn, house)
    staff.decline(conn, house, press(MADINA), owners[0], {"user": RUSTAM})
    asks(conn, later(house, hours=23))
    assert posted(conn, MADINA) == 1
    assert first(screens(conn, chat_id=RUSTAM)[-1]).key == "staff.not_joined"
    asks(conn, later(house, hours=25))
    assert posted(conn, MADINA) == 2


def test_the_second_owner_hears_who_has_decided_and_changes_nothing(
    conn: Connection, house: House, owners: tuple[Colleague, Colleague]
) -> None:
    asks(conn, house)
    staff.approve(conn, house, press(MADINA), owners[0], {"user": RUSTAM, "role": "reception"})
    with pytest.raises(Decided) as refused:
        staff.decline(conn, house, press(SECOND), owners[1], {"user": RUSTAM})
    assert refused.value.params == {"name": "Rustam", "person": "Madina"}
    assert people.on_file(conn, house, RUSTAM).state == "active"


def test_an_old_yes_brings_nobody_back_who_has_left(
    conn: Connection, house: House, owners: tuple[Colleague, Colleague]
) -> None:
    asks(conn, house)
    yes: dict[str, Any] = {"user": RUSTAM, "role": "manager"}
    staff.approve(conn, house, press(MADINA), owners[0], yes | {"role": "reception"})
    assert people.gone(conn, house, RUSTAM)
    with pytest.raises(Decided):
        staff.approve(conn, house, press(MADINA), owners[0], yes)
    assert people.on_file(conn, house, RUSTAM).state == "left"


def test_an_owner_of_whom_only_the_number_was_known_gets_their_name(conn: Connection, house: House) -> None:
    people.appoint(conn, house, 77, name="Owner", language="az", role="owner")
    front.private(conn, house, Asked(77, 77, "Leyla", "text", text="/start", hint="en"))
    known = people.on_file(conn, house, 77)
    assert (known.name, known.language) == ("Leyla", "en")
    front.private(conn, house, Asked(77, 77, "Leyla's phone", "text", text="/start", hint="en"))
    assert people.on_file(conn, house, 77).name == "Leyla"


@pytest.mark.parametrize(("chat", "told"), [(GROUP, 1), (-999, 0)])
def test_only_the_staff_groups_anonymous_admins_are_answered(
    conn: Connection, house: House, owners: tuple[Colleague, Colleague], chat: int, told: int
) -> None:
    opened = complaint(conn, house)
    conn.execute(update(cases).values(thread_id=41))
    asked = Asked(chat, 0, "", "other", private=False, thread_id=41)
    group.anonymous(conn, house, asked)
    said = [first(one).key for one in screens(conn, case_id=opened.id)]
    assert said.count("staff.anonymous") == told


def in_room(conn: Connection, house: House, room: str) -> tuple[Case, Colleague]:
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    people.claim_room(conn, house, someone, room)
    return complaint(conn, house, someone=people.guest_by_id(conn, someone.id)), dana


def test_a_press_confirms_the_room_that_was_shown_and_no_other(conn: Connection, house: House) -> None:
    opened, dana = in_room(conn, house, "201")
    people.claim_room(conn, house, people.guest_by_id(conn, opened.guest_id), "214")
    staff.verify(conn, house, press(DANA), dana, {"case": opened.id, "room": "201"})
    assert not people.guest_by_id(conn, opened.guest_id).verified
    assert "room_verified" not in history(conn, opened)
    staff.verify(conn, house, press(DANA), dana, {"case": opened.id, "room": "214"})
    assert people.guest_by_id(conn, opened.guest_id).verified


def test_confirmed_twice_is_said_once(conn: Connection, house: House) -> None:
    opened, dana = in_room(conn, house, "214")
    for _ in range(3):
        staff.verify(conn, house, press(DANA), dana, {"case": opened.id, "room": "214"})
    assert [first(one).key for one in screens(conn, chat_id=GUEST)] == ["guest.room_verified"]
    assert history(conn, opened).count("room_verified") == 1


def test_a_confirmation_ends_after_two_weeks(conn: Connection, house: House) -> None:
    """Also for whoever writes in the very second, before the timer has been worked."""
    opened, dana = in_room(conn, house, "214")
    staff.verify(conn, house, press(DANA), dana, {"case": opened.id, "room": "214"})
    almost, over = (
        replace(house, now=house.now + people.VERIFIED_FOR + timedelta(seconds=n)) for n in (-1, 0)
    )
    assert (known := people.guest(conn, almost, GUEST))
    assert known.verified
    assert (known := people.guest(conn, over, GUEST))
    assert not known.verified
    conn.execute(update(letters).values(state="sent"))
    for one in timers.due(conn, over):
        fire(conn, over, one)
    assert not people.guest_by_id(conn, opened.guest_id).verified
    shown = select(letters.c.content).where(letters.c.method == "card", letters.c.state == "new")
    assert "card.room_unverified" in str(conn.execute(shown).scalar())


def test_another_room_ends_the_confirmation(conn: Connection, house: House) -> None:
    opened, dana = in_room(conn, house, "214")
    staff.verify(conn, house, press(DANA), dana, {"case": opened.id, "room": "214"})
    people.claim_room(conn, house, people.guest_by_id(conn, opened.guest_id), "305")
    moved = people.guest_by_id(conn, opened.guest_id)
    assert (moved.room, moved.verified, moved.verified_until) == ("305", False, None)
    assert timers.due_at(conn, house, "unverify", str(moved.id)) is None


def test_the_manager_is_called_again_only_after_a_while(conn: Connection, house: House) -> None:
    opened, _ = in_room(conn, house, "214")
    someone = people.guest_by_id(conn, opened.guest_id)
    for minutes in (0, 1, 2, 30):
        now = later(house, minutes=minutes)
        calling.call_manager(conn, now, press(GUEST), someone, {"case": opened.id})
    called = [one for one in screens(conn, chat_id=MADINA) if first(one).key == "alarm.called"]
    assert len(called) == 2


def written(words: str, message: int, **facts: Any) -> Asked:
    heard = facts.pop("heard", Heard("en", "handoff"))
    return Asked(GUEST, GUEST, "Aygün", "text", text=words, message_id=message, heard=heard, **facts)


def test_a_correction_of_a_question_is_answered_anew_and_opens_nothing_on_a_screen(
    conn: Connection, house: House
) -> None:
    sure = Heard("en", "answer", (("breakfast", 0.95),))
    awaited.enter_room(conn, house, written("", 1), guest(conn, house), {})
    front.private(conn, house, written("214", 1, edited=True, heard=sure))
    known = people.guest(conn, house, GUEST)
    assert known
    assert known.room is None, "a correction is no answer to what was asked since"
    assert "answer.confirmed" in str(screens(conn, chat_id=GUEST)[-1].body)


def test_words_in_a_flood_are_kept_for_an_open_case_and_shown_together(
    conn: Connection, house: House
) -> None:
    opened, _ = in_room(conn, house, "214")
    for n in range(30):
        front.private(conn, house, written(f"word {n}", n, backlog=21 + n))
    assert screens(conn, case_id=opened.id) == []
    told = [first(one).key for one in screens(conn, chat_id=GUEST)]
    assert told == ["guest.slow_down"]
    soon = later(house, minutes=1)
    for one in timers.due(conn, soon):
        fire(conn, soon, one)
    (shown,) = screens(conn, case_id=opened.id)
    assert all(f"word {n}" in str(shown.body) for n in range(30))


def test_without_a_case_a_flood_is_let_go_and_the_guest_is_told_so(conn: Connection, house: House) -> None:
    front.private(conn, house, written("When is breakfast?", 1, backlog=30))
    assert [first(one).key for one in screens(conn, chat_id=GUEST)] == ["guest.too_fast"]
    angry = Heard("en", "handoff", complaint=0.99)
    front.private(conn, house, written("It is dirty", 2, backlog=31, heard=angry))
    assert first(screens(conn, chat_id=GUEST)[-1]).key == "case.acknowledged"


def test_words_after_staff_spoke_go_to_the_case_in_which_they_spoke(conn: Connection, house: House) -> None:
    """The newest case is not always the one they are talking in."""
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    older = complaint(conn, house, someone=someone)
    newer = opening.open_case(conn, house, someone, kind="question", words="A notary?")
    case.note(conn, house, older, "staff_wrote", f"staff:{dana.user_id}")
    front.private(conn, house, written("The brown one by the window", 5))
    assert history(conn, older)[-1] == "guest_wrote"
    assert history(conn, newer) == ["opened"]
