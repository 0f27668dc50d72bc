"""A promised time: its timers, its words, and that it stands still while the next word is the guest's."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import case, promises
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise
from bot.desk.cases.states import PAUSED
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, Say, Value, choice, say, text

NEAR, DUE = "promise_near", "promise"  # timers
ASK_BEFORE = timedelta(minutes=5)  # the owner is asked, or earlier when the time is short
BACKSTOP = timedelta(minutes=15)  # after a promise until the case's own clock rings, should nothing else have


def start(conn: Connection, house: House, made: Promise) -> datetime:
    """Its timers outlive whatever happens to the process; the guest hears of this time and of no other. When
    the case's own clock rings now."""
    before = min(ASK_BEFORE, (made.due - made.made_at) / 3)
    timers.start(conn, house, NEAR, str(made.id), made.due - before)
    timers.start(conn, house, DUE, str(made.id), made.due)
    last = made.due + BACKSTOP
    timers.start(conn, house, "resolve", str(made.case_id), last)
    return last


def told(
    house: House, opened: Case, who: Colleague | None, made: Promise, *, before: Promise | None = None
) -> Say:
    facts: dict[str, Value] = {
        "time": At(made.due, promises.style(house, made.due)),
        "person": who.name if who else Local(house.hotel.departments["duty"].role),
        "department": people.department(house, who),
        "ref": opened.ref,
    }
    said = text("promise.moved", **facts) if before else text("promise.made", **facts)
    return say(said, choices=[choice(text("button.how_long"), "how_long", case=opened.id)], lasting=True)


def pause(conn: Connection, house: House, opened: Case) -> None:
    """Nobody can keep it before the guest has answered: it counts for nothing, and rings nobody."""
    stood = promises.standing(conn, house, opened.id, "done")
    if stood and stood.running:
        promises.drop(conn, house, stood)
        timers.stop(conn, house, NEAR, str(stood.id))
        timers.stop(conn, house, DUE, str(stood.id))


def paused(conn: Connection, house: House, opened: Case) -> Promise | None:
    """The time that stood when the case began to wait for its guest, while it does."""
    since = case.last_at(conn, opened, "paused") if opened.status in PAUSED else None
    found = [one for one in promises.of_case(conn, house, opened.id) if one.what == "done"]
    return found[-1] if since and found and found[-1].void_at == since else None


def go_on(conn: Connection, house: House, waits: Case) -> datetime | None:
    """The guest has answered, or need not any more: the time as they were told it; if it has passed, so much
    of it as was left, and they hear so. When the case's own clock rings now; None if none was promised."""
    old = paused(conn, house, waits)
    if old is None or old.void_at is None:
        return None
    due = old.due if old.due > house.now else house.now + (old.due - old.void_at)
    made = promises.make(conn, house, waits, "done", due, by=old.by, to_staff=old.to_staff)
    if due != old.due and waits.source != "internal":
        guest = people.guest_by_id(conn, waits.guest_id)
        holder = people.colleague(conn, house, waits.owner) if waits.owner else None
        outbox.send(conn, house, guest.chat_id, told(house, waits, holder, made, before=old))
    return start(conn, house, made)
