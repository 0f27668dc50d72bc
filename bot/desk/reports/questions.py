"""What guests asked in a period, from the counts: never from the log, however long that is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from bot.db import Connection
from bot.desk.house import House
from bot.desk.reports.periods import CUT, By, Period, month_end
from bot.desk.reports.question_log import ALL, COUNTED, KEEP_WORDS
from bot.schema import question_counts, questions

RECENT = 500  # of a topic's unanswered questions, the newest are looked through for what is asked often


@dataclass(frozen=True)
class Figures:
    """Written questions fall into answered, clarified, empty and escalated; chosen and called are taps."""

    visits: int = 0
    answered: int = 0
    clarified: int = 0
    empty: int = 0
    escalated: int = 0
    chosen: int = 0
    called: int = 0
    complex: int = 0

    @property
    def questions(self) -> int:
        return self.answered + self.clarified + self.empty + self.escalated

    @property
    def served(self) -> int:
        """Without a person: answered at once, or by one tap on a topic."""
        return self.answered + self.chosen

    @property
    def about(self) -> int:
        """How often a topic was what the guest meant: a clarified question is counted by its tap."""
        return self.questions - self.clarified + self.chosen

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))


@dataclass(frozen=True)
class Report:
    period: Period
    by: By
    as_of: datetime
    total: Figures
    before: Figures  # the same number of days just before
    parts: dict[str, Figures]  # by day, month or year, in order
    topics: dict[str, Figures]  # the most asked first; "" is what could not be told
    languages: dict[str, Figures]  # the most used first


_C = question_counts.c
_SUMS: list[ColumnElement[Any]] = [func.sum(_C[name]) for name in COUNTED]
_THEN = _C.property_id == bindparam("p"), _C.span.in_(bindparam("spans", expanding=True))
_IN_ALL = _C.topic == "", _C.language == ALL
_TOTAL: Select[Any] = select(*_SUMS).where(*_THEN, *_IN_ALL)
_PARTS: Select[Any] = select(_C.span, *(_C[name] for name in COUNTED)).where(*_THEN, *_IN_ALL)
_KINDS: Select[Any] = (
    select(_C.topic, _C.language, *_SUMS).where(*_THEN, _C.language != ALL).group_by(_C.topic, _C.language)
)
_LATEST = (
    select(questions.c.id, questions.c.words)
    .where(
        questions.c.property_id == bindparam("p"),
        questions.c.topic == bindparam("t"),
        questions.c.words.is_not(None),
        questions.c.words_until >= bindparam("since"),
        questions.c.words_until < bindparam("until"),
        questions.c.outcome == "empty",
    )
    .order_by(questions.c.words_until.desc())
    .limit(RECENT)
    .subquery()
)
_EXAMPLES = (
    select(func.max(_LATEST.c.words))
    .group_by(func.lower(_LATEST.c.words))
    .order_by(func.count().desc(), func.max(_LATEST.c.id).desc())
    .limit(bindparam("most"))
)


def report(conn: Connection, house: House, period: Period, by: By | None = None) -> Report:
    by = by or period.by()
    kinds = _kinds(conn, house, period)
    parts = _parts(conn, house, period, by)
    return Report(
        period,
        by,
        house.now,
        total=sum(parts.values(), Figures()),
        before=_total(conn, house, period.before()),
        parts=parts,
        topics=most_asked(_summed(kinds, 0)),
        languages=most_used(_summed(kinds, 1)),
    )


def unanswered(found: Report) -> dict[str, int]:
    """How many questions of each topic nobody but a person could answer, the most first."""
    open_ones = {topic: one.empty for topic, one in found.topics.items() if one.empty}
    return dict(sorted(open_ones.items(), key=lambda one: (-one[1], one[0])))


def examples(conn: Connection, house: House, period: Period, topic: str, *, most: int = 3) -> list[str]:
    """What guests wrote of it without an answer: what came most often, then the newest. Masked."""
    since, last = house.moment(period.first, time()), house.moment(period.last, time())
    until = last + timedelta(days=1)  # on the wall clock: a day may have 23 hours
    facts = {"p": house.id, "t": topic, "most": most}
    when = {"since": since.astimezone(UTC) + KEEP_WORDS, "until": until.astimezone(UTC) + KEEP_WORDS}
    return list(conn.execute(_EXAMPLES, facts | when).scalars())


def _kinds(conn: Connection, house: House, period: Period) -> dict[tuple[str, str], Figures]:
    """By topic and language. After today nothing was asked: the month so far is as good as a whole one."""
    so_far = Period(period.first, month_end(period.last)) if period.last >= house.today else period
    rows = conn.execute(_KINDS, {"p": house.id, "spans": so_far.spans()})
    return {(topic, language): Figures(*sums) for topic, language, *sums in rows}


def _total(conn: Connection, house: House, period: Period) -> Figures:
    row = conn.execute(_TOTAL, {"p": house.id, "spans": period.spans()}).one()
    return Figures(*(one or 0 for one in row))


def _parts(conn: Connection, house: House, period: Period, by: By) -> dict[str, Figures]:
    found = dict.fromkeys(period.parts(by), Figures())
    spans = period.parts(by) if by == "day" else period.spans()
    for span, *counts in conn.execute(_PARTS, {"p": house.id, "spans": spans}):
        found[span[: CUT[by]]] += Figures(*counts)
    return found


def _summed(kinds: dict[tuple[str, str], Figures], place: int) -> dict[str, Figures]:
    found: defaultdict[str, Figures] = defaultdict(Figures)
    for kind, figures in kinds.items():
        found[kind[place]] += figures
    return found


def most_asked(topics: dict[str, Figures]) -> dict[str, Figures]:
    return dict(sorted(topics.items(), key=lambda one: (-one[1].about, one[0])))


def most_used(languages: dict[str, Figures]) -> dict[str, Figures]:
    return dict(sorted(languages.items(), key=lambda one: (-one[1].questions, one[0])))
