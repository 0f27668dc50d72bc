"""The pictures of an album come one by one; the question about them is one message that grows."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.db import Connection
from bot.desk import outbox
from bot.desk.house import House
from bot.say import Say, pack_say
from bot.schema import letters

_LAST = (
    select(letters.c.id, letters.c.state, letters.c.method, letters.c.message_id, letters.c.content)
    .where(letters.c.property_id == bindparam("p"), letters.c.chat_id == bindparam("c"))
    .where(letters.c.method.in_(("send", "edit")))
    .order_by(letters.c.id.desc())
    .limit(1)
)
_GROW = (
    update(letters)
    .where(letters.c.id == bindparam("i"), letters.c.state == "new")
    .values(content=bindparam("grown"))
)
ABOUT = "manage.photo"  # the beginning of what may grow


def over_last(conn: Connection, house: House, chat_id: int, said: Say) -> bool:
    """In place of the last message, if that was the same question; False: it is to be sent anew."""
    last = conn.execute(_LAST, {"p": house.id, "c": chat_id}).mappings().first()
    if last is None or not _asks_the_same(last["content"]):
        return False
    if last["state"] == "new":
        grown = {**last["content"], "say": pack_say(said)}
        return conn.execute(_GROW, {"i": last["id"], "grown": grown}).rowcount == 1
    message = last["message_id"] or last["content"].get("message_id")
    if last["state"] != "sent" or not message:
        return False
    outbox.edit(conn, house, chat_id, message, said)
    return True


def _asks_the_same(content: dict[str, object]) -> bool:
    said = content.get("say")
    body = said.get("body") if isinstance(said, dict) else None
    first = body[0] if isinstance(body, list) and body else None
    return isinstance(first, dict) and str(first.get("text", "")).startswith(ABOUT)
