"""For which kinds of trouble a remedy is offered: a tap adds one or takes it out; with none it is for all."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.cases.remedies import called
from bot.desk.catalog import remedy_edits as edits
from bot.desk.catalog.recovery import FAULTS
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.staffing_words import faults_said
from bot.desk.menu.manage.remedies import live, named, one_of
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.say import choice, say, text


def faults(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found, page = one_of(house, facts), int(facts.get("page", 0))
    some, more = page_of(FAULTS, page, "m_remedy_faults", code=found.code)
    ways = [
        choice(text(f"guess.{one}"), "m_remedy_fault", code=found.code, fault=one, page=page) for one in some
    ]
    said = text("remedies.faults", title=called(found), faults=faults_said(found.faults))
    back = choice(text("button.m_back"), "m_remedy", code=found.code)
    reply(conn, house, asked, say(said, choices=[*ways, more, back]))


def fault(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = one_of(house, facts)
    new = edits.with_fault(house.catalog.remedies, found.code, facts["fault"])
    after = new.find(found.code) or found
    place = {"kind": "remedy_faults", **named(found)}
    before, now = ({**place, "value": list(one.faults)} for one in (found, after))
    back = choice(text("button.m_back"), "m_remedy_faults", code=found.code, page=facts.get("page", 0))
    live(conn, house, asked, who, new, before, now, back)


ACTS: dict[str, StaffAct] = {
    "m_remedy_faults": managed(faults),
    "m_remedy_fault": managed(fault),
}
