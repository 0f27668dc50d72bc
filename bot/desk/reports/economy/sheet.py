"""The figures as tables, for a workbook and other programs: numbers, English headings, codes and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk.catalog.model import Texts
from bot.desk.house import House
from bot.desk.reports.economy import lifetime
from bot.desk.reports.economy.ahead import Ahead, Chance, Lot
from bot.desk.reports.economy.funnel import OTHER, REASONS, STEPS
from bot.desk.reports.economy.lifetime import Kept
from bot.desk.reports.economy.pillars import Pillar
from bot.desk.reports.economy.report import Extra, Package, Report
from bot.money import Money
from bot.say import in_words

Cell = str | int | float | None
Rows = list[list[Cell]]
GROUPS = ("family", "active", "nature", "package")


def pages(
    house: House, found: Report, ahead: Ahead, kept: Kept, pillars: Sequence[Pillar]
) -> list[dict[str, Any]]:
    """What `bot.sheets.book` writes."""
    parts = _parts(house, found)
    drawn = {"title": f"Revenue, {found.currency}", "columns": [2, 3, 4, 5], "rows": len(parts) - 1}
    days = _days(house, ahead)
    coming = {"title": f"On the books, {ahead.currency}", "columns": [3, 5], "rows": len(days) - 1}
    return [
        {"name": "Summary", "rows": _summary(house, found)},
        {"name": "Extras", "rows": [_HEAD, *(_extra(house, one) for one in found.extras)]},
        {"name": "Steps and refusals", "rows": _ways(house, found)},
        {"name": "Packages", "rows": _packages(house, found)},
        {"name": f"By {found.period.by()}", "rows": parts, "chart": {**drawn, "stacked": True}},
        {"name": "Next 14 days", "rows": days, "chart": {**coming, "stacked": True}},
        {"name": "Expected", "rows": _expected(ahead)},
        {"name": "Lost guest", "rows": _lost(house, kept, pillars)},
    ]


def named(house: House, texts: Texts) -> str:
    """As the hotel calls it in English, else in its own language."""
    return in_words(texts, "en", house.hotel.default_language)


def major(minor: int, currency: str) -> float:
    """A figure for a cell; the sums are made before, in whole minor units."""
    return float(Money(minor, currency).major)


def _summary(house: House, found: Report) -> Rows:
    currency, known = found.currency, found.known
    return [
        ["figure", "value"],
        ["from", found.period.first.isoformat()],
        ["to", found.period.last.isoformat()],
        ["days of", house.hotel.zone],
        ["as of", f"{house.local(found.as_of):%Y-%m-%d %H:%M}"],
        ["currency", currency],
        ["bookings", found.total.bookings],
        ["people", found.total.people],
        ["given up", found.total.given_up],
        ["nobody came", found.total.no_shows],
        ["revenue", major(found.total.revenue, currency)],
        ["tax in it", major(found.total.tax, currency)],
        ["revenue before", major(found.before.revenue, currency)],
        ["bookings before", found.before.bookings],
        ["extras whose costs are known", len(known)],
        ["extras sold without known costs", len(found.uncosted)],
        ["cost of those known", major(found.costs.total, currency)],
        ["margin of those known", major(found.margin.minor, currency)],
        ["staff minutes", found.costs.minutes],
        ["median bookings", found.middle.bookings if found.middle else None],
        ["median margin a booking", _median(found)],
        ["extras behind the medians", found.middle.of if found.middle else 0],
    ]


def _median(found: Report) -> float | None:
    return major(round(found.middle.each), found.currency) if found.middle else None


_HEAD: list[Cell] = [
    *("extra", "code", "group", "advice", "bookings", "people", "pieces", "given up", "nobody came"),
    *("revenue", "tax in it", "materials", "partner", "staff", "cost", "margin", "margin %"),
    *("staff minutes", "places offered", "places taken", "utilisation %", "shared places"),
    *("parties waited", "never served", "people never served", "worth", "free", "hygiene"),
]


def _extra(house: House, one: Extra) -> list[Cell]:
    sums, cost, lost = one.sums, one.costs, one.ways.lost
    money = (
        sums.revenue,
        sums.tax,
        *((cost.materials, cost.partner, cost.staff, cost.total) if cost else ()),
    )
    margin = major(one.margin.minor, one.currency) if one.margin else None
    room = one.places
    return [
        *(named(house, one.title), one.code, one.group, one.verdict),
        *(sums.bookings, sums.people, sums.pieces, sums.given_up, sums.no_shows),
        *(major(amount, one.currency) for amount in money),
        *((None,) * (6 - len(money))),
        *(margin, one.percent, cost.minutes if cost else None),
        *(room.offered or None, room.taken if room.offered else None, percent(room.share)),
        "yes" if room.shared else "",
        *(lost.asked, lost.parties, lost.people, major(lost.worth, one.currency)),
        *("yes" if one.free else "", one.hygiene or ""),
    ]


def percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _ways(house: House, found: Report) -> Rows:
    reasons = (*REASONS, OTHER)
    rows: Rows = [["extra", "code", *STEPS, "booked of seen %", *(f"refused: {one}" for one in reasons)]]
    both: list[Extra | Package] = [*found.extras, *found.packages]
    for one in both:
        steps = [getattr(one.ways.funnel, name) for name in STEPS]
        refused = [one.ways.refused.get(name, 0) for name in reasons]
        if any(steps) or any(refused):
            share = percent(one.ways.funnel.share)
            rows.append([named(house, one.title), one.code, *steps, share, *refused])
    return rows


def _packages(house: House, found: Report) -> Rows:
    rows: Rows = [["package", "code", "sold", "revenue (stands with its parts)"]]
    for one in found.packages:
        rows.append([named(house, one.title), one.code, one.sold, major(one.revenue.minor, found.currency)])
    return rows


def _parts(house: House, found: Report) -> Rows:
    rows: Rows = [[found.period.by(), *GROUPS]]
    for name, groups in found.parts.items():
        rows.append([name, *(major(groups.get(one, 0), found.currency) for one in GROUPS)])
    return rows


def _days(house: House, ahead: Ahead) -> Rows:
    rows: Rows = [["day", "confirmed", "confirmed, price", "pending", "pending, price"]]
    for day, lot in ahead.confirmed.items():
        asked = ahead.pending.get(day, Lot())
        prices = [major(one.minor, ahead.currency) for one in (lot, asked)]
        rows.append([day.isoformat(), lot.n, prices[0], asked.n, prices[1]])
    return rows


def _expected(ahead: Ahead) -> Rows:
    money = {"confirmed": ahead.booked, "pending": ahead.asked, "pending without a day": ahead.undated}
    rows: Rows = [["figure", "how many", "price"]]
    rows += [[name, lot.n, major(lot.minor, ahead.currency)] for name, lot in money.items()]
    rows += [_chance("pending that become bookings, %", ahead.accepted)]
    rows += [_chance("confirmed that come to nothing, %", ahead.gone)]
    return [*rows, ["expected revenue", None, major(ahead.expected.minor, ahead.currency)]]


def _chance(name: str, one: Chance) -> list[Cell]:
    return [name, one.percent, f"assumed, {one.of} cases so far" if one.assumed else f"of {one.of} cases"]


def _lost(house: House, kept: Kept, pillars: Sequence[Pillar]) -> Rows:
    inputs, currency = kept.inputs, house.hotel.currency
    loss = lifetime.loss(inputs, currency)
    rows: Rows = [["figure", "value", "of", "target %", "worth a year"]]
    rows += [["whose figures", "the worked example" if kept.example else kept.by]]
    rows += [[f"year {n}", float(amount)] for n, amount in enumerate(inputs.years, 1)]
    rows += [[name, float(getattr(inputs, key))] for name, key in _INPUTS.items()]
    rows += [[name, major(getattr(loss, key).minor, currency)] for name, key in _LOSS.items()]
    return [*rows, *(_pillar(one, loss.profit) for one in pillars)]


_INPUTS: Mapping[str, str] = {
    "margin, %": "margin",
    "lost at least, %": "low",
    "lost at most, %": "high",
    "people told": "told",
    "of whom stay away, %": "told_lost",
}
_LOSS: Mapping[str, str] = {
    "revenue of a guest": "revenue",
    "profit of a guest": "profit",
    "loss, from": "low",
    "loss, to": "high",
}
PILLAR_NAMES = {
    "new": "new guests",
    "kept": "guests who came again",
    "won_back": "dissatisfied guests who were kept",
}


def _pillar(one: Pillar, profit: Money) -> list[Cell]:
    worth = one.worth(profit)
    return [
        PILLAR_NAMES[one.name],
        one.n,
        one.of,
        one.target,
        major(worth.minor, worth.currency) if worth else None,
    ]
