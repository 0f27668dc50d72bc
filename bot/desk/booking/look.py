"""How large each counter is, and what is taken of it: read once, asked often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.booking import vector
from bot.desk.booking.vector import ANY_NUMBER, Draw
from bot.desk.house import House
from bot.schema import capacities

_SET_BY_HAND = select(capacities.c.offer, capacities.c.option, capacities.c.day, capacities.c.capacity).where(
    capacities.c.property_id == bindparam("p"),
    capacities.c.offer.in_(bindparam("offers", expanding=True)),
    capacities.c.day.between(bindparam("first"), bindparam("last")),
)


@dataclass(frozen=True)
class Look:
    """The counters of a span as they stand: read once, asked often."""

    house: House
    used: Mapping[tuple[str, datetime], int]
    by_hand: Mapping[tuple[str, str], int]
    lent: Mapping[tuple[str, datetime], int] = field(default_factory=dict)  # need not be taken: lending.py

    def size(self, counter: str, moment: datetime) -> int:
        """The day's own number, else the catalog's."""
        whole, _, unit = counter.partition("#")
        if not self.by_hand:
            return vector.usual_size(self.house, whole, unit)
        day = self.house.local(moment).date().isoformat()
        if not unit or (counter, day) in self.by_hand:
            return self.by_hand.get((counter, day), vector.usual_size(self.house, whole, unit))
        open_units = self.by_hand.get((whole, day), ANY_NUMBER)
        return 1 if sorted(self.house.hotel.resources[whole].units).index(unit) < open_units else 0

    def free(self, counter: str, moment: datetime) -> int:
        return max(0, self.size(counter, moment) - self.used.get((counter, moment), 0))

    def of(self, draw: Draw) -> int:
        """So much is free at all of its moments; of named things, so many the whole time."""
        if not draw.units:
            return self._least(draw.resource, draw.moments)
        return sum(self._least(unit, draw.moments) > 0 for unit in draw.units)

    def _least(self, counter: str, moments: Sequence[datetime]) -> int:
        if self.by_hand:
            return min(self.free(counter, moment) for moment in moments)
        most = max(self.used.get((counter, moment), 0) for moment in moments)
        return max(0, self.size(counter, moments[0]) - most)


def by_hand(
    conn: Connection, house: House, counters: list[str], first: datetime, last: datetime
) -> dict[tuple[str, str], int]:
    """The numbers set for a day: under offer and option, or under a resource or one of its units alone."""
    days = [house.local(one).date().isoformat() for one in (first, last)]
    names = {name for one in counters for name in (one, one.partition("/")[0], one.partition("#")[0])}
    rows = conn.execute(
        _SET_BY_HAND, {"p": house.id, "offers": sorted(names), "first": days[0], "last": days[1]}
    )
    return {(f"{offer}/{option}" if option else offer, day): size for offer, option, day, size in rows}
