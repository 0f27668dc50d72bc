"""Links that lead into the hotel: guessed ones are counted, and for a while not even looked up."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import ownership, people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.stays import linking, stay, tokens
from bot.desk.stays.linking import A_GUEST, THE_HOUSE
from bot.schema import letters
from tests.desk.cases.cast import MADINA, first, screens, team

STRANGER = 5000


@pytest.fixture(autouse=True)
def hotel(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    team(conn, house)


def opens(conn: Connection, house: House, payload: str, chat: int = STRANGER) -> Any:
    """What the chat reads after it."""
    front.private(conn, house, Asked(chat, chat, "Max", "text", text=f"/start {payload}", hint="en"))
    rows = conn.execute(select(letters.c.content).where(letters.c.chat_id == chat).order_by(letters.c.id))
    return rows.scalars().all()[-1]["say"]


def guess() -> str:
    return f"r-{secrets.token_urlsafe(16)}"


def alarms(conn: Connection) -> int:
    return [first(one).key for one in screens(conn, chat_id=MADINA)].count("alert.codes")


def test_after_five_guesses_the_right_code_reads_like_a_wrong_one_for_an_hour(
    conn: Connection, house: House
) -> None:
    ((_, right),) = tokens.wall(conn, house, ["214"], only=False)
    wrong = [opens(conn, house, guess()) for _ in range(A_GUEST)]
    assert opens(conn, house, right) == wrong[-1]
    tired = people.guest(conn, house, STRANGER)
    assert tired
    assert tired.room is None
    later = replace(house, now=house.now + timedelta(minutes=61))
    opens(conn, later, right)
    found = people.guest(conn, later, STRANGER)
    assert found
    assert (found.room, found.verified) == ("214", False), "a code names the room, and proves nothing"


def test_a_hundred_guesses_an_hour_call_the_owners_once(conn: Connection, house: House) -> None:
    for n in range(THE_HOUSE // A_GUEST + 5):
        for _ in range(A_GUEST):
            opens(conn, house, guess(), STRANGER + n)
        assert alarms(conn) == int((n + 1) * A_GUEST >= THE_HOUSE)


def test_a_link_with_a_word_of_the_hotels_own_is_no_guess(conn: Connection, house: House) -> None:
    for word in ("summer", "instagram", "room", "from-the-lobby", "x"):
        opens(conn, house, word)
    assert not linking.tired(conn, house, STRANGER)


def test_guessed_codes_do_not_keep_a_guest_from_proving_their_room(conn: Connection, house: House) -> None:
    """Five dead codes on a wall are no reason to send somebody to reception."""
    stay.walk_in(conn, house, room="214", surname="Kovács", departure=house.today + timedelta(days=2))
    for _ in range(A_GUEST + 2):
        opens(conn, house, guess())
    guest = people.guest(conn, house, STRANGER)
    assert guest
    assert linking.prove(conn, house, guest, "214", "Kovács").answer == "linked"


def test_a_claim_link_is_guessed_no_more_often_than_a_rooms(conn: Connection, house: House) -> None:
    token = ownership.new_claim(conn, house.id, now=house.now)
    for _ in range(A_GUEST):
        opens(conn, house, f"own-{secrets.token_urlsafe(16)}")
    opens(conn, house, f"own-{token}")
    assert people.colleague(conn, house, STRANGER) is None
    opens(conn, house, f"own-{token}", STRANGER + 1)
    owner = people.colleague(conn, house, STRANGER + 1)
    assert owner
    assert owner.role == "owner"


def test_a_desk_that_does_not_count_would_be_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control."""
    ((_, right),) = tokens.wall(conn, house, ["214"], only=False)
    monkeypatch.setattr(linking, "no_such_code", lambda *_: None)
    for payload in [*(guess() for _ in range(A_GUEST)), right]:
        opens(conn, house, payload)
    found = people.guest(conn, house, STRANGER)
    assert found
    assert found.room == "214"
