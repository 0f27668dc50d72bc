"""When a promise is late: the guest waits on, or asks for the manager."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, clocks
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.asking import own
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.say import say, text

AGAIN_AFTER = 10  # minutes until the manager is called a second time


def will_wait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    nod(conn, house, asked, text("word.thanks"))


def call_manager(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The guest asks for the manager: managers are written to in private, once in a while."""
    late = own(conn, house, guest, facts)
    called = [one for one in people.team(conn, house) if one.manages]
    if not case.lately(conn, house, late, "manager_called", minutes=AGAIN_AFTER):
        case.note(conn, house, late, "manager_called", "guest")
        minutes = max(1, int((house.now - late.opened_at).total_seconds() // 60))
        for one in called:
            clocks.call(conn, house, late, one, minutes)
    nod(conn, house, asked)
    said = text(
        "case.manager_called", person=called[0].name if called else "", phone=house.hotel.reception_phone
    )
    reply(conn, house, asked, say(said, choices=[BACK], lasting=True))
