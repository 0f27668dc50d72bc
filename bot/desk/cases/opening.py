"""Open a case: one transaction writes it, its clocks, the card for staff and the alarm."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, insert, select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.asked import Asked
from bot.desk.booking import wished
from bot.desk.booking.book import Booking
from bot.desk.cases import (
    cards,
    case,
    danger,
    duty,
    handing,
    ladder,
    pausing,
    promises,
    relays,
    telling,
    working,
)
from bot.desk.cases.case import Case
from bot.desk.cases.states import UNTAKEN
from bot.desk.cases.triage import Triage, triage
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones
from bot.say import say, text
from bot.schema import cases

_WAITING = select(cases.c.id).where(
    cases.c.property_id == bindparam("p"), cases.c.status.in_(UNTAKEN), cases.c.kind == "person"
)
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
    message: int | None = None,
    subject: str | None = None,
    source: str = "words",
    by: str = "guest",
) -> Case:
    """A new case with running clocks and a card in the staff group; an alarm when it is sensitive.

    `subject`: what the words are headed with.
    """
    judged = triage(house, kind, category)
    if department in house.hotel.departments:
        judged = Triage(judged.severity, department or judged.department)
    about = {"words": words, "category": category, "booking_id": booking_id, "source": source}
    opened = _insert(conn, house, guest, judged, about, kind=kind)
    case.note(conn, house, opened, "opened", by, words=words, message=message, subject=subject)
    promises.make(conn, house, opened, "answer", opened.ack_due)
    start_clocks(conn, house, opened)
    cards.refresh(conn, house, opened)
    if len(words) > cards.BRIEF:
        outbox.send(conn, house, None, cards.quoted(guest, words), lane=outbox.STAFF, case_id=opened.id)
    if kind == "sensitive":
        danger.ring(conn, house, opened)
    duty.ring(conn, house, opened)
    telling.repeated(conn, house, opened)
    return opened


def complain(
    conn: Connection,
    house: House,
    guest: Guest,
    *,
    words: str,
    category: str | None,
    message: int | None = None,
    reply_to: int | None = None,
) -> tuple[Case, bool]:
    """The guest's complaint: a new case, or more words for the one that is open. True when it is new.

    The same trouble again, or words that name none, open a solved case anew; so they do for a week after
    it was closed.
    """
    earlier = case.of_kind(conn, house, guest.id, "complaint")
    if earlier and (earlier.open or category in (earlier.category, "complaint_general")):
        add_words(conn, house, earlier, guest, words, message=message, reply_to=reply_to)
        again = case.by_id(conn, house, earlier.id) if earlier.open else working.reopen(conn, house, earlier)
        return working.worse(conn, house, again, category), False
    opened = open_case(conn, house, guest, kind="complaint", words=words, category=category, message=message)
    return opened, True


def open_request(conn: Connection, house: House, guest: Guest, asked: Booking) -> Case:
    """A booking that staff accept or refuse; the same request twice is the same case."""
    if earlier := case.for_booking(conn, house, asked.id):
        return earlier
    return open_case(
        conn,
        house,
        guest,
        kind="booking",
        words=wished.of(asked.wish).words,
        booking_id=asked.id,
        department=asked.sold.department,
    )


def add_words(
    conn: Connection,
    house: House,
    opened: Case,
    guest: Guest,
    words: str,
    *,
    message: int | None = None,
    reply_to: int | None = None,
    subject: str | None = None,
    small: bool = False,
) -> None:
    """What the guest writes goes into the topic, as their own words; a reply stays a reply.

    `subject`: what the words are headed with. `small`: thanks or a goodbye, which answers nothing.
    """
    case.note(conn, house, opened, "guest_wrote", "guest", words=words, message=message, subject=subject)
    pausing.answered(conn, house, opened, small=small)
    source = _written(guest, words, message, reply_to)
    relays.words(conn, house, relays.to_staff(opened.id), cards.quoted(guest, words), source)
    if not small:
        handing.heard_again(conn, house, opened)


def correct(
    conn: Connection,
    house: House,
    opened: Case,
    guest: Guest,
    words: str,
    *,
    on_card: bool,
    message: int | None = None,
) -> None:
    """The guest has mended what they had written: a line that says so, and the card shows it."""
    case.note(conn, house, opened, "corrected", "guest", words=words)
    said = say(text("card.guest_corrected", name=guest.name, words=words))
    source = _written(guest, words, message, None)
    first = relays.edited(conn, house, source)
    relays.words(conn, house, relays.to_staff(opened.id), said, source, answers=first)
    if on_card:
        cards.refresh(conn, house, case.change(conn, house, opened, words=words))


def _written(guest: Guest, words: str, message: int | None, reply_to: int | None) -> Asked:
    said = Asked(guest.chat_id, guest.chat_id, guest.name, "text", text=words)
    return replace(said, message_id=message, reply_to=reply_to)


def gather(conn: Connection, house: House, opened: Case, words: str) -> None:
    """Words of a flood: kept at once, shown to staff together a minute later."""
    case.note(conn, house, opened, "flooded", "guest", words=words)
    if timers.due_at(conn, house, "flood", str(opened.id)) is None:
        timers.start(conn, house, "flood", str(opened.id), house.later(1))


def show_gathered(conn: Connection, house: House, case_id: int) -> None:
    """What came in a flood, in lines of a message each: they share the group's minute with others."""
    opened = case.by_id(conn, house, case_id)
    found = case.since_reopened(conn, opened, "flooded", "flood_shown", "reopened")
    waiting: list[str] = []
    for kind, data in found:
        if kind == "flooded":
            waiting.append(data.get("words", ""))
        elif kind == "flood_shown":
            waiting.clear()
    if waiting:
        guest = people.guest_by_id(conn, opened.guest_id)
        case.note(conn, house, opened, "flood_shown", "desk")
        for words in _lines(waiting):
            said = cards.quoted(guest, words)
            outbox.send(conn, house, None, said, lane=outbox.SOFT, case_id=opened.id)


def _lines(words: Sequence[str]) -> Iterator[str]:
    """All of them, as few as fit into one message each."""
    line = words[0]
    for one in words[1:]:
        if len(line) + len(one) >= outbox.LONGEST:
            yield line
            line = one
        else:
            line = f"{line}\n{one}"
    yield line


def waiting(conn: Connection, house: House) -> list[Case]:
    """Who called for a person and was answered by nobody yet."""
    return [case.by_id(conn, house, number) for (number,) in conn.execute(_WAITING, {"p": house.id}).all()]


def start_clocks(conn: Connection, house: House, opened: Case) -> None:
    timers.start(conn, house, "acknowledge", str(opened.id), opened.ack_due)
    timers.start(conn, house, "resolve", str(opened.id), opened.resolve_due)


def _insert(
    conn: Connection,
    house: House,
    guest: Guest,
    judged: Triage,
    about: Mapping[str, str | int | None],
    *,
    kind: str,
) -> Case:
    there = phones.stay_of(conn, house, guest.id)
    values = {
        **about,
        "property_id": house.id,
        "ref": _new_ref(conn, house),
        "kind": kind,
        "stay_id": there.id if there else None,
        "room": guest.room or guest.was_in,
        "severity": judged.severity,
        "status": "new",
        "department": judged.department,
        "guest_id": guest.id,
        "opened_at": house.now,
        **ladder.first(house, judged.severity, judged.department, kind=kind),
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
