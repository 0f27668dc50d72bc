"""Pressing a button: whose it is, and in whose words the press is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.db import Connection
from bot.desk import chores, people, timers
from bot.desk.asked import Asked, nod
from bot.desk.cases import case
from bot.desk.house import House
from bot.desk.menu import front, month, setting_up
from bot.desk.problems import NotForYou
from bot.desk.setup import state
from bot.say import Text, text, unpack, unpack_say
from bot.schema import letters, properties
from tests.desk.cases.cast import DANA, MADINA, complaint, team

GROUP = -100_500


@pytest.fixture(autouse=True)
def with_a_group(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    conn.execute(update(properties).values(staff_chat=GROUP))


def pressed(chat: int, user: int, **facts: object) -> Asked:
    return Asked(chat, user, "Somebody", "press", private=chat > 0, query_id="q", message_id=77, **facts)  # type: ignore[arg-type]  # as the test says


def toast(conn: Connection) -> Text:
    """What the newest press was answered with."""
    found = select(letters.c.content).where(letters.c.method == "answer").order_by(letters.c.id.desc())
    said = unpack(conn.execute(found.limit(1)).scalar_one()["text"])
    assert isinstance(said, Text)
    return said


def test_a_guest_reads_their_own_language_in_a_toast(conn: Connection, house: House) -> None:
    """An answer to a press has no chat whose language it could take: it took that of the group."""
    guest, _ = people.welcome(conn, house, 1001, name="Bence", language="hu")
    month.no_day(conn, house, pressed(1001, 1001), guest, {})
    assert (toast(conn).key, toast(conn).language) == ("month.no_day", "hu")


def test_a_colleague_reads_theirs_in_the_group(conn: Connection, house: House) -> None:
    team(conn, house)
    nod(conn, house, pressed(GROUP, DANA), text("staff.guest_told"))
    assert toast(conn).language == "en"


@pytest.mark.parametrize("state_of_it", ["new", "sending", "sent"])
def test_a_fresh_card_is_taken_before_telegram_has_said_that_it_stands(
    conn: Connection, house: House, state_of_it: str
) -> None:
    team(conn, house)
    opened = complaint(conn, house)
    card = conn.execute(select(letters).where(letters.c.method == "card")).mappings().one()
    there = {"chat_id": GROUP, "message_id": 77} if state_of_it == "sent" else {}
    conn.execute(update(letters).where(letters.c.id == card["id"]).values(state=state_of_it, **there))
    place = [one.act for one in unpack_say(card["content"]["say"]).choices].index("claim")
    press = pressed(GROUP, DANA, data=f"{card['token']}:{place}")
    with pytest.raises(NotForYou):
        front.press(conn, house, replace(press, chat_id=GROUP - 1))
    front.press(conn, house, press)
    assert case.by_id(conn, house, opened.id).owner == DANA


@pytest.mark.parametrize("state_of_it", ["new", "sending", "dropped", "dead"])
def test_a_set_up_list_that_is_not_delivered_does_not_keep_the_clock_busy(
    conn: Connection, house: House, state_of_it: str
) -> None:
    team(conn, house)
    state.begin(conn, house, finished=False)
    people.welcome(conn, house, MADINA, name="Madina", language="en")
    typed = Asked(MADINA, MADINA, "Madina", "text", text="/setup", message_id=1)
    setting_up.show(conn, house, typed, people.on_file(conn, house, MADINA))
    conn.execute(update(letters).values(state=state_of_it))
    setting_up.refresh(conn, house)
    rung = 0
    for second in range(60):
        now = replace(house, now=house.now + timedelta(seconds=second))
        for due in timers.due(conn, now):
            rung += due.kind == "checklist"
            chores.fire(conn, now, due)
    assert rung == (0 if state_of_it in ("dropped", "dead") else 11), "every five seconds, and not for ever"
