"""The groups in which staff work: one for all, and one of its own for a department that wants it."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, or_, select, update

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.house import House
from bot.schema import letters, staff_groups

_OURS = staff_groups.c.property_id == bindparam("p")
_BOUND = select(staff_groups.c.department, staff_groups.c.chat_id).where(_OURS)
_HERE = (
    select(staff_groups.c.department)
    .where(_OURS, staff_groups.c.chat_id == bindparam("c"))
    .order_by(staff_groups.c.department)
)
_BIND = insert(staff_groups)
_FREE = delete(staff_groups).where(_OURS, staff_groups.c.department == bindparam("d"))
_LEAVE = delete(staff_groups).where(_OURS, staff_groups.c.chat_id == bindparam("c"))
_TO_ALL = (
    update(letters)
    .where(letters.c.property_id == bindparam("p"), letters.c.chat_id == bindparam("c"))
    .where(letters.c.case_id.is_not(None), letters.c.state.in_(("new", "sending")))
    .values(chat_id=None, state="new", not_before=None)
)
_TO_THEIRS = (
    update(letters)
    .where(letters.c.property_id == bindparam("p"), letters.c.case_id.is_not(None))
    .where(or_(letters.c.chat_id.is_(None), letters.c.chat_id == bindparam("before")))
    .where(letters.c.state.in_(("new", "sending")))
    .values(chat_id=outbox.own_group(letters.c.case_id).scalar_subquery())
)


def is_ours(conn: Connection, house: House, chat_id: int) -> bool:
    """Whether staff work there."""
    return chat_id == people.staff_chat(conn, house.id) or bool(departments(conn, house, chat_id))


def departments(conn: Connection, house: House, chat_id: int) -> list[str]:
    """Those whose own group this is."""
    return [str(one) for (one,) in conn.execute(_HERE, {"p": house.id, "c": chat_id}).all()]


def bound(conn: Connection, house: House) -> dict[str, int]:
    """Every department with a group of its own, and which."""
    return {str(name): int(chat) for name, chat in conn.execute(_BOUND, {"p": house.id}).all()}


def bind(conn: Connection, house: House, department: str, chat_id: int, by: int) -> None:
    """From now on the cases of this department are worked there; what is on its way goes there too."""
    before = bound(conn, house).get(department)
    conn.execute(_FREE, {"p": house.id, "d": department})
    facts = {"property_id": house.id, "department": department, "chat_id": chat_id}
    conn.execute(_BIND, facts | {"bound_by": by, "bound_at": house.now})
    conn.execute(_TO_THEIRS, {"p": house.id, "before": before})


def leave(conn: Connection, house: House, chat_id: int) -> list[str]:
    """No department works there any more: their cases, and what waits for them, go to the staff group."""
    gone = departments(conn, house, chat_id)
    conn.execute(_LEAVE, {"p": house.id, "c": chat_id})
    if gone:
        conn.execute(_TO_ALL, {"p": house.id, "c": chat_id})
    return gone


def moved(conn: Connection, property_id: str, old: int, new: int) -> bool:
    """Telegram has given a department's group a new id; False when it is none."""
    mine = staff_groups.c.property_id == property_id, staff_groups.c.chat_id == old
    return conn.execute(update(staff_groups).where(*mine).values(chat_id=new)).rowcount > 0
