"""When a clock runs out: say so, call the next person, and tell the guest before they have to ask."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people, timers, waiting
from bot.desk.cases import cards, case, duty, ladder, promises, returning
from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.catalog.staffing import ClockName
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, choice, say, text

HOURLY = 60  # minutes, once the ladder has ended
TOLD = 2  # the guest is told of the first two missed steps, not to pester


def missed(conn: Connection, house: House, kind: str, case_id: int, due: datetime) -> bool:
    """A clock has run out: pass the case on. True when something was done."""
    late = case.by_id(conn, house, case_id)
    if not late.open or late.status in PAUSED or (kind == "acknowledge" and late.acked_at is not None):
        return False
    step = late.missed(kind) + 1
    case.note(conn, house, late, f"missed_{kind}", "desk", due=due.isoformat(), step=step)
    passed = _again(conn, house, late, kind, step)
    called = duty.called(conn, house, passed, step)
    _tell_staff(conn, house, passed, kind, called)
    _tell_guest(conn, house, passed, kind, due, called)
    cards.refresh(conn, house, passed, alarm=True)
    outbox.title(conn, house, passed.id)
    return True


def _again(conn: Connection, house: House, late: Case, kind: str, step: int) -> Case:
    """The clock starts anew, and its new moment is the promise: nobody's silence is the end of it."""
    due = _next(house, late, "acknowledge" if kind == "acknowledge" else "resolve", step)
    timers.start(conn, house, kind, str(late.id), due)
    if kind == "acknowledge":
        return case.change(conn, house, late, ack_missed=step, ack_due=due)
    returning.listen(conn, house, late)
    return case.change(conn, house, late, resolve_missed=step, resolve_due=due)


def _next(house: House, late: Case, kind: ClockName, step: int) -> datetime:
    """As long as at first while the ladder is climbed, then every hour; an emergency never waits so long."""
    due = ladder.due(house, kind, late.severity, late.department) or house.later(HOURLY)
    if late.severity == "S1" or step < len(ladder.steps(house, late.severity, late.department)):
        return due
    return house.later(HOURLY) if kind == "acknowledge" else max(house.later(HOURLY), due)


def _tell_staff(conn: Connection, house: House, passed: Case, kind: str, called: Colleague | None) -> None:
    minutes = cards.minutes_late(house, case.promised(conn, passed, kind))
    what = f"missed_{kind}" if kind == "resolve" or passed.untaken else "missed_word"
    line = cards.late(f"alarm.{what}", minutes, ref=passed.ref, person=called.name if called else "")
    if case.shown(conn, passed) or not waiting.card_comes(conn, house, passed.id):  # else its card says it
        outbox.newest(conn, house, say(line), case_id=passed.id, name="missed", lane=outbox.ALARM)
    rings = passed.kind == "sensitive" and passed.untaken  # everybody, every minute
    if called and not rings:
        call(conn, house, passed, called, minutes)


def call(conn: Connection, house: House, passed: Case, called: Colleague, minutes: int) -> None:
    """Write to one colleague in private: the case, how late it is, a button to take it."""
    guest = people.guest_by_id(conn, passed.guest_id)
    about = cards.about(passed)
    first = cards.late("alarm.called", minutes, room=cards.room(guest), about=about, ref=passed.ref)
    duty.to_phone(conn, house, passed, called, first)


def _tell_guest(
    conn: Connection, house: House, passed: Case, kind: str, due: datetime, called: Colleague | None
) -> None:
    """Key moment 13b, sent before the guest has to ask: twice for each clock, and for one at a time."""
    if len(case.misses(conn, passed, kind)) > TOLD or passed.kind == "booking":
        return
    if kind == "resolve" and passed.acked_at is None:
        return  # they are hearing of the first clock
    stands = promises.standing(conn, house, passed.id, "done")
    told = kind == "acknowledge" and not passed.untaken  # a time for a word, beside the one for the thing
    if stands and stands.due >= house.now and not told:
        return  # they were told a time, and hear of that one
    guest = people.guest_by_id(conn, passed.guest_id)
    said = text(
        "case.late",
        promised=At(due),
        new_time=At(passed.ack_due if kind == "acknowledge" else passed.resolve_due),
        person=called.name if called else Local(house.hotel.departments["duty"].role),
        department=people.department(house, called),
    )
    ways = [
        choice(text("button.wait"), "wait_more", case=passed.id),
        choice(text("button.manager"), "call_manager", case=passed.id),
    ]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways, lasting=True))
