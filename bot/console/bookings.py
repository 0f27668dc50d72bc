"""qonaq bookings export · feed"""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import ledger
from bot.config import Config
from bot.console import given
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.desk.booking import daybook, feeds, wished
from bot.desk.booking.daybook import Entry
from bot.desk.house import House
from bot.say import Named, Value, in_words
from bot.sheets.cells import harmless

AHEAD = timedelta(days=13)
MOST_DAYS = 3660
COLUMNS = (
    *("number", "status", "date", "start", "end", "department", "extra", "option", "room", "guest"),
    *("adults", "children", "ages", "price", "owed", "currency", "payment", "came", "booked at"),
)
WIDTH = 16  # characters of a column
Cell = str | int | float | None


def export(call: Call, asked: Namespace) -> int:
    """Every booking that was confirmed for these days, one a line."""
    house = given.house(call)
    first = _day(asked.since) if asked.since else house.today
    last = _day(asked.until) if asked.until else first + AHEAD
    if first > last:
        raise Refused(f"--from {first} is after --to {last}; give them the other way round.", MISUSE)
    if (last - first).days > MOST_DAYS:
        raise Refused("That is more than ten years; give a shorter time.", MISUSE)
    with ledger.looking(call.config) as conn:
        found = daybook.between(conn, house, first, last)
        rows = [list(_row(house, one, daybook.who(conn, house, one))) for one in found]
    if asked.xlsx:
        _workbook(rows, Path(asked.xlsx))
        call.say(f"Written: {asked.xlsx} ({len(rows)} bookings, {first} to {last})")
    else:
        table = csv.writer(call.stdout, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows([harmless(cell) for cell in row] for row in rows)
    return WELL


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused(f"{said!r} is no day; write it like 2026-07-14.", MISUSE) from None


def _row(house: House, entry: Entry, who: Value) -> Iterator[Cell]:
    one, usual = entry.booking, house.hotel.default_language
    yield from (one.ref, one.status)
    wished_for = wished.of(one.wish).day
    yield from (
        _local(house, one.start, "%Y-%m-%d") or (wished_for.isoformat() if wished_for else ""),
        _local(house, one.start, "%H:%M"),
        _local(house, one.end),
    )
    yield from (one.sold.department, _in_english(one.sold.title, usual))
    yield _in_english(one.sold.option, usual) if one.sold.option else one.option
    yield entry.room or ""
    yield who.read_in(house.hotel.staff_language or usual) if isinstance(who, Named) else str(who)
    yield from (one.party.adults, len(one.party.ages), " ".join(map(str, one.party.ages)))
    yield from (float(one.quote.total.major), float(one.owed.major), one.quote.total.currency)
    yield one.payment or ""
    yield "no" if one.no_show_at else _local(house, one.redeemed_at)
    yield _local(house, one.confirmed_at)


def _in_english(texts: Any, usual: str) -> str:
    return in_words(texts, "en", usual)


def _local(house: House, moment: datetime | None, how: str = "%Y-%m-%d %H:%M") -> str:
    """On the hotel's clock."""
    return f"{house.local(moment):{how}}" if moment else ""


def _workbook(rows: Sequence[Sequence[Cell]], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book: Any = Workbook()
    sheet = book.active
    sheet.title = "Bookings"
    for row, cells in enumerate([COLUMNS, *rows], 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # words, never a formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTH
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def feed(call: Call, asked: Namespace) -> int:
    """A department's secret calendar address, once; without a department, which have one."""
    house = given.house(call)
    if asked.department is None:
        call.say(*_known(call, house))
        return WELL
    if asked.department not in house.hotel.departments:
        names = ", ".join(sorted(house.hotel.departments))
        raise Refused(f"{asked.department!r} is no department; they are {names}.", MISUSE)
    facts = {"department": asked.department, "again": asked.again}
    token = ledger.act(call.config, "feed.renew", facts, now=call.now())
    if token is None:
        raise Refused(
            f"{asked.department} has an address already, and only its hash is kept. "
            "Give the command with --again for a new one; the old one ends at once."
        )
    call.say(f"{_base(call.config)}/calendar/{token}.ics")
    call.say("Whoever has this address reads the department's bookings: treat it like a key.")
    return WELL


def _known(call: Call, house: House) -> Iterator[str]:
    with ledger.looking(call.config) as conn:
        made = feeds.made(conn, house)
    for code in sorted(house.hotel.departments):
        yield f"{code:16} {'since ' + _local(house, made[code]) if code in made else 'no address yet'}"


def _base(config: Config) -> str:
    """Where the desk is reached: its public address where Telegram has one, else its own."""
    if config.webhook:
        scheme, _, rest = config.webhook.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"
    return f"http://{config.host}:{config.port}"
