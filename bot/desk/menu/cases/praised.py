"""Praise that a guest writes: passed on to whom it is meant for, and the guest reads that it was."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.cases import praise
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import HOME
from bot.say import say, text

GLAD = ("praise", "thanks")
SURE = 0.5


def _glad(asked: Asked) -> str | None:
    """Praise or thanks, where it is surely one of them and no complaint beside it."""
    heard = asked.heard
    if heard is None or not heard.entries or heard.complaint >= SURE:
        return None
    name, sure = heard.entries[0]
    return name if name in GLAD and (heard.decision == "answer" or sure >= SURE) else None


def passed_on(
    conn: Connection, house: House, asked: Asked, guest: Guest, *, about: Case | None = None
) -> bool:
    """True when somebody was told: their name, and that they read it, is the answer.

    Praise counts as it is, thanks where somebody is named.
    """
    words, glad = asked.text or "", _glad(asked)
    if glad is None or (glad == "thanks" and not praise.has_name(conn, house, words)):
        return False
    told = praise.forward(conn, house, guest, words, about=about)
    if told:
        names = ", ".join(one.name for one in told)
        reply(conn, house, asked, say(text("praise.passed_on", person=names), choices=[HOME]))
    return bool(told)
