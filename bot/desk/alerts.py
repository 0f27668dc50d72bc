"""Tell the owners that something needs them, in private: an event once an hour; what lasts at its beginning,
at most hourly while it lasts, and when it is well again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.house import House
from bot.say import At, Choice, Span, Text, Value, choice, pack, pack_say, say, text, unpack
from bot.schema import letters, troubles
from bot.schema import timers as timer_rows

QUIET = 60  # minutes
AN_HOUR = timedelta(minutes=QUIET)
# How the owners read that it is over; the kinds are told in this order.
OVER: Mapping[str, str] = {
    "deaf": "alert.deaf_over",
    "database": "alert.database_over",
    "clocks": "alert.clocks_over",
    "unread": "alert.unread_over",
    "letters": "alert.letters_over",
    "group": "alert.group_over",
    "rights": "alert.rights_over",
    "duty": "alert.duty_over",
    "disk": "alert.disk_over",
    "skew": "alert.skew_over",
    "backup": "alert.backup_over",
}
# What nobody mends within the hour is not said every hour.
AGAIN = {
    "duty": timedelta(hours=3),
    "disk": timedelta(hours=6),
    "skew": timedelta(hours=6),
    "backup": timedelta(hours=24),
}
LOOK = choice(text("button.alert_look"), "m_alert_look")

_MINE = troubles.c.property_id == bindparam("p"), troubles.c.kind == bindparam("k")
_GET = select(troubles).where(*_MINE)
_OPEN = select(troubles).where(troubles.c.property_id == bindparam("p"), troubles.c.open.is_(True))
_DROP = delete(troubles).where(*_MINE)
_PUT = insert(troubles)
_RECALL = (
    update(letters)
    .where(letters.c.id.in_(bindparam("ids", expanding=True)), letters.c.state == "new")
    .values(state="dropped", error="newer words follow")
)
_END = update(troubles).where(*_MINE).values(open=False, told=False)


@dataclass(frozen=True)
class Trouble:
    """What is not well, since when, and in which words."""

    kind: str
    since: datetime
    said: Text


def tell_owners(conn: Connection, house: House, key: str, **params: Value) -> bool:
    """An event. True when it was said now; False when it was said within the hour."""
    known = select(timer_rows.c.id).where(
        timer_rows.c.property_id == house.id, timer_rows.c.kind == "quiet", timer_rows.c.ref == key
    )
    if conn.execute(known).first():
        return False
    timers.start(conn, house, "quiet", key, house.later(QUIET))
    _to_owners(conn, house, text(key, **params))
    return True


def begin(
    conn: Connection,
    house: House,
    kind: str,
    said: Text,
    *,
    since: datetime | None = None,
    told_at: datetime | None = None,
    ways: Sequence[Choice] = (LOOK,),
) -> bool:
    """It is not well, or still is not. True when the owners are told now.

    `told_at`: they have been told by another way. A spell so soon after another says nothing of itself.
    """
    row = _row(conn, house, kind) or {"open": False, "told_at": None, "letters": None, "told": False}
    goes_on = bool(row["open"])
    begun = row["since"] if goes_on else since or house.now
    last = max(filter(None, (row["told_at"], told_at)), default=None)
    facts = {"since": begun, "open": True, "said": pack(said), "told_at": last, "letters": row["letters"]}
    now = last is None or abs(house.now - last) >= AGAIN.get(kind, AN_HOUR)
    if now:
        _recall(conn, row["letters"])
        still = text("alert.still", since=At(begun, "stamp")) if row["told"] else None
        facts |= {"told_at": house.now, "letters": _to_owners(conn, house, said, still, ways=ways)}
    told = now or told_at is not None or (goes_on and bool(row["told"]))
    _put(conn, house, kind, **facts, told=told)
    return now


def end(conn: Connection, house: House, kind: str, over: Text | None = None) -> bool:
    """It is well again. True when the owners are told: they are if they knew."""
    row = _row(conn, house, kind)
    if row is None or not row["open"]:
        return False
    if row["told"]:
        _recall(conn, row["letters"])
        _to_owners(conn, house, over or text(OVER[kind], lasted=lasted(house.now - row["since"])))
    conn.execute(_END, {"p": house.id, "k": kind})
    return bool(row["told"])


def lasted(length: timedelta) -> Span:
    return Span(max(1, round(length / timedelta(minutes=1))))


def told(conn: Connection, house: House, said: Text) -> None:
    """Once, whatever was said before."""
    _to_owners(conn, house, said)


def open_troubles(conn: Connection, house: House) -> list[Trouble]:
    """What is not well at this moment, what hurts guests most first."""
    order = {kind: place for place, kind in enumerate(OVER)}
    rows = conn.execute(_OPEN, {"p": house.id}).mappings().all()
    found = [Trouble(row["kind"], row["since"], _said(row["said"])) for row in rows]
    return sorted(found, key=lambda one: order.get(one.kind, len(order)))


def is_open(conn: Connection, house: House, kind: str) -> datetime | None:
    """Since when."""
    row = _row(conn, house, kind)
    return row["since"] if row and row["open"] else None


def heard(conn: Connection, house: House) -> datetime | None:
    """When Telegram was last heard, as far as it was noted."""
    row = _row(conn, house, "heard")
    return row["since"] if row else None


def note_heard(conn: Connection, house: House, at: datetime) -> None:
    _put(conn, house, "heard", since=at)


def _said(raw: Any) -> Text:
    found = unpack(raw)
    assert isinstance(found, Text)  # noqa: S101  # as `begin` packed it
    return found


def _row(conn: Connection, house: House, kind: str) -> Mapping[str, Any] | None:
    row = conn.execute(_GET, {"p": house.id, "k": kind}).mappings().first()
    return dict(row) if row else None


def _put(conn: Connection, house: House, kind: str, **facts: Any) -> None:
    blank = {"open": False, "said": None, "told_at": None, "told": False, "letters": None}
    conn.execute(_DROP, {"p": house.id, "k": kind})
    conn.execute(_PUT, {"property_id": house.id, "kind": kind, **blank, **facts})


def _recall(conn: Connection, numbers: Sequence[int] | None) -> None:
    """What still waits is out of date: the newest words come, not all of a bad night at once."""
    if numbers:
        conn.execute(_RECALL, {"ids": list(numbers)})


def _to_owners(conn: Connection, house: House, *body: Value | None, ways: Sequence[Choice] = ()) -> list[int]:
    content = {"say": pack_say(say(*body, choices=ways))}
    return [_to(conn, house, one.user_id, content, buttons=bool(ways)) for one in people.owners(conn, house)]


def _to(conn: Connection, house: House, user_id: int, content: dict[str, Any], *, buttons: bool) -> int:
    token = secrets.token_urlsafe(12) if buttons else None
    where = {"chat_id": user_id, "case_id": None, "lane": outbox.ALARM, "token": token}
    return outbox.numbered(conn, house, "send", content, **where)
