"""Which day, how long, how many: what is asked of hours, rentals and what is open instead of a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import capacity, sale, sessions
from bot.desk.booking.capacity import Start
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.say import Choice, Day, Local, Span, Value, choice, say, text

LENGTHS = 6  # on one screen
FEW = 3  # left, which is worth a word


def days(
    conn: Connection, house: House, offer: Offer, option: Option, found: Sequence[date], facts: Facts
) -> list[Choice]:
    """One button a day. Where the day is all there is to choose, it says how many are left."""
    if sessions.timed(offer, option):
        return [Choice(day_name(house, day), "times", {**facts, "day": day.isoformat()}) for day in found]
    starts = {day: sessions.bookable(offer, option, day, house)[0] for day in found}
    left = capacity.free(conn, house, offer, option, list(starts.values()))
    act = onward(option)
    return [
        Choice(with_left(day_name(house, day), left[at]), act, {**facts, "start": at.isoformat()})
        for day, at in starts.items()
    ]


def onward(option: Option) -> str:
    """The act after the start is known: for how long, where there is a choice."""
    return "long" if (option.most or 1) > 1 else "book"


def day_name(house: House, day: date) -> Value:
    if day == house.today:
        return text("day.today")
    return text("day.tomorrow") if day == house.today + timedelta(days=1) else Day(day)


def with_left(name: Value, left: int) -> Value:
    if left == 0:
        return text("choice.full", what=name)
    return text("choice.left", what=name, n=left) if left <= FEW else name


def long(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """For how long, six lengths at a time; one that is full is shown too, it leads to alternatives.

    A page beyond the longest that can be had by now is the last one."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    start = datetime.fromisoformat(facts["start"])
    most = max(1, sessions.longest(house, offer, option, start))
    first = min(int(facts.get("least", 1)), most - (most - 1) % LENGTHS)
    shown = range(first, min(most, first + LENGTHS - 1) + 1)
    starts = {n: Start(offer.code, option.code, start, n) for n in shown}
    left = capacity.free_of(conn, house, list(starts.values()))
    kept = {key: value for key, value in facts.items() if key not in ("least", "first", "day", "from")}
    choices = [
        Choice(with_left(length(offer, option, n), left[starts[n]]), "book", {**kept, "periods": n})
        for n in shown
    ]
    if shown[-1] < most:
        choices.append(Choice(text("button.more"), "long", {**kept, "least": first + LENGTHS}))
    back = {key: value for key, value in kept.items() if key not in ("start", "periods")}
    nod(conn, house, asked)
    said = text("book.how_long", extra=Local(offer.title))
    reply(conn, house, asked, say(said, choices=[*choices, Choice(text("button.back"), "days", back)]))


def length(offer: Offer, option: Option, periods: int) -> Value:
    minutes = (option.duration or sessions.A_DAY) * periods
    by_days = sessions.by_days(offer, option)
    return text("price.days", n=minutes // sessions.A_DAY) if by_days else Span(minutes)


def many(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """How many pieces of what is open."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    kept = {key: value for key, value in facts.items() if key not in ("first", "start")}
    numbers = range(1, min(option.most or 1, LENGTHS) + 1)
    choices = [Choice(str(n), "book", {**kept, "count": n}) for n in numbers]
    back = choice(text("button.back"), "offer", code=offer.code)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("book.how_many", extra=Local(offer.title)), choices=[*choices, back]))
