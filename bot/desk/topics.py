"""The topic of a case in the staff group: how a colleague's own phone comes to it, and whose it is."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from bot.db import Connection
from bot.desk import outbox
from bot.desk.house import House
from bot.say import Choice, pack_say, say, text, unpack_say
from bot.schema import cases, letters, staff

SUPERGROUP = "-100"  # begins the id of every group that has topics; without it the id stands in links
REF = re.compile(r"C-[2-9A-Z]{4}$")  # ends every topic's name

CLAIM = "claim"  # the act of whoever takes a case

_OWNER = select(cases.c.owner).where(cases.c.id == bindparam("b"))
_THREAD = select(cases.c.thread_id, cases.c.thread_chat).where(cases.c.id == bindparam("b"))
_WITHOUT = select(cases.c.id).where(
    cases.c.property_id == bindparam("p"), cases.c.ref == bindparam("r"), cases.c.thread_id.is_(None)
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


def without(conn: Connection, house: House, name: str) -> int | None:
    """The case that a topic of this name belongs to, while it has none."""
    ref = REF.search(name)
    found: int | None = conn.execute(_WITHOUT, {"p": house.id, "r": ref[0] if ref else ""}).scalar()
    return found
