"""What guests asked: figures with a chart for a few stretches of time, and what had no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, reply
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.reports import questions
from bot.desk.reports.periods import Period, last_days, last_months, month_before
from bot.desk.reports.questions import Figures, Report
from bot.desk.reports.topics import called
from bot.say import At, Choice, Days, Join, Say, Text, Value, choice, pack, say, text

QUESTIONS = choice(text("button.m_questions"), "m_questions")
PERIODS: Mapping[str, Callable[[date], Period]] = {
    "week": partial(last_days, n=7),
    "thirty": partial(last_days, n=30),
    "month": month_before,
    "twelve": partial(last_months, n=12),
}
LABELS = {
    "week": text("button.m_week"),
    "thirty": text("button.m_thirty"),
    "month": text("button.m_last_month"),
    "twelve": text("button.m_twelve"),
}
USUAL = "week"
MOST = 4  # topics, languages
EXAMPLES, EXAMPLE = 2, 55  # of a topic; characters of each
SHOWN = ("answered", "clarified", "empty", "escalated")
LEGEND = {
    "answered": text("report.answered"),
    "clarified": text("report.clarified"),
    "empty": text("report.empty"),
    "escalated": text("report.escalated"),
}
LINES = (("visits", "complex"), ("answered", "clarified", "chosen", "empty", "escalated"))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The picture with its figures. Another period takes the place of the one shown."""
    name = facts.get("period", USUAL)
    found = questions.report(conn, house, PERIODS[name](house.today))
    said = say(*_said(house, found), choices=_ways(found, name), lasting=True)
    over = asked.message_id if facts.get("over") and asked.on_photo else None
    outbox.chart(conn, house, asked.chat_id, said, chart(found), over=over)


def _said(house: House, found: Report) -> list[Value]:
    total, before, days = found.total, found.before, Days(found.period.first, found.period.last)
    if not total.questions:
        return [text("report.none", days=days)]
    previous = found.period.before()
    head = text(
        "report.questions",
        questions=total.questions,
        questions_before=before.questions,
        share=round(100 * total.served / total.questions),
        days=days,
        before=Days(previous.first, previous.last),
    )
    return [head, *(_lines(total, before, names) for names in LINES), _most(house, found)]


def _lines(total: Figures, before: Figures, names: Sequence[str]) -> Join:
    said = [
        text(f"report.line_{name}", now=getattr(total, name), before=getattr(before, name)) for name in names
    ]
    return Join(said, "lines")


def _most(house: House, found: Report) -> Join:
    topics = [(called(house, topic), one.about) for topic, one in found.topics.items() if one.about]
    languages = [(text(f"language.{code}"), one.questions) for code, one in found.languages.items()]
    said = [
        text("report.topics", topics=_list(topics)),
        text("report.languages", languages=_list(languages)),
        text("report.as_of", now=At(found.as_of, "stamp")),
    ]
    return Join(said, "lines")


def _list(named: list[Any]) -> Join:
    return Join([text("report.part", name=name, number=number) for name, number in named[:MOST]], "dot")


def _ways(found: Report, shown: str) -> list[Choice]:
    """The other periods, what had no answer, the other reports, and home."""
    ways = [
        choice(label, "m_questions", period=name, over=True)
        for name, label in LABELS.items()
        if name != shown
    ]
    if found.total.empty:
        ways.append(choice(text("button.m_unanswered"), "m_unanswered", period=shown))
    cases = choice(text("button.report_cases"), "report_cases", period=shown)
    extras = choice(text("button.m_economy"), "m_economy", period=shown)
    return [*ways, cases, extras, HOME]


def chart(found: Report) -> dict[str, Any]:
    """What is drawn (`bot.sheets.words.chart_of`), packed."""
    parts = found.parts
    average = found.before.questions / max(1, len(parts))
    title = text("report.title", days=Days(found.period.first, found.period.last))
    return {
        "title": pack(title),
        "spans": list(parts),
        "series": [[pack(LEGEND[name]), [getattr(one, name) for one in parts.values()]] for name in SHOWN],
        "level": [pack(text("report.average")), average] if average else None,
    }


def unanswered(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The topics that most often had no answer, with what guests wrote."""
    name = facts.get("period", USUAL)
    found = questions.report(conn, house, PERIODS[name](house.today))
    days = Days(found.period.first, found.period.last)
    ways = [choice(text("button.m_questions"), "m_questions", period=name), HOME]
    if not found.total.empty:
        reply(conn, house, asked, say(text("report.all_answered", days=days), choices=ways))
        return
    worst = islice(questions.unanswered(found).items(), MOST)
    lines = [_in_vain(conn, house, found.period, topic, n) for topic, n in worst]
    said = Say((text("report.not_answered", empty=found.total.empty, days=days), *lines), ways, lasting=True)
    reply(conn, house, asked, said)


def _in_vain(conn: Connection, house: House, period: Period, topic: str, n: int) -> Text:
    words = questions.examples(conn, house, period, topic, most=EXAMPLES)
    quoted = [text("report.words", words=_short(one)) for one in words]
    return text("report.in_vain", name=called(house, topic), number=n, words=Join(quoted, "dot"))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= EXAMPLE else f"{words[: EXAMPLE - 1]}…"


ACTS: dict[str, StaffAct] = {"m_questions": managed(show), "m_unanswered": managed(unanswered)}
