"""What comes again, or too late, does nothing more: updates, presses, buttons of another month or chat."""

from __future__ import annotations

import ast
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import inbox, mail, outbox, people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.problems import NotForYou
from bot.say import choice, say, text
from bot.schema import bookings, letters
from bot.schema import inbox as inbox_rows
from bot.tg import incoming, webhook
from tests.desk.booking.cast import start_at
from tests.desk.cases.cast import delivered

ROOT = Path(__file__).parents[2]
SECRET = ("secret", "password", "signature", ".hash", "pin_hash")


def test_the_same_update_is_kept_once_however_often_it_comes(conn: Connection, house: House) -> None:
    """Whoever replays what Telegram sent, by the webhook or the poll, is answered and ignored."""
    people.ensure_property(conn, house.id)
    rng, first = random.Random(214), 0
    for _ in range(30):
        raw = {"update_id": rng.randrange(10), "message": {"chat": {"id": 5}, "text": "hi"}}
        first += len(inbox.store(conn, house.id, [incoming.arrival(raw)] * rng.randint(1, 3), now=house.now))
    kept = conn.execute(select(func.count()).select_from(inbox_rows)).scalar_one()
    assert first == kept == 10


def booked(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(bookings)).scalar_one())


def button(conn: Connection, house: House, chat: int, act: str, **facts: Any) -> str:
    outbox.send(conn, house, chat, say(text("guest.home"), choices=[choice("?", act, **facts)]))
    token = conn.execute(select(letters.c.token).order_by(letters.c.id.desc()).limit(1)).scalar()
    return f"{token}:0"


def press(conn: Connection, house: House, chat: int, data: str, message: int = 5) -> None:
    front.press(
        conn,
        house,
        Asked(chat, abs(chat), "Max", "press", chat > 0, message_id=message, query_id="q", data=data),
    )


def holds(conn: Connection, house: House, chat: int = 1001) -> str:
    start = start_at(house, 10).isoformat()
    facts = {"offer": "canoe", "option": "default", "start": start, "party": {"adults": 2, "ages": []}}
    return button(conn, house, chat, "hold", **facts)


def test_a_press_that_comes_again_books_nothing_more(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    data = holds(conn, house)
    for _ in range(5):
        press(conn, house, 1001, data)
    assert booked(conn) == 1


def test_a_button_that_was_forwarded_works_for_nobody(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    data = holds(conn, house)
    for chat in (1002, -100, -1001):
        with pytest.raises(NotForYou):
            press(conn, house, chat, data)
    assert booked(conn) == 0


def test_a_button_of_another_month_is_forgotten(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    data = holds(conn, house)
    delivered(conn)
    late = replace(house, now=house.now + mail.KEEP_FOR + timedelta(hours=1))
    mail.forget(conn, now=late.now)
    press(conn, late, 1001, data)
    assert booked(conn) == 0
    press(conn, house, 1001, holds(conn, house))  # the control: while it is kept it books
    assert booked(conn) == 1


@pytest.mark.parametrize(
    "data", ["x" * 64, "x" * 65, "й" * 33, "x" * 5000, "T" * 40 + ":0", ":" * 64, "", "\n"]
)
def test_whatever_length_it_has_it_does_nothing(conn: Connection, house: House, data: str) -> None:
    people.ensure_property(conn, house.id)
    with_nothing = outbox.pressed(conn, house, data)
    assert with_nothing is None


def test_a_token_has_ninety_six_bits_and_fits_with_its_index(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    made = {holds(conn, house) for _ in range(50)}
    assert len(made) == 50
    assert all(len(one.partition(":")[0]) == 16 and len(one.encode()) <= 64 for one in made)


def test_secrets_are_compared_in_constant_time() -> None:
    """`==` stops at the first letter that differs, and its time tells how many were right."""
    found = []
    for path in (ROOT / "bot").rglob("*.py"):
        words = path.read_text("utf-8")
        named = any(one in words for one in SECRET)
        for one in ast.walk(ast.parse(words)) if named else ():
            if isinstance(one, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in one.ops):
                sides = ast.unparse(one)
                if any(word in sides.lower() for word in SECRET):
                    found.append(f"{path.relative_to(ROOT)}: {sides}")
    ours = [one for one in found if ".c." not in one]  # of a column: the database looks up a hash
    assert [one for one in ours if "schema" not in one] == []
    assert "compare_digest" in Path(webhook.__file__).read_text("utf-8")


def test_a_button_of_another_hotel_on_the_same_database_does_nothing_here(
    conn: Connection, house: House
) -> None:
    """A guest of both has the same chat with both bots; their numbers of messages are alike as well."""
    other = replace(house, id="elsewhere")
    for one in (house, other):
        people.ensure_property(conn, one.id)
    data = holds(conn, other)
    press(conn, house, 1001, data)
    assert booked(conn) == 0
    press(conn, other, 1001, data)  # the control: there it does
    assert booked(conn) == 1
    delivered(conn)
    assert outbox.sent_as(conn, house, 1001, 5) is None
