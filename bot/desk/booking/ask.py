"""What is asked for: this option of this offer, for this party, at this start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk.booking.days import by_the_day, days_in
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.say import Local


@dataclass(frozen=True)
class Ask:
    """`start` is None for what is arranged on request."""

    house: House
    offer: Offer
    option: Option
    party: Party
    start: datetime | None
    replaces: int | None = None  # the booking that it would move
    wish: str | None = None  # on request: the day and time in the guest's own words

    @property
    def title(self) -> Local:
        return Local(self.offer.title)

    @property
    def places(self) -> int:
        return places(self.option, self.party)

    @property
    def days(self) -> int:
        """For how many days it is wanted, where one is what the price is for."""
        return days_in(self.wish) if self.wish and by_the_day(self.option) else 1

    def at(self, start: datetime) -> Ask:
        return replace(self, start=start)

    def by(self, party: Party) -> Ask:
        return replace(self, party=party)

    def facts(self) -> dict[str, Any]:
        """For a button: what to ask for again."""
        return {**self.when(), "party": self.party.json()}

    def when(self) -> dict[str, Any]:
        """For a button: the same without who; the hour, or the wish that stands for it."""
        start = {"start": self.start.isoformat()} if self.start else {}
        return {**self.what(), **start, **({"wish": self.wish} if self.wish else {})}

    def what(self) -> dict[str, Any]:
        """For a button: the same without when and who. A move stays a move on every screen."""
        moved = {"moves": self.replaces} if self.replaces else {}
        return {"offer": self.offer.code, "option": self.option.code, **moved}


def places(option: Option, party: Party) -> int:
    """Everyone counts, a babe in arms too: on a boat or in a minibus each head does."""
    return party.people if option.pricing == "person" else 1
