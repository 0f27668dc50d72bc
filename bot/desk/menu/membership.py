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
from bot.say import Text, say, text


def blocked(conn: Connection, house: House, asked: Asked, *, now_blocked: bool) -> None:
    people.blocked(conn, house, asked.chat_id, now_blocked=now_blocked)
    if now_blocked:
        cards.tell_unreachable(conn, house, asked.chat_id)


def in_group(
    conn: Connection, house: House, asked: Asked, standing: Standing, *, joined: bool = True
) -> None:
    """An owner who adds us to a group makes it the staff group; thrown out, the owners hear of it.

    joined: we were not in it before.
    """
    current = people.staff_chat(conn, house.id)
    if not standing.here:
        _thrown_out(conn, house, standing, current)
        return
    who = people.colleague(conn, house, asked.user_id)
    owner = who is not None and who.state == "active" and who.role == "owner"
    free = _none_yet(conn, house, current)
    if asked.chat_id == current or (owner and free):
        setting_up.meet_in(conn, house, asked.chat_id)
        _welcomed(conn, house, standing, owner=owner)
    elif free:
        _is_it_ours(conn, house, asked, standing)
    elif owner and joined and not groups.is_ours(conn, house, asked.chat_id):
        _instead(conn, house, asked, standing)


def _thrown_out(conn: Connection, house: House, standing: Standing, current: int | None) -> None:
    if standing.chat_id == current:
        alerts.begin(conn, house, "group", text("alert.no_group"))
        setting_up.seen(conn, house, standing)
    elif current is None and _met(conn, house, standing.chat_id):
        setting_up.seen(conn, house, standing)


def _met(conn: Connection, house: House, chat_id: int) -> Standing | None:
    """The group that the set-up knows, if it is this one."""
    setup = state.of(conn, house)
    return setup.group if setup and setup.group and setup.group.chat_id == chat_id else None


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
    """Somebody who is no owner added us: the owners say whether the staff meet there, the first one in the
    list.
    """
    if state.of(conn, house) is None:
        return
    owners = people.owners(conn, house)
    said = text("setup.which_group", name=asked.name, group=standing.title)
    for owner in owners:
        _ask(conn, house, owner.user_id, said, standing)
    if not owners and people.staff_chat(conn, house.id) is None:
        setting_up.seen(conn, house, standing)


def _instead(conn: Connection, house: House, asked: Asked, standing: Standing) -> None:
    """The staff meet elsewhere already: the owner who added us says what this group is for."""
    setup = state.of(conn, house)
    if setup is None:
        return
    before = setup.group.title if setup.group else ""
    said = text("setup.second_group", group=standing.title, before=before)
    _ask(conn, house, asked.user_id, said, standing)


def _ask(conn: Connection, house: House, user_id: int, said: Text, standing: Standing) -> None:
    yes = setting_up.ours(standing)
    outbox.send(conn, house, user_id, say(said, choices=[yes, setting_up.LIST]))


def moved(conn: Connection, house: House, asked: Asked, new_id: int) -> None:
    """The group was upgraded and has a new id; what else it became, a look shows."""
    if groups.moved(conn, house.id, asked.chat_id, new_id):
        return
    current, setup = people.staff_chat(conn, house.id), state.of(conn, house)
    if asked.chat_id == current:
        people.move_staff_chat(conn, house.id, new_id)
    elif current is not None or not _met(conn, house, asked.chat_id):
        return
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
