"""After danger: a colleague has spoken with the guest, or it is not over."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, looking_in
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.say import choice, say, text


def seen(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    shut = looking_in.seen(conn, house, case.by_id(conn, house, facts["case"]), who)
    nod(conn, house, asked)
    show = choice(text("button.case"), "case_show", case=shut.id)
    key = "looking.done" if shut.status == "closed" else "looking.open"
    reply(conn, house, asked, say(text(key, ref=shut.ref), choices=[show]))


def not_well(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    opened = looking_in.not_well(conn, house, case.by_id(conn, house, facts["case"]), who)
    nod(conn, house, asked)
    claim = choice(text("button.claim"), "claim", case=opened.id)
    reply(conn, house, asked, say(text("looking.open", ref=opened.ref), choices=[claim]))


ACTS: dict[str, StaffAct] = {"looked_in": seen, "not_well": not_well}
