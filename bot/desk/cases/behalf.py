"""Cases that no guest has written: a colleague opens one for them, or what they had booked fails."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import by_hand
from bot.desk.booking.book import Booking
from bot.desk.cases import cards, case, danger, duty, ladder, opening
from bot.desk.cases.case import Case
from bot.desk.cases.triage import SERVICE, triage
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.desk.stays.register import living
from bot.say import At, Say, Value, choice, say, text
from bot.schema import guests

UNKNOWN = outbox.NO_PHONE - 2**50  # at most this: somebody of whom not even the stay is known
_MINE = (guests.c.property_id == bindparam("p"),)
_IN_ROOM = (  # who linked a phone comes before whom nothing reaches
    select(guests.c.id)
    .where(*_MINE, guests.c.room == bindparam("r"), guests.c.verified)
    .order_by(guests.c.chat_id.desc())
    .limit(1)
)
_LAST = select(func.min(guests.c.chat_id)).where(
    *_MINE, guests.c.chat_id.between(outbox.NOWHERE + 1, UNKNOWN)
)


def somebody(conn: Connection, house: House, room: str | None, who: Colleague) -> Guest:
    """Whose case it is: the phone of the room's stay, else a guest whom nothing reaches.

    Nobody who only says that the room is theirs: what staff write would reach a stranger.
    """
    there = living(conn, house, room) if room else []
    if there:
        return by_hand.guest_of(conn, house, there[0], who)
    known = conn.execute(_IN_ROOM, {"p": house.id, "r": room}).scalar() if room else None
    return people.guest_by_id(conn, int(known)) if known else _unknown(conn, house, room)


def _unknown(conn: Connection, house: House, room: str | None) -> Guest:
    last: int | None = conn.execute(_LAST, {"p": house.id}).scalar()
    facts = {"property_id": house.id, "chat_id": (last or UNKNOWN) - 1, "name": "", "created_at": house.now}
    row = facts | {"language": house.hotel.default_language, "room": room, "verified": room is not None}
    until = {"verified_until": house.now + people.VERIFIED_FOR if room else None}
    made = conn.execute(insert(guests).values(**row, **until).returning(guests.c.id)).scalar_one()
    return people.guest_by_id(conn, int(made))


def of_the_house(guest: Guest) -> bool:
    """Nobody's: what is broken in the house, reported without a room."""
    return outbox.NOWHERE < guest.chat_id <= UNKNOWN and guest.room is None


def report(
    conn: Connection,
    house: House,
    guest: Guest,
    who: Colleague,
    *,
    kind: str,
    words: str,
    category: str | None = None,
) -> tuple[Case, bool]:
    """What a colleague heard or saw: a new case, or more words for the same one that is open. True if new."""
    earlier = case.of_kind(conn, house, guest.id, kind)
    if earlier and earlier.open and category in (earlier.category, None, "complaint_general"):
        _add(conn, house, earlier, who, words)
        return earlier, False
    by = f"staff:{who.user_id}"
    opened = opening.open_case(
        conn, house, guest, kind=kind, words=words, category=category, source="staff", by=by
    )
    if kind != "sensitive":  # somebody else may be looking at that phone
        outbox.send(conn, house, guest.chat_id, acknowledged(conn, house, opened, who))
    return opened, True


def _add(conn: Connection, house: House, opened: Case, who: Colleague, words: str) -> None:
    case.note(conn, house, opened, "staff_added", f"staff:{who.user_id}", words=words)
    said = say(text("card.reported", person=who.name, words=cards.brief(words)))
    outbox.send(conn, house, None, said, lane=outbox.STAFF, case_id=opened.id)
    if opened.kind == "sensitive" and opened.untaken:
        danger.ring(conn, house, opened)


def acknowledged(conn: Connection, house: House, opened: Case, who: Colleague) -> Say:
    """In the guest's own language, who told us, what of, and by when they hear more."""
    key = "case.for_you" if opened.kind in ("complaint", "fault", "incident") else "case.wish_for_you"
    named = opened.category not in (None, "complaint_general")
    about: Value = cards.about(opened) if named else ""
    said = text(
        key,
        person=who.name,
        about=about,
        role=duty.role(conn, house, opened),
        time=At(opened.ack_due),
        ref=opened.ref,
    )
    ways = [
        choice(text("button.add_details"), "details_add", case=opened.id),
        choice(text("button.urgent"), "urgent", case=opened.id),
    ]
    return say(said, choices=ways, lasting=True)


def failed(conn: Connection, house: House, booked: Booking, *, by: str, words: str = "") -> Case:
    """A service that was sold and did not take place; once a booking. A manager must see why."""
    if earlier := case.for_booking(conn, house, booked.id, kind="incident"):
        return earlier
    return opening.open_case(
        conn,
        house,
        people.guest_by_id(conn, booked.guest_id),
        kind="incident",
        words=words,
        category=SERVICE,
        booking_id=booked.id,
        department=booked.sold.department,
        source="service",
        by=by,
    )


def rekind(conn: Connection, house: House, opened: Case, who: Colleague, kind: str) -> Case:
    """It was of another kind: department and severity follow, and never get less while it is open."""
    if kind == opened.kind or not opened.open:
        return opened
    judged = triage(house, kind, opened.category)
    severity = min(judged.severity, opened.severity)  # S1 is the worst
    facts = {"severity": severity, "department": judged.department}
    known = {"before": opened.kind, "after": kind, **facts}
    case.note(conn, house, opened, "kind_changed", f"staff:{who.user_id}", **known)
    changed = _sooner(conn, house, case.change(conn, house, opened, kind=kind, **facts), opened.severity)
    cards.refresh(conn, house, changed)
    outbox.title(conn, house, changed.id)
    return changed


def _sooner(conn: Connection, house: House, changed: Case, before: str) -> Case:
    """It is more serious than was thought: the first clock is cut, never stretched."""
    due = ladder.due(house, "acknowledge", changed.severity, changed.department)
    if changed.severity == before or not changed.untaken or due is None or due >= changed.ack_due:
        return changed
    timers.start(conn, house, "acknowledge", str(changed.id), due)
    return case.change(conn, house, changed, ack_due=due)
