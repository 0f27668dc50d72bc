"""Guests with a trouble, colleagues on duty, and the letters that came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.db import Connection
from bot.desk import chores, people, timers
from bot.desk.cases import case, opening
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague, Guest, Role
from bot.say import Join, Say, Text, Value, unpack_say
from bot.schema import case_events, letters, staff

DANA, ERLAN, MADINA = 2001, 2002, 3001

NO_CLOCKS = (
    "quiet",
    "follow_up",
    "unanswered",
    "loss_ask",
    "loss_remind",
    "silent_guest",
    "fresh_owner",
    "look_in",
    "shift_ends",
)


def guest(conn: Connection, house: House, chat_id: int = 1001, name: str = "Aygün") -> Guest:
    return people.welcome(conn, house, chat_id, name=name, language="az")[0]


def hire(
    conn: Connection, house: House, user: int, name: str, role: Role, department: str | None
) -> Colleague:
    people.appoint(conn, house, user, name=name, language="en", role=role)
    conn.execute(update(staff).where(staff.c.user_id == user).values(department=department))
    return people.on_file(conn, house, user)


def team(conn: Connection, house: House) -> tuple[Colleague, Colleague, Colleague]:
    """Dana at reception, Erlan of the activities, Madina the owner."""
    return (
        hire(conn, house, DANA, "Dana", "reception", "reception"),
        hire(conn, house, ERLAN, "Erlan", "department", "activities"),
        hire(conn, house, MADINA, "Madina", "owner", "duty"),
    )


def complaint(
    conn: Connection, house: House, about: str = "dirty_room", someone: Guest | None = None
) -> Case:
    who = someone or guest(conn, house)
    return opening.open_case(conn, house, who, kind="complaint", words="It is dirty", category=about)


def later(house: House, **by: float) -> House:
    return replace(house, now=house.now + timedelta(**by))


def fire(conn: Connection, house: House) -> int:
    """The chores of this moment, until none is due; how many clocks were among them."""
    taken = 0
    while found := timers.due(conn, house):
        taken += sum(chores.fire(conn, house, one) and one.kind not in NO_CLOCKS for one in found)
    return taken


def again(conn: Connection, house: House, known: Case) -> Case:
    return case.by_id(conn, house, known.id)


def delivered(conn: Connection) -> None:
    """Telegram has taken all that was written."""
    conn.execute(update(letters).values(state="sent"))


def clocks_of(conn: Connection, house: House, known: Case) -> dict[str, Any]:
    """The running clocks of a case and when they are due."""
    far = later(house, days=3650)
    found = timers.due(conn, far, most=1000)
    return {one.kind: one.due_at for one in found if one.ref == str(known.id) and one.kind not in NO_CLOCKS}


def history(conn: Connection, known: Case) -> list[str]:
    query = select(case_events.c.kind).where(case_events.c.case_id == known.id).order_by(case_events.c.id)
    return list(conn.execute(query).scalars())


def screens(conn: Connection, *, chat_id: int | None = None, case_id: int | None = None) -> list[Say]:
    """What was said to a person, or in a case's topic; cards are left out."""
    query = select(letters.c.content).where(letters.c.method == "send").order_by(letters.c.id)
    query = query.where(letters.c.chat_id == chat_id if chat_id else letters.c.chat_id.is_(None))
    query = query.where(letters.c.case_id == case_id) if case_id else query
    return [unpack_say(content["say"]) for content in conn.execute(query).scalars()]


def keys(said: Say) -> list[str]:
    return [one.key for part in said.body for one in texts(part)]


def texts(value: Value) -> Iterator[Text]:
    match value:
        case Text(_, params):
            yield value
            for one in params.values():
                yield from texts(one)
        case Join(parts):
            for one in parts:
                yield from texts(one)


def first(said: Say) -> Text:
    return next(one for part in said.body for one in texts(part))
