"""Whose phone rang for a case that has been answered by now: it says so, and nobody gets up for nothing."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, topics
from bot.desk.cases import cards
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.say import Say, Text, say, unpack_say


def answered(conn: Connection, house: House, before: Case, now: Case) -> None:
    """The newest call on each phone shows how the case stands, without the button that would take it.

    Whoever has it read so when they took it.
    """
    if not before.untaken or now.untaken:
        return
    newest = {row["chat_id"]: row for row in topics.told(conn, house, now.id) if topics.calls(row["content"])}
    for chat_id, row in newest.items():
        if chat_id != now.owner:
            shown = _without_claim(unpack_say(row["content"]["say"]), cards.status_line(conn, house, now))
            outbox.edit(conn, house, chat_id, row["message_id"], shown, topic_of=now.id)


def _without_claim(called: Say, status: Text) -> Say:
    return say(*called.body, status, choices=[one for one in called.choices if one.act != topics.CLAIM])
