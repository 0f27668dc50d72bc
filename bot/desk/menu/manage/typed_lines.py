"""What a manager types where the simulator, or an hour of publishing, waits for it."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu.manage import publishing, simulator
from bot.desk.menu.manager_screen import kindly, ways_of
from bot.desk.people import Colleague
from bot.desk.problems import DeskError


def typed(conn: Connection, house: House, asked: Asked, who: Colleague) -> bool:
    """True when it was that; anything else is understood as at any other time."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if waiting is None or waiting.screen not in (publishing.WAITS, simulator.WAITS):
        return False
    try:
        with conn.begin_nested():
            if waiting.screen == publishing.WAITS:
                return publishing.typed(conn, house, asked, waiting.data)
            return simulator.typed(conn, house, asked, who, waiting.data)
    except DeskError as refused:
        kindly(conn, house, asked, refused, ways=ways_of(refused))
        return True
