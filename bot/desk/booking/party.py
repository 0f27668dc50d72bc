"""Who comes: grown-ups by number, children by their age on the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.desk.booking.refusals import UnusualParty
from bot.say import Join, Value, text

MOST_ADULTS, MOST_CHILDREN, GROWN_UP = 12, 10, 18


def age_on(birth: date, day: date) -> int:
    """Whole years on that day; the birthday itself counts. Who was born on 29 February has it on 1 March in
    a year without one. Negative before the birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(frozen=True)
class Party:
    """0–12 adults and 0–10 children under 18, at least one person. Raises `UnusualParty`.

    `births` are the children's dates of birth as far as they are known, one for each of `ages`: `on` counts
    the ages anew for the day of the service.
    """

    adults: int
    ages: tuple[int, ...] = ()
    births: tuple[date | None, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        usual = 0 <= self.adults <= MOST_ADULTS and len(self.ages) <= MOST_CHILDREN
        if not (usual and self.people and all(0 <= age < GROWN_UP for age in self.ages)):
            raise UnusualParty(adults=MOST_ADULTS, children=MOST_CHILDREN)

    @property
    def people(self) -> int:
        return self.adults + len(self.ages)

    def on(self, day: date) -> Party:
        """The same people on that day; whoever is of age by then is a grown-up."""
        if not any(self.births):
            return self
        pairs = [(age_on(birth, day) if birth else age, birth) for age, birth in self._children]
        young = [(max(age, 0), birth) for age, birth in pairs if age < GROWN_UP]
        grown = self.adults + len(pairs) - len(young)
        return Party(grown, tuple(age for age, _ in young), tuple(birth for _, birth in young))

    @property
    def _children(self) -> list[tuple[int, date | None]]:
        births = self.births + (None,) * (len(self.ages) - len(self.births))
        return list(zip(self.ages, births, strict=False))

    def said(self) -> Value:
        """In words: 2 adults, 2 children (5, 10)."""
        ages = ", ".join(str(age) for age in self.ages)
        adults = [text("booking.adults", n=self.adults)] if self.adults else []
        children = [text("booking.children", n=len(self.ages), ages=ages)] if self.ages else []
        return Join([*adults, *children])

    def json(self) -> dict[str, Any]:
        """As a booking keeps it: of no child more than the age."""
        return {"adults": self.adults, "ages": list(self.ages)}

    def carried(self) -> dict[str, Any]:
        """As a dialogue carries it: with what gives the ages on another day."""
        births = [one.isoformat() if one else None for one in self.births]
        return {**self.json(), **({"births": births} if any(births) else {})}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Party:
        births = tuple(date.fromisoformat(one) if one else None for one in raw.get("births", ()))
        return cls(raw["adults"], tuple(raw["ages"]), births)
