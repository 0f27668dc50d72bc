"""What is asked for: this option of this offer, for this party, at this start and for so long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.desk.booking import sessions, wished
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option, Texts
from bot.desk.house import House
from bot.desk.pricing.buyer import ANYBODY, Buyer
from bot.desk.pricing.quotes import Quote
from bot.say import Local


@dataclass(frozen=True)
class Piece:
    """What makes a booking a part of a package: its share of the price, and the terms of giving it up."""

    bundle: int
    part: str
    quote: Quote
    free_hours: int
    fee_percent: int
    prepare: Texts | None = None


@dataclass(frozen=True)
class Ask:
    """`start` is None for what is arranged on request, and for what is open at any time.

    The ages of the party are those on the day of the service.
    """

    house: House
    offer: Offer
    option: Option
    party: Party
    start: datetime | None
    replaces: int | None = None  # the booking that it would move
    wish: str | None = None  # on request: the day and time in the guest's own words
    periods: int = 1  # of a rental: how many times over the option's duration
    count: int = 1  # of what is open: how many pieces
    told: Mapping[str, Any] = field(default_factory=dict)  # what the party has said for it: told.py
    piece: Piece | None = None  # of the package that it is a part of
    gift: str | None = None  # the number of the voucher code that was shown for it
    buyer: Buyer = ANYBODY  # as far as the price depends on it: buying.py

    def __post_init__(self) -> None:
        object.__setattr__(self, "party", self.party.on(self.day))

    @property
    def day(self) -> date:
        """The hotel's date of the service; today while nobody knows it."""
        if self.start:
            return self.house.local(self.start).date()
        return wished.of(self.wish).day or self.house.today

    @property
    def title(self) -> Local:
        return Local(self.offer.title)

    @property
    def places(self) -> int:
        return places(self.option, self.party, self.count)

    @property
    def days(self) -> int:
        """How many times over the price is meant: as a wish says, the periods of a rental, pieces."""
        return wished.times(self.option, self.wish) if self.wish else self.periods * self.count

    @property
    def end(self) -> datetime | None:
        if self.start is None:
            return None
        return sessions.end(self.house, self.offer, self.option, self.start, self.periods)

    @property
    def free_hours(self) -> int:
        """Until so long before the start it is given up for nothing."""
        return self.piece.free_hours if self.piece else self.offer.cancel.free_hours

    @property
    def fee_percent(self) -> int:
        return self.piece.fee_percent if self.piece else self.offer.cancel.fee_percent

    def much(self) -> dict[str, int]:
        """For a button: for how long, and how many, where that is more than one."""
        numbers = {"periods": self.periods, "count": self.count}
        return {name: n for name, n in numbers.items() if n > 1}

    def at(self, start: datetime) -> Ask:
        return replace(self, start=start)

    def lasting(self, periods: int, count: int = 1) -> Ask:
        return replace(self, periods=periods, count=count)

    def by(self, party: Party) -> Ask:
        """For other people: what was told of these ones is not of them."""
        return replace(self, party=party, told={})

    def bought_by(self, buyer: Buyer) -> Ask:
        return replace(self, buyer=buyer)

    def knowing(self, told: Mapping[str, Any]) -> Ask:
        return replace(self, told=told)

    def facts(self) -> dict[str, Any]:
        """For a button: what to ask for again."""
        told = {"told": dict(self.told)} if self.told else {}
        return {**self.when(), "party": self.party.carried(), **told}

    def when(self) -> dict[str, Any]:
        """For a button: the same without who; the hour, or the wish that stands for it."""
        start = {"start": self.start.isoformat()} if self.start else {}
        return {**self.what(), **start, **self.much(), **({"wish": self.wish} if self.wish else {})}

    def what(self) -> dict[str, Any]:
        """For a button: the same without when and who. A move stays a move on every screen."""
        moved = {"moves": self.replaces} if self.replaces else {}
        shown = {"gift": self.gift} if self.gift else {}
        return {"offer": self.offer.code, "option": self.option.code, **moved, **shown}


def places(option: Option, party: Party, count: int = 1) -> int:
    """Everyone counts, a babe in arms too: on a boat or in a minibus each head does."""
    return party.people if option.pricing == "person" else count
