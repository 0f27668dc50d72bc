"""The topic of a case in the staff group: how a colleague's own phone comes to it, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, literal_column, or_, select

from bot.db import Connection
from bot.desk import outbox
from bot.desk.house import House
from bot.say import Choice, pack_say, say, text, unpack_say
from bot.schema import case_events, cases, letters, staff

SUPERGROUP = "-100"  # begins the id of every group that has topics; without it the id stands in links
REF = re.compile(r"C-[2-9A-Z]{4}$")  # ends every topic's name

CLAIM = "claim"  # the act of whoever takes a case
LEFT = "topic_left"  # of a case's history: it goes on in another topic; "topic" is where it was

_OWNER = select(cases.c.owner).where(cases.c.id == bindparam("b"))
_THREAD = select(cases.c.ref, cases.c.thread_id, cases.c.thread_chat).where(cases.c.id == bindparam("b"))
_POST, _EVENT = insert(letters), insert(case_events)
_STILL = select(cases.c.id).where(
    cases.c.property_id == bindparam("p"),
    cases.c.thread_chat == bindparam("c"),
    cases.c.thread_id == bindparam("n"),
)
_LEFT = (
    select(case_events.c.case_id)
    .where(case_events.c.property_id == bindparam("p"))
    .where(case_events.c.kind == literal_column(f"'{LEFT}'"))  # spelt out, or SQLite does not take the index
    .where(case_events.c.data["topic"].as_string() == bindparam("t"))
    .order_by(case_events.c.id.desc())
    .limit(1)
)
_NAMED = select(cases.c.id).where(
    cases.c.property_id == bindparam("p"),
    cases.c.ref == bindparam("r"),
    or_(cases.c.thread_id.is_(None), cases.c.thread_chat == bindparam("c")),
)
_PHONES = select(staff.c.user_id).where(staff.c.property_id == bindparam("p"), staff.c.state == "active")
_TOLD = (
    select(letters)
    .where(
        letters.c.property_id == bindparam("p"),
        letters.c.chat_id.in_(bindparam("chats", expanding=True)),
        letters.c.method == "send",
        letters.c.message_id.is_not(None),
        letters.c.created_at
        >= select(cases.c.opened_at).where(cases.c.id == bindparam("b")).scalar_subquery(),
    )
    .order_by(letters.c.id)
)


def with_way(conn: Connection, content: dict[str, Any], group: int | None) -> dict[str, Any]:
    """What is said about a case to one person, with a button that opens its topic, if there is one."""
    number = content.get("topic_of")
    found = conn.execute(_THREAD, {"b": number}).first() if number is not None else None
    thread, group = (found.thread_id, found.thread_chat or group) if found else (None, group)
    if thread is None or not str(group).startswith(SUPERGROUP):
        return content
    said = unpack_say(content["say"])
    way = Choice(
        text("button.open_topic"), CLAIM, {"case": number}, url=f"https://t.me/c/{str(group)[4:]}/{thread}"
    )
    shown = say(*said.body, choices=[*said.choices, way], lasting=said.lasting)
    return {**content, "say": pack_say(shown), "shows_topic": True}


def show(conn: Connection, house: House, case_id: int, *, letter: int | None = None) -> None:
    """Whoever was told of the case before it had a topic gets the button now; `letter`: only under that.

    A call that a colleague has answered meanwhile says so already, and stays as it is; so does a private
    card of who has the case no longer.
    """
    owner = conn.execute(_OWNER, {"b": case_id}).scalar()
    for row in told(conn, house, case_id):
        theirs = row["content"].get("private") or (owner is not None and calls(row["content"]))
        over = theirs and owner != row["chat_id"]
        if letter in (None, row["id"]) and not over:
            said = unpack_say(row["content"]["say"])
            outbox.edit(conn, house, row["chat_id"], row["message_id"], said, topic_of=case_id)


def told(conn: Connection, house: House, case_id: int) -> list[RowMapping]:
    """What colleagues' own phones have been told about the case since it was opened, oldest first."""
    chats = list(conn.execute(_PHONES, {"p": house.id}).scalars())
    found = conn.execute(_TOLD, {"p": house.id, "chats": chats, "b": case_id}).mappings()
    return [row for row in found if row["content"].get("topic_of") == case_id]


def calls(content: dict[str, Any]) -> bool:
    """Whether it asks somebody to take the case."""
    return any(one.act == CLAIM and one.url is None for one in unpack_say(content["say"]).choices)


def named(conn: Connection, house: House, name: str, chat_id: int | None) -> int | None:
    """The case that a topic of this name belongs to, while it has none or has another one in this group."""
    ref = REF.search(name)
    facts = {"p": house.id, "r": ref[0] if ref else "", "c": chat_id}
    found: int | None = conn.execute(_NAMED, facts).scalar()
    return found


def leave(conn: Connection, house: House, case_id: int, chat_id: int, thread_id: int) -> None:
    """Its case goes on elsewhere: whoever reads it is told once, and it is closed."""
    if conn.execute(_LEFT, {"p": house.id, "t": _place(chat_id, thread_id)}).scalar() is not None:
        return
    facts = {"property_id": house.id, "case_id": case_id, "at": house.now, "actor": "desk", "kind": LEFT}
    conn.execute(_EVENT, facts | {"data": {"topic": _place(chat_id, thread_id)}})
    say_left(conn, house, case_id, chat_id, thread_id)


def left(conn: Connection, house: House, chat_id: int, thread_id: int) -> int | None:
    """The case that went on from here to another topic, or will: where the group is no longer ours."""
    facts = {"p": house.id, "t": _place(chat_id, thread_id), "c": chat_id, "n": thread_id}
    found: int | None = conn.execute(_LEFT, facts).scalar() or conn.execute(_STILL, facts).scalar()
    return found


def say_left(conn: Connection, house: House, case_id: int, chat_id: int, thread_id: int) -> None:
    """Where to write: from another group nothing reaches the guest any more. A button leads there."""
    case = conn.execute(_THREAD, {"b": case_id}).one()
    here = (case.thread_chat, case.thread_id) == (chat_id, thread_id)
    about = {"thread": thread_id, **({} if here else {"topic_of": case_id})}
    double = case.thread_chat == chat_id and not here
    key = "staff.topic_twice" if double else "staff.topic_left"
    content = {"say": pack_say(say(text(key, ref=case.ref))), **about}
    facts = {"property_id": house.id, "chat_id": chat_id, "method": "leave", "content": content}
    conn.execute(_POST, facts | {"kind": "soft", "lane": outbox.STAFF, "created_at": house.now})


def place_left(data: Mapping[str, Any]) -> tuple[int, int]:
    """The group and the topic in it, of such an event of a case's history."""
    chat, _, thread = str(data["topic"]).partition("/")
    return int(chat), int(thread)


def _place(chat_id: int, thread_id: int) -> str:
    return f"{chat_id}/{thread_id}"
