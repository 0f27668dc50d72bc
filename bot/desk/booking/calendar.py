"""A booking as a calendar file for the guest's phone (RFC 5545).

One entry for as long as the booking lives, also when it is moved: its UID stays, its SEQUENCE rises with
every change, and a cancellation takes it out again. Moments are UTC, which every phone reads: in the zones
that icalendar 7.3 writes the clocks of spring change an hour late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from bot.db import Connection
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.say import in_words
from bot.schema import bookings

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

REMIND = timedelta(hours=-1)
STATUS = {"CONFIRMED": "CONFIRMED", "REDEEMED": "CONFIRMED", "ON_HOLD": "TENTATIVE", "PENDING": "TENTATIVE"}
_MINE = (bookings.c.property_id == bindparam("p"), bookings.c.id == bindparam("b"))
_GIVEN = update(bookings).where(*_MINE).values(calendar_at=bindparam("now"))
_GOES_ON = (
    update(bookings)
    .where(*_MINE)
    .values(calendar=bindparam("c"), sequence=bindparam("s"), calendar_at=bindparam("a"))
    .returning(bookings)
)
_REPLACED = select(bookings.c.replaces).where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.calendar.is_not(None),
    bookings.c.confirmed_at.is_not(None),
)


def ics(booking: Booking, house: House, language: str) -> str:
    """The file: it puts the entry in, changes it or takes it out. Needs a start."""
    return ics_of([booking], house, language)


def ics_of(bookings: Sequence[Booking], house: House, language: str) -> str:
    """One file with an entry for each: the parts of a package."""
    gone = all(status(one) == "CANCELLED" for one in bookings)
    calendar = empty("CANCEL" if gone else "PUBLISH")
    for one in bookings:
        if one.start is None:
            raise ValueError(f"{one.ref} has no start yet")
        calendar.add_component(_event(one, one.start, house, language))
    content: str = calendar.to_ical().decode()
    return content


def given(conn: Connection, house: House, booking: Booking) -> None:
    """The guest has the file: every change from now on is sent after it."""
    conn.execute(_GIVEN, {"p": house.id, "b": booking.id, "now": house.now})


def goes_on(conn: Connection, house: House, booked: Booking, old: Booking) -> Booking:
    """A move: the new booking takes over the old one's entry, whose UID it keeps."""
    facts = {"c": old.calendar or old.ref, "s": max(old.sequence, booked.sequence) + 1, "a": old.calendar_at}
    row = conn.execute(_GOES_ON, {"p": house.id, "b": booked.id, **facts}).mappings().one()
    return book.enter(conn, house, Booking.of(row))


def replaced(conn: Connection, house: House) -> set[int]:
    """The bookings whose entry another one has taken over, whoever moved them."""
    return set(conn.execute(_REPLACED, {"p": house.id}).scalars())


def empty(method: str) -> Calendar:
    from icalendar import Calendar  # 80 modules that a desk needs only when someone asks for a file

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Qonaq//Front desk//EN")
    calendar.add("method", method)
    return calendar


def entry(booking: Booking, start: datetime | date, house: House) -> Event:
    """What the guest's file and the staff's feed have in common: which entry it is, and when; a day where
    nobody set an hour."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{booking.calendar or booking.ref}@{house.id}.qonaq")
    event.add("sequence", booking.sequence)
    event.add("status", status(booking))
    event.add("dtstamp", _changed(booking))
    event.add("last-modified", _changed(booking))
    first, last = _span(booking, start, house)
    event.add("dtstart", first)
    if last and last > first:
        event.add("dtend", last)
    return event


def _span(booking: Booking, start: datetime | date, house: House) -> tuple[date, date | None]:
    """What goes by days has whole days in the calendar, whatever zone the phone is in."""
    if not isinstance(start, datetime):
        return start, None
    if not booking.sold.by_days:
        return start, booking.end
    return house.local(start).date(), house.local(booking.end).date() if booking.end else None


def status(booking: Booking) -> str:
    """In the words of RFC 5545."""
    return STATUS.get(booking.status, "CANCELLED")


def _changed(booking: Booking) -> datetime:
    known = (booking.created_at, booking.confirmed_at, booking.ended_at, booking.redeemed_at)
    return max(moment for moment in known if moment)


def _event(booking: Booking, start: datetime, house: House, language: str) -> Event:
    def local(texts: Mapping[str, str] | None) -> str:
        return in_words(texts or {}, language, house.hotel.default_language)

    event = entry(booking, start, house)
    event.add("summary", local(booking.sold.title))
    event.add("location", f"{local(booking.sold.place)}, {local(house.hotel.name)}")
    notes = [
        booking.ref,
        local(booking.sold.bring),
        local(booking.sold.included),
        house.hotel.reception_phone,
    ]
    event.add("description", "\n".join(note for note in notes if note))
    if booking.sold.has_hour and status(booking) != "CANCELLED":
        event.add_component(_alarm(local(booking.sold.title)))
    return event


def _alarm(summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMIND)
    return alarm
