"""Commands that colleagues type: who may, and what is unclear is answered instead of lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu import roles
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, EditedCommand, Forwarded

C = TypeVar("C")
LOOKS = frozenset(
    ("/ask", "/day", "/oncall", "/refunds", "/stays", "/team", "/today")
)  # only shows something


def typed(
    conn: Connection,
    house: House,
    asked: Asked,
    commands: Mapping[str, C],
    run: Callable[[C, Colleague, str], None],
) -> bool:
    """True when it was one of these and came from staff; a refusal undoes what was begun and is told.

    What writes something does it once: an edit of the message neither doubles nor changes it.
    """
    words, _, rest = (asked.text or "").partition(" ")
    name = words.partition("@")[0]
    act = commands.get(name)
    who = people.colleague(conn, house, asked.user_id) if act else None
    if act is None or who is None or who.state != "active":
        return False
    try:
        with conn.begin_nested():
            if asked.forwarded:
                raise Forwarded
            if asked.edited and name not in LOOKS:
                raise EditedCommand(command=name)
            roles.must(who, name)
            run(act, who, rest.strip())
    except DeskError as refused:
        reply(conn, house, asked, refused.say())
    return True
