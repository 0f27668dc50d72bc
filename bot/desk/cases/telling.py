"""What managers, and who is meant, hear in private: repeated troubles, low ratings, praise."""

from __future__ import annotations

from collections.abc import Collection

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.cases import cards, case, noticing
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.say import Choice, Say, say, text

ENGINEERS = "engineering"


def managers(
    conn: Connection,
    house: House,
    said: Say,
    *,
    about: Case | None = None,
    but: Collection[int] = (),
    lane: int = outbox.STAFF,
) -> None:
    """To each manager and owner in private, with a way to the case's topic."""
    for one in people.team(conn, house):
        if one.manages and one.user_id not in but:
            outbox.send(conn, house, one.user_id, said, lane=lane, topic_of=about.id if about else None)


def repeated(conn: Connection, house: House, opened: Case) -> bool:
    """The same room, thing or guest again: managers hear it once, and engineering where a thing is broken."""
    found = noticing.before(conn, house, opened)
    if not found:
        return False
    facts = {"room": found.room, "asset": found.asset, "stay": found.stay}
    case.note(conn, house, opened, "repeated", "desk", **{name: list(one) for name, one in facts.items()})
    guest = people.guest_by_id(conn, opened.guest_id)
    key = "asset" if found.asset else "room" if found.room else "guest"
    both = bool(found.room and found.stay)
    refs = found.asset or found.room or found.stay
    said = say(
        text(
            f"again.{key}",
            n=len(refs) + 1,
            room=opened.room or "—",
            name=guest.name,
            about=cards.about(opened),
            ref=opened.ref,
            earlier=refs[-1],
        ),
        text("again.same_guest", name=guest.name, n=len(found.stay) + 1) if both else None,
    )
    managers(conn, house, said, about=opened)
    if found.asset:
        _engineers(conn, house, opened, said)
    return True


def _engineers(conn: Connection, house: House, opened: Case, said: Say) -> None:
    for one in people.team(conn, house):
        if one.department == ENGINEERS and not one.manages:
            outbox.send(conn, house, one.user_id, said, lane=outbox.STAFF, topic_of=opened.id)


def room(guest: Guest) -> str:
    """Where they live, or lived until they left."""
    return guest.room or guest.was_in or "—"


def privately(conn: Connection, house: House, who: Colleague, said: Say, *choices: Choice) -> None:
    """For one colleague's own phone, never the group."""
    shown = say(*said.body, choices=[*said.choices, *choices])
    outbox.send(conn, house, who.user_id, shown, lane=outbox.STAFF)
