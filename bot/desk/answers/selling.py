"""An offer's own numbers, as an answer says them: its price, its hours, when it is next free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.db import Connection
from bot.desk.answers.free import next_free
from bot.desk.booking import sessions
from bot.desk.booking.party import GROWN_UP, Party
from bot.desk.booking.price import quote
from bot.desk.catalog.model import Offer, Option, Unit
from bot.desk.house import House
from bot.money import Money
from bot.say import At, Join, Local, Span, Value, text

NO_LIMIT = 100  # a unit to this age and beyond is for everyone older


def price(house: House, offer: Offer) -> Value:
    """The lowest price that is not free, "from" it where there are several; by the price pipeline."""
    paid = sorted(one.minor for one in _prices(house, offer) if one.minor)
    if not paid:
        return text("price.free")
    lowest = Money(paid[0], house.hotel.currency)
    return text("price.from", price=lowest) if paid[0] != paid[-1] else lowest


def _prices(house: House, offer: Offer) -> list[Money]:
    """What one person of each unit pays alone, and what it may be at other times."""
    units = [(option, unit) for option in offer.options for unit in option.units]
    usual = [quote(house, offer, option, _alone(option, unit), None).total for option, unit in units]
    return [*usual, *(house.money(row.price) for _, unit in units for row in unit.prices)]


def _alone(option: Option, unit: Unit) -> Party:
    if option.pricing == "booking" or unit.type == "ADULT" or unit.min_age >= GROWN_UP:
        return Party(1)
    return Party(0, (unit.min_age,))


def _next_day(house: House, offer: Offer) -> date | None:
    """The next day on which it runs, full or not."""
    ahead = (house.today + timedelta(days=step) for step in range(offer.rules.forward_days + 1))
    return next((day for day in ahead if _of_day(house, offer, day)), None)


def _of_day(house: House, offer: Offer, day: date) -> list[tuple[At, At]]:
    """Every start and end of the day, in order."""
    found = [
        (start, start + option.length)
        for option in offer.options
        for start in sessions.starts(option, day, house, offer)
    ]
    return [(At(start), At(end)) for start, end in sorted(set(found))]


def times(house: House, offer: Offer) -> Value:
    day = _next_day(house, offer)
    return Join([start for start, _ in _of_day(house, offer, day)]) if day else ""


def hours(house: House, offer: Offer, day: date | None = None) -> Value:
    """From the first start to the last end."""
    day = day or _next_day(house, offer)
    found = _of_day(house, offer, day) if day else []
    if not found:
        return ""
    last = max(end.moment for _, end in found)
    return f"{house.local(found[0][0].moment):%H:%M}–{house.local(last):%H:%M}"


def ages(offer: Offer) -> str:
    """4–12, or 4+."""
    priced = [unit for option in offer.options if option.pricing == "person" for unit in option.units]
    low = max(offer.rules.min_age or 0, min((unit.min_age for unit in priced), default=0))
    high = min(offer.rules.max_age or 120, max((unit.max_age for unit in priced), default=120))
    return f"{low}–{high}" if high < NO_LIMIT else f"{low}+"


def duration(offer: Offer) -> Value:
    lengths = sorted({option.duration for option in offer.options if option.duration})
    return Join([Span(one) for one in lengths], "or") if lengths else ""


def free(conn: Connection | None, house: House, offer: Offer) -> Value:
    found = next_free(conn, house, offer) if conn else None
    return At(found.start, "both") if found else ""


OFFER: Mapping[str, Callable[[Connection | None, House, Offer], Value]] = {
    "offer": lambda conn, house, offer: Local(offer.title),
    "price": lambda conn, house, offer: price(house, offer),
    "times": lambda conn, house, offer: times(house, offer),
    "hours": lambda conn, house, offer: hours(house, offer),
    "next_free": free,
    "duration": lambda conn, house, offer: duration(offer),
    "ages": lambda conn, house, offer: ages(offer),
    "place": lambda conn, house, offer: Local(offer.place),
    "included": lambda conn, house, offer: Local(offer.included) if offer.included else "",
    "deposit": lambda conn, house, offer: house.money(offer.deposit) if offer.deposit else "",
}
