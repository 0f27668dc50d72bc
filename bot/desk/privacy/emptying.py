"""How each table loses what it holds of a guest: whole rows, or only what tells of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from bot.db import Connection
from bot.desk.outbox import NOWHERE
from bot.desk.privacy.walk import Person
from bot.schema import case_events, cases, letters, loss_reviews, proposals, stay_imports, stays
from bot.schema.privacy import OF_GUESTS

NAMELESS = "—"
UNDECIDED = ("proposed", "rejected", "withdrawn")
Where = ColumnElement[bool]


def empty(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """How many rows."""
    if table is letters:  # one that is being sent goes when it has arrived (`erase.rest`)
        where = where & (letters.c.state != "sending")
    if OF_GUESTS[table.name].erasing == "row":
        return conn.execute(delete(table).where(where)).rowcount
    if special := SPECIAL.get(table.name):
        return special(conn, table, who, where)
    values = {name: _nothing(table, name) for name in OF_GUESTS[table.name].emptied}
    if not values:
        return 0
    return conn.execute(update(table).where(where).values(**values)).rowcount


def _nothing(table: Table, name: str) -> Any:
    column = table.c[name]
    if column.nullable:
        return None
    return {} if column.type.__visit_name__ == "JSON" else ""


def _guest(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """The row stays for what refers to it; it has no chat, no name and no room."""
    values = dict.fromkeys(OF_GUESTS["guests"].emptied)
    values |= {"chat_id": NOWHERE - who.guest_id, "name": NAMELESS, "verified": False}
    return conn.execute(update(table).where(where).values(**values)).rowcount


def _stay(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """Also what the lists said of it; one that is still running waits for its end."""
    over = list(
        conn.execute(
            select(stays.c.id).where(where, stays.c.state.not_in(("expected", "in_house")))
        ).scalars()
    )
    if over:
        forget_stays(conn, who.property_id, over)
    return len(over)


def forget_stays(conn: Connection, property_id: str, ids: list[int]) -> None:
    """Their names go, here and in the lists that brought them; the nights stay for the figures."""
    values = {name: _nothing(stays, name) for name in OF_GUESTS["stays"].emptied}
    conn.execute(
        update(stays).where(stays.c.property_id == property_id, stays.c.id.in_(ids)).values(**values)
    )
    lists = select(stay_imports.c.id, stay_imports.c.before).where(stay_imports.c.property_id == property_id)
    for row in conn.execute(lists).all():
        kept = [one for one in row.before if one.get("stay") not in ids]
        if len(kept) < len(row.before):
            conn.execute(update(stay_imports).where(stay_imports.c.id == row.id).values(before=kept))


def _events(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """The history stays whole: who did what and when. What was said is gone from it."""
    found = conn.execute(select(case_events.c.id, case_events.c.data).where(where)).all()
    told = [row for row in found if "words" in row.data]
    for row in told:
        data = {name: fact for name, fact in row.data.items() if name != "words"}
        conn.execute(update(case_events).where(case_events.c.id == row.id).values(data=data))
    return len(told)


def _case(conn: Connection, table: Table, who: Person, where: Where) -> int:
    gone = {"words": "", "title": None, "thread_id": None, "card_id": None}
    return conn.execute(update(cases).where(where).values(**gone)).rowcount


def _review(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """What was tapped counts on; what was written is gone."""
    found = conn.execute(select(loss_reviews.c.id, loss_reviews.c.answers).where(where)).all()
    for row in found:
        answers = {name: _tapped(one) for name, one in row.answers.items()}
        conn.execute(update(loss_reviews).where(loss_reviews.c.id == row.id).values(answers=answers))
    return len(found)


def _tapped(answer: Any) -> Any:
    if not isinstance(answer, dict):
        return answer
    return {name: fact for name, fact in answer.items() if name != "words"}


def _proposal(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """What became the hotel's own answer stays, and leads to nobody; the rest was a guest's question."""
    gone = conn.execute(delete(proposals).where(where, proposals.c.state.in_(UNDECIDED))).rowcount
    kept = conn.execute(update(proposals).where(where).values(case_id=None, asked=None)).rowcount
    return gone + kept


def _sold(conn: Connection, table: Table, who: Person, where: Where) -> int:
    """The money, the places and the ages stay. The request named the chat; no two may be the same."""
    rows = list(conn.execute(select(table.c.id).where(where)).scalars())
    for number in rows:
        values: dict[str, Any] = {"request": f"erased:{number}"}
        values |= {"wish": None} if "wish" in table.c else {}
        conn.execute(update(table).where(table.c.id == number).values(**values))
    return len(rows)


SPECIAL: Mapping[str, Callable[[Connection, Table, Person, Where], int]] = {
    "guests": _guest,
    "stays": _stay,
    "case_events": _events,
    "cases": _case,
    "loss_reviews": _review,
    "proposals": _proposal,
    "bookings": _sold,
    "bundles": _sold,
}
