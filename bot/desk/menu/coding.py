"""A discount code in the booking flow: typed, or tapped where the hotel gave it to this guest."""

from __future__ import annotations

from collections.abc import Mapping

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import gift, package_code, parts, shown
from bot.desk.booking.gift import Gift
from bot.desk.house import House
from bot.desk.menu import choosing, needs, packaging
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.problems import PERSON, DeskError
from bot.say import Choice, say, text

WORDS = 3  # a code may be written in groups; more words than that say something else
SHORTEST = 4
EXAMPLE = "7F3K2-9MXQA"


def ask_for(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, "code", **facts)
    nod(conn, house, asked)
    plan = facts.get("plan")
    back = Choice(text("button.back"), "bundle_plan" if plan else "book", plan or facts)
    reply(conn, house, asked, say(text("code.ask", example=EXAMPLE), choices=[back, PERSON]))


def read(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The code that was asked for; the screen goes on waiting for a better one. Other words go on, and so
    does what is clearly understood, unless it is a code."""
    words = asked.text or ""
    understood = asked.heard is not None and asked.heard.decision == "answer"
    if not _like_a_code(words) or (understood and gift.by_code(conn, house, words) is None):
        return False
    found = _find(conn, house, guest, facts, words)
    if isinstance(found, DeskError):
        reply(conn, house, asked, found.say())
        return True
    dialogues.done(conn, house, asked.chat_id)
    if "plan" in facts:
        packaging.show_plan(conn, house, asked, guest, {**facts["plan"], "gift": found.ref})
    else:
        choosing.book(conn, house, asked, guest, {**facts, "gift": found.ref})
    return True


def _find(conn: Connection, house: House, guest: Guest, facts: Facts, words: str) -> Gift | DeskError:
    if "plan" in facts:
        return package_code.find(conn, parts.of(conn, house, facts["plan"]), guest, words)
    return shown.find(conn, needs.ask_of(conn, house, facts), guest, words)


def _like_a_code(words: str) -> bool:
    letters = gift.spelled(words)
    return len(words.split()) <= WORDS and SHORTEST <= len(letters) <= shown.LONGEST


GUEST_ACTS: Mapping[str, GuestAct] = {"code": ask_for}
