"""Where a chat stands: the one thing the desk waits for as the next free text. A row a chat, no memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.schema import dialogues

FORGET_AFTER = timedelta(minutes=30)  # later a text is a new question again
READ = "_read"  # beside what a screen keeps itself

_HERE = (dialogues.c.property_id == bindparam("p"), dialogues.c.chat_id == bindparam("c"))
_GET = select(dialogues.c.screen, dialogues.c.data, dialogues.c.updated_at).where(*_HERE)
_DROP = delete(dialogues).where(*_HERE)
_PUT = insert(dialogues)
_KEEP = update(dialogues).where(*_HERE)
_OLD = delete(dialogues).where(
    dialogues.c.property_id == bindparam("p"), dialogues.c.updated_at < bindparam("since", type_=Moment)
)


@dataclass(frozen=True)
class Waiting:
    """`screen` names what the next text is; `data` are the facts it needs.

    `read`: the message that the screen has read, and asks for the same once more.
    """

    screen: str
    data: Mapping[str, Any]
    since: datetime
    read: int | None = None

    def mended_by(self, message: int | None) -> bool:
        """Whether a correction of this message is for the screen."""
        return message is not None and message == self.read


def waiting(conn: Connection, house: House, chat_id: int) -> Waiting | None:
    """What this chat's next text answers, if it was asked within the last half hour."""
    row = conn.execute(_GET, {"p": house.id, "c": chat_id}).first()
    if row is None or house.now - row.updated_at > FORGET_AFTER:
        return None
    data = dict(row.data)
    read = data.pop(READ, None)
    return Waiting(row.screen, data, row.updated_at, read)


def wait_for(conn: Connection, house: House, chat_id: int, screen: str, **data: Any) -> None:
    done(conn, house, chat_id)
    values = {"property_id": house.id, "chat_id": chat_id, "screen": screen, "data": data}
    conn.execute(_PUT, values | {"updated_at": house.now})


def asked_again(
    conn: Connection, house: House, chat_id: int, before: Waiting | None, message: int | None
) -> None:
    """A message was read, and what waited `before` waits on: who mends that message means this screen."""
    now = waiting(conn, house, chat_id)
    if now and before and (now.screen, now.data) == (before.screen, before.data):
        values = {"data": {**now.data, READ: message}}
        conn.execute(_KEEP.values(**values), {"p": house.id, "c": chat_id})


def forget(conn: Connection, house: House) -> None:
    """What nobody waits for any more: it may say who comes with a guest."""
    conn.execute(_OLD, {"p": house.id, "since": house.now - FORGET_AFTER})


def answered(conn: Connection, house: House, chat_id: int, screen: str) -> None:
    """This was asked, and somebody else has answered it; whatever else is waited for still is."""
    conn.execute(_DROP.where(dialogues.c.screen == screen), {"p": house.id, "c": chat_id})


def done(conn: Connection, house: House, chat_id: int) -> None:
    conn.execute(_DROP, {"p": house.id, "c": chat_id})
