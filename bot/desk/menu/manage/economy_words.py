"""The figures of the economy, line by line. What has no figure has no line."""

from __future__ import annotations

from collections import Counter

from bot.desk.house import House
from bot.desk.reports.economy.ahead import Ahead, Chance, Lot
from bot.desk.reports.economy.funnel import STEPS
from bot.desk.reports.economy.report import SEASON, Extra, Report
from bot.money import Money
from bot.say import At, Days, Join, Local, Text, Value, text

ADVICE = ("keep", "reprice", "promote", "drop")
MOST = 3  # reasons
UNDECIDED = ("early", "short", "uncosted")


def days(found: Report) -> Days:
    return Days(found.period.first, found.period.last)


def summary(found: Report) -> list[Value]:
    if not (found.total.bookings or found.total.revenue):
        return [text("economy.none", days=days(found))]
    before = found.period.before()
    head = text(
        "economy.head",
        revenue=found.revenue,
        was=Money(found.before.revenue, found.currency),
        days=days(found),
        before=Days(before.first, before.last),
    )
    return [head, _lines(_booked(found.total.bookings, found.total.people), *_totals(found)), _advised(found)]


def _lines(*parts: Value) -> Join:
    return Join([part for part in parts if part], "lines")


def _booked(bookings: int, people: int) -> Text:
    return text("economy.booked", bookings=bookings, people=people)


def _time(minutes: int) -> Text:
    """In hours: nobody works by days of 24."""
    return text("economy.time", hours=minutes // 60, minutes=minutes % 60)


def _totals(found: Report) -> list[Value]:
    total, known = found.total, len(found.known)
    gone = total.given_up or total.no_shows
    cost = Money(found.costs.total, found.currency)
    return [
        text("economy.gone", given_up=total.given_up, no_shows=total.no_shows) if gone else "",
        text("economy.left", cost=cost, margin=found.margin) if known else "",
        _time(found.costs.minutes) if found.costs.minutes else "",
        text("economy.known", known=known, all=len(found.extras)) if known < len(found.extras) else "",
    ]


def _advised(found: Report) -> Join:
    """How many of each kind; whoever is undecided is counted too."""
    counts: Counter[str] = Counter(one.verdict for one in found.extras)
    undecided = sum(counts[name] for name in UNDECIDED)
    return _lines(
        text("economy.advice", **{name: counts[name] for name in ADVICE}),
        text("economy.undecided", number=undecided, free=counts["free"]),
        text("report.as_of", now=At(found.as_of, "stamp")),
    )


def line(one: Extra, found: Report) -> Text:
    """An extra in three short lines."""
    margin: Value = one.margin if one.margin is not None and one.sums.bookings else ""
    return text(
        "economy.line",
        name=Local(one.title),
        revenue=one.revenue,
        bookings=one.sums.bookings,
        margin=margin,
        advice=advice(one, found),
    )


def advice(one: Extra, found: Report) -> Text:
    if one.verdict == "early":
        return text("economy.early", n=one.sums.bookings)
    if one.verdict == "short":
        return text("economy.short", n=SEASON)
    return text(f"economy.{one.verdict}")


def page(house: House, one: Extra, found: Report) -> list[Value]:
    head = text("economy.one", name=Local(one.title), revenue=one.revenue, days=days(found))
    return [head, _money(one), _ways(one), _lines(advice(one, found), _middle(one, found))]


def _money(one: Extra) -> Join:
    sums, cost, currency = one.sums, one.costs, one.currency
    gone = sums.given_up or sums.no_shows
    return _lines(
        _booked(sums.bookings, sums.people),
        text("economy.gone", given_up=sums.given_up, no_shows=sums.no_shows) if gone else "",
        text("economy.tax", tax=Money(sums.tax, currency)) if sums.tax else "",
        text(
            "economy.costs",
            cost=Money(cost.total, currency),
            materials=Money(cost.materials, currency),
            partner=Money(cost.partner, currency),
            staff=Money(cost.staff, currency),
        )
        if cost
        else "",
        _margin(one),
        _time(cost.minutes) if cost and cost.minutes else "",
        text("economy.kept_for", what=text(f"economy.hygiene_{one.hygiene}")) if one.hygiene else "",
    )


def _margin(one: Extra) -> Value:
    if one.margin is None or not one.sums.bookings:
        return ""
    if one.percent is None:
        return text("economy.margin_only", margin=one.margin)
    return text("economy.margin", margin=one.margin, percent=one.percent)


def _ways(one: Extra) -> Join:
    """Places, steps, refusals and the waiting list."""
    room, funnel, lost = one.places, one.ways.funnel, one.ways.lost
    steps = {name: getattr(funnel, name) for name in STEPS}
    key = "economy.places_shared" if room.shared else "economy.places"
    share = round(100 * room.share) if room.share is not None else 0
    return _lines(
        text(key, taken=room.taken, offered=room.offered, percent=share) if room.offered else "",
        text("economy.steps", **steps) if any(steps.values()) else "",
        _worst(one) if funnel.seen else "",
        _refused(one) if one.ways.refused else "",
        text(
            "economy.waited",
            parties=lost.parties,
            people=lost.people,
            worth=Money(lost.worth, one.currency),
        )
        if lost.parties
        else "",
    )


def _worst(one: Extra) -> Value:
    """Before which step most of the guests leave."""
    found = one.ways.funnel.worst()
    if not found or not found[1]:
        return ""
    return text("economy.worst", step=text(f"economy.step_{found[0]}"), lost=found[1], of=found[2])


def _refused(one: Extra) -> Text:
    named = [
        text("report.part", name=text(f"economy.reason_{name}"), number=number)
        for name, number in list(one.ways.refused.items())[:MOST]
    ]
    return text("economy.refused", reasons=Join(named, "dot"))


def _middle(one: Extra, found: Report) -> Value:
    """What it was compared with."""
    if found.middle is None or one.verdict not in (*ADVICE, "short"):
        return ""
    each = Money(round(found.middle.each), found.currency)
    return text("economy.middle", bookings=round(found.middle.bookings), each=each, of=found.middle.of)


def free_line(one: Extra) -> Text:
    cost: Value = one.cost if one.cost is not None else text("figures.unknown")
    kept: Value = text(f"economy.hygiene_{one.hygiene}") if one.hygiene else ""
    key = "economy.free_line" if one.sums.people else "economy.free_nobody"
    return text(key, name=Local(one.title), people=one.sums.people, cost=cost, what=kept)


def coming(found: Ahead) -> list[Value]:
    head = text("economy.ahead", expected=found.expected, days=Days(found.first, found.last))
    on_the_books = _lines(
        _lot("economy.ahead_confirmed", found.booked, found),
        _lot("economy.ahead_pending", found.asked, found),
        _lot("economy.ahead_undated", found.undated, found) if found.undated.n else "",
        _lot("economy.ahead_held", found.held, found) if found.held.n else "",
    )
    return [head, on_the_books, _lines(_chance("yes", found.accepted), _chance("gone", found.gone))]


def _lot(key: str, lot: Lot, found: Ahead) -> Text:
    return text(key, number=lot.n, amount=Money(lot.minor, found.currency))


def _chance(name: str, one: Chance) -> Text:
    key = f"economy.chance_{name}_assumed" if one.assumed else f"economy.chance_{name}"
    return text(key, percent=one.percent, of=one.of)
