"""Price lists, parties and orders that nobody would think of, for properties that always hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.desk.booking.party import Party
from bot.desk.booking.price import Buyer, Quote, Voucher, quote
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.prices import Discount
from bot.desk.house import House
from tests.pricing.examples import catalog_of

ZONES = {"EUR": "Europe/Rome", "KZT": "Asia/Almaty", "JPY": "Asia/Tokyo", "KWD": "Asia/Kuwait"}
PLACES = {"EUR": 2, "KZT": 2, "JPY": 0, "KWD": 3}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BASES = ("booking", "unit", "hour", "unit_hour", "day", "unit_day", "night", "stay", None)


@dataclass(frozen=True)
class Drawn:
    """An order that can be priced, and priced again in another house or for other people."""

    house: House
    party: Party
    start: datetime
    much: Mapping[str, Any]
    buyer: Buyer

    def priced(self) -> Quote:
        offer = self.house.catalog.offers["thing"]
        return quote(
            self.house, offer, offer.options[0], self.party, self.start, buyer=self.buyer, **self.much
        )

    def at(self, rules: Mapping[str, Discount]) -> Drawn:
        """The same in a hotel with other price rules."""
        hotel = self.house.hotel.model_copy(update={"discounts": dict(rules)})
        return replace(
            self,
            house=replace(self.house, catalog=self.house.catalog.model_copy(update={"hotel": hotel})),
        )


def amounts(currency: str, most: int = 500) -> st.SearchStrategy[str]:
    return st.decimals(0, most, places=PLACES[currency]).map(str)


def tiers(currency: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = {"at_least": st.integers(2, 9), "price": amounts(currency), "further": st.booleans()}
    return st.lists(st.fixed_dictionaries(one), max_size=2)


def price_rows(currency: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    named = {
        "season": st.sampled_from(["summer", "peak"]),
        "days": st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
        "from_time": st.times().map(lambda at: f"{at:%H:%M}"),
        "until_time": st.times().map(lambda at: f"{at:%H:%M}"),
    }
    always = {"price": amounts(currency), "priority": st.integers(0, 3), "tiers": tiers(currency)}
    return st.lists(st.fixed_dictionaries(always, optional=named), max_size=3)


def units(currency: str, by_person: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    priced = {"price": amounts(currency), "prices": price_rows(currency), "tiers": tiers(currency)}
    bands = [("INFANT", 0, 3), ("CHILD", 4, 12), ("ADULT", 13, 120)] if by_person else [("OTHER", 0, 120)]
    return st.tuples(
        *(
            st.fixed_dictionaries(
                {**priced, "type": st.just(kind), "min_age": st.just(low), "max_age": st.just(high)}
            )
            for kind, low, high in bands
        )
    ).map(list)


def rules(currency: str) -> st.SearchStrategy[Discount]:
    benefit = st.one_of(
        st.integers(1, 100).map(lambda share: {"percent": share}),
        amounts(currency).map(lambda amount: {"amount": amount}),
        st.integers(1, 3).map(lambda free: {"free": free}),
    )
    who = {
        "kind": st.sampled_from(["family", "group", "early", "last_minute", "loyalty", "agency"]),
        "min_children": st.integers(1, 3),
        "days_before": st.integers(1, 30),
        "min_stays": st.integers(1, 2),
        "min_people": st.integers(2, 6),
        "days": st.lists(st.sampled_from(DAYS), max_size=3, unique=True),
    }
    facts = st.fixed_dictionaries({"stackable": st.booleans()}, optional=who)
    title = {"title": {"en": "A rule"}}
    return st.builds(lambda one, other: Discount.model_validate(title | one | other), facts, benefit)


def buyers(currency: str) -> st.SearchStrategy[Buyer]:
    voucher = st.one_of(
        st.none(),
        st.builds(Voucher, st.just("V-1"), percent=st.integers(1, 100)),
        st.builds(Voucher, st.just("V-2"), amount=amounts(currency).map(Decimal)),
    )
    return st.builds(Buyer, stays=st.integers(0, 2), group=st.integers(0, 8), voucher=voucher)


@st.composite
def catalogs(draw: st.DrawFn, currency: str) -> Catalog:
    by_person = draw(st.booleans())
    option: dict[str, Any] = {
        "pricing": "person" if by_person else "booking",
        "basis": draw(st.sampled_from(["person", "person_night", None] if by_person else BASES)),
        "duration": draw(st.sampled_from([None, 30, 60, 1440, 10080])),
        "units": draw(units(currency, by_person)),
    }
    if not by_person and draw(st.booleans()):
        option["more_people"] = {"included": draw(st.integers(1, 4)), "price": draw(amounts(currency))}
    seasons = {
        "summer": {"from": "2026-06-01", "until": "2026-08-31", "yearly": draw(st.booleans())},
        "peak": {"from": "2027-12-20", "until": "2028-01-07", "yearly": True, "priority": 1},
    }
    facts: dict[str, Any] = {"zone": ZONES[currency], "seasons": seasons, "offers": {"thing": option}}
    if draw(st.booleans()):
        facts["round_to"] = draw(st.sampled_from(["1", "5", "10"]))
    named = draw(st.lists(rules(currency), max_size=4))
    catalog = catalog_of(currency, facts)
    hotel = catalog.hotel.model_copy(update={"discounts": {f"rule_{n}": one for n, one in enumerate(named)}})
    return catalog.model_copy(update={"hotel": hotel})


parties = st.builds(Party, st.integers(1, 12), st.lists(st.integers(0, 17), max_size=9).map(tuple))


@st.composite
def orders(draw: st.DrawFn) -> Drawn:
    currency = draw(st.sampled_from(sorted(ZONES)))
    day, hour = draw(st.dates(date(2026, 11, 1), date(2028, 12, 31))), draw(st.integers(0, 47))
    start = datetime(day.year, day.month, day.day, hour // 2, hour % 2 * 30, tzinfo=UTC)
    now = start - timedelta(hours=draw(st.integers(1, 24 * 45)))
    much: dict[str, Any] = {"units": draw(st.integers(1, 5))}
    much |= draw(
        st.one_of(
            st.fixed_dictionaries({"end": st.integers(1, 24 * 9).map(lambda h: start + timedelta(hours=h))}),
            st.fixed_dictionaries({"nights": st.integers(1, 9), "hours": st.integers(1, 9)}),
            st.fixed_dictionaries({"days": st.integers(1, 9)}),
        )
    )
    house = House(currency, draw(catalogs(currency)), 1, now)
    return Drawn(house, draw(parties), start, much, draw(buyers(currency)))
