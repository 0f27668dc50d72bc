"""A discount code in the booking flow: typed, or tapped where the hotel gave it to this guest."""

from __future__ import annotations

from collections.abc import Mapping

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import gift, shown
from bot.desk.booking.gift import Gift
from bot.desk.house import House
from bot.desk.menu import choosing, needs
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.say import Choice, say, text

WORDS = 3  # a code may be written in groups; more words than that say something else
SHORTEST = 4
EXAMPLE = "7F3K2-9MXQA"


def ask_for(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, "code", **facts)
    nod(conn, house, asked)
    back = Choice(text("button.back"), "book", facts)
    reply(conn, house, asked, say(text("code.ask", example=EXAMPLE), choices=[back, PERSON]))


def read(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The code that was asked for; the screen goes on waiting for a better one. Other words go on."""
    words = asked.text or ""
    if not _like_a_code(words):
        return False
    found = shown.find(conn, needs.ask_of(conn, house, facts), guest, words)
    if isinstance(found, Gift):
        dialogues.done(conn, house, asked.chat_id)
        choosing.book(conn, house, asked, guest, {**facts, "gift": found.ref})
    else:
        reply(conn, house, asked, found.say())
    return True


def _like_a_code(words: str) -> bool:
    letters = gift.spelled(words)
    return len(words.split()) <= WORDS and SHORTEST <= len(letters) <= shown.LONGEST


GUEST_ACTS: Mapping[str, GuestAct] = {"code": ask_for}
