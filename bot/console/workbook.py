"""The report on questions as a workbook: a sheet for each table, and a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.console.report import COLUMNS, FIGURES, Told
from bot.desk.reports import questions
from bot.desk.reports.questions import Figures
from bot.sheets.books import fill

Cells = Sequence[str | int | float | None]
STACKED = ("answered", "clarified", "empty", "escalated")


def write(told: Told, path: Path) -> None:
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    found = told.report
    _fill(book, "Summary", _summary(told))
    parts = _fill(book, f"By {found.by}", _table(found.by, found.parts))
    _chart(parts, len(found.parts), f"Guests' questions by {found.by}")
    _fill(book, "Topics", _topics(told))
    _fill(book, "Languages", _table("language", found.languages))
    _fill(book, "Without an answer", _unanswered(told))
    book.save(path)


def _fill(book: Any, name: str, rows: Iterator[Cells]) -> Any:
    fill(sheet := book.create_sheet(name), rows)
    return sheet


def _summary(told: Told) -> Iterator[Cells]:
    found, house = told.report, told.house
    before = found.period.before()
    yield ("", "now", "before")
    yield ("from", found.period.first.isoformat(), before.first.isoformat())
    yield ("to", found.period.last.isoformat(), before.last.isoformat())
    for name, label in FIGURES.items():
        yield (label, getattr(found.total, name), getattr(found.before, name))
    yield ("without a person, %", _share(found.total), _share(found.before))
    yield ("as of", f"{house.local(found.as_of):%Y-%m-%d %H:%M}", None)
    yield ("days of", house.hotel.zone, None)


def _share(figures: Figures) -> float | None:
    return round(100 * figures.served / figures.questions, 1) if figures.questions else None


def _table(name: str, rows: Mapping[str, Figures]) -> Iterator[Cells]:
    yield (name, *COLUMNS)
    for key, one in rows.items():
        yield (key, *(getattr(one, column) for column in COLUMNS))


def _topics(told: Told) -> Iterator[Cells]:
    yield ("topic", "id", "asked", "answered", "clarified", "chosen", "empty", "escalated")
    for topic, one in told.report.topics.items():
        told_apart = (one.about, one.answered, one.clarified, one.chosen, one.empty, one.escalated)
        yield (told.titles[topic], topic, *told_apart)


def _unanswered(told: Told) -> Iterator[Cells]:
    yield ("topic", "id", "how often", "guests wrote")
    for topic, n in questions.unanswered(told.report).items():
        yield (told.titles[topic], topic, n, *told.words[topic])


def _chart(sheet: Any, rows: int, title: str) -> None:
    """Stacked columns beside the table they are drawn from."""
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.title = "col", "stacked", 100, title
    chart.height, chart.width = 10, 24
    for name in STACKED:
        column = 2 + COLUMNS.index(name)
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    sheet.add_chart(chart, "J2")
