"""Open a case: one transaction writes it, its clocks, the card for staff and the alarm."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking.book import Booking
from bot.desk.cases import cards, case
from bot.desk.cases.case import Case
from bot.desk.cases.triage import Triage, triage
from bot.desk.house import House
from bot.desk.people import Guest
from bot.schema import cases

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def open_case(
    conn: Connection,
    house: House,
    guest: Guest,
    *,
    kind: str,
    words: str,
    category: str | None = None,
    booking_id: int | None = None,
    department: str | None = None,
) -> Case:
    """A new case with running clocks and a card in the staff group; an alarm when it is sensitive."""
    judged = triage(house, kind, category)
    if department in house.hotel.departments:
        judged = Triage(judged.severity, department or judged.department)
    opened = _insert(
        conn, house, guest, judged, kind=kind, words=words, category=category, booking_id=booking_id
    )
    case.note(conn, house, opened, "opened", "guest", words=words)
    start_clocks(conn, house, opened)
    cards.refresh(conn, house, opened)
    if kind == "sensitive":
        raise_alarm(conn, house, opened)
    return opened


def complain(
    conn: Connection, house: House, guest: Guest, *, words: str, category: str | None
) -> tuple[Case, bool]:
    """The guest's complaint: a new case, or more words for the one that is open. True when it is new."""
    earlier = case.open_case_of(conn, house, guest.id)
    if earlier and earlier.kind == "complaint" and earlier.open:
        add_words(conn, house, earlier, guest, words)
        return earlier, False
    return open_case(conn, house, guest, kind="complaint", words=words, category=category), True


def open_request(conn: Connection, house: House, guest: Guest, asked: Booking) -> Case:
    """A booking that staff accept or refuse; the same request twice is the same case."""
    if earlier := case.for_booking(conn, house, asked.id):
        return earlier
    return open_case(
        conn,
        house,
        guest,
        kind="booking",
        words=asked.wish or "",
        booking_id=asked.id,
        department=asked.sold.department,
    )


def add_words(conn: Connection, house: House, opened: Case, guest: Guest, words: str) -> None:
    """What the guest writes goes into the topic, as their own words."""
    case.note(conn, house, opened, "guest_wrote", "guest", words=words)
    outbox.send(conn, house, None, cards.quoted(guest, words), lane=outbox.STAFF, case_id=opened.id)


def start_clocks(conn: Connection, house: House, opened: Case) -> None:
    timers.start(conn, house, "acknowledge", str(opened.id), opened.ack_due)
    timers.start(conn, house, "resolve", str(opened.id), opened.resolve_due)


def raise_alarm(conn: Connection, house: House, opened: Case) -> None:
    """Write to everybody on duty in private as well: a group may be muted. Repeats until someone takes it."""
    said = cards.alarm(conn, house, opened)
    for colleague in people.team(conn, house):
        outbox.send(conn, house, colleague.user_id, said, lane=outbox.ALARM)


def _insert(
    conn: Connection,
    house: House,
    guest: Guest,
    judged: Triage,
    *,
    kind: str,
    words: str,
    category: str | None,
    booking_id: int | None,
) -> Case:
    clock = house.hotel.clocks[judged.severity]  # type: ignore[index]  # triage gives one of S1..S4
    minutes = house.hotel.answer_minutes if kind == "question" else clock.acknowledge
    values = {
        "property_id": house.id,
        "ref": _new_ref(conn, house),
        "kind": kind,
        "category": category,
        "severity": judged.severity,
        "status": "new",
        "department": judged.department,
        "guest_id": guest.id,
        "booking_id": booking_id,
        "words": words,
        "opened_at": house.now,
        "ack_due": house.later(minutes),
        "resolve_due": house.later(max(minutes, clock.resolve)),
    }
    new_id = conn.execute(insert(cases).values(**values).returning(cases.c.id)).scalar_one()
    return case.by_id(conn, house, new_id)


def _new_ref(conn: Connection, house: House) -> str:
    """Short and unambiguous when read aloud: no 0 O 1 I L."""
    while True:
        ref = "C-" + "".join(secrets.choice(LETTERS) for _ in range(4))
        taken = select(cases.c.id).where(cases.c.property_id == house.id, cases.c.ref == ref)
        if conn.execute(taken).first() is None:
            return ref
