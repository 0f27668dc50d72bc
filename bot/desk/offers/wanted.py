"""What somebody looks for: who comes, on which days, what they like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from bot.desk.booking.party import Party
from bot.desk.catalog.model import Like, Offer
from bot.desk.house import House
from bot.desk.stays.register import Stay

LIKES: tuple[Like, ...] = get_args(Like)
AHEAD = 14  # days: so far a guest without a stay looks
OF_GROUP: dict[str, tuple[Like, ...]] = {"nature": ("nature",), "active": ("active",)}


@dataclass(frozen=True)
class Wanted:
    """`like` is None for whoever wants to be surprised. The days are in order."""

    party: Party
    days: tuple[date, ...]
    like: Like | None = None

    def wider(self, days: tuple[date, ...]) -> tuple[Wanted, ...]:
        """What comes nearest where nothing fits: the same on other days, then anything on the same days."""
        same_later = replace(self, days=days)
        anything = replace(self, like=None)
        return tuple(one for one in (same_later, anything, replace(same_later, like=None)) if one != self)


def likes(offer: Offer) -> tuple[Like, ...]:
    return tuple(offer.suits.likes) or OF_GROUP.get(offer.group, ())


def matches(offer: Offer, like: Like | None) -> bool:
    return not offer.help_only if like is None else like in likes(offer)


def days_ahead(house: House, stay: Stay | None) -> tuple[date, ...]:
    """The days for which ideas are looked for: to the end of the stay, else two weeks."""
    last = house.today + timedelta(days=AHEAD)
    if stay is not None and stay.departure >= house.today:
        last = stay.departure
    first = max(house.today, stay.arrival) if stay is not None and stay.arrival <= last else house.today
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
