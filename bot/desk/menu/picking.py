"""The topic that a guest picks: where we asked back which it is, or under another answer."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod
from bot.desk.house import House
from bot.desk.menu import answering, asking
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.desk.problems import OldButton
from bot.desk.reports import question_log


def show_entry(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A topic of ours. What we asked back about and cannot tell any more, a person answers."""
    nod(conn, house, asked)
    words = asking.asked_back(conn, house, asked)
    if words is not None:  # that question is settled; the next may be asked back again
        dialogues.done(conn, house, asked.chat_id)
    question = replace(asked, text=words or facts.get("question"))
    known = answering.known(conn, house, question, guest, facts["entry"])
    outcome: question_log.ByTap = "again" if words is None else "chosen" if known else "called"
    question_log.tapped(conn, house, guest, outcome, topic=facts["entry"])
    if not known:
        if words is None:
            raise OldButton
        written = replace(question, kind="text", message_id=None, query_id=None)
        asking.unknown(conn, house, written, guest)
