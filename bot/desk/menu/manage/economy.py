"""What extras bring and cost: a picture, the list, one extra, what is free, and the workbook behind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, LookWanted, reply
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage import economy_words as words
from bot.desk.menu.manager_questions import LABELS, PERIODS
from bot.desk.menu.manager_screen import managed, page_of, short
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.reports.economy import ahead, lifetime, pillars, sales, sheet
from bot.desk.reports.economy import report as economy
from bot.desk.reports.economy.report import Report
from bot.desk.reports.periods import Period
from bot.say import Choice, Days, Local, choice, pack, say, text

USUAL = "thirty"
GROUPS = ("family", "active", "nature", "package")
PACKAGE = "package"  # most have their money in their parts
ECONOMY = choice(text("button.m_economy"), "m_economy")
AHEAD = choice(text("button.m_ahead"), "m_ahead")
LOST = choice(text("button.m_lost"), "m_lost")
THOUSAND = 1000
MANY = 500  # bookings that are counted beside the writer
LARGE = 20_000  # what is more is drawn in thousands: the axis has room for five digits


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The picture with its figures. Another period takes the place of the one shown."""
    name, period = _period(house, facts)
    found = _report(conn, house, asked, period)
    said = say(*words.summary(found), choices=_ways(name), lasting=True)
    over = asked.message_id if facts.get("over") and asked.on_photo else None
    outbox.chart(conn, house, asked.chat_id, said, chart(found), over=over)


def _report(conn: Connection, house: House, asked: Asked, period: Period) -> Report:
    """Raises LookWanted where it has much to read: a year of a large hotel takes a second."""
    if isinstance(asked.brought, Report) and asked.brought.period == period:
        return asked.brought
    if asked.brought is None and sales.count(conn, house, period) > MANY:
        raise LookWanted(partial(economy.report, period=period))
    return economy.report(conn, house, period)


def _period(house: House, facts: Facts) -> tuple[str, Period]:
    name = facts.get("period", USUAL)
    return name, PERIODS[name](house.today)


def _ways(shown: str) -> list[Choice]:
    """The other periods, and what is behind the picture."""
    periods = [
        choice(label, "m_economy", period=name, over=True) for name, label in LABELS.items() if name != shown
    ]
    listed = choice(text("button.m_eco_list"), "m_eco_list", period=shown)
    table = choice(text("button.report_table"), "m_eco_sheet", period=shown)
    return [listed, *periods, AHEAD, LOST, table, HOME]


def chart(found: Report) -> dict[str, Any]:
    """Revenue by day or month and group, in whole units or in thousands."""
    parts = found.parts
    totals = [sheet.major(sum(one.values()), found.currency) for one in parts.values()]
    scale = THOUSAND if max(totals, default=0) >= LARGE else 1
    days = Days(found.period.first, found.period.last)
    key = "economy.title_thousands" if scale == THOUSAND else "economy.title"
    average = sheet.major(found.before.revenue, found.currency) / scale / max(1, len(parts))
    series = {
        group: [round(sheet.major(one.get(group, 0), found.currency) / scale) for one in parts.values()]
        for group in GROUPS
    }
    drawn = [group for group in GROUPS if any(series[group]) or group != PACKAGE]
    return {
        "title": pack(text(key, days=days, currency=found.currency)),
        "spans": list(parts),
        "series": [[pack(text(f"button.m_group_{group}")), series[group]] for group in drawn],
        "level": [pack(text("report.average")), average] if average else None,
    }


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Four extras a page, the largest revenue first; each opens its own page."""
    name, period = _period(house, facts)
    found = _report(conn, house, asked, period)
    few, more = page_of(found.extras, facts.get("page", 0), "m_eco_list", period=name)
    lines = [words.line(one, found) for one in few]
    choices = [choice(short(Local(one.title)), "m_eco_one", offer=one.code, period=name) for one in few]
    free = choice(text("button.m_eco_free"), "m_eco_free", period=name)
    head = text("economy.list", days=words.days(found))
    reply(conn, house, asked, say(head, *lines, choices=[*choices, more, free, _back(name), HOME]))


def _back(name: str) -> Choice:
    return choice(text("button.m_economy"), "m_economy", period=name)


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Everything of one extra, with what the advice rests on."""
    name, period = _period(house, facts)
    found = _report(conn, house, asked, period)
    extra = found.one(facts["offer"])
    if extra is None:
        raise OldButton(ways=[ECONOMY, HOME])
    price = choice(text("button.m_prices"), "m_offer", offer=extra.code) if extra.on_sale else None
    back = choice(text("button.m_eco_list"), "m_eco_list", period=name)
    said = say(*words.page(house, extra, found), choices=[price, back, _back(name), HOME])
    reply(conn, house, asked, said)


def free(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is given for nothing: who came, what it costs, what it is kept for."""
    name, period = _period(house, facts)
    found = _report(conn, house, asked, period)
    few, more = page_of(found.free(), facts.get("page", 0), "m_eco_free", period=name)
    lines = [words.free_line(extra) for extra in few]
    key = "economy.free_head" if lines else "economy.free_none"
    back = choice(text("button.m_eco_list"), "m_eco_list", period=name)
    reply(conn, house, asked, say(text(key, days=words.days(found)), *lines, choices=[more, back, HOME]))


def table(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """All of it as a workbook, with charts of its own."""
    name, period = _period(house, facts)
    found = _report(conn, house, asked, period)
    kept = lifetime.read(conn, house)
    standing = pillars.pillars(conn, house, period, kept.inputs)
    pages = sheet.pages(house, found, ahead.ahead(conn, house), kept, standing)
    drawn = {"name": f"extras_{period.first.isoformat()}_{period.last.isoformat()}.xlsx", "pages": pages}
    said = say(text("economy.table", days=words.days(found)), choices=[_back(name)])
    outbox.table(conn, house, asked.chat_id, said, drawn)


def coming(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next two weeks: what is on the books, and what of it is likely to come in."""
    found = ahead.ahead(conn, house)
    said = say(*words.coming(found), choices=[ECONOMY, LOST, HOME], lasting=True)
    outbox.chart(conn, house, asked.chat_id, said, coming_chart(found))


def coming_chart(found: ahead.Ahead) -> dict[str, Any]:
    lots: Mapping[str, Mapping[Any, ahead.Lot]] = {"confirmed": found.confirmed, "pending": found.pending}
    highest = max((sheet.major(one.minor, found.currency) for one in found.confirmed.values()), default=0)
    scale = THOUSAND if highest >= LARGE else 1
    key = "economy.ahead_thousands" if scale == THOUSAND else "economy.ahead_title"
    series = [
        [
            pack(text(f"economy.{name}")),
            [round(sheet.major(one.minor, found.currency) / scale) for one in by.values()],
        ]
        for name, by in lots.items()
    ]
    title = text(key, days=Days(found.first, found.last), currency=found.currency)
    spans = [day.isoformat() for day in found.confirmed]
    return {"title": pack(title), "spans": spans, "series": series, "level": None}


ACTS: dict[str, StaffAct] = {
    "m_economy": managed(show),
    "m_eco_list": managed(listed),
    "m_eco_one": managed(one),
    "m_eco_free": managed(free),
    "m_eco_sheet": managed(table),
    "m_ahead": managed(coming),
}
