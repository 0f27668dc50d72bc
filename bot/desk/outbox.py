"""Letters: what the desk owes to people. Posted in the same transaction as the effect that owes them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.say import Choice, Say, Text, pack, pack_say, unpack_say
from bot.schema import letters

DANGER, ALARM, REPLY, STAFF, SOFT = 0, 1, 2, 3, 4  # lanes; smaller goes first
FOR_DANGER = 4  # of the messages that the staff group may get in a minute: nothing else uses them up
NO_PHONE = -(2**53)  # at most this: a guest without a phone; outside of all that Telegram may use
Kind = Literal["critical", "soft", "idempotent"]

_POST = insert(letters)
_BY_TOKEN = select(letters).where(letters.c.token == bindparam("t"))
_BY_MESSAGE = select(letters).where(
    letters.c.chat_id == bindparam("c"), letters.c.message_id == bindparam("m")
)
_DROP_CARDS = (
    update(letters)
    .where(
        letters.c.property_id == bindparam("p"),
        letters.c.case_id == bindparam("b"),
        letters.c.method == "card",
        letters.c.state == "new",
    )
    .values(state="dropped")
)


@dataclass(frozen=True)
class Pressed:
    """A button of a letter we sent: to whom it was sent, and what it asks for."""

    chat_id: int | None
    case_id: int | None
    choice: Choice
    lasting: bool = False


def phoneless(chat_id: int) -> bool:
    """The "chat" of somebody for whom staff book: nothing can be sent there."""
    return chat_id <= NO_PHONE


def send(
    conn: Connection,
    house: House,
    chat_id: int | None,
    said: Say,
    *,
    kind: Kind = "critical",
    lane: int = REPLY,
    case_id: int | None = None,
    topic_of: int | None = None,
) -> None:
    """A new message. `chat_id` None: the staff group; with `case_id`: into that case's topic.

    `topic_of`: a case about which a colleague is written to; a button leads to its topic (`mail.show_topic`).
    """
    about = {} if topic_of is None else {"topic_of": topic_of}
    _post(
        conn,
        house,
        "send",
        {"say": pack_say(said), **about},
        chat_id=chat_id,
        kind=kind,
        lane=lane,
        case_id=case_id,
        buttons=bool(said.choices),
    )


def sheet(conn: Connection, house: House, chat_id: int, said: Say, card: dict[str, Any]) -> None:
    """A card to print. It is drawn at sending, and its code forgotten once it has arrived (`mail.sent`)."""
    content = {"say": pack_say(said), "card": card}
    _post(conn, house, "sheet", content, chat_id=chat_id, kind="critical", lane=STAFF)


def voucher(conn: Connection, house: House, chat_id: int, said: Say, drawn: dict[str, Any]) -> None:
    """A picture with a code, drawn at sending; the code is forgotten once it has arrived (`mail.sent`)."""
    content = {"say": pack_say(said), "voucher": drawn}
    kind: Kind = "critical"
    _post(conn, house, "voucher", content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def chart(
    conn: Connection,
    house: House,
    chat_id: int,
    said: Say,
    drawn: dict[str, Any],
    *,
    over: int | None = None,
) -> None:
    """A picture of figures with words under it, drawn at sending; `over` is an older one to put it over."""
    content = {"say": pack_say(said), "chart": drawn, "message_id": over}
    kind: Kind = "idempotent" if over else "critical"
    _post(conn, house, "chart", content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def edit(
    conn: Connection,
    house: House,
    chat_id: int,
    message_id: int,
    said: Say,
    *,
    on_photo: bool = False,
    topic_of: int | None = None,
) -> None:
    """Put `said` in place of a message of ours; if that is gone, send it anew. `topic_of`: as in `send`."""
    about = {} if topic_of is None else {"topic_of": topic_of}
    content = {"say": pack_say(said), "message_id": message_id, "on_photo": on_photo, **about}
    _post(
        conn,
        house,
        "edit",
        content,
        chat_id=chat_id,
        kind="idempotent",
        lane=REPLY,
        buttons=bool(said.choices),
    )


def answer(
    conn: Connection, house: House, query_id: str, said: Text | None = None, *, alert: bool = False
) -> None:
    """Answer a button press; worth nothing after a few seconds, so it never waits."""
    content = {"query_id": query_id, "text": pack(said) if said else None, "alert": alert}
    _post(conn, house, "answer", content, chat_id=None, kind="idempotent", lane=0)


def card(conn: Connection, house: House, case_id: int, said: Say, *, lane: int = STAFF) -> None:
    """The one card of a case: sent once, edited after; an unsent older state is dropped."""
    conn.execute(_DROP_CARDS, {"p": house.id, "b": case_id})
    _post(
        conn,
        house,
        "card",
        {"say": pack_say(said)},
        chat_id=None,
        case_id=case_id,
        kind="idempotent",
        lane=lane,
        buttons=True,
    )


def copy(
    conn: Connection,
    house: House,
    chat_id: int | None,
    *,
    source_chat: int,
    source_message: int,
    case_id: int | None = None,
    lane: int = REPLY,
    intro: Say | None = None,
) -> None:
    """Pass on a message as it is (photo, voice, file); `intro` goes before it."""
    content = {"from": source_chat, "message_id": source_message}
    if intro:
        send(conn, house, chat_id, intro, lane=lane, case_id=case_id)
    _post(conn, house, "copy", content, chat_id=chat_id, case_id=case_id, kind="critical", lane=lane)


def look(conn: Connection, house: House, chat_id: int, group: int) -> None:
    """Ask Telegram how things stand in a group; whoever reads `chat_id` sees what comes of it."""
    content = {"group": group}
    _post(conn, house, "look", content, chat_id=chat_id, kind="idempotent", lane=REPLY)


def title(
    conn: Connection, house: House, case_id: int, *, closed: bool = False, reopen: bool = False
) -> None:
    """Rename the topic after its case's state; close it with its case, open it again with it."""
    _post(
        conn,
        house,
        "title",
        {"closed": closed, "reopen": reopen},
        chat_id=None,
        case_id=case_id,
        kind="idempotent",
        lane=SOFT,
    )


def _post(
    conn: Connection,
    house: House,
    method: str,
    content: dict[str, Any],
    *,
    chat_id: int | None,
    kind: Kind,
    lane: int,
    case_id: int | None = None,
    buttons: bool = False,
) -> None:
    if chat_id is not None and phoneless(chat_id):
        return  # a guest without a phone: staff tell them
    conn.execute(
        _POST,
        {
            "property_id": house.id,
            "chat_id": chat_id,
            "case_id": case_id,
            "lane": lane,
            "kind": kind,
            "method": method,
            "content": content,
            "token": secrets.token_urlsafe(12) if buttons else None,
            "created_at": house.now,
        },
    )


def pressed(conn: Connection, data: str) -> Pressed | None:
    """What a button asks for, by its callback data; None when we never sent it or have forgotten it."""
    token, _, index = data.partition(":")
    row = conn.execute(_BY_TOKEN, {"t": token}).mappings().first()
    if row is None or not index.isdecimal():
        return None
    said = unpack_say(row["content"]["say"])
    if int(index) >= len(said.choices):
        return None
    return Pressed(row["chat_id"], row["case_id"], said.choices[int(index)], said.lasting)


def sent_as(conn: Connection, chat_id: int, message_id: int) -> dict[str, Any] | None:
    """The letter behind a message in a chat, for replies to it."""
    row = conn.execute(_BY_MESSAGE, {"c": chat_id, "m": message_id}).mappings().first()
    return dict(row) if row else None
