"""Who wrote before the hotel opened: at the opening they are answered, or asked whether it still matters.

Nobody promised them a time, so no clock runs for them and nobody is called.
"""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case, opening, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import answering
from bot.desk.people import Guest
from bot.desk.problems import HOME
from bot.say import choice, say, text

MORE = ("guest_wrote", "guest_sent", "flooded", "number_left", "corrected")  # the answer would not be of it
SHOWN = 300  # letters of their own words
LIKELY = 0.6  # there was no asking back; a button under the answer still calls a person


def keep(conn: Connection, house: House, opened: Case, heard: Heard | None) -> None:
    """What was asked, as far as it was understood: the answer may be known at the opening."""
    if heard and heard.entries and (heard.decision == "answer" or heard.entries[0][1] >= LIKELY):
        case.note(conn, house, opened, "understood", "desk", entry=heard.entries[0][0])


def answer(conn: Connection, house: House) -> None:
    """The hotel has opened. Whom a colleague has taken on by then stays theirs."""
    for waited in opening.waiting(conn, house):
        guest = people.guest_by_id(conn, waited.guest_id)
        known = _known(conn, house, waited, guest)
        if not known:
            person = choice(text("button.person"), "not_yet", case=waited.id)  # with what they wrote before
            still = say(text("guest.open_now", words=waited.words[:SHOWN]), choices=[person, HOME])
            outbox.send(conn, house, guest.chat_id, still)
        working.settle(conn, house, waited, "card.early_answered" if known else "card.early_asked")


def _known(conn: Connection, house: House, waited: Case, guest: Guest) -> bool:
    """True when they asked one thing, sent nothing else, and what the hotel says of itself answers it."""
    found = [data["entry"] for _, data in case.since_reopened(conn, waited, "understood")]
    if not found or any(case.last_at(conn, waited, one) for one in MORE):
        return False
    asked = Asked(guest.chat_id, guest.chat_id, guest.name, "text", text=waited.words)
    return answering.known(conn, house, asked, guest, found[0])
