""" "Take this from me": one tap offers a case to the next on duty, one tap takes it."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, handing
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import more, private_card
from bot.desk.people import Colleague
from bot.say import say, text


def hand_over(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    opened = case.by_id(conn, house, facts["case"])
    nxt = handing.offer(conn, house, opened, who)
    nod(conn, house, asked, text("handing.asked", person=nxt.name, ref=opened.ref), alert=True)
    if asked.private:
        more.show(conn, house, asked, opened)


def take_over(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    before = case.by_id(conn, house, facts["case"])
    mine = handing.take_over(conn, house, before, who)
    if before.owner != mine.owner:
        private_card.taken(conn, house, mine, who, before.owner)
    nod(conn, house, asked, text("staff.yours", ref=mine.ref))
    if asked.private:
        more.show(conn, house, asked, mine)


def not_me(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    opened = case.by_id(conn, house, facts["case"])
    handing.not_me(conn, house, opened, who)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("handing.passed_by", ref=opened.ref)))


ACTS: dict[str, StaffAct] = {"hand_over": hand_over, "take_over": take_over, "not_me": not_me}
