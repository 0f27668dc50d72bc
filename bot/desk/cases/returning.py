"""Whoever has a case says a word soon: else they are reminded, and at last it goes back to the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import buttons, cards, case, danger, duty, ladder, pledge
from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, Text, choice, say, text
from bot.schema import case_events

ACT, SILENT, PAUSE = "act", "silent", "pause"  # timers; their ref is the case's id
CALLS = (
    *("claimed", "handed_over", "missed_resolve", "resumed"),
    *("guest_wrote", "guest_sent", "corrected", "asked_again"),
)
SPOKE = ("staff_wrote", "staff_sent", "on_my_way", "promised")
_LAST = (
    select(case_events.c.kind)
    .where(case_events.c.case_id == bindparam("c"), case_events.c.kind.in_((*CALLS, *SPOKE)))
    .order_by(case_events.c.id.desc())
    .limit(1)
)


def listen(conn: Connection, house: House, opened: Case) -> None:
    """From now on whoever has the case is expected to speak; what runs already goes on."""
    if opened.owner is None or opened.status in PAUSED:
        return
    for clock in (ACT, SILENT):
        due = ladder.due(house, clock, opened.severity, opened.department)  # type: ignore[arg-type]  # both are clocks
        if due and timers.due_at(conn, house, clock, str(opened.id)) is None:
            timers.start(conn, house, clock, str(opened.id), due)


def spoke(conn: Connection, house: House, opened: Case) -> None:
    """The guest has heard from somebody."""
    for clock in (ACT, SILENT):
        timers.stop(conn, house, clock, str(opened.id))


def remind(conn: Connection, house: House, case_id: int, due: datetime) -> bool:
    """Taken, and not a word since: a friendly line to whoever has it, in private."""
    opened = case.by_id(conn, house, case_id)
    if not _silent(conn, opened):
        return False
    case.note(conn, house, opened, "missed_act", "desk", due=due.isoformat(), user=opened.owner)
    gives_back = timers.due_at(conn, house, SILENT, str(case_id))
    if gives_back is None or gives_back > house.now:
        nudge(conn, house, opened, text("alarm.back_at", time=At(gives_back)) if gives_back else None)
    return True


def nudge(conn: Connection, house: House, opened: Case, *more: Text | None) -> None:
    """To whoever has it, in private: the guest waits for a word. `more` is what else there is to know."""
    if opened.owner is None:
        return
    guest = people.guest_by_id(conn, opened.guest_id)
    first = text("alarm.say_a_word", room=cards.room(guest), about=cards.about(opened), ref=opened.ref)
    coming = choice(text("button.on_my_way"), "on_my_way", case=opened.id)
    ways = [coming if opened.kind != "booking" else None, *buttons.done(opened)]
    said = say(first, *more, choices=ways)
    outbox.send(conn, house, opened.owner, said, lane=outbox.ALARM, topic_of=opened.id)


def give_back(conn: Connection, house: House, case_id: int, due: datetime) -> bool:
    """Still not a word: the case stands in the queue again, the next one is called, and the guest is told."""
    opened = case.by_id(conn, house, case_id)
    if not _silent(conn, opened):
        return False
    case.note(conn, house, opened, "missed_silent", "desk", due=due.isoformat(), user=opened.owner)
    to_queue(conn, house, opened)
    return True


def to_queue(conn: Connection, house: House, opened: Case) -> Case:
    """Nobody has it any more; the first clock runs anew, and somebody else is called at once."""
    spoke(conn, house, opened)
    soon = ladder.due(house, "acknowledge", opened.severity, opened.department) or house.now
    values = {"status": "new", "owner": None, "acked_at": None, "ack_due": soon}
    if opened.status in PAUSED:
        values["resolve_due"] = run_on(conn, house, opened)
    back = case.change(conn, house, opened, **values)
    case.note(conn, house, back, "returned", "desk", user=opened.owner)
    timers.start(conn, house, "acknowledge", str(back.id), soon)
    called = duty.called(conn, house, opened, opened.level + 1)  # by the case as it was: not the same person
    _tell(conn, house, opened, back, called)
    if back.kind == "sensitive":
        danger.ring(conn, house, back)
    cards.refresh(conn, house, back, alarm=True)
    return back


def run_on(conn: Connection, house: House, waits: Case) -> datetime:
    """The clock goes on where it stood: the time that passed meanwhile was the guest's own. Its new end."""
    timers.stop(conn, house, PAUSE, str(waits.id))
    if promised := pledge.go_on(conn, house, waits):
        return promised
    since = case.last_at(conn, waits, "paused") or house.now
    due = waits.resolve_due + max(house.now - since, timedelta())
    timers.start(conn, house, "resolve", str(waits.id), due)
    return due


def _tell(conn: Connection, house: House, before: Case, back: Case, called: Colleague | None) -> None:
    had = people.colleague(conn, house, before.owner) if before.owner else None
    line = text(
        "alarm.returned", ref=back.ref, had=had.name if had else "", person=called.name if called else ""
    )
    outbox.send(conn, house, None, say(line), lane=outbox.ALARM, case_id=back.id)
    guest = people.guest_by_id(conn, back.guest_id)
    if called:
        first = text("alarm.passed_on", room=cards.room(guest), about=cards.about(back), ref=back.ref)
        duty.to_phone(conn, house, back, called, first)
    if back.kind == "booking" or back.source == "internal":
        return
    said = text(
        "case.returned",
        person=called.name if called else Local(house.hotel.departments["duty"].role),
        department=people.department(house, called),
        time=At(back.ack_due),
    )
    ways = [choice(text("button.manager"), "call_manager", case=back.id)]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways, lasting=True))


def _silent(conn: Connection, opened: Case) -> bool:
    """Whether the last that happened calls for a word, and none has come since."""
    if not opened.open or opened.owner is None or opened.status in PAUSED:
        return False
    return conn.execute(_LAST, {"c": opened.id}).scalar() not in SPOKE
