"""A guest leaves a number, or a colleague notes it: whoever has the case reads it, on their own phone."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, reply
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.cases import private_card
from bot.desk.people import Colleague, Guest
from bot.desk.problems import HOME, PERSON
from bot.desk.stays import numbers
from bot.say import choice, say, text

MINE = choice(text("button.my_day"), "today_staff")


def left(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """Their own contact, shared from the phone."""
    keep(conn, house, asked, guest)
    reply(conn, house, asked, say(text("guest.number_kept"), choices=[PERSON, HOME], lasting=True))


def keep(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """The topic reads that there is a number, not which."""
    numbers.write(conn, house, asked.phone or "", by="guest", guest=guest)
    for opened in case.all_open(conn, house, guest.id):
        case.note(conn, house, opened, "number_left", "guest")
        line = say(text("card.number_left", name=guest.name))
        outbox.send(conn, house, None, line, kind="soft", lane=outbox.STAFF, case_id=opened.id)
    _shown(conn, house, guest)


def _shown(conn: Connection, house: House, guest: Guest) -> None:
    """Whoever works for the guest now reads the card again, with the number."""
    for opened in case.all_open(conn, house, guest.id):
        owner = people.colleague(conn, house, opened.owner) if opened.owner else None
        if owner and owner.state == "active":
            private_card.deliver(conn, house, opened, owner)


def noted(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    guest: Guest,
    number: str,
    about: Case | None,
) -> None:
    """`/note 214 +994 50 123 45 67`: a number is no note that everybody reads."""
    numbers.write(conn, house, number, by=f"staff:{who.user_id}", guest=guest)
    _shown(conn, house, guest)
    said = say(text("note.number_kept", room=guest.room or "—"), choices=[MINE])
    if about and not asked.private:
        outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=about.id)
    else:
        reply(conn, house, asked, said)
