"""Who comes: grown-ups by number, children by their age on the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.booking.refusals import UnusualParty
from bot.say import Join, Value, text

MOST_ADULTS, MOST_CHILDREN, GROWN_UP = 12, 10, 18


@dataclass(frozen=True)
class Party:
    """0–12 adults and 0–10 children under 18, at least one person. Raises `UnusualParty`."""

    adults: int
    ages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        usual = 0 <= self.adults <= MOST_ADULTS and len(self.ages) <= MOST_CHILDREN
        if not (usual and self.people and all(0 <= age < GROWN_UP for age in self.ages)):
            raise UnusualParty(adults=MOST_ADULTS, children=MOST_CHILDREN)

    @property
    def people(self) -> int:
        return self.adults + len(self.ages)

    def said(self) -> Value:
        """In words: 2 adults, 2 children (5, 10)."""
        ages = ", ".join(str(age) for age in self.ages)
        adults = [text("booking.adults", n=self.adults)] if self.adults else []
        children = [text("booking.children", n=len(self.ages), ages=ages)] if self.ages else []
        return Join([*adults, *children])

    def json(self) -> dict[str, Any]:
        return {"adults": self.adults, "ages": list(self.ages)}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Party:
        return cls(raw["adults"], tuple(raw["ages"]))
