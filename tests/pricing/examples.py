"""The rows of examples.tsv, the price lists they are of, and what the pipeline says to a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.desk.booking.party import Party, age_on
from bot.desk.booking.price import Buyer, Quote, Voucher, quote
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from tests.desk.tiny import canoe, tiny_facts

HERE = Path(__file__).parent
COLUMNS = ("list", "offer", "party", "when", "how long or many", "booked", "who", "expected", "arithmetic")
USUALLY = "5 d"  # booked so long before


@dataclass(frozen=True)
class Row:
    line: int
    list: str
    offer: str
    party: str
    when: str
    much: str
    booked: str
    who: str
    expected: str
    arithmetic: str

    def __str__(self) -> str:
        told = [self.list, self.offer, self.party, self.when, self.much, self.booked, self.who]
        return f"examples.tsv:{self.line}: {', '.join(filter(None, told))}: {self.arithmetic}"


def rows() -> Iterator[Row]:
    lines = (HERE / "examples.tsv").read_text("utf-8").splitlines()
    numbered = [(n, one) for n, one in enumerate(lines, 1) if not one.startswith("#")]
    (_, head), *found = numbered
    assert tuple(head.split("\t")) == COLUMNS
    for number, line in found:
        yield Row(number, *line.split("\t"))


@cache
def price_lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "price_lists.yaml").read_text("utf-8"))
    return found


def catalog_of(currency: str, listed: dict[str, Any]) -> Catalog:
    """A hotel that sells by this price list and knows nothing else."""
    facts = tiny_facts()
    facts["knowledge"] = {}
    named = ("zone", "seasons", "discounts", "taxes", "round_to")
    facts["hotel"] |= {"currency": currency, "discounts": {}, "languages": ["en"], "default_language": "en"}
    facts["hotel"] |= {name: listed[name] for name in named if name in listed}
    facts["offers"] = {code: _offer(code, option) for code, option in listed["offers"].items()}
    return Catalog.model_validate(facts)


def _offer(code: str, option: dict[str, Any]) -> dict[str, Any]:
    usual = {key: value for key, value in canoe().items() if key not in ("photo", "options", "rules")}
    youngest = min(int(unit.get("min_age", 0)) for unit in option["units"])
    return {**usual, "code": code, "mode": "request", "options": [option], "rules": {"min_age": youngest}}


def house_of(row: Row, catalog: Catalog) -> House:
    """The hotel in the moment of booking."""
    number, unit = (row.booked or USUALLY).split()
    ahead = timedelta(hours=int(number)) if unit == "h" else timedelta(days=int(number))
    return House(row.list, catalog, 1, start_of(row, catalog) - ahead)


def start_of(row: Row, catalog: Catalog) -> datetime:
    return _moment(row.when, catalog)


def _moment(said: str, catalog: Catalog) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(catalog.hotel.zone))


def party_of(said: str) -> Party:
    """ "2 adults, 5, born 2021-05-05": the age of whoever is born is for the pipeline to find."""
    first, *children = said.split(", ")
    births = [date.fromisoformat(one.removeprefix("born ")) if " " in one else None for one in children]
    long_ago = date(2027, 1, 1)
    ages = [
        min(17, max(0, age_on(born, long_ago))) if born else int(one)
        for one, born in zip(children, births, strict=True)
    ]
    return Party(int(first.split()[0]), tuple(ages), tuple(births))


def buyer_of(said: str) -> Buyer:
    facts: dict[str, Any] = {}
    for one in filter(None, said.split(", ")):
        name, what = one.split(" ", 1)
        facts[name] = _voucher(what) if name == "voucher" else int(what) if what.isdecimal() else what
    return Buyer(**facts)


def _voucher(worth: str) -> Voucher:
    if worth.endswith("%"):
        return Voucher("V-1", percent=int(worth.removesuffix("%")))
    return Voucher("V-1", amount=Decimal(worth))


def priced(row: Row, catalog: Catalog) -> Quote:
    house, start = house_of(row, catalog), start_of(row, catalog)
    much: dict[str, Any] = {}
    for name, what in re.findall(r"(\w+) ([^,]+)", row.much):
        much["end" if name == "until" else name] = _moment(what, catalog) if name == "until" else int(what)
    offer = catalog.offers[row.offer]
    party, buyer = party_of(row.party), buyer_of(row.who)
    return quote(house, offer, offer.options[0], party, start, buyer=buyer, **much)
