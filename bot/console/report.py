"""qonaq report questions"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from bot import ledger
from bot.config import PROPERTY
from bot.console import given
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.desk.house import House
from bot.desk.reports import questions
from bot.desk.reports.periods import Period, last_days
from bot.desk.reports.questions import Figures, Report
from bot.say import in_words

USUAL = 30  # days, unless told
MOST = 15  # topics that are listed; a workbook holds all
DAYS_AT_MOST, YEARS_AT_MOST = 3660, 100
FIGURES = {
    "visits": "visits",
    "questions": "questions",
    "complex": "  complex",
    "answered": "  answered",
    "clarified": "  clarified",
    "chosen": "    then a topic chosen",
    "called": "    then a person called",
    "empty": "  empty",
    "escalated": "  escalated",
}
COLUMNS = ("visits", "questions", "complex", "answered", "clarified", "empty", "escalated")


@dataclass(frozen=True)
class Told:
    """A report with what it needs to be read: the hotel, and what guests wrote without an answer."""

    house: House
    report: Report
    titles: Mapping[str, str]  # by topic
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def asked(call: Call, words: Namespace) -> int:
    """The report on the screen, or as a workbook."""
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(given.NO_HOTEL)
    house = House(PROPERTY, live, number, call.now())
    period = period_of(house, words)
    told = _told(call, house, period, words)
    if words.xlsx:
        from bot.console.workbook import write

        write(told, Path(words.xlsx))
        call.say(f"Written: {words.xlsx}")
    else:
        call.say(*lines(told))
    return WELL


def period_of(house: House, words: Namespace) -> Period:
    """From --from to --to; else the last 30 days."""
    last = _day(words.until) if words.until else house.today
    first = _day(words.since) if words.since else last_days(last, USUAL).first
    period = Period(first, last)
    if first > last:
        raise Refused(f"--from {first} is after --to {last}; give them the other way round.", MISUSE)
    if last.year - first.year > YEARS_AT_MOST:
        raise Refused(f"That is more than {YEARS_AT_MOST} years; give a shorter time.", MISUSE)
    if getattr(words, "by", None) == "day" and period.days > DAYS_AT_MOST:
        raise Refused("That is more than ten years of days; give --by month or --by year.", MISUSE)
    return period


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused(f"{said!r} is no day; write it like 2026-07-14.", MISUSE) from None


def _told(call: Call, house: House, period: Period, words: Namespace) -> Told:
    with ledger.looking(call.config) as conn:
        found = questions.report(conn, house, period, words.by)
        open_ones = questions.unanswered(found)
        wanted = open_ones if words.xlsx else islice(open_ones, MOST)
        quoted = {topic: questions.examples(conn, house, period, topic) for topic in wanted}
    return Told(house, found, {topic: title(house, topic) for topic in found.topics}, quoted)


def title(house: House, topic: str) -> str:
    """As the hotel calls it in English, else in its own language; an id that it does not know as it is."""
    known = house.catalog.entry(topic) or house.catalog.offer(topic)
    if known is None:
        return topic or "(not told)"
    return in_words(known.title, "en", house.hotel.default_language)


def lines(told: Told) -> Iterator[str]:
    yield from _head(told)
    yield from _compared(told.report)
    yield from _table(f"by {told.report.by}", told.report.parts)
    yield from _table("languages", told.report.languages)
    yield from _topics(told)
    yield from _unanswered(told)
    yield from ("", "docs/questions.md says what each figure counts.")


def _head(told: Told) -> Iterator[str]:
    found, hotel = told.report, told.house.hotel
    period, before = found.period, found.period.before()
    yield f"What guests asked, {period.first} to {period.last}, in days of {hotel.zone}"
    yield f"As of {told.house.local(found.as_of):%Y-%m-%d %H:%M}; before is {before.first} to {before.last}"


def _compared(found: Report) -> Iterator[str]:
    yield ""
    yield f"{'':26}{'now':>9}{'before':>9}{'change':>9}"
    for name, label in FIGURES.items():
        now, before = getattr(found.total, name), getattr(found.before, name)
        yield f"{label:26}{now:9}{before:9}{change(now, before):>9}".rstrip()
    yield f"{'without a person':26}{share(found.total):>9}{share(found.before):>9}"


def change(now: int, before: int) -> str:
    return f"{100 * (now - before) / before:+.0f}%" if before else ""


def share(figures: Figures) -> str:
    return f"{100 * figures.served / figures.questions:.0f}%" if figures.questions else "-"


def _table(name: str, rows: Mapping[str, Figures]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{name:14}" + "".join(f"{column:>11}" for column in COLUMNS)
    for key, one in rows.items():
        yield f"{key:14}" + "".join(f"{getattr(one, column):11}" for column in COLUMNS)


def _topics(told: Told) -> Iterator[str]:
    topics = {topic: one for topic, one in told.report.topics.items() if one.about}
    if topics:
        yield ""
        yield f"{'most asked':36}{'asked':>9}{'answered':>10}{'empty':>7}{'escalated':>11}"
    for topic, one in islice(topics.items(), MOST):
        served = f"{one.about:9}{one.served:10}{one.empty:7}{one.escalated:11}"
        yield f"{told.titles[topic][:34]:36}{served}"
    if len(topics) > MOST:
        yield f"and {len(topics) - MOST} more; --xlsx FILE has all"


def _unanswered(told: Told) -> Iterator[str]:
    open_ones = questions.unanswered(told.report)
    if open_ones:
        yield from ("", "without an answer")
    for topic, words in told.words.items():
        yield f"{open_ones[topic]:6}  {told.titles[topic]}"
        yield from (f"{'':10}{one}" for one in words)
