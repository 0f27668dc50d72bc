"""Dates as people and spreadsheets write them: text in any order, month names, serial numbers, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from bot.desk.stays.reading.table import Cell
from bot.desk.stays.reading.words import plain

Order = Literal["dmy", "mdy", "ymd"]
EPOCH = date(1899, 12, 30)  # Excel counts days from here
SERIALS = range(30_000, 80_000)  # 1982 to 2118

_NUMERIC = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2})(?!\d))?")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_CLOCK = re.compile(
    r"(?:[T\s]|^)\d{1,2}:\d\d(?::\d\d)?(?:[.\d]*)?\s*(?:[ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?", re.I
)
_PART = re.compile(r"[^\W\d_]+|\d+")
_DASH = re.compile(r"\s*[–—]\s*|\s+-\s+|\s+(?:to|till|until|по|до|bis|dan|ilə)\s+|\s*→\s*|\s*\.\.\.?\s+")
_MONTHS = (
    "jan янв yan oca кан", "feb фев fev sub акп", "mar мар нау", "apr апр nis сау",
    "may маи мая maj mai мам", "jun июн iyu haz мау", "jul июл tem шіл шил", "aug авг avq agu там",
    "sep сен sen eyl кыр szep", "oct окт okt eki каз", "nov ноя noy kas кар", "dec дек dek dez ara жел",
)  # fmt: skip
_STEMS = {stem: number for number, stems in enumerate(_MONTHS, 1) for stem in stems.split()}
_STEMS["iyul"], _STEMS["iyun"] = 7, 6


def _month(word: str) -> int | None:
    """The month whose name, in any of seven languages, begins like this."""
    bare = plain(word).replace("қ", "к").replace("ә", "а").replace("ң", "н")
    for length in (4, 3):
        if len(bare) >= 3 and bare[:length] in _STEMS:
            return _STEMS[bare[:length]]
    return None


def day_of(cell: Cell, order: Order, near: date) -> date | None:
    """The day in a cell; without a year the one nearest to `near`. None when it says no day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int):
        return _serial(cell) or _text(str(cell), order, near)
    if isinstance(cell, float):
        return _serial(int(cell)) or _spoilt(cell, near)
    return _text(cell, order, near) if cell else None


def _serial(number: int) -> date | None:
    return EPOCH + timedelta(days=number) if number in SERIALS else None


def _spoilt(number: float, near: date) -> date | None:
    """14.07 that a spreadsheet took for a number; 14.1 may be October or January: nobody knows."""
    said = f"{number:g}"
    return _text(said, "dmy", near) if re.fullmatch(r"\d{1,2}\.\d\d", said) else None


def _text(said: str, order: Order, near: date) -> date | None:
    said = _CLOCK.sub(" ", said).strip(" .,")
    if found := _COMPACT.fullmatch(said):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _SERIAL.fullmatch(said):
        return _serial(int(found[1]))
    if any(_month(word) for word in _PART.findall(said)):
        return _named(_PART.findall(said), near)
    found = _NUMERIC.search(said)
    if not found or len(re.findall(r"\d+", said)) > 3:
        return None
    return _numeric([int(one) for one in found.groups() if one], order, near)


def _named(parts: list[str], near: date) -> date | None:
    """ "14 июля", "Tue 14-JUL-26", "2026. július 14.":"""
    months = [month for one in parts if not one.isdecimal() and (month := _month(one))]
    numbers = [int(one) for one in parts if one.isdecimal()]
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 1:
        return _without_year(months[0], numbers[0], near)
    day, year = (numbers[1], numbers[0]) if numbers[0] > 31 else (numbers[0], numbers[1])
    return _made(_full(year), months[0], day)


def _numeric(parts: list[int], order: Order, near: date) -> date | None:
    if len(parts) == 2:
        first, second = parts
        month, day = (second, first) if order == "dmy" or first > 12 else (first, second)
        return _without_year(month, day, near)
    first, second, third = parts
    if first > 31 or order == "ymd":
        return _made(_full(first), second, third)
    month, day = (first, second) if order == "mdy" else (second, first)
    return _made(_full(third), month, day)


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year <= 2100 else None
    except ValueError:
        return None


def _without_year(month: int, day: int, near: date) -> date | None:
    years = [
        found for year in (near.year, near.year + 1, near.year - 1) if (found := _made(year, month, day))
    ]
    return min(years, key=lambda one: abs((one - near).days), default=None)


def span_of(cell: Cell, order: Order, near: date) -> tuple[date, date] | None:
    """ "14.07–21.07", "14–21 July", "28.12.2026 - 04.01.2027"."""
    if not isinstance(cell, str):
        return None
    parts = _halves(cell)
    if parts is None:
        return None
    left, right = parts
    if re.fullmatch(r"\d{1,2}\.?", left):  # "14–21 July": the month stands once
        end = day_of(right, order, near)
        start = _made(end.year, end.month, int(left.strip("."))) if end else None
        return (start, end) if start and end else None
    start = day_of(left, order, near)
    if start and re.fullmatch(r"\d{1,2}\.?", right):  # "July 14–21"
        end = _made(start.year, start.month, int(right.strip(".")))
    else:
        end = day_of(right, order, start + timedelta(days=7)) if start else None
    return (start, end) if start and end else None


def _halves(said: str) -> tuple[str, str] | None:
    parts = _DASH.split(said.strip(), maxsplit=1)
    if len(parts) == 1 and said.count("-") == 1:
        parts = said.split("-")
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and all(parts) else None


def looks_like_a_day(cell: Cell) -> bool:
    """For telling columns apart: a small number or "2/1" is no date."""
    if isinstance(cell, date):
        return True
    if isinstance(cell, int):
        return cell in SERIALS
    if not isinstance(cell, str) or len(cell) > 40 or "@" in cell:
        return False
    return (
        _text(cell, "dmy", date(2026, 6, 15)) is not None or _text(cell, "mdy", date(2026, 6, 15)) is not None
    )


def order_of(pairs: Iterable[tuple[Cell, Cell]], near: date) -> tuple[Order, bool]:
    """In which order the columns write day and month, and whether the dates prove it.

    Where every date could be read either way, that order wins in which people stay for days, not for months.
    """
    pairs = list(pairs)
    firsts = [found for pair in pairs for cell in pair if isinstance(cell, str) and (found := _parts(cell))]
    if not firsts:
        return "dmy", True
    if any(first > 31 for first, _, _ in firsts):
        return "ymd", True
    if any(first > 12 for first, _, _ in firsts):
        return "dmy", True
    if any(second > 12 for _, second, _ in firsts):
        return "mdy", True
    if all(dot for _, _, dot in firsts):
        return "dmy", True
    days, months = (_sensible(pairs, one, near) for one in ("dmy", "mdy"))
    return ("mdy", True) if months > days else ("dmy", days > months)


def _parts(said: str) -> tuple[int, int, bool] | None:
    found = _NUMERIC.search(_CLOCK.sub(" ", said))
    if not found or any(_month(word) for word in _PART.findall(said)):
        return None
    return int(found[1]), int(found[2]), "." in found[0]


def _sensible(pairs: list[tuple[Cell, Cell]], order: str, near: date) -> int:
    stays = [(day_of(a, order, near), day_of(b, order, near)) for a, b in pairs]  # type: ignore[arg-type]  # one of two
    return sum(1 for start, end in stays if start and end and 0 < (end - start).days <= 28)
