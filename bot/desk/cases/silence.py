"""A guest who had reason to complain and says nothing any more: one kind question, at a decent hour."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import bindparam, func, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import case, once
from bot.desk.cases.case import Case
from bot.desk.cases.hours import daytime
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.desk.stays import clocks, phones
from bot.say import choice, say, text
from bot.schema import cases, inbox, ratings

SILENT = "silent_guest"  # timer and what is asked; its ref is the guest's id
LET_BE = timedelta(hours=6)  # after what went wrong
HOURS = (time(11), time(19))  # when one may ask how it is going
LOW = 2  # stars
LEAVING = timedelta(hours=3)  # before check-out: later nothing can be mended

_SPOKE = (
    select(inbox.c.id)
    .where(
        inbox.c.property_id == bindparam("p"),
        inbox.c.chat == bindparam("c"),
        inbox.c.received_at > bindparam("since", type_=Moment),
    )
    .limit(1)
)

_SHUT = select(func.max(cases.c.closed_at)).where(
    cases.c.property_id == bindparam("p"), cases.c.guest_id == bindparam("g")
)
_LOW = select(func.max(ratings.c.at)).where(
    ratings.c.property_id == bindparam("p"), ratings.c.guest_id == bindparam("g"), ratings.c.stars <= LOW
)


def watch(conn: Connection, house: House, shut: Case) -> None:
    """After a late promise, or a question that got no answer: see whether they say something."""
    if shut.kind in ("booking", "sensitive") or not (shut.level or shut.outcome == "unanswered"):
        return
    after(conn, house, people.guest_by_id(conn, shut.guest_id))


def after(conn: Connection, house: House, guest: Guest) -> None:
    """Something was not as it should have been. The question waits for the next decent hour."""
    at = daytime(house, house.now + LET_BE, HOURS)
    there = phones.stay_of(conn, house, guest.id)
    latest = clocks.leaves_at(house, there.departure) - LEAVING if there else at
    if at <= latest:
        timers.start(conn, house, SILENT, str(guest.id), at)


def ask(conn: Connection, house: House, guest_id: int) -> bool:
    """Not who has written since, has an open case, has left, or was asked before in this stay."""
    guest = people.guest_by_id(conn, guest_id)
    at = daytime(house, house.now, HOURS)
    if at > house.now:  # the desk was down until the evening
        timers.start(conn, house, SILENT, str(guest_id), at)
        return False
    if _gone(conn, house, guest) or case.all_open(conn, house, guest_id) or _spoke(conn, house, guest):
        return False
    if once.ask(conn, house, guest, SILENT) is None:
        return False
    ways = [
        choice(text("button.silent_well"), "silent_well"),
        choice(text("button.silent_mend"), "problem"),
        PERSON,
    ]
    outbox.send(conn, house, guest.chat_id, say(text("silent.ask", name=guest.name), choices=ways))
    return True


def _spoke(conn: Connection, house: House, guest: Guest) -> bool:
    """They have written or pressed something since it went wrong."""
    key = {"p": house.id, "g": guest.id}
    since = [one for query in (_SHUT, _LOW) if (one := conn.execute(query, key).scalar())]
    key = {"p": house.id, "c": str(guest.chat_id), "since": max(since, default=house.now)}
    return conn.execute(_SPOKE, key).first() is not None


def _gone(conn: Connection, house: House, guest: Guest) -> bool:
    """They were linked to a stay and are no longer, or it is over."""
    known = phones.of_guest(conn, house, guest.id)
    return bool(known) and known[0].state == "ended"
