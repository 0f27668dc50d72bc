"""The handover of a shift: it writes itself, and both who goes and who comes confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, or_, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import allergies, case, handing, promises, roster
from bot.desk.cases.allergies import Allergy
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays import notes, register
from bot.desk.stays.notes import Note
from bot.desk.stays.register import Stay
from bot.say import choice, say, text
from bot.schema import handovers

SHIFT = timedelta(hours=8)
REMIND = "handover"  # a timer; its ref is the handover's id
AGAIN_AFTER = 10  # minutes
RECEPTION = ("owner", "manager", "reception")  # who hands over the whole house; others their department

LATELY = timedelta(hours=4)  # so long what two have begun is the same handover

_OURS = handovers.c.property_id == bindparam("p")
_BY_ID = select(handovers).where(_OURS, handovers.c.id == bindparam("i"))
_LATELY = (
    select(handovers)
    .where(_OURS, handovers.c.from_staff == bindparam("g"))
    .where(handovers.c.at > bindparam("since", type_=Moment))
    .where(or_(handovers.c.given_at.is_(None), handovers.c.taken_at.is_(None)))
    .order_by(handovers.c.id.desc())
)


@dataclass(frozen=True)
class Listed:
    """What the next shift must know, in the order in which it matters."""

    broken: Sequence[Promise]
    due: Sequence[Promise]
    cases: Sequence[Case]
    arrivals: Sequence[Stay]  # reception's alone
    allergies: Sequence[Allergy]
    notes: Sequence[Note]  # all but allergies


@dataclass(frozen=True)
class Handover:
    id: int
    from_staff: int
    to_staff: int
    at: datetime
    listed: dict[str, Any]
    given_at: datetime | None
    taken_at: datetime | None
    moved_at: datetime | None


def concerns(opened: Case, who: Colleague) -> bool:
    """Whether a case is this colleague's business: reception sees all but danger, a department its own."""
    if opened.kind == "sensitive":
        return who.manages or opened.owner == who.user_id
    mine = opened.owner == who.user_id or (who.department is not None and opened.department == who.department)
    return who.role in RECEPTION or mine


def listed(conn: Connection, house: House, who: Colleague, reader: Colleague | None = None) -> Listed:
    """As it stands now, for this colleague's part of the house; `reader`, if it is another's screen."""
    readers = (who, reader or who)
    opened = [one for one in case.every_open(conn, house) if concerns(one, who)]
    mine = {one.id for one in opened}
    lately = promises.of_time(conn, house, house.now - SHIFT, house.now + timedelta(milliseconds=1))
    noted = notes.in_house(conn, house)
    return Listed(
        [one for one in lately if one.broken_at and one.case_id in mine],
        [one for one in promises.due(conn, house, house.now + SHIFT) if one.case_id in mine],
        opened,
        _coming(conn, house) if all(one.role in RECEPTION for one in readers) else [],
        allergies.known(conn, house, noted, *readers),
        [one for one in noted if one.kind != "allergy"],
    )


def _coming(conn: Connection, house: House) -> list[Stay]:
    """Who is expected today; when the next shift is still there at tomorrow's check-in, tomorrow's too."""
    until = house.now + SHIFT
    last = house.local(until).date()
    reached = house.moment(last, house.hotel.check_in) <= until
    return register.expected(conn, house, on=last if reached else house.today)


def begin(conn: Connection, house: House, goes: Colleague, comes: Colleague) -> Handover:
    """The list as it stands, between these two; neither has confirmed yet. What they have begun is that."""
    if earlier := between(conn, house, goes.user_id, comes.user_id):
        return earlier
    found = listed(conn, house, goes)
    facts = {
        "property_id": house.id,
        "from_staff": goes.user_id,
        "to_staff": comes.user_id,
        "at": house.now,
        "listed": {"cases": [one.id for one in found.cases], "promises": [one.id for one in found.due]},
    }
    new_id = conn.execute(insert(handovers).values(facts).returning(handovers.c.id)).scalar_one()
    timers.start(conn, house, REMIND, str(new_id), house.later(AGAIN_AFTER))
    return by_id(conn, house, new_id)


def between(conn: Connection, house: House, goes: int, comes: int | None = None) -> Handover | None:
    """What was begun lately and is not over: of who goes, to whoever or to this one."""
    key = {"p": house.id, "g": goes, "since": house.now - LATELY}
    rows = [_of(row) for row in conn.execute(_LATELY, key).mappings()]
    return next((one for one in rows if comes in (None, one.to_staff)), None)


def give(conn: Connection, house: House, who: Colleague, to: Colleague) -> Handover:
    """Whoever goes confirms with this; whoever comes is asked to, and reminded until they have."""
    return confirm(conn, house, begin(conn, house, who, to), who)


def confirm(conn: Connection, house: House, given: Handover, who: Colleague) -> Handover:
    """One of the two confirms; with both the cases change hands. Twice is once."""
    if who.user_id not in (given.from_staff, given.to_staff):
        raise OldButton
    mine = "given_at" if who.user_id == given.from_staff else "taken_at"
    here = handovers.c.id == given.id, handovers.c[mine].is_(None)
    if conn.execute(update(handovers).where(*here).values(**{mine: house.now})).rowcount:
        _settle(conn, house, by_id(conn, house, given.id))
    return by_id(conn, house, given.id)


def _settle(conn: Connection, house: House, given: Handover) -> None:
    """Both have confirmed, or who comes has and the other is at work no more: somebody is there for it."""
    working = {one.who.user_id for one in roster.on_duty(conn, house)}
    left = bool(working) and given.from_staff not in working
    if given.taken_at and (given.given_at or left):
        free = handovers.c.id == given.id, handovers.c.moved_at.is_(None)
        if conn.execute(update(handovers).where(*free).values(moved_at=house.now)).rowcount:
            comes = people.on_file(conn, house, given.to_staff)
            _move(conn, house, given, comes)
            _tell(conn, house, given, comes)
    if given.taken_at and given.given_at:
        timers.stop(conn, house, REMIND, str(given.id))


def by_id(conn: Connection, house: House, handover_id: int) -> Handover:
    row = conn.execute(_BY_ID, {"p": house.id, "i": handover_id}).mappings().first()
    if row is None:
        raise OldButton
    return _of(row)


def _of(row: RowMapping) -> Handover:
    return Handover(**{name: row[name] for name in Handover.__dataclass_fields__})


def _move(conn: Connection, house: House, given: Handover, who: Colleague) -> None:
    """The cases that the other had. Guests are told of it by day: nobody is woken for that."""
    for one in case.every_open(conn, house):
        if one.owner == given.from_staff:
            handing.take_over(conn, house, one, who, tell=not people.at_night(house))


def _tell(conn: Connection, house: House, given: Handover, who: Colleague) -> None:
    goes = people.on_file(conn, house, given.from_staff)
    outbox.send(conn, house, goes.user_id, say(text("handover.taken", person=who.name)))
    key = "handover.done" if given.given_at else "handover.done_alone"
    line = text(key, goes=goes.name, comes=who.name, number=len(given.listed["cases"]))
    outbox.send(conn, house, None, say(line), kind="soft", lane=outbox.STAFF)


def remind(conn: Connection, house: House, handover_id: int) -> None:
    """Not confirmed yet: whoever has not is asked again; from the second time on a manager reads it too."""
    given = by_id(conn, house, handover_id)
    _settle(conn, house, given)
    if given.given_at and given.taken_at:
        return
    waits = int((house.now - given.at).total_seconds() // 60)
    _ask_again(conn, house, given)
    if waits >= 2 * AGAIN_AFTER:
        _tell_open(conn, house, given)
    if waits < 6 * AGAIN_AFTER:
        timers.start(conn, house, REMIND, str(given.id), house.later(AGAIN_AFTER))


def _ask_again(conn: Connection, house: House, given: Handover) -> None:
    goes, comes = (people.on_file(conn, house, one) for one in (given.from_staff, given.to_staff))
    if given.taken_at is None:
        ways = [choice(text("button.handover_take"), "handover_take", handover=given.id)]
        asked = say(text("handover.remind", person=goes.name), choices=ways)
        outbox.send(conn, house, comes.user_id, asked, lane=outbox.ALARM)
    if given.given_at is None:
        ways = [choice(text("button.handover_confirm"), "handover_give", handover=given.id)]
        asked = say(text("handover.remind_give", person=comes.name), choices=ways)
        outbox.send(conn, house, goes.user_id, asked, lane=outbox.ALARM)


def _tell_open(conn: Connection, house: House, given: Handover) -> None:
    goes, comes = (people.on_file(conn, house, one) for one in (given.from_staff, given.to_staff))
    late = comes if given.taken_at is None else goes
    said = say(text("handover.open", goes=goes.name, comes=comes.name, person=late.name))
    told = [one for one in people.team(conn, house) if one.manages and one.user_id != late.user_id]
    other = goes if late is comes else comes
    for one in {other.user_id, *(each.user_id for each in told)}:
        outbox.send(conn, house, one, said)
