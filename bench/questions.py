"""A report over a million logged questions: from the counts, beside the same figures from the log itself.

Three years of a busy hotel are made up, the log is counted as the desk counts it, and every report is asked
for both ways; the figures must be the same. Ours comes with the words of the five topics that most often had
no answer. Goal: any period within 200 ms.

python bench/questions.py [questions]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import case, func, insert, literal, select

from bot.db import Connection, writing_engine
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.reports import questions as reports
from bot.desk.reports.periods import CUT, By, Period, last_days, last_months, month_before
from bot.desk.reports.question_log import ALL, COUNTED, KEEP_WORDS
from bot.desk.reports.questions import Figures, Report
from bot.schema import guests, metadata, question_counts, questions
from tests.desk.tiny import tiny_facts

GOAL = 200  # ms
YEARS = 3
TODAY = date(2026, 11, 20)
TOPICS = [f"topic_{n}" for n in range(100)]
LANGUAGES = {"en": 30, "ru": 25, "az": 15, "de": 10, "tr": 8, "kk": 7, "hu": 5}
OUTCOMES = {"answered": 80, "clarified": 6, "empty": 5, "escalated": 4, "chosen": 4, "called": 1}
RUNS = 5


@dataclass
class Made:
    """A log whose report can be asked for both ways."""

    conn: Connection
    house: House


def hotel() -> House:
    now = datetime.combine(TODAY, time(20, 0), tzinfo=UTC)
    return House("lakeside", Catalog.model_validate(tiny_facts()), 1, now)


def log(house: House, n: int, dice: Random) -> Iterator[dict[str, Any]]:
    """Guests who stay a few days each and ask a few things a day; some topics much more often than others."""
    often = [1 / (place + 2) for place in range(len(TOPICS))]
    start = TODAY - timedelta(days=YEARS * 365)
    days = (TODAY - start).days
    for at in range(n):
        day = start + timedelta(days=at * days // n)
        guest = 1 + (at * days // n // 4) * 80 + dice.randrange(160)
        outcome = dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        moment = house.moment(day, time(8)).astimezone(UTC) + timedelta(seconds=dice.randrange(50_000))
        yield {
            "property_id": house.id,
            "at": moment,
            "day": day.isoformat(),
            "guest_id": guest,
            "language": dice.choices(list(LANGUAGES), list(LANGUAGES.values()))[0],
            "decision": "answer",
            "outcome": outcome,
            "topic": dice.choices(TOPICS, often)[0],
            "complex": dice.random() < 0.1,
            "first": False,
            "words": f"a question nobody knew, kind {dice.randrange(3000)}" if outcome == "empty" else None,
            "words_until": moment + KEEP_WORDS,
        }


def fill(conn: Connection, house: House, n: int) -> None:
    """The log, who was first on a day, and the counts of days and months."""
    people = 1 + (YEARS * 365 // 4) * 80 + 240
    known = {"property_id": house.id, "name": "Guest", "language": "en", "created_at": house.now}
    conn.execute(insert(guests), [known | {"chat_id": chat} for chat in range(1, people + 1)])
    rows = log(house, n, Random(7))
    while some := list(islice(rows, 20_000)):
        conn.execute(insert(questions), some)
    conn.exec_driver_sql(
        "UPDATE questions SET first = TRUE WHERE id IN (SELECT min(id) FROM questions GROUP BY guest_id, day)"
    )
    for cut in (CUT["day"], CUT["month"]):
        _count(conn, house, cut)


def _count(conn: Connection, house: House, cut: int) -> None:
    span = func.substr(questions.c.day, 1, cut)
    for keys in ((questions.c.topic, questions.c.language), (literal(""), literal(ALL))):
        found = select(literal(house.id), span, *keys, *_sums(questions.c.first)).group_by(span, *keys)
        _keep(conn, found)


def _keep(conn: Connection, found: Any) -> None:
    conn.execute(
        insert(question_counts).from_select(["property_id", "span", "topic", "language", *COUNTED], found)
    )


def _sums(visits: Any) -> list[Any]:
    """The counters, from rows of the log."""
    found = {name: func.sum(case((questions.c.outcome == name, 1), else_=0)) for name in COUNTED}
    found |= {"visits": func.sum(case((visits, 1), else_=0))}
    return list((found | {"complex": func.sum(case((questions.c.complex, 1), else_=0))}).values())


def from_log(made: Made, period: Period, by: By) -> Report:
    """What a report is without counts: every row of the period and of the one before is looked at."""

    def rows(within: Period, *keys: Any) -> list[Any]:
        days = questions.c.day.between(within.first.isoformat(), within.last.isoformat())
        asked = select(*keys, *_sums(questions.c.first)).where(questions.c.property_id == made.house.id, days)
        return list(made.conn.execute(asked.group_by(*keys) if keys else asked))

    def keyed(*keys: Any) -> dict[str, Figures]:
        return {row[0]: Figures(*row[1:]) for row in rows(period, *keys)}

    def once(within: Period) -> Figures:
        """Visits as they are defined: different guests a day, whoever was marked as the first."""
        days = questions.c.day.between(within.first.isoformat(), within.last.isoformat())
        pairs = select(questions.c.guest_id, questions.c.day).where(days).distinct().subquery()
        visits = made.conn.execute(select(func.count()).select_from(pairs)).scalar_one()
        return replace(Figures(*(one or 0 for one in rows(within)[0])), visits=visits)

    parts = dict.fromkeys(period.parts(by), Figures()) | keyed(func.substr(questions.c.day, 1, CUT[by]))
    return Report(
        period,
        by,
        made.house.now,
        once(period),
        once(period.before()),
        parts,
        reports.most_asked(keyed(questions.c.topic)),
        reports.most_used(keyed(questions.c.language)),
    )


def periods() -> dict[str, tuple[Period, By]]:
    first = TODAY - timedelta(days=YEARS * 365)
    return {
        "7 days": (last_days(TODAY, 7), "day"),
        "30 days": (last_days(TODAY, 30), "day"),
        "the month before": (month_before(TODAY), "day"),
        "12 months": (last_months(TODAY, 12), "month"),
        "a year by day": (Period(TODAY - timedelta(days=364), TODAY), "day"),
        "15 April to 3 October": (Period(date(2026, 4, 15), date(2026, 10, 3)), "month"),
        "all, by year": (Period(first, TODAY), "year"),
        "all, by day": (Period(first, TODAY), "day"),
    }


def timed(work: Callable[[], Report], runs: int = RUNS) -> tuple[float, Report]:
    """Milliseconds, the median."""
    took, found = [], None
    for _ in range(runs):
        began = perf_counter()
        found = work()
        took.append((perf_counter() - began) * 1000)
    assert found
    return median(took), found


def compare(made: Made, runs: int = RUNS) -> Iterator[tuple[str, float, float]]:
    """Each period's report with the example words of its five worst topics, and how long both ways take."""
    for name, (period, by) in periods().items():
        ours, found = timed(lambda: _whole(made, period, by), runs)  # noqa: B023  # used at once
        theirs, counted = timed(lambda: from_log(made, period, by), 1)  # noqa: B023  # used at once
        assert found == counted, name
        yield name, ours, theirs


def _whole(made: Made, period: Period, by: By) -> Report:
    found = reports.report(made.conn, made.house, period, by)
    for topic in islice(reports.unanswered(found), 5):
        reports.examples(made.conn, made.house, period, topic)
    return found


def run(n: int, folder: Path, runs: int = RUNS) -> Iterator[str]:
    engine = writing_engine(folder / "bench.db")
    with engine.connect() as conn:
        metadata.create_all(conn)
        made = Made(conn, hotel())
        fill(conn, made.house, n)
        conn.commit()
        rows = conn.execute(select(func.count()).select_from(question_counts)).scalar_one()
        yield f"{n:,} questions in {YEARS} years, {rows:,} rows of counts; milliseconds a report"
        yield f"{'':24}{'counts':>9}{'log':>9}{'ratio':>8}"
        worst = 0.0
        for name, ours, theirs in compare(made, runs):
            worst = max(worst, ours)
            yield f"  {name:22}{ours:9.1f}{theirs:9.0f}{theirs / ours:8.0f}"
        yield f"  slowest {worst:.0f} ms   goal ≤ {GOAL}: {'met' if worst <= GOAL else 'MISSED'}"
    engine.dispose()


def main(n: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".run-") as folder:
        for line in run(n, Path(folder)):
            print(line, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
