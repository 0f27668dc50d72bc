"""Who came and went: a guest who blocks us, the group that takes us in, a colleague who leaves."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import alerts, outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import cards
from bot.desk.house import House
from bot.say import say, text


def blocked(conn: Connection, house: House, asked: Asked, *, now_blocked: bool) -> None:
    people.blocked(conn, house, asked.chat_id, now_blocked=now_blocked)
    if now_blocked:
        cards.tell_unreachable(conn, house, asked.chat_id)


def in_group(conn: Connection, house: House, asked: Asked, *, here: bool, forum: bool) -> None:
    """An owner who adds us to a group makes it the staff group; thrown out, the owners hear of it."""
    current = people.staff_chat(conn, house.id)
    if not here:
        if asked.chat_id == current:
            alerts.tell_owners(conn, house, "alert.no_group")
        return
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active" or who.role != "owner":
        return
    if current is None:
        people.move_staff_chat(conn, house.id, asked.chat_id)
    if current in (None, asked.chat_id):
        key = "staff.group_ready" if forum else "staff.group_no_topics"
        outbox.send(conn, house, asked.chat_id, say(text(key)), lane=outbox.STAFF)


def moved(conn: Connection, house: House, asked: Asked, new_id: int) -> None:
    """The group was upgraded and has a new id."""
    if asked.chat_id == people.staff_chat(conn, house.id):
        people.move_staff_chat(conn, house.id, new_id)


def left(conn: Connection, house: House, asked: Asked, user_id: int) -> None:
    """Whoever leaves the staff group is staff no more, at once."""
    if asked.chat_id == people.staff_chat(conn, house.id) and people.gone(conn, house, user_id):
        alerts.tell_owners(conn, house, "alert.staff_left")
