"""Reminders: the evening before and an hour ahead, on the hotel's clock and never at night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.timers import Due
from bot.say import At, Day, Local, choice, say, text

BEFORE = timedelta(hours=1)
EVENING, LATEST, MORNING = time(19), time(21, 30), time(7)
EVE, NEAR = "remind_eve", "remind"  # timers; their ref is the booking's id
AHEAD = timedelta(minutes=30)  # a reminder that comes later than this is none


def remind(conn: Connection, house: House, booked: Booking) -> None:
    """Set what is still ahead. Each fires once, also across a restart."""
    stop(conn, house, booked.id)
    if not booked.sold.has_hour:
        return  # it has a day and no hour to be reminded of
    for kind, at in moments(house, booked.start).items():
        timers.start(conn, house, kind, str(booked.id), at)


def stop(conn: Connection, house: House, booking_id: int) -> None:
    for kind in (EVE, NEAR):
        timers.stop(conn, house, kind, str(booking_id))


def moments(house: House, start: datetime | None) -> dict[str, datetime]:
    """When the guest will be reminded, soonest first; nothing without a start, or when it is too near."""
    if start is None:
        return {}
    eve = house.moment(house.local(start).date() - timedelta(days=1), EVENING)
    near = _awake(house, start - BEFORE)
    found = {EVE: eve, NEAR: near} if eve > house.now else {NEAR: near}
    if near != start - BEFORE and near.date() == eve.date():  # both would ring on one evening
        found = dict(list(found.items())[:1])
    return {kind: at for kind, at in found.items() if at > house.now}


def _awake(house: House, at: datetime) -> datetime:
    """The moment itself; at night, the last one of the evening before it."""
    local = house.local(at)
    if local.hour not in people.NIGHT:
        return at
    return house.moment(_evening_of(local), LATEST)


def _evening_of(local: datetime) -> date:
    return local.date() if local.hour >= LATEST.hour else local.date() - timedelta(days=1)


def fire(conn: Connection, house: House, timer: Due) -> None:
    """Not when it was given up, has begun, or when the desk was down until the night."""
    found = book.by_id(conn, house, int(timer.ref))
    if found is None or found.status != "CONFIRMED" or found.start is None or found.start < house.now:
        return
    if people.at_night(house):
        _in_the_morning(conn, house, timer, found.start)
        return
    today = house.local(found.start).date() == house.today
    if timer.kind == EVE and today and timers.due_at(conn, house, NEAR, timer.ref):
        return  # late, and the other one is still to come
    _send(conn, house, found, found.start, tomorrow=not today)


def _in_the_morning(conn: Connection, house: House, timer: Due, start: datetime) -> None:
    passed = house.local(house.now).hour < MORNING.hour
    morning = house.moment(house.today if passed else house.today + timedelta(days=1), MORNING)
    if morning + AHEAD <= start:
        timers.start(conn, house, timer.kind, timer.ref, morning)


def _send(conn: Connection, house: House, found: Booking, start: datetime, *, tomorrow: bool) -> None:
    guest = people.guest_by_id(conn, found.guest_id)
    said = text(
        "booking.reminder_eve" if tomorrow else "booking.reminder",
        extra=Local(found.sold.title),
        date=Day(house.local(start).date()),
        time=At(start),
        place=Local(found.sold.place),
        bring=Local(found.sold.bring) if found.sold.bring else "",
        ref=found.ref,
    )
    choices = [
        choice(text("button.voucher"), "voucher", booking=found.id),
        choice(text("button.person"), "person"),
    ]
    outbox.send(conn, house, guest.chat_id, say(said, choices=choices))
