"""qonaq report economy"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import ledger
from bot.config import PROPERTY
from bot.console import given
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.report import change, period_of
from bot.desk.house import House
from bot.desk.reports.economy import ahead, lifetime, pillars, sheet
from bot.desk.reports.economy import report as economy
from bot.desk.reports.economy.ahead import Ahead, Chance
from bot.desk.reports.economy.lifetime import Kept
from bot.desk.reports.economy.pillars import Pillar
from bot.desk.reports.economy.report import Extra, Report
from bot.money import Money

WIDE = 26  # characters of a name
COLUMNS = {"extra": -WIDE, "bookings": 9, "people": 8, "revenue": 12, "cost": 12, "left": 12}
COLUMNS |= {"%": 5, "full %": 8, "seen": 7, "booked %": 10}


@dataclass(frozen=True)
class Told:
    house: House
    report: Report
    ahead: Ahead
    kept: Kept
    pillars: tuple[Pillar, ...]

    @property
    def pages(self) -> list[dict[str, Any]]:
        return sheet.pages(self.house, self.report, self.ahead, self.kept, self.pillars)


def asked(call: Call, words: Namespace) -> int:
    """On the screen, as a workbook, or for another program."""
    if words.json and words.xlsx:
        raise Refused("Give --json or --xlsx FILE, not both.", MISUSE)
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(given.NO_HOTEL)
    told = _told(call, House(PROPERTY, live, number, call.now()), words)
    if words.xlsx:
        from bot import sheets

        Path(words.xlsx).write_bytes(sheets.book(told.pages))
        call.say(f"Written: {words.xlsx}")
    elif words.json:
        call.say(json.dumps(as_json(told), ensure_ascii=False, indent=2))
    else:
        call.say(*lines(told))
    return WELL


def _told(call: Call, house: House, words: Namespace) -> Told:
    period = period_of(house, words)
    with ledger.looking(call.config) as conn:
        kept = lifetime.read(conn, house)
        standing = pillars.pillars(conn, house, period, kept.inputs)
        return Told(
            house, economy.report(conn, house, period), ahead.ahead(conn, house), kept, tuple(standing)
        )


def as_json(told: Told) -> dict[str, Any]:
    """The pages of the workbook, each row by its headings; `null` is what is not known."""
    found: dict[str, Any] = {}
    for page in told.pages:
        heads, *rows = page["rows"]
        name = str(page["name"]).lower().replace(" ", "_")
        found[name] = [dict(zip(heads, row, strict=False)) for row in rows]
    return found


def lines(told: Told) -> Iterator[str]:
    yield from _head(told)
    yield from _extras(told.report)
    yield from _free(told)
    yield from _ahead(told.ahead)
    yield from _lost(told)
    yield from ("", "docs/economy.md says what each figure counts and where it ends.")


def _head(told: Told) -> Iterator[str]:
    found, house = told.report, told.house
    period, before = found.period, found.period.before()
    yield f"What extras brought, {period.first} to {period.last}, in days of {house.hotel.zone}"
    yield f"As of {house.local(found.as_of):%Y-%m-%d %H:%M}; before is {before.first} to {before.last}"
    yield ""
    rose = change(found.total.revenue, found.before.revenue)
    yield f"revenue {amount(found.revenue)} {found.currency} {rose}".rstrip()
    total, costs = found.total, amount(Money(found.costs.total, found.currency))
    lost = f"cancelled {total.given_up}, nobody came {total.no_shows}"
    yield f"bookings {total.bookings}, people {total.people}, {lost}"
    known = f"{len(found.known)} of {len(found.extras)} extras, whose costs are known"
    yield f"cost {costs}, left after tax {amount(found.margin)}: of {known}"


def amount(money: Money) -> str:
    return f"{money.major:,f}"


def _extras(found: Report) -> Iterator[str]:
    sold = [one for one in found.extras if one.sums.bookings or one.sums.revenue or one.ways.funnel.seen]
    if not sold:
        return
    yield ""
    yield (
        "".join(name.rjust(wide) if wide > 0 else name.ljust(-wide) for name, wide in COLUMNS.items())
        + "  advice"
    )
    for one in sold:
        yield _extra(one)
    if found.middle:
        each = amount(Money(round(found.middle.each), found.currency))
        yield f"medians of {found.middle.of}: {found.middle.bookings:g} bookings, {each} left of one"


def _extra(one: Extra) -> str:
    cost = amount(one.cost) if one.cost else "-"
    left = amount(one.margin) if one.margin is not None and one.sums.bookings else "-"
    room, seen = sheet.percent(one.places.share), one.ways.funnel.seen
    booked = sheet.percent(one.ways.funnel.share)
    money = (amount(one.revenue), cost, left)
    shares = (_or_dash(one.percent), _or_dash(room), seen, _or_dash(booked))
    cells = (one.sums.bookings, one.sums.people, *money, *shares)
    said = "".join(f"{cell:>{wide}}" for cell, wide in zip(cells, list(COLUMNS.values())[1:], strict=True))
    return f"{one.code[: WIDE - 1]:{WIDE}}{said}  {_advice(one)}"


def _or_dash(number: int | None) -> str:
    return "-" if number is None else str(number)


def _advice(one: Extra) -> str:
    known = {
        "early": f"too early to say ({one.sums.bookings} bookings)",
        "uncosted": "no costs in the catalog",
    }
    known["short"] = f"few come, little is left; look at {economy.SEASON} days"
    return known.get(one.verdict, one.verdict)


def _free(told: Told) -> Iterator[str]:
    free = told.report.free()
    if free:
        yield from ("", "given for nothing")
    for one in free:
        came = f"{one.sums.people} people" if one.sums.people else "nobody came"
        cost = f"cost {amount(one.cost)}" if one.cost else "cost not known"
        kept = f", kept for {one.hygiene}" if one.hygiene else ""
        yield f"  {sheet.named(told.house, one.title)}: {came}, {cost}{kept}"


def _ahead(found: Ahead) -> Iterator[str]:
    booked, waiting = found.booked, found.asked
    yield ""
    yield f"next {ahead.DAYS} days, {found.first} to {found.last}"
    yield f"  confirmed {booked.n}, {amount(Money(booked.minor, found.currency))}"
    more = f"{found.undated.n} more without a day"
    yield f"  pending {waiting.n}, {amount(Money(waiting.minor, found.currency))}; {more}"
    yield f"  of pending become bookings {_chance(found.accepted)}"
    yield f"  of confirmed come to nothing {_chance(found.gone)}"
    yield f"  expected {amount(found.expected)} {found.currency}"


def _chance(one: Chance) -> str:
    return (
        f"{one.percent}% (assumed; {one.of} cases so far)" if one.assumed else f"{one.percent}% of {one.of}"
    )


def _lost(told: Told) -> Iterator[str]:
    inputs, currency = told.kept.inputs, told.house.hotel.currency
    found = lifetime.loss(inputs, currency)
    whose = "the worked example" if told.kept.example else f"set by {told.kept.by}"
    yield ""
    yield f"a dissatisfied guest costs {amount(found.low)} to {amount(found.high)} {currency} ({whose})"
    years = " + ".join(lifetime.said(inputs.years))
    yield f"  {years} = {amount(found.revenue)}, profit at {inputs.margin}%: {amount(found.profit)}"
    for one in told.pillars:
        worth = one.worth(found.profit)
        aim = f"; to {one.target}% is worth {amount(worth)} a year" if worth else ""
        yield f"  {sheet.PILLAR_NAMES[one.name]}: {one.n} of {one.of}{aim}"
