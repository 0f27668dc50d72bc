"""What a guest takes away from a booking: the calendar file, which follows every change, and the voucher."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import calendar, codes, when
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.say import File, Local, Say, choice, say, text


def send_calendar(conn: Connection, house: House, chat_id: int, found: Booking, language: str) -> None:
    """The file, as a message of its own."""
    outbox.send(conn, house, chat_id, _file("booking.calendar", found, house, language))
    calendar.given(conn, house, found)


def send_calendars(
    conn: Connection, house: House, chat_id: int, ref: str, found: Sequence[Booking], language: str
) -> None:
    """One file for all of them; each entry follows its booking from then on."""
    file = File(f"{ref}.ics", calendar.ics_of(found, house, language))
    outbox.send(conn, house, chat_id, Say((text("booking.calendar", ref=ref),), file=file))
    for one in found:
        calendar.given(conn, house, one)


def calendar_follows(conn: Connection, house: House, changed: Booking) -> None:
    """Whoever has taken the file gets it anew: opened, it changes the entry or takes it out."""
    if changed.calendar_at is None or changed.start is None:
        return
    guest = people.guest_by_id(conn, changed.guest_id)
    gone = calendar.status(changed) == "CANCELLED"
    key = "booking.calendar_gone" if gone else "booking.calendar_changed"
    outbox.send(conn, house, guest.chat_id, _file(key, changed, house, guest.language))


def _file(key: str, booking: Booking, house: House, language: str) -> Say:
    file = File(f"{booking.ref}.ics", calendar.ics(booking, house, language))
    return Say((text(key, ref=booking.ref),), file=file)


def send_voucher(conn: Connection, house: House, chat_id: int, found: Booking) -> None:
    """A picture with a code that staff scan; a new one each time, and earlier ones stay good."""
    said = text(
        "voucher.caption",
        extra=Local(found.sold.title),
        when=when.of_booking(house, found),
        party=found.party.said(),
        place=Local(found.sold.place),
        ref=found.ref,
    )
    drawn = codes.facts(house, found, codes.new(conn, house, found))
    back = choice(text("button.bookings"), "bookings")
    outbox.voucher(conn, house, chat_id, say(said, choices=[back], lasting=True), drawn)
