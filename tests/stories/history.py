"""What a desk has done, told so that two desks can be compared: rows and screens without what chance made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db import Connection
from bot.demo.telegram import Group, Person
from bot.schema import metadata
from tests.hotel import Hotel, plain

REFERENCE = re.compile(r"(?<![A-Z0-9])[BC]-[0-9A-Z]{3,5}\b")
DRAWN = ("token", "hash", "claim_hash", "request", "desk")
# Letters to two chats fly side by side, so Telegram may number their messages either way.
NUMBERED = ("message_id", "card_id", "thread_id", "update_id", "dedupe")
OURS = ("told", "turns", "posts")  # how the updates come and who works them, which is what differs


def rows(conn: Connection) -> dict[str, list[str]]:
    """Every row of every table as JSON."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name not in OURS:
            every = conn.execute(select(table)).mappings()
            found[table.name] = sorted(_line(table.name, row) for row in every)
    return found


def _line(table: str, row: Mapping[Any, Any]) -> str:
    kept = {name: value for name, value in row.items() if name not in (*DRAWN, *NUMBERED)}
    if table in ("letters", "inbox", "timers"):
        del kept["id"]
    if table == "letters":
        kept["content"] = {name: value for name, value in kept["content"].items() if name not in NUMBERED}
    if table == "inbox":
        kept |= {"chat": str(kept["chat"]).partition(":")[0], "raw": _deed(json.loads(str(kept["raw"])))}
    said = json.dumps(kept, default=str, ensure_ascii=False, sort_keys=True)
    return REFERENCE.sub("<ref>", said)


def _deed(update: dict[str, Any]) -> dict[str, Any]:
    """Who did what: without the screen it was done on, and the numbers that it had."""
    ((kind, body),) = ((name, value) for name, value in update.items() if name != "update_id")
    what = [name for name in body if name not in ("message_id", "date", "chat", "from", "id")]
    return {"kind": kind, "who": body["from"]["id"], "what": what, "text": body.get("text")}


def screens(hotel: Hotel) -> dict[str, list[str]]:
    """What stands in every chat: a person's in its order, the topics of the group side by side."""

    def shown(place: Person | Group) -> list[str]:
        return [REFERENCE.sub("<ref>", f"{plain(sent)} {sent.labels}") for sent in hotel.loopback.chat(place)]

    people = {one.first_name: shown(one) for one in hotel.people.values()}
    return people | {"the group": sorted(shown(hotel.group))}


async def history(hotel: Hotel) -> dict[str, list[str]]:
    """Both, once all is quiet."""
    assert hotel.running
    await hotel.settled()
    return await hotel.running.db.read(rows) | screens(hotel)
