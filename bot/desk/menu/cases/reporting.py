"""How cases went in a stretch of time: a picture, a spreadsheet, and a list for managers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases.loss import QUESTIONS as ASKED
from bot.desk.cases.triage import NAMED
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_questions import LABELS, PERIODS, QUESTIONS, USUAL
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.reports import case_figures
from bot.desk.reports.case_figures import GROUPS, Colleagues, Figures, Report
from bot.desk.reports.periods import Period
from bot.say import At, Choice, Days, Join, Local, Span, Value, choice, pack, say, text

MOST = 3  # of a list on the picture
LISTED = 12  # colleagues
REPORT = choice(text("button.report_cases"), "report_cases")
RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The picture with its figures. Another period takes the place of the one shown."""
    name, period = period_of(house, facts)
    found = case_figures.report(conn, house, period)
    said = say(*_said(house, found), choices=_ways(who, name), lasting=True)
    nod(conn, house, asked)
    over = asked.message_id if facts.get("over") and asked.on_photo else None
    outbox.chart(conn, house, asked.chat_id, said, chart(found), over=over)


def period_of(house: House, facts: Facts) -> tuple[str, Period]:
    name = facts.get("period", USUAL)
    return name, PERIODS[name](house.today)


def _said(house: House, found: Report) -> list[Value]:
    days = Days(found.period.first, found.period.last)
    if not found.total.opened:
        return [text("figures.none", days=days)]
    before, share = found.period.before(), found.promises.share
    head = text(
        "figures.head",
        number=found.total.opened,
        was=found.before.opened,
        share=percent(share),
        days=days,
        before=Days(before.first, before.last),
    )
    return [head, _lines(found.total, found.before), _lists(house, found), _money(found)]


def percent(share: float | None) -> Value:
    """Of promises that were due; there may have been none."""
    return text("figures.no_promises") if share is None else text("figures.percent", share=round(100 * share))


def _lines(total: Figures, before: Figures) -> Join:
    said = [
        text("figures.line_first", now=_time(total.first), before=_time(before.first)),
        text("figures.line_solved", now=_time(total.solved), before=_time(before.solved)),
        text("figures.line_reopened", now=total.reopened, before=before.reopened),
        text("figures.line_missed", now=total.missed, before=before.missed),
    ]
    return Join(said, "lines")


def _time(minutes: int | None) -> Value:
    return text("figures.unknown") if minutes is None else Span(max(1, minutes))


def _lists(house: House, found: Report) -> Join:
    departments = house.hotel.departments
    named: list[Value] = [
        text("figures.by_cause", named=_list([(cause(one), n) for one, n in found.causes.items()])),
        text(
            "figures.by_department",
            named=_list(
                [
                    (Local(departments[one].name), n)
                    for one, n in found.departments.items()
                    if one in departments
                ]
            ),
        ),
        text("figures.by_shift", named=_list(list(found.shifts.items()))),
        text(
            "figures.by_language",
            named=_list([(text(f"language.{one}"), n) for one, n in found.languages.items()]),
        ),
    ]
    return Join(named, "lines")


def _list(named: Sequence[tuple[Value, int]]) -> Join:
    return Join([text("report.part", name=name, number=number) for name, number in named[:MOST]], "dot")


def cause(name: str) -> Value:
    """What a case was about, or of what kind it was."""
    return text(f"guess.{name}" if name in (*NAMED, *RISKS) else f"kind.{name}")


def _money(found: Report) -> Join:
    """What it cost to make things good, and what went well."""
    reasons = [(_reason(one), n) for one, n in found.reasons.items()]
    said: list[Value] = [
        text("figures.reasons", named=_list(reasons)) if reasons else "",
        text("figures.remedies", number=found.remedies, cost=found.cost) if found.remedies else "",
        text("figures.praised", number=found.praised) if found.praised else "",
        text("report.as_of", now=At(found.as_of, "stamp")),
    ]
    return Join([one for one in said if one], "lines")


def _reason(said: str) -> Value:
    """A manager's tap in everybody's language, or their own words."""
    known = said in ASKED["what"]
    return text(f"button.review_what_{said}") if known else f"{said[:30]}"


def _ways(who: Colleague, shown: str) -> list[Choice]:
    """The other periods, the spreadsheet, and for managers what is theirs alone."""
    periods = [
        choice(label, "report_cases", period=name, over=True)
        for name, label in LABELS.items()
        if name != shown
    ]
    table = choice(text("button.report_table"), "report_table", period=shown)
    kept = choice(text("button.report_promises"), "report_promises", period=shown)
    if not who.manages:
        return [*periods, kept, table]
    people = choice(text("button.report_people"), "report_people", period=shown)
    return [*periods, kept, table, people, QUESTIONS, HOME]


def chart(found: Report) -> dict[str, Any]:
    """What is drawn (`bot.sheets.words.chart_of`), packed."""
    average = found.before.opened / max(1, len(found.parts))
    title = text("figures.title", days=Days(found.period.first, found.period.last))
    return {
        "title": pack(title),
        "spans": list(found.parts),
        "series": [
            [pack(text(f"figures.group_{name}")), [one[name] for one in found.parts.values()]]
            for name in GROUPS
        ],
        "level": [pack(text("report.average")), average] if average else None,
    }


def table(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is behind the figures; every cell is words, so that none is taken for a formula."""
    _, period = period_of(house, facts)
    days = f"{period.first.isoformat()}_{period.last.isoformat()}"
    drawn = {"name": f"cases_{days}.xlsx", "sheet": "cases", "rows": case_figures.table(conn, house, period)}
    nod(conn, house, asked)
    said = say(text("figures.table", days=Days(period.first, period.last)), choices=[REPORT])
    outbox.table(conn, house, asked.chat_id, said, drawn)


def people(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Each colleague's figures, to a manager, and in their own chat only."""
    if not asked.private:
        raise OldButton(ways=[REPORT])
    name, period = period_of(house, facts)
    days = Days(period.first, period.last)
    found = case_figures.colleagues(conn, house, period)[:LISTED]
    nod(conn, house, asked)
    lines = Join([_person(one) for one in found], "lines") if found else None
    back = choice(text("button.report_cases"), "report_cases", period=name)
    head = text("figures.people" if found else "figures.nobody", days=days)
    reply(conn, house, asked, say(head, lines, choices=[back, HOME], lasting=True))


def _person(one: Colleagues) -> Value:
    kept, broken = (one.promises.kept, one.promises.broken) if one.promises else (0, 0)
    return text(
        "figures.person",
        name=one.name,
        taken=one.taken,
        first=_time(one.first),
        kept=kept,
        judged=kept + broken,
        praised=one.praised,
    )


ACTS: Mapping[str, StaffAct] = {"report_cases": show, "report_table": table, "report_people": people}
