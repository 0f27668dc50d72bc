"""A month at a glance: which days can be booked, how many places are free on each, and from what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from babel import Locale

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import capacity, closing, moving, price, sale, sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.menu import lasting
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.money import Money
from bot.say import Choice, Grid, Join, Local, Month, Text, choice, say, text
from bot.speech import CLDR

WEEK = 7
PRICES = 4  # lines of them; the dearest are left for the day's own screen
NOT_SOLD = "·"
Starts = Mapping[date, Sequence[datetime]]


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The month of the first day that can be booked, or the one that was asked for."""
    if "moves" in facts:
        apart = {key: facts[key] for key in ("offer", "option")}
        moving.movable(conn, house, facts["moves"], guest.id, act="days", **apart)
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    every = sessions.days(offer, option, house)
    first = _month(house, facts, every)
    starts = _starts(conn, house, offer, option, [day for day in every if _of(day, first)])
    free = _free(conn, house, offer, option, starts)
    said = say(
        text("month.head", extra=Local(offer.title), month=Month(first)),
        Grid(first, {day.day: n for day, n in free.items()}) if starts else text("month.empty"),
        Join(_prices(house, offer, option, starts), "lines") if starts else None,
        text("month.legend") if starts else None,
        choices=[],
    )
    days = _days(conn, house, offer, option, list(starts), facts)
    grid = list(_grid(first, days, Locale.parse(CLDR.get(guest.language, "en_GB")).first_week_day))
    nod(conn, house, asked)
    reply(conn, house, asked, replace(said, choices=(*grid, *_ways(facts, every, first)), grid=len(grid)))


def _month(house: House, facts: Facts, every: Sequence[date]) -> date:
    if "month" in facts:
        return date.fromisoformat(facts["month"])
    return (every[0] if every else house.today).replace(day=1)


def _of(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _starts(conn: Connection, house: House, offer: Offer, option: Option, days: Sequence[date]) -> Starts:
    """What takes place, by day; one look at what the weather has closed, for all of them."""
    every = [start for day in days for start in sessions.bookable(offer, option, day, house)]
    found: dict[date, list[datetime]] = {}
    for start in closing.still_open(conn, house, offer, option, every):
        found.setdefault(house.local(start).date(), []).append(start)
    return found


def _free(conn: Connection, house: House, offer: Offer, option: Option, starts: Starts) -> dict[date, int]:
    """Of sessions all places of the day; of things and of days as many as are free at once."""
    left = capacity.free(conn, house, offer, option, [one for each in starts.values() for one in each])
    together = sum if offer.mode == "slot" else max
    return {day: together(left[one] for one in each) for day, each in starts.items()}


def _prices(house: House, offer: Offer, option: Option, starts: Starts) -> list[Text]:
    """For one grown-up, or for the whole, at the cheapest of a day; days of one price are said together."""
    found: dict[Money, list[int]] = {}
    for day, each in starts.items():
        found.setdefault(_cheapest(house, offer, option, each), []).append(day.day)
    if len(found) == 1:
        return [text("month.price", price=cost) for cost in found if cost.minor]
    cheap = sorted(found.items(), key=lambda one: one[0].minor)[:PRICES]
    return [text("month.price_days", price=cost, days=_runs(days)) for cost, days in cheap]


def _cheapest(house: House, offer: Offer, option: Option, starts: Sequence[datetime]) -> Money:
    one = Party(1)
    quotes = (price.quote_of(Ask(house, offer, option, one, start)).total for start in starts)
    return min(quotes, key=lambda cost: cost.minor)


def _runs(days: Sequence[int]) -> str:
    """1, 4–6, 9"""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _days(
    conn: Connection, house: House, offer: Offer, option: Option, found: Sequence[date], facts: Facts
) -> dict[date, Choice]:
    """Each leads where its button on the list of days would."""
    kept = {key: value for key, value in facts.items() if key not in ("month", "first")}
    choices = lasting.days(conn, house, offer, option, found, kept)
    return {day: replace(one, label=str(day.day)) for day, one in zip(found, choices, strict=True)}


def _grid(first: date, days: Mapping[date, Choice], monday: int) -> Iterator[Choice]:
    """Seven in a row under their weekdays; weeks without a day to book are left out."""
    day = first - timedelta(days=(first.weekday() - monday) % WEEK)
    while day <= first or _of(day, first):
        week = [day + timedelta(days=n) for n in range(WEEK)]
        if any(one in days for one in week):
            yield from (days.get(one) or choice(NOT_SOLD, "no_day") for one in week)
        day += timedelta(days=WEEK)


def _ways(facts: Facts, every: Sequence[date], first: date) -> list[Choice]:
    """The months before and after that have a day, and back to the nearest days."""
    months = sorted({day.replace(day=1) for day in every})
    before = [one for one in months if one < first][-1:]
    after = [one for one in months if one > first][:1]
    turn = [Choice(Month(one), "month", {**facts, "month": one.isoformat()}) for one in (*before, *after)]
    back = {key: value for key, value in facts.items() if key not in ("month", "first")}
    return [*turn, Choice(text("button.back"), "days", back)]


def no_day(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A day on which there is nothing: a word, and the month stays."""
    nod(conn, house, asked, text("month.no_day"))


GUEST_ACTS: dict[str, GuestAct] = {"month": show, "no_day": no_day}
