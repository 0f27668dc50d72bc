"""Who came and went: a guest who blocks us, the group that takes us in, a colleague who leaves."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import alerts, groups, outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import cards
from bot.desk.house import House
from bot.desk.menu import attending, setting_up
from bot.desk.setup import state
from bot.desk.setup.group import Standing
from bot.say import choice, say, text


def blocked(conn: Connection, house: House, asked: Asked, *, now_blocked: bool) -> None:
    people.blocked(conn, house, asked.chat_id, now_blocked=now_blocked)
    if now_blocked:
        cards.tell_unreachable(conn, house, asked.chat_id)


def in_group(conn: Connection, house: House, asked: Asked, standing: Standing) -> None:
    """An owner who adds us to a group makes it the staff group; thrown out, the owners hear of it."""
    current = people.staff_chat(conn, house.id)
    if not standing.here:
        if asked.chat_id == current:
            alerts.begin(conn, house, "group", text("alert.no_group"))
            setting_up.seen(conn, house, standing)
        return
    who = people.colleague(conn, house, asked.user_id)
    owner = who is not None and who.state == "active" and who.role == "owner"
    if asked.chat_id == current or (owner and _none_yet(conn, house, current)):
        people.move_staff_chat(conn, house.id, asked.chat_id)
        _welcomed(conn, house, standing, owner=owner)
    elif _none_yet(conn, house, current):
        _is_it_ours(conn, house, asked, standing)


def _none_yet(conn: Connection, house: House, current: int | None) -> bool:
    """True also when we were thrown out of the one we had."""
    setup = state.of(conn, house)
    return current is None or bool(setup and setup.group and not setup.group.here)


def _welcomed(conn: Connection, house: House, standing: Standing, *, owner: bool) -> None:
    alerts.end(conn, house, "group")
    if standing.forum and "topics" in standing.rights:
        alerts.end(conn, house, "rights")
    if state.of(conn, house) is not None:
        setting_up.seen(conn, house, standing)
    elif owner:
        key = "staff.group_ready" if standing.forum else "staff.group_no_topics"
        outbox.send(conn, house, standing.chat_id, say(text(key)), lane=outbox.STAFF)


def _is_it_ours(conn: Connection, house: House, asked: Asked, standing: Standing) -> None:
    """Somebody who is not the owner added us: the owner says whether the staff meet there."""
    if state.of(conn, house) is None:
        return
    said = text("setup.which_group", name=asked.name, group=standing.title)
    yes = choice(text("button.m_our_group"), "m_setup_group", group=standing.pack())
    for owner in people.owners(conn, house):
        outbox.send(conn, house, owner.user_id, say(said, choices=[yes, setting_up.LIST]))


def moved(conn: Connection, house: House, asked: Asked, new_id: int) -> None:
    """The group was upgraded and has a new id; what else it became, a look shows."""
    if groups.moved(conn, house.id, asked.chat_id, new_id):
        return
    if asked.chat_id != people.staff_chat(conn, house.id):
        return
    people.move_staff_chat(conn, house.id, new_id)
    setup = state.of(conn, house)
    if setup and setup.group:
        setting_up.seen(conn, house, setup.group.moved(new_id))
        setting_up.look(conn, house, setup.by)


def left(conn: Connection, house: House, asked: Asked, user_id: int) -> None:
    """Whoever leaves the staff group is staff no more, at once."""
    attending.parted(conn, house, asked.chat_id, user_id)


def came(conn: Connection, house: House, asked: Asked, user_id: int) -> None:
    """Somebody is in a group now."""
    if groups.is_ours(conn, house, asked.chat_id):
        attending.came(conn, house, user_id)
