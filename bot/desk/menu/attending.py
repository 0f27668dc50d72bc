"""Who works here is in a group of the staff. Telegram says when somebody leaves, if we were there to hear it
and allowed to; so every night we look ourselves, and whenever somebody leaves a department's group.

Only who was seen there is missed: a manager may never have been in any group. What Telegram does not say, or
says of a restriction that it may remember wrongly, ends nobody's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from bot.db import Connection
from bot.desk import alerts, groups, outbox, people, timers
from bot.desk.cases import leaving
from bot.desk.house import House
from bot.desk.menu import setting_up
from bot.desk.timers import Due

TIMER = "attendance"
FOUR = time(4)  # by the hotel's clock: the fewest are disturbed
AT_ONCE = 40  # colleagues in one look


def plan(conn: Connection, house: House) -> None:
    """The next look, where none is planned yet."""
    if timers.due_at(conn, house, TIMER, house.id) is None:
        tomorrow = house.moment(house.today + timedelta(days=1), FOUR)
        timers.start(conn, house, TIMER, house.id, tomorrow)


def fire(conn: Connection, house: House, timer: Due) -> None:
    plan(conn, house)
    look(conn, house, [one.user_id for one in people.team(conn, house) if one.role != "owner"])


def look(conn: Connection, house: House, colleagues: Sequence[int]) -> None:
    """Ask Telegram in which group they still are; `seen` gets the answer."""
    main = people.staff_chat(conn, house.id)
    if main is None:
        return
    places = list(dict.fromkeys([main, *groups.bound(conn, house).values()]))
    for n in range(0, len(colleagues), AT_ONCE):
        outbox.look(conn, house, main, main, groups=places, staff=list(colleagues[n : n + AT_ONCE]))


def came(conn: Connection, house: House, user_id: int) -> None:
    """From now on they are missed when they are not there."""
    people.there(conn, house, user_id)


def parted(conn: Connection, house: House, chat_id: int, user_id: int) -> None:
    """Out of the group of all: no colleague any more, at once; out of a department's: if it was the last."""
    if chat_id == people.staff_chat(conn, house.id):
        _ends(conn, house, user_id)
    elif groups.departments(conn, house, chat_id):
        people.there(conn, house, user_id)
        look(conn, house, [user_id])


def seen(conn: Connection, house: House, found: Mapping[int, bool | None]) -> None:
    """Whether they are in any of the groups; None where Telegram does not say so surely."""
    for user_id, here in found.items():
        who = people.colleague(conn, house, user_id)
        if here:
            people.there(conn, house, user_id)
        elif here is False and who and who.there_at:
            _ends(conn, house, user_id)


def _ends(conn: Connection, house: House, user_id: int) -> None:
    if leaving.leave(conn, house, user_id):
        alerts.tell_owners(conn, house, "alert.staff_left")
        setting_up.refresh(conn, house)
