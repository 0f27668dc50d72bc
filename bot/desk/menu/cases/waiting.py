"""The clocks wait for the guest: one tap on a case."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod
from bot.desk.cases import case, pausing
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.say import text


def wait(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Until the guest answers nothing runs; they read that the next word is theirs."""
    pausing.pause(conn, house, case.by_id(conn, house, facts["case"]), who)
    nod(conn, house, asked, text("staff.guest_told"))


ACTS: dict[str, StaffAct] = {"wait_guest": wait}
