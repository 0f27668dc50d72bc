"""A guest who is early: whatever they send reaches people, and is known at the opening."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.menu import early
from bot.desk.setup import publishing, state
from bot.desk.stays import numbers
from bot.schema import cases, letters
from tests.desk.cases.cast import keys, screens
from tests.desk.setup.test_moving import ANSWERS, fresh
from tests.texts.walk import Walker

__all__ = ["fresh"]
PETER = 1


@pytest.fixture
def guest(conn: Connection, fresh: House) -> Walker:
    people.move_staff_chat(conn, fresh.id, -5)
    return Walker(conn, fresh, 900, "Chiara")


def read(who: Walker) -> list[str]:
    """What was said to them, sentence by sentence."""
    return [key for said in screens(who.conn, chat_id=who.user) for key in keys(said)]


def copies(conn: Connection) -> list[tuple[int, int, int]]:
    """What was passed on: into which case, which message, how urgently."""
    rows = conn.execute(select(letters).where(letters.c.method == "copy").order_by(letters.c.id)).mappings()
    return [(one["case_id"], one["content"]["message_id"], one["lane"]) for one in rows]


def only_case(conn: Connection) -> Any:
    return conn.execute(select(cases)).mappings().one()


@pytest.mark.parametrize("kind", ["voice", "photo", "location", "sticker"])
def test_what_an_early_guest_sends_lies_in_the_topic(conn: Connection, guest: Walker, kind: str) -> None:
    guest.sends(kind, unique="one")
    guest.sends(kind, unique="two")
    number = only_case(conn)["id"]
    assert copies(conn) == [(number, 1, outbox.STAFF), (number, 2, outbox.STAFF)]
    assert read(guest) == ["guest.before_opening"] * 2
    assert read(Walker(conn, guest.house, PETER, "Péter")) == ["alert.guest_waits_in_group"]


def test_a_picture_of_danger_is_passed_on_as_an_alarm(conn: Connection, guest: Walker) -> None:
    heard = Heard("en", "sensitive", risk="fire")
    guest.sends("photo", text="There is a fire", heard=heard, unique="one")
    assert copies(conn) == [(only_case(conn)["id"], 1, outbox.ALARM)]
    assert read(guest) == ["emergency.before_opening"]


def test_the_number_of_an_early_guest_is_kept_for_one_colleague(conn: Connection, guest: Walker) -> None:
    guest.sends("contact", phone="+36301234567")
    someone = people.guest(conn, guest.house, guest.user)
    assert someone
    assert numbers.of(conn, guest.house, someone) == "+36301234567"
    assert read(guest) == ["guest.number_kept"]
    in_topic = screens(conn, case_id=only_case(conn)["id"])
    assert [key for said in in_topic for key in keys(said)] == ["card.number_left"]
    assert not copies(conn)
    assert "36301234567" not in str(conn.execute(select(letters.c.content)).all())


def test_an_album_is_answered_once(conn: Connection, guest: Walker) -> None:
    for _ in range(3):
        guest.sends("photo", album="9")
    only_case(conn)
    assert read(guest) == ["guest.before_opening"]


def test_a_correction_stands_under_what_it_corrects(conn: Connection, guest: Walker) -> None:
    guest.writes("When is breakfast")
    guest.step -= 1
    guest.sends("text", text="When is breakfast served?", edited=True)
    assert only_case(conn)["words"] == "When is breakfast served?"
    assert read(guest) == ["guest.before_opening"]


def test_a_place_that_moves_is_passed_on_once(conn: Connection, guest: Walker) -> None:
    guest.sends("location")
    for _ in range(3):
        guest.step -= 1
        guest.sends("location", edited=True)
    assert len(copies(conn)) == 1
    assert read(guest) == ["guest.before_opening"]


@pytest.mark.parametrize("more", [None, "photo", "contact"])
def test_an_answer_is_enough_only_for_who_sent_nothing_else(
    conn: Connection, guest: Walker, more: str | None
) -> None:
    guest.writes("When is breakfast?", Heard("en", "answer", (("breakfast", 0.99),)))
    if more:
        guest.sends(more, phone="+36301234567" if more == "contact" else None)
    state.keep(conn, guest.house, answers=ANSWERS)
    setup, owner = state.of(conn, guest.house), people.on_file(conn, guest.house, PETER)
    assert setup
    early.answer(conn, publishing.finish(conn, guest.house, setup, owner))
    assert ("guest.open_now" in read(guest)) is (more is not None)
