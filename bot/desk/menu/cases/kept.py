"""Promises kept, on one screen: the total, by department, by shift, and how late the others were."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.reporting import MOST, percent, period_of
from bot.desk.people import Colleague
from bot.desk.reports import promise_figures
from bot.desk.reports.promise_figures import Kept, Promises
from bot.say import Days, Join, Span, Value, choice, say, text

SHOWN = 2 * MOST  # of each list: the worst stand first


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    name, period = period_of(house, facts)
    found = promise_figures.report(conn, house, period)
    nod(conn, house, asked)
    back = choice(text("button.report_cases"), "report_cases", period=name)
    reply(conn, house, asked, say(*_said(house, found), choices=[back], lasting=True))


def _said(house: House, found: Promises) -> list[Value]:
    total, days = found.total, Days(found.period.first, found.period.last)
    if not total.judged and not total.moved:
        return [text("figures.kept_none", days=days)]
    head = text(
        "figures.kept",
        share=share(total),
        was=share(found.before),
        kept=total.kept,
        judged=total.judged,
        days=days,
    )
    late = [
        text("figures.kept_moved", number=total.moved) if total.moved else "",
        text("figures.kept_late", late=Span(total.late), most=Span(total.longest or total.late))
        if total.late
        else "",
    ]
    by_department = [(house.called(one.of), one) for one in found.departments]
    by_shift: list[tuple[Value, Kept]] = [(one.of, one) for one in found.shifts]
    return [
        head,
        Join([one for one in late if one], "lines") if any(late) else "",
        _list("figures.kept_by_department", by_department),
        _list("figures.kept_by_shift", by_shift),
    ]


def share(one: Kept) -> Value:
    return percent(one.share)


def _list(key: str, named: list[tuple[Value, Kept]]) -> Join:
    lines: list[Value] = [text(key)]
    for name, one in named[:SHOWN]:
        facts: dict[str, Value] = {"name": name, "share": share(one), "kept": one.kept, "judged": one.judged}
        late = text("figures.kept_line_late", **facts, late=Span(one.late)) if one.late else None
        lines.append(late or text("figures.kept_line", **facts))
    return Join(lines, "lines")


ACTS: dict[str, StaffAct] = {"report_promises": show}
