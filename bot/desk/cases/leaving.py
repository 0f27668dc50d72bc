"""A colleague who is one no longer: what they had goes back to the queue, and nothing more reaches them."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import mail, people
from bot.desk.cases import case, returning
from bot.desk.cases.states import OPEN
from bot.desk.house import House
from bot.schema import cases

_THEIRS = (
    select(cases.c.id)
    .where(cases.c.property_id == bindparam("p"), cases.c.owner == bindparam("u"))
    .where(cases.c.status.in_(OPEN))
    .order_by(cases.c.id)
)


def leave(conn: Connection, house: House, user_id: int) -> bool:
    """Authority ends at once, whoever ended it. True if they had any."""
    if not people.gone(conn, house, user_id):
        return False
    mail.drop_for(conn, house.id, user_id, "no longer staff")
    for number in conn.execute(_THEIRS, {"p": house.id, "u": user_id}).scalars().all():
        mine = case.by_id(conn, house, number)
        case.note(conn, house, mine, "owner_left", "desk", user=user_id)
        returning.to_queue(conn, house, mine)
    return True
