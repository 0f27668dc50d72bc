"""Nobody guesses a way in: codes of 128 bits, the same answers, the same work, and an end to tries."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import people, rooms
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.menu.staying_done import came
from bot.desk.people import Guest
from bot.desk.stays import linking, phones, stay, tokens
from bot.desk.stays.register import Stay
from bot.schema import letters, room_links, stays
from tests.desk.cases.cast import MADINA, first, screens, team
from tests.proofs import seen, share
from tests.thin import statements

TRIES = 1_000_000 if os.environ.get("PROVE") else 2_000
STRANGER = 1009
PROMISE = "no guess opens a room"


@pytest.fixture
def here(conn: Connection, house: House) -> Stay:
    team(conn, house)
    until = house.today + timedelta(days=3)
    return stay.walk_in(conn, house, room="214", surname="Məmmədova", departure=until).stay


def stranger(conn: Connection, house: House, chat_id: int = STRANGER) -> Guest:
    return people.welcome(conn, house, chat_id, name="Max", language="en")[0]


def hits(conn: Connection, house: House, of_bytes: int, tries: int) -> int:
    """How many of so many random codes open something."""
    found = (tokens.behind(conn, house, f"r-{secrets.token_urlsafe(of_bytes)}") for _ in range(tries))
    return sum(one is not None for one in found)


def test_no_random_code_opens_a_room(conn: Connection, house: House, here: Stay) -> None:
    tokens.wall(conn, house, rooms.every(house), only=True)
    tokens.card(conn, house, here)
    tries = share(conn, TRIES)
    found = hits(conn, house, tokens.BYTES, tries)
    seen(PROMISE, injected="random codes", trials=tries, violations=found)
    assert found == 0


def test_a_short_code_would_be_found(conn: Connection, house: House) -> None:
    """The positive control: the same search finds codes of one byte."""
    code = secrets.token_urlsafe(1)
    conn.execute(insert(room_links).values(property_id=house.id, hash=rooms.digest(code), room="214"))
    found = hits(conn, house, 1, 2_000)
    seen(PROMISE, injected="codes of one byte", trials=2_000, violations=found, control=True)
    assert found > 0


def test_a_code_is_kept_as_a_hash_and_is_long(conn: Connection, house: House, here: Stay) -> None:
    code = tokens.card(conn, house, here)
    kept = str(conn.execute(select(room_links)).all())
    assert len(code.removeprefix("r-")) == 22
    assert len(code) <= 64
    assert code.removeprefix("r-") not in kept


def said(conn: Connection, house: House, chat_id: int, words: str) -> Any:
    front.private(conn, house, Asked(chat_id, chat_id, "Max", "text", text=words))
    rows = conn.execute(select(letters).where(letters.c.chat_id == chat_id).order_by(letters.c.id))
    return rows.mappings().all()[-1]["content"]["say"]


def test_a_code_that_opens_nothing_is_answered_like_none(conn: Connection, house: House, here: Stay) -> None:
    answers = [said(conn, house, 1100 + n, f"/start r-{secrets.token_urlsafe(16)}") for n in range(20)] + [
        said(conn, house, 1200, "/start")
    ]
    assert all(one == answers[0] for one in answers)


@pytest.mark.parametrize("words", ["Smith", "0000"])
def test_a_miss_is_answered_alike_whatever_there_is(
    conn: Connection, house: House, here: Stay, words: str
) -> None:
    """A room with a stay, with a PIN, an empty room, no such stay: the same words and the same work."""
    linking.new_pin(conn, house, here)
    seen = {}
    for n, room in enumerate(("214", "215", "305", "999", None)):
        guest = stranger(conn, house, 2000 + n)
        with statements(conn) as counted:
            outcome = linking.prove(conn, house, guest, room, words)
        seen[room] = (outcome, counted)
    assert len({repr(one) for one in seen.values()}) == 1


def test_a_pin_is_worked_out_as_often_for_an_empty_room(
    conn: Connection, house: House, here: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []

    def work(ref: str, pin: str) -> str:
        worked.append(ref)
        return "no such hash"

    monkeypatch.setattr(linking, "pin_hash", work)
    for n, room in enumerate(("214", "215", None)):
        linking.prove(conn, house, stranger(conn, house, 2100 + n), room, "1234")
        assert len(worked) == linking.COMPARED * (n + 1)


def test_the_pin_or_the_surname_links_the_first_phone(conn: Connection, house: House, here: Stay) -> None:
    pin = linking.new_pin(conn, house, here)
    guest = stranger(conn, house)
    assert linking.prove(conn, house, guest, "214", pin).answer == "linked"
    now = people.guest(conn, house, STRANGER)
    assert now
    assert (now.room, now.verified) == ("214", True)
    assert pin not in str(conn.execute(select(stays.c.pin_hash)).all())


def test_after_five_misses_reception_helps_and_the_right_answer_waits_an_hour(
    conn: Connection, house: House, here: Stay
) -> None:
    guest = stranger(conn, house)
    assert [linking.prove(conn, house, guest, "214", "Smith").answer for _ in range(5)] == ["again"] * 5
    assert linking.prove(conn, house, guest, "214", "Məmmədova").answer == "wait"
    later = replace(house, now=house.now + timedelta(minutes=61))
    assert linking.prove(conn, later, guest, "214", "Məmmədova").answer == "linked"


def test_a_hundred_misses_in_the_hotel_call_the_owners_and_reception_confirms(
    conn: Connection, house: House, here: Stay
) -> None:
    for n in range(20):
        guest = stranger(conn, house, 3000 + n)
        for _ in range(5):
            linking.prove(conn, house, guest, "214", "Smith")
    alarms = [one for one in screens(conn, chat_id=MADINA) if first(one).key == "alert.guessing"]
    assert len(alarms) == 1, "once, not a hundred times"
    honest = stranger(conn, house, 4000)
    assert linking.prove(conn, house, honest, "214", "Məmmədova").answer == "asked"


@pytest.mark.parametrize("guessed", [True, False])
def test_while_somebody_guesses_a_check_in_links_nobody_by_itself(
    conn: Connection, house: House, guessed: bool
) -> None:
    """Without guesses it does: the one phone that proved the stay was waiting for it."""
    team(conn, house)
    row = stay.Arrival("305", "Kovács", "Bence", house.today, house.today + timedelta(days=2))
    coming, _ = stay.expect(conn, house, row, source="import")
    bence = stranger(conn, house, 1002)
    assert linking.prove(conn, house, bence, "305", "Kovács").answer == "asked"
    for n in range(20 if guessed else 0):
        for _ in range(5):
            linking.prove(conn, house, stranger(conn, house, 3000 + n), "305", "Smith")
    came(conn, house, stay.check_in(conn, house, coming))
    (link,) = phones.of_stay(conn, house, coming.id)
    assert link.state == ("asked" if guessed else "linked")
    assert people.guest_by_id(conn, bence.id).verified is not guessed
    phones.accept(conn, house, stay.by_id(conn, house, coming.id), link, by=MADINA)  # reception's own yes
    assert people.guest_by_id(conn, bence.id).verified


@pytest.mark.parametrize("between", [" ", ",", ".", "\n", "1", "—"])
def test_a_list_of_surnames_is_no_surname(conn: Connection, house: House, here: Stay, between: str) -> None:
    words = between.join(["Smith", "Jones", "Nagy", "Kovács", "Məmmədova"])
    assert linking.prove(conn, house, stranger(conn, house), "214", words).answer == "again"


def test_a_stays_card_ends_with_it_and_a_wall_code_does_not(
    conn: Connection, house: House, here: Stay
) -> None:
    card = tokens.card(conn, house, here)
    wall = dict(tokens.wall(conn, house, ["214"], only=False))["214"]
    moved = stay.move_room(conn, house, here, "305").stay
    opened = tokens.behind(conn, house, card)
    assert opened
    assert (opened.room, opened.over) == ("305", False)
    stay.check_out(conn, house, moved)
    ended, still = tokens.behind(conn, house, card), tokens.behind(conn, house, wall)
    assert ended
    assert ended.over
    assert still == tokens.Code("214", None, False)


def test_another_hotels_code_opens_nothing_here(conn: Connection, house: House, here: Stay) -> None:
    code = tokens.card(conn, house, here)
    assert tokens.behind(conn, replace(house, id="elsewhere"), code) is None
