"""The handover of a shift: it writes itself, and both who goes and who comes confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import case, handing, promises
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays import notes
from bot.desk.stays.notes import Note
from bot.say import choice, say, text
from bot.schema import handovers

SHIFT = timedelta(hours=8)
REMIND = "handover"  # a timer; its ref is the handover's id
AGAIN_AFTER = 10  # minutes
RECEPTION = ("owner", "manager", "reception")  # who hands over the whole house; others their department

_BY_ID = select(handovers).where(handovers.c.property_id == bindparam("p"), handovers.c.id == bindparam("i"))


@dataclass(frozen=True)
class Listed:
    """What the next shift must know, in the order in which it matters."""

    broken: Sequence[Promise]
    due: Sequence[Promise]
    cases: Sequence[Case]
    notes: Sequence[Note]


@dataclass(frozen=True)
class Handover:
    id: int
    from_staff: int
    to_staff: int
    at: datetime
    listed: dict[str, Any]
    given_at: datetime | None
    taken_at: datetime | None


def concerns(opened: Case, who: Colleague) -> bool:
    """Whether a case is this colleague's business: reception sees all but danger, a department its own."""
    if opened.kind == "sensitive":
        return who.manages or opened.owner == who.user_id
    mine = opened.owner == who.user_id or (who.department is not None and opened.department == who.department)
    return who.role in RECEPTION or mine


def listed(conn: Connection, house: House, who: Colleague) -> Listed:
    """As it stands now, for this colleague's part of the house."""
    opened = [one for one in case.every_open(conn, house) if concerns(one, who)]
    mine = {one.id for one in opened}
    lately = promises.of_time(conn, house, house.now - SHIFT, house.now + timedelta(milliseconds=1))
    return Listed(
        [one for one in lately if one.broken_at and one.case_id in mine],
        [one for one in promises.due(conn, house, house.now + SHIFT) if one.case_id in mine],
        opened,
        notes.in_house(conn, house),
    )


def give(conn: Connection, house: House, who: Colleague, to: Colleague) -> Handover:
    """Whoever goes confirms with this; whoever comes is asked to, and reminded until they have."""
    found = listed(conn, house, who)
    facts = {
        "property_id": house.id,
        "from_staff": who.user_id,
        "to_staff": to.user_id,
        "at": house.now,
        "given_at": house.now,
        "listed": {"cases": [one.id for one in found.cases], "promises": [one.id for one in found.due]},
    }
    new_id = conn.execute(insert(handovers).values(facts).returning(handovers.c.id)).scalar_one()
    timers.start(conn, house, REMIND, str(new_id), house.later(AGAIN_AFTER))
    return by_id(conn, house, new_id)


def by_id(conn: Connection, house: House, handover_id: int) -> Handover:
    row = conn.execute(_BY_ID, {"p": house.id, "i": handover_id}).mappings().first()
    if row is None:
        raise OldButton
    return Handover(**{name: row[name] for name in Handover.__dataclass_fields__})


def take(conn: Connection, house: House, given: Handover, who: Colleague) -> Handover:
    """Whoever comes confirms: what the other had is theirs. Twice is once."""
    if given.to_staff != who.user_id:
        raise OldButton
    here = handovers.c.id == given.id, handovers.c.taken_at.is_(None)
    if conn.execute(update(handovers).where(*here).values(taken_at=house.now)).rowcount:
        timers.stop(conn, house, REMIND, str(given.id))
        _move(conn, house, given, who)
        _tell(conn, house, given, who)
    return by_id(conn, house, given.id)


def _move(conn: Connection, house: House, given: Handover, who: Colleague) -> None:
    """The cases that the other had. Guests are told of it by day: nobody is woken for that."""
    for one in case.every_open(conn, house):
        if one.owner == given.from_staff:
            handing.take_over(conn, house, one, who, tell=not people.at_night(house))


def _tell(conn: Connection, house: House, given: Handover, who: Colleague) -> None:
    goes = people.on_file(conn, house, given.from_staff)
    outbox.send(conn, house, goes.user_id, say(text("handover.taken", person=who.name)))
    line = text("handover.done", goes=goes.name, comes=who.name, number=len(given.listed["cases"]))
    outbox.send(conn, house, None, say(line), kind="soft", lane=outbox.STAFF)


def remind(conn: Connection, house: House, handover_id: int) -> None:
    """Not confirmed yet: whoever has not is asked again; from the second time on a manager reads it too."""
    given = by_id(conn, house, handover_id)
    if given.taken_at:
        return
    goes = people.on_file(conn, house, given.from_staff)
    waits = int((house.now - given.at).total_seconds() // 60)
    ways = [choice(text("button.handover_take"), "handover_take", handover=given.id)]
    asked = say(text("handover.remind", person=goes.name), choices=ways)
    outbox.send(conn, house, given.to_staff, asked, lane=outbox.ALARM)
    if waits >= 2 * AGAIN_AFTER:
        comes = people.on_file(conn, house, given.to_staff)
        said = say(text("handover.open", goes=goes.name, comes=comes.name))
        told = [one for one in people.team(conn, house) if one.manages and one.user_id != comes.user_id]
        for one in {goes.user_id, *(each.user_id for each in told)}:
            outbox.send(conn, house, one, said)
    if waits < 6 * AGAIN_AFTER:
        timers.start(conn, house, REMIND, str(given.id), house.later(AGAIN_AFTER))
