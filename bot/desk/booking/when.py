"""When something is, as it is said: what goes by days has no hour, and what is open has no day."""

from __future__ import annotations

from datetime import datetime

from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.say import At, Day, Join, Span, Value, text

TIMED = ("slot", "request")  # modes whose texts name a day and an hour


def of_ask(ask: Ask) -> Value:
    if ask.start is None:
        return text("when.open")
    return _said(ask.house, ask.offer.mode, ask.start, ask.end or ask.start, by_days=_by_days(ask))


def of_booking(house: House, booking: Booking) -> Value:
    if booking.start is None:
        return text("when.open") if booking.sold.mode == "open" else booking.wished
    by_days, end = booking.sold.by_days, booking.end or booking.start
    if length := _agreed_length(booking):
        return Join([At(booking.start, "both"), *length])
    return _said(house, booking.sold.mode, booking.start, end, by_days=by_days)


def hour_of(booking: Booking) -> Value:
    """The hour where its day stands beside it; with how long, where that was agreed on."""
    if booking.start is None:
        return ""
    return Join([At(booking.start), *_agreed_length(booking)])


def _agreed_length(booking: Booking) -> list[Value]:
    several = booking.sold.mode == "request" and booking.sold.periods > 1
    return [Span((booking.sold.minutes or 0) * booking.sold.periods)] if several else []


def start_of(ask: Ask, start: datetime) -> Value:
    """One of several starts, on a button or in a list."""
    if ask.offer.mode == "hours" or _by_days(ask):
        return Day(ask.house.local(start).date())
    return At(start, "both")


def _by_days(ask: Ask) -> bool:
    return sessions.by_days(ask.offer, ask.option)


def _said(house: House, mode: str, start: datetime, end: datetime, *, by_days: bool) -> Value:
    day = Day(house.local(start).date())
    if by_days:
        return Join([day, text("price.days", n=len(sessions.days_of(house, start, end)))])
    if mode == "hours":
        return Join([day, f"{house.local(start):%H:%M}–{house.local(end):%H:%M}"])
    if mode == "rental":
        return Join([At(start, "both"), Span(int((end - start).total_seconds()) // 60)])
    return At(start, "both")
