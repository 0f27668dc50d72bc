"""A booking as a calendar file for the guest's phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.desk.booking.book import Booking
from bot.desk.house import House

if TYPE_CHECKING:
    from icalendar import Alarm, Event

REMIND = timedelta(hours=-1)


def ics(booking: Booking, house: House, language: str) -> str:
    """One event under one UID: a cancelled booking takes it out of the calendar again. Needs a start."""
    if booking.start is None:
        raise ValueError(f"{booking.ref} has no start yet")
    from icalendar import Calendar  # 80 modules that a desk needs only when someone asks for a file

    over = booking.status != "CONFIRMED"
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Qonaq//Front desk//EN")
    calendar.add("method", "CANCEL" if over else "PUBLISH")
    calendar.add_component(_event(booking, booking.start, house, language, over=over))
    content: str = calendar.to_ical().decode()
    return content


def _event(booking: Booking, start: datetime, house: House, language: str, *, over: bool) -> Event:
    def local(texts: Mapping[str, str] | None) -> str:
        return (texts or {}).get(language) or (texts or {}).get(house.hotel.default_language, "")

    from icalendar import Event

    event = Event()
    event.add("uid", f"{booking.ref}@{house.id}.qonaq")
    event.add("sequence", 1 if over else 0)
    event.add("status", "CANCELLED" if over else "CONFIRMED")
    event.add("dtstamp", booking.ended_at or booking.confirmed_at or booking.created_at)
    event.add("dtstart", start)
    if booking.end and booking.end > start:
        event.add("dtend", booking.end)
    event.add("summary", local(booking.sold.title))
    event.add("location", f"{local(booking.sold.place)}, {local(house.hotel.name)}")
    notes = [
        booking.ref,
        local(booking.sold.bring),
        local(booking.sold.included),
        house.hotel.reception_phone,
    ]
    event.add("description", "\n".join(note for note in notes if note))
    if not over:
        event.add_component(_alarm(local(booking.sold.title)))
    return event


def _alarm(summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMIND)
    return alarm
