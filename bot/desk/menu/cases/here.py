"""`/here restaurant`, typed by an owner in another group: that department's cases are worked there."""

from __future__ import annotations

import re

from bot.db import Connection
from bot.desk import groups, people
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu import roles
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.outbox import RESTRICTED
from bot.desk.people import Colleague
from bot.say import Choice, Join, Say, Value, choice, say, text

COMMAND = "/here"
HERE = re.compile(r"/here(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)
SHOWN = 7  # departments offered at once
DANGER = {RESTRICTED, "опасность", "təhlükə", "қауіп", "vészhelyzet", "tehlike", "gefahr"}


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was this command. Anybody but an owner is left without an answer in a foreign group."""
    found = HERE.match(asked.text or "") if asked.kind == "text" else None
    if found is None or asked.private or asked.edited or asked.forwarded:
        return False
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active" or not roles.may(who.role, COMMAND):
        return False
    named = (found[1] or "").strip().casefold()
    codes = (one for one in (*house.hotel.departments, RESTRICTED) if named in _names(house, one))
    code = next(codes, None)
    if asked.chat_id == people.staff_chat(conn, house.id):
        reply(conn, house, asked, say(text("here.main")))
    elif code:
        _bind(conn, house, asked, who, code)
    else:
        reply(conn, house, asked, _which(conn, house, asked))
    return True


def _names(house: House, code: str) -> set[str]:
    if code == RESTRICTED:
        return DANGER
    return {code, *(name.casefold() for name in house.hotel.departments[code].name.values())}


def _name(house: House, code: str) -> Value:
    return text("here.danger") if code == RESTRICTED else house.called(code)


def _which(conn: Connection, house: House, asked: Asked) -> Say:
    """What is worked here now, and a button for each department that could be."""
    mine = groups.departments(conn, house, asked.chat_id)
    others = [one for one in (RESTRICTED, *house.hotel.departments) if one not in mine][:SHOWN]
    ways = [choice(_name(house, one), "here_bind", department=one) for one in others]
    listed = Join([_name(house, one) for one in mine]) if mine else ""
    leave = [choice(text("button.here_leave"), "here_leave")] if mine else []
    return say(text("here.which", departments=listed), choices=[*leave, *ways][: SHOWN + 1])


def _bind(conn: Connection, house: House, asked: Asked, who: Colleague, code: str) -> None:
    groups.bind(conn, house, code, asked.chat_id, who.user_id)
    name = _name(house, code)
    leave: Choice = choice(text("button.here_leave"), "here_leave")
    reply(conn, house, asked, say(text("here.bound", department=name), choices=[leave]))


def bind(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    if facts["department"] not in (RESTRICTED, *house.hotel.departments):  # a newer catalog is without it
        reply(conn, house, asked, _which(conn, house, asked))
        return
    _bind(conn, house, asked, who, facts["department"])


def leave(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Back to the group of all."""
    groups.leave(conn, house, asked.chat_id)
    reply(conn, house, asked, say(text("here.left")))


ACTS: dict[str, StaffAct] = {"here_bind": bind, "here_leave": leave}
