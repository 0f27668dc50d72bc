"""Who is out of the staff's groups is staff no more: told at once, and looked up every night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import ChatMember
from telegram.error import BadRequest, Forbidden

from bot.db import Connection
from bot.desk import groups, people, timers
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import attending, membership
from bot.desk.problems import NotStaff
from bot.schema import letters
from bot.tg import looking
from tests.desk.cases.cast import DANA, ERLAN, MADINA, fire, first, screens, team

GROUP, KITCHEN = -100, -200


@pytest.fixture(autouse=True)
def working(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    team(conn, house)


def state(conn: Connection, house: House, user: int) -> str:
    return people.on_file(conn, house, user).state


def group_act(chat: int) -> Asked:
    return Asked(chat, 0, "", "other", private=False)


def looks(conn: Connection) -> list[dict[str, Any]]:
    rows = conn.execute(select(letters.c.content).where(letters.c.method == "look").order_by(letters.c.id))
    return list(rows.scalars())


def test_every_night_telegram_is_asked_who_is_still_there(conn: Connection, house: House) -> None:
    groups.bind(conn, house, "activities", KITCHEN, MADINA)
    attending.plan(conn, house)
    due = timers.due_at(conn, house, attending.TIMER, house.id)
    assert due
    assert house.local(due).hour == 4
    night = replace(house, now=due)
    fire(conn, night)
    (asked,) = looks(conn)
    assert asked == {"group": GROUP, "groups": [GROUP, KITCHEN], "staff": [DANA, ERLAN]}
    again = timers.due_at(conn, night, attending.TIMER, house.id)
    assert again
    assert again - due == timedelta(days=1)


def test_who_was_there_and_is_gone_is_staff_no_more_and_the_owners_hear_of_it(
    conn: Connection, house: House
) -> None:
    attending.seen(conn, house, {DANA: True, ERLAN: True})
    attending.seen(conn, house, {DANA: True, ERLAN: False})
    assert (state(conn, house, DANA), state(conn, house, ERLAN)) == ("active", "left")
    with pytest.raises(NotStaff):
        people.on_staff(conn, house, ERLAN)
    told = [first(one).key for one in screens(conn, chat_id=MADINA)]
    assert told.count("alert.staff_left") == 1


@pytest.mark.parametrize("answer", [None, False])
def test_what_telegram_is_not_sure_of_ends_nobodys_work(
    conn: Connection, house: House, answer: bool | None
) -> None:
    """Dana was never seen in the group; of Erlan nothing is known tonight."""
    attending.seen(conn, house, {ERLAN: True})
    attending.seen(conn, house, {DANA: answer, ERLAN: None, MADINA: False})
    assert {state(conn, house, one) for one in (DANA, ERLAN, MADINA)} == {"active"}


def test_out_of_a_departments_group_is_out_if_no_other_group_has_them(conn: Connection, house: House) -> None:
    groups.bind(conn, house, "activities", KITCHEN, MADINA)
    membership.left(conn, house, group_act(KITCHEN), ERLAN)
    assert state(conn, house, ERLAN) == "active", "another group may have him"
    assert looks(conn)[-1]["staff"] == [ERLAN]
    attending.seen(conn, house, {ERLAN: False})
    assert state(conn, house, ERLAN) == "left"


def test_a_group_that_is_not_ours_any_more_ends_nobodys_work(conn: Connection, house: House) -> None:
    """The old number of a group that was upgraded may be anybody's."""
    membership.moved(conn, house, group_act(GROUP), -10_011)
    membership.left(conn, house, group_act(GROUP), DANA)
    assert state(conn, house, DANA) == "active"
    assert not groups.is_ours(conn, house, GROUP)
    membership.left(conn, house, group_act(-10_011), DANA)
    assert state(conn, house, DANA) == "left"


class Telegram:
    """Answers `getChatMember` as it was told to."""

    def __init__(self, said: dict[int, Any]) -> None:
        self.said = said

    async def get_chat_member(self, chat_id: int, user_id: int) -> ChatMember:
        found = self.said[chat_id]
        if isinstance(found, Exception):
            raise found
        return ChatMember.de_json(
            {"user": {"id": user_id, "is_bot": False, "first_name": "x"}, **found}, None
        )


RIGHTS = dict.fromkeys(
    (
        *(
            "can_send_messages",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
        ),
        *("can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_send_audios"),
        *("can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes"),
        *("can_send_voice_notes", "can_edit_tag", "can_react_to_messages"),
    ),
    False,
)
HERE, OUT, THROWN = {"status": "member"}, {"status": "left"}, {"status": "kicked", "until_date": 0}
MUTE = {"status": "restricted", "until_date": 0, **RIGHTS}


@pytest.mark.parametrize(
    ("main", "kitchen", "there"),
    [
        (HERE, OUT, True),
        (OUT, HERE, True),
        (OUT, OUT, False),
        (THROWN, OUT, False),
        (MUTE | {"is_member": True}, OUT, True),
        (MUTE | {"is_member": False}, OUT, None),
        (BadRequest("user not found"), OUT, None),
        (Forbidden("bot was kicked"), HERE, True),
    ],
)
async def test_what_telegram_answers_is_read_with_care(
    main: dict[str, Any], kitchen: dict[str, Any], there: bool | None
) -> None:
    """Of the restricted it at times says what was so before."""
    found = await looking.attendance(Telegram({-1: main, -2: kitchen}), [-1, -2], [7])  # type: ignore[arg-type]  # the one call of a bot that is made
    assert found == {7: there}
