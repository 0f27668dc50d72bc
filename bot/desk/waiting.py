"""What a case still has to tell its topic: made true where it waits, so that a storm does not grow.

A case has at most one card, one name and one line of each sort on its way, and each keeps its turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, case, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.schema import letters

NAME = "newest"  # of a sort of line, in its content

_WAITS = (
    select(letters.c.id, letters.c.content)
    .where(letters.c.property_id == bindparam("p"), letters.c.case_id == bindparam("b"))
    .where(letters.c.method == bindparam("m"), letters.c.state == "new")
    .order_by(letters.c.id)
)
_COMING = (
    select(letters.c.id)
    .where(letters.c.property_id == bindparam("p"), letters.c.case_id == bindparam("b"))
    .where(letters.c.method == "card", letters.c.state.in_(("new", "sending")))
    .limit(1)
)
_RENEW = (
    update(letters)
    .where(letters.c.id == bindparam("i"), letters.c.state == "new")
    .values(
        content=bindparam("said"),
        chat_id=bindparam("c"),
        lane=case((letters.c.lane < bindparam("l"), letters.c.lane), else_=bindparam("l")),
    )
)


def renewed(
    conn: Connection,
    house: House,
    method: str,
    content: Mapping[str, Any],
    *,
    case_id: int,
    lane: int,
    chat_id: int | None,
) -> bool:
    """Whether the same of this case was waiting; then that says it, as urgent as the more urgent of both."""
    found = waits(conn, house, method, case_id)
    same = [one for one in found if one["content"].get(NAME) == content.get(NAME)]
    if not same:
        return False
    facts = {"i": same[-1]["id"], "said": content, "c": chat_id, "l": lane}
    return conn.execute(_RENEW, facts).rowcount == 1


def waits(conn: Connection, house: House, method: str, case_id: int) -> Sequence[RowMapping]:
    return conn.execute(_WAITS, {"p": house.id, "b": case_id, "m": method}).mappings().all()


def card_comes(conn: Connection, house: House, case_id: int) -> bool:
    """Whether the case's card is on its way, so that nobody has read it as it is now."""
    return conn.execute(_COMING, {"p": house.id, "b": case_id}).first() is not None
