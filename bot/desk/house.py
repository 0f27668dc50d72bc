"""The facts a use case works with: which hotel, its catalog as it is live, and the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.desk.catalog.model import Catalog, Department, Hotel, Offer, Option
from bot.money import Money
from bot.say import Local, Value


@dataclass(frozen=True)
class House:
    """One property at one moment. `now` is aware; `version` is the catalog's number."""

    id: str
    catalog: Catalog
    version: int
    now: datetime

    @property
    def hotel(self) -> Hotel:
        return self.catalog.hotel

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hotel.zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def moment(self, day: date, at: time) -> datetime:
        """The instant of a wall-clock time in the hotel's zone."""
        return datetime.combine(day, at, tzinfo=self.zone)

    def later(self, minutes: int) -> datetime:
        return self.now + timedelta(minutes=minutes)

    def money(self, amount: object) -> Money:
        return Money.of(str(amount), self.hotel.currency)

    def department(self, code: str) -> Department:
        """Who works for a code that was kept: reception, when the catalog does not have it any more."""
        return self.hotel.departments.get(code) or self.hotel.departments["reception"]

    def called(self, department: str) -> Value:
        """Its name; the bare code when the catalog does not have it any more."""
        found = self.hotel.departments.get(department)
        return Local(found.name) if found else department

    def sold(self, offer: str, option: str) -> tuple[Offer, Option] | None:
        """The live offer and option, or None when either is gone."""
        found = self.catalog.offer(offer)
        chosen = found.option(option) if found else None
        return (found, chosen) if found and chosen else None
