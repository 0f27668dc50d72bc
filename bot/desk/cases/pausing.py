"""The clocks stand still only while a case waits for its guest, and never for longer than the hotel says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import cards, case, pledge, returning
from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import HOME, PERSON, DeskError
from bot.say import At, Local, Say, Value, choice, say, text
from bot.schema import case_events

PAUSE = returning.PAUSE
THEIRS = ("opened", "reopened", "guest_wrote", "guest_sent", "corrected", "asked_again")
OURS = ("staff_wrote",)
_LAST = (
    select(case_events.c.kind)
    .where(case_events.c.kind.in_((*THEIRS, *OURS)))
    .order_by(case_events.c.id.desc())
    .limit(1)
)


class AskFirst(DeskError):
    """The last word is the guest's: nobody has asked them anything that they could answer."""

    key = "refuse.ask_first"


def pause(conn: Connection, house: House, opened: Case, who: Colleague) -> Case:
    """The next word is the guest's: until then nothing runs. Twice is once."""
    if opened.status in PAUSED:
        return opened
    if conn.execute(_LAST.where(case_events.c.case_id == opened.id)).scalar() not in OURS:
        way = choice(text("button.on_my_way"), "on_my_way", case=opened.id)
        raise AskFirst(ways=[way])
    for clock in ("acknowledge", "resolve", returning.ACT, returning.SILENT):
        timers.stop(conn, house, clock, str(opened.id))
    pledge.pause(conn, house, opened)
    until = house.later(house.catalog.ladder.wait_minutes)
    timers.start(conn, house, PAUSE, str(opened.id), until)
    values = {"owner": opened.owner or who.user_id, "acked_at": opened.acked_at or house.now}
    waits = case.change(conn, house, opened, status="waiting_guest", **values)
    case.note(conn, house, waits, "paused", f"staff:{who.user_id}", until=until.isoformat())
    cards.refresh(conn, house, waits)
    guest = people.guest_by_id(conn, waits.guest_id)
    if waits.source != "internal":
        outbox.send(conn, house, guest.chat_id, waits_for(conn, house, waits), kind="soft")
    return waits


def waits_for(conn: Connection, house: House, waits: Case) -> Say:
    """Whoever has it waits for the guest's answer."""
    holder = people.colleague(conn, house, waits.owner) if waits.owner else None
    person: Value = holder.name if holder else Local(house.hotel.departments["duty"].role)
    return say(text("case.waits_for_you", person=person, ref=waits.ref), choices=[PERSON, HOME])


def resume(conn: Connection, house: House, waits: Case, why: str) -> Case:
    """The clocks go on where they stood."""
    due = returning.run_on(conn, house, waits)
    going = case.change(conn, house, waits, status="in_progress", resolve_due=due)
    case.note(conn, house, going, "resumed", "desk", why=why)
    returning.listen(conn, house, going)
    cards.refresh(conn, house, going)
    return going


def answered(conn: Connection, house: House, opened: Case, *, small: bool = False) -> Case:
    """The guest wrote. A thank-you or a goodbye (`small`) is no answer: it starts no clock again."""
    if small or not opened.open:
        return opened
    if opened.status in PAUSED:
        return resume(conn, house, opened, "answered")
    returning.listen(conn, house, opened)
    return opened


def over(conn: Connection, house: House, case_id: int, due: datetime) -> bool:
    """The guest has not answered for so long that somebody must look: the clocks run again."""
    waits = case.by_id(conn, house, case_id)
    if waits.status not in PAUSED:
        return False
    case.note(conn, house, waits, "missed_pause", "desk", due=due.isoformat())
    going = resume(conn, house, waits, "no_answer")
    line = text("card.no_answer", ref=going.ref, time=At(going.resolve_due))
    outbox.send(conn, house, None, say(line), lane=outbox.STAFF, case_id=going.id)
    return True
