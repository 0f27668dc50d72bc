"""iCalendar: an event is a stay. Booking sites export blocked days the same way; those are left out."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from bot.desk.stays.reading.table import MOST_ROWS, Row, Table, Unreadable, row

HEADER = ("guest", "arrival", "departure", "room", "booking number", "status", "people")
BLOCKED = re.compile(r"not available|closed|blocked|unavailable|недоступн|закрыт|nem elérhető|zárva", re.I)
RESERVED = re.compile(r"^(?:reserved|booked|reservation|забронировано|foglalt)$", re.I)
IN_FRONT = re.compile(r"^(?:reservation|booking|booking\.com|airbnb|expedia)\s*[-:–]\s*", re.I)
CODE = re.compile(r"/details/([A-Z0-9]{8,12})\b")
ROOM = re.compile(
    r"(?:^|\b(?:room|szoba|otaq|номер|бөлме|oda|zimmer|№|#)\s*\.?\s*)(\d{1,4}[A-Za-z]?)\b(?=\D|$)", re.I
)
PARTY = re.compile(r"\b\d{1,2}\s*\+\s*\d{1,2}\b")
MOST_PARTS = 3 * MOST_ROWS  # events with their alarms
NOT_A_NAME = re.compile(r"^[\s\-–:,()]+|[\s\-–:,()]+$")


def read(content: bytes) -> Table | Unreadable:
    """A table of events under a header of ours; the row number is the event's place in the file."""
    if content.upper().count(b"BEGIN:") > MOST_PARTS:
        return Unreadable("too_many", MOST_ROWS)
    from icalendar import Calendar  # only for who sends a calendar

    try:
        calendar = Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        name = str(calendar.get("X-WR-CALNAME", ""))
        rows = [_event(number, event, name) for number, event in enumerate(events[: MOST_ROWS + 1], 1)]
    except Exception:  # a file from anywhere, in a library's hands: whatever it raises, the file is to blame
        return Unreadable("broken")
    if len(events) > MOST_ROWS:
        return Unreadable("too_many", MOST_ROWS)
    kept = [one for one in rows if one]
    return Table((Row(0, HEADER), *kept), "calendar") if kept else Unreadable("empty")


def _event(number: int, event: Any, calendar: str) -> Row | None:
    title, about = str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))[:2000]
    if BLOCKED.search(title):
        return None
    code = CODE.search(about)
    who, room = _who(title), _room(title) or _room(str(event.get("LOCATION", ""))) or _room(calendar)
    number_of = code[1] if code else str(event.get("UID", ""))
    start, end = _day(event, "DTSTART"), _day(event, "DTEND")
    party = PARTY.search(title[:200])
    return row(number, (who, start, end, room, number_of, str(event.get("STATUS", "")), party and party[0]))


def _day(event: Any, name: str) -> date | None:
    found = event.get(name)
    value = getattr(found, "dt", None)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _room(said: str) -> str | None:
    found = ROOM.search(said[:200])
    return found[1] if found else None


def _who(title: str) -> str | None:
    """The name in "214 Nagy János (2+1)", "Booking.com - John Smith"; none in "Reserved"."""
    said = IN_FRONT.sub("", title[:200].strip())
    said = re.sub(r"\([^)]*\)|\b\d+\s*\+\s*\d+\b", " ", ROOM.sub(" ", said, count=1))
    said = NOT_A_NAME.sub("", said)
    return None if RESERVED.match(said) or not said else said
