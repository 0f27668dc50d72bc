"""The answers to what an offer has to know: a tap or a line; what is told once is not asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.booking import answers, book, family, told
from bot.desk.booking.ask import Ask
from bot.desk.booking.till import CARD
from bot.desk.booking.told import EDITION, SIZES, Need
from bot.desk.house import House
from bot.desk.menu import bookings, choosing, needs, packaging, paying, size_words
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.privacy import consent

LONGEST = 300  # letters about allergies; more is for a person


def tap(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Yes, no, or one of a few."""
    ask, value = needs.ask_of(conn, house, facts), facts["value"]
    if facts["need"] == "consent" and value:
        answers.agree(conn, house, guest, ask)
        value = EDITION
    _go_on(conn, house, asked, guest, ask.knowing({**ask.told, facts["need"]: value}), facts)


def read(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """What was written for the question; what is not clear is asked again, and nothing is lost."""
    ask, words = needs.ask_of(conn, house, facts), " ".join((asked.text or "").split())
    need = next((one for one in told.needs(ask) if one.what == facts["need"]), None)
    if need is None or not words:
        return False
    if need.what in SIZES:
        return _read_sizes(conn, house, asked, guest, ask, need, facts)
    if not any(letter.isalnum() for letter in words):
        needs.show(conn, house, asked, guest, ask, need, **_then(facts))
        return True
    consent.give(conn, house, guest)
    _go_on(conn, house, asked, guest, ask.knowing({**ask.told, need.what: words[:LONGEST]}), facts)
    return True


def _read_sizes(
    conn: Connection, house: House, asked: Asked, guest: Guest, ask: Ask, need: Need, facts: Facts
) -> bool:
    found = size_words.read_sizes(asked.text or "", need.what, len(need.who))
    if found is None:
        if asked.heard is not None and asked.heard.decision == "answer":
            return False
        reply(conn, house, asked, needs.again(conn, house, guest, ask, need, facts))
        return True
    _go_on(conn, house, asked, guest, ask.knowing(told.with_sizes(ask, need, found)), facts)
    return True


def _then(facts: Facts) -> dict[str, Any]:
    carried = ("booking", "pay", "apart", "plan", "plan_part")
    return {name: facts[name] for name in carried if name in facts}


def _go_on(conn: Connection, house: House, asked: Asked, guest: Guest, ask: Ask, facts: Facts) -> None:
    """The next question, or what waited for the answers."""
    dialogues.done(conn, house, asked.chat_id)
    if "plan" in facts:
        packaging.was_told(conn, house, asked, guest, ask, facts)
        return
    if refusal := told.unmet(ask):
        raise refusal
    family.learn(conn, house, guest, ask)
    if "booking" not in facts:
        choosing.book(conn, house, asked, guest, ask.facts())
        return
    held = book.theirs(conn, house, facts["booking"], guest.id)
    answers.keep(conn, house, held, needs.relevant(ask))
    go_on = paying.pay if facts.get("pay") == CARD else bookings.confirm
    go_on(conn, house, asked, guest, _then(facts))


GUEST_ACTS: Mapping[str, GuestAct] = {"needed": tap}
