"""An anonymous administrator, a channel, Telegram's own account: nobody we know, whatever they type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import front, group, roles, staff
from bot.desk.problems import DeskError
from bot.tg.incoming import asked
from tests.desk.cases.cast import MADINA, keys, screens, team
from tests.desk.stays.test_matrix import UNFIT, writing
from tests.hotel import Hotel, Phone, plain
from tests.proofs import seen
from tests.thin import savepoint

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROMISE = "who works here no longer can do nothing"
TEAM = {"id": -100, "type": "supergroup", "title": "Team", "is_forum": True}
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
FORWARDED = {"type": "channel", "date": 0, "chat": CHANNEL, "message_id": 3}
NOBODIES: dict[str, dict[str, Any]] = {
    "an anonymous administrator": {"from": ANONYMOUS, "sender_chat": TEAM},
    "a channel": {"from": AS_CHANNEL, "sender_chat": CHANNEL},
    "what a linked channel posts": {
        **{"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True},
        "forward_origin": FORWARDED,
    },
    "another bot": {"from": {"id": 7, "is_bot": True, "first_name": "Bot"}},
    "nobody at all": {},
}
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"message_thread_id": 5, "is_topic_message": True},
    {"edit_date": 9},
)


def message(who: dict[str, Any], words: str, shape: dict[str, Any]) -> Update:
    told = {"message_id": 9, "date": 0, "chat": TEAM, "text": words, **who, **shape}
    kind = "edited_message" if "edit_date" in shape else "message"
    return Update.de_json({"update_id": 1, kind: told}, None)


@pytest.mark.parametrize("who", NOBODIES)
def test_no_command_of_nobody_is_read(who: str) -> None:
    """Every command there is, in every shape: it never becomes something that somebody asked."""
    tried = [
        message(NOBODIES[who], f"{one} 210", shape) for one in (*roles.COMMANDS, "/staff") for shape in SHAPES
    ]
    read = [one for one in tried if asked(one, now=NOON) is not None]
    seen(PROMISE, injected=f"a command of {who}", trials=len(tried), violations=len(read))
    assert read == []


def test_the_same_of_a_person_is_read() -> None:
    """The control."""
    who = {"from": {"id": 2001, "is_bot": False, "first_name": "Dana"}}
    read = [asked(message(who, one, {}), now=NOON) for one in roles.COMMANDS]
    seen(PROMISE, injected="a command of a person", trials=len(read), violations=len(read), control=True)
    assert all(read)


@pytest.mark.parametrize("number", [1087968824, 136817688, 777000])
def test_their_numbers_are_nobodys_on_the_list_of_staff(conn: Connection, house: House, number: int) -> None:
    """Even if one came as if it were a person: it is on no list, and no list is opened to it."""
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, -100)
    team(conn, house)
    for one in roles.COMMANDS:
        for chat in (number, -100):
            typed = Asked(chat, number, "Group", "text", private=chat > 0, text=f"{one} 210")
            trial = savepoint(conn)
            with writing(conn) as written:
                try:
                    (front.private if chat > 0 else group.message)(conn, house, typed)
                except (DeskError, *UNFIT):
                    pass
            trial.rollback()
            assert not written & {"stays", "staff", "bookings", "catalog_versions", "properties"}, one


def test_they_are_told_how_to_be_somebody(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, -100)
    for words, told in (("/day", 1), ("a word among colleagues", 1), ("/checkout 210", 2)):
        group.anonymous(conn, house, Asked(-100, 0, "", "other", private=False, text=words))
        assert len(screens(conn, chat_id=-100)) == told


async def test_an_anonymous_command_in_the_group_is_answered_and_not_done(
    hotel: Hotel, madina: Phone
) -> None:
    async with hotel.open():
        hotel.loopback.say_as_group(hotel.group, "/checkout 214")
        await hotel.settled()
        said = [plain(one) for one in hotel.loopback.chat(hotel.group) if one.sender.is_bot]
        assert any("anonymity" in one for one in said)


@pytest.mark.parametrize(
    ("name", "told"), [("Dana", 1), ("Dаnа", 1), ("Дана", 1), ("ＤＡＮＡ", 1), ("Еrlаn", 1), ("Rustam", 0)]
)
def test_who_would_join_under_a_colleagues_name_is_noticed(
    conn: Connection, house: House, name: str, told: int
) -> None:
    """Also in letters that only look alike: two of these are partly Cyrillic."""
    people.ensure_property(conn, house.id)
    team(conn, house)
    staff.ask_to_join(conn, house, Asked(5005, 5005, name, "text", text="/staff"))
    (said,) = screens(conn, chat_id=MADINA)
    assert keys(said).count("staff.same_name") == told
