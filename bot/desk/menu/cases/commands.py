"""What colleagues type about their work on cases, in the staff group or in private."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import deciding, team
from bot.desk.menu.cases import behalf, emergency, handover, needing, noting, on_duty, promised, today
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague

Command = Callable[[Connection, House, Asked, Colleague, str], None]
COMMANDS: dict[str, Command] = {
    **on_duty.COMMANDS,
    "/today": today.command,
    "/promise": promised.typed_time,
    "/accept": deciding.typed,
    "/handover": handover.command,
    "/note": noting.typed,
    "/need": needing.typed,
    behalf.COMMAND: behalf.open_typed,
    "/danger": emergency.typed_danger,
    "/drill": emergency.typed_drill,
    "/team": team.typed,
}


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was one of these and came from staff; what is not clear is answered."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, who, words))
