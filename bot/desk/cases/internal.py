"""What one department asks of another: a case with the same clocks, a promise that guest and asker see."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.cases import case, opening, promises, promising
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.say import At, Local, choice, say, text

SOURCE = "internal"


def need(
    conn: Connection,
    house: House,
    who: Colleague,
    guest: Guest,
    department: str,
    words: str,
    due: datetime,
) -> Case:
    """Ask a department for something by a time. The same again is the same case with that time."""
    if not house.now < due <= house.now + promising.FARTHEST:
        raise promising.NotATime(ways=[choice(text("button.my_cases"), "today_cases")])
    opened = _same(conn, house, guest, department, words) or opening.open_case(
        conn,
        house,
        guest,
        kind="request",
        words=words,
        department=department,
        source=SOURCE,
        by=f"staff:{who.user_id}",
    )
    made = promises.make(conn, house, opened, "done", due, to_staff=who.user_id)
    case.note(conn, house, opened, "needed", f"staff:{who.user_id}", due=due.isoformat())
    asked = promising.watch(conn, house, opened, made)
    _tell(conn, house, asked, who, due)
    return asked


def _same(conn: Connection, house: House, guest: Guest, department: str, words: str) -> Case | None:
    for one in case.all_open(conn, house, guest.id):
        if one.source == SOURCE and (one.department, one.words) == (department, words):
            return one
    return None


def _tell(conn: Connection, house: House, asked: Case, who: Colleague, due: datetime) -> None:
    """The guest reads by when; so do those of the department whose phones are known."""
    guest = people.guest_by_id(conn, asked.guest_id)
    at = At(due, promises.style(house, due))
    department = Local(house.department(asked.department).name)
    told = text("need.guest", time=at, department=department, what=asked.words, ref=asked.ref)
    way = choice(text("button.how_long"), "how_long", case=asked.id)
    outbox.send(conn, house, guest.chat_id, say(told, choices=[way], lasting=True))
    first = text(
        "need.asked", person=who.name, room=guest.room or "—", time=at, what=asked.words, ref=asked.ref
    )
    ways = [
        choice(text("button.claim"), "claim", case=asked.id),
        choice(text("button.resolve"), "resolve", case=asked.id),
    ]
    for one in people.team(conn, house):
        if one.department == asked.department and one.user_id != who.user_id:
            said = say(first, choices=ways)
            outbox.send(conn, house, one.user_id, said, lane=outbox.ALARM, topic_of=asked.id)
