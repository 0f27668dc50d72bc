"""Which sheet holds what, and what its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pydantic import BaseModel

from bot.desk.catalog import model, prices
from bot.desk.catalog.components import Component
from bot.workbook import words
from bot.workbook.kinds import EVERY_DAY, Kind
from bot.workbook.shapes import STEPS, TEXTS, Leaf, Named, Part, fields

HOTEL, PRICES, TEXT, PHOTOS, MORE, HELP = "Hotel", "Prices", "Texts", "Photos", "More", "Help"
META, MEND = "_meta", "To mend"
ANY, EACH = "*", "#"  # in a place: what is named in a key column, what its row is one of
SCHEMA = 1
CODE, TEXT_KIND = Kind("code"), Kind("text")


@dataclass(frozen=True)
class Column:
    """`place` is what it says, seen from the row's own place; a key says where that is."""

    header: str
    kind: Kind
    place: tuple[str, ...] = ()
    help: str = ""
    usual: str = ""  # what an empty cell means, shown where that reads better than nothing
    wide: int = 12
    key: bool = False
    note: bool = False  # to see whose row it is; never read


@dataclass(frozen=True)
class Table:
    """A row for each thing at `root`; an empty first key means the one at `otherwise`."""

    name: str
    root: tuple[str, ...]
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    owns: bool = True  # a row brings its thing into being
    otherwise: tuple[str, ...] = ()
    titled: bool = False  # the title stands beside the code

    @property
    def every(self) -> tuple[Column, ...]:
        return (*self.keys, *((TITLE,) if self.titled else ()), *self.columns)


TITLE = Column("Title", TEXT_KIND, (), words.HELP["title"], wide=24, note=True)


def key(header: str) -> Column:
    return Column(header, CODE, help=words.KEYS.get(header, ""), wide=20, key=True)


def columns(
    part: type[BaseModel],
    before: tuple[str, ...] = (),
    *,
    spoken: bool = False,
    without: tuple[str, ...] = (),
) -> Iterator[Column]:
    """One for each plain value of the part, and of the parts in it."""
    for name, one in fields(part).items():
        place = (*before, name)
        if name in without or place in words.ELSEWHERE:
            continue
        match one.shape:
            case Leaf(kind):
                yield _column(place, kind)
            case Part(inner):
                yield from columns(inner, place)
            case Named(spoken=True, each=Leaf(kind)) if spoken and not kind.many:
                yield replace(_column(place, TEXTS), wide=30)


def _column(place: tuple[str, ...], kind: Kind) -> Column:
    header = words.HEADERS.get(place) or " ".join(place).replace("_", " ").capitalize()
    usual = EVERY_DAY if place[-1] == "days" and kind.choices and place in words.EVERY_DAY else ""
    usual = words.USUAL.get(place, usual)
    return Column(header, kind, place, words.help_of(place, kind), usual, words.WIDE.get(place, 12))


def _of_offers() -> tuple[Column, ...]:
    """What is edited most comes first."""
    every = list(columns(model.Offer, without=("code", "photo")))
    first = [one for place in words.FIRST for one in every if one.place == place]
    return (*first, *(one for one in every if one not in first))


def _of_options() -> tuple[Column, ...]:
    return tuple(columns(model.Option, without=("code",)))


@cache
def tables() -> tuple[Table, ...]:
    """In the order in which they are read: what is named before what names it."""
    offer, option = key("Offer"), key("Option")
    hotel, offers = ("hotel",), ("offers", ANY)
    options = (*offers, "options", ANY)
    return (
        Table("Seasons", (*hotel, "seasons", ANY), (key("Season"),), tuple(columns(prices.Season))),
        Table("Offers", offers, (offer,), _of_offers(), titled=True),
        Table("Options", options, (offer, option), _of_options(), titled=True),
        Table("Schedules", (*options, "schedule", EACH), (offer, option), tuple(columns(model.Schedule))),
        Table("Uses", (*options, "uses", EACH), (offer, option), tuple(columns(model.Use))),
        Table("Resources", (*hotel, "resources", ANY), (key("Code"),), tuple(columns(model.Resource))),
        Table(
            "Packages",
            (*offers, "components", EACH),
            (key("Package"),),
            tuple(columns(Component, spoken=True)),
        ),
        Table("Discounts", (*hotel, "discounts", ANY), (key("Code"),), tuple(columns(prices.Discount))),
        Table(
            "Closed",
            (*offers, "closed", EACH),
            (replace(offer, help=words.KEYS["Closed"]),),
            tuple(columns(model.Closed, spoken=True)),
            otherwise=(*hotel, "closed", EACH),
        ),
        Table("Hours", (*hotel, "hours", ANY, EACH), (key("Code"),), tuple(columns(model.Hours))),
        Table(
            "Knowledge",
            ("knowledge", ANY),
            (key("Answer"),),
            tuple(columns(model.Entry, without=("id",))),
            titled=True,
        ),
        Table(PHOTOS, offers, (offer,), (_column(("photo",), TEXT_KIND),), owns=False, titled=True),
    )


ORDER = (
    *(HOTEL, "Offers", "Options", PRICES, "Schedules", "Uses", "Resources", "Packages", "Discounts"),
    *("Seasons", "Closed", "Hours", TEXT, "Knowledge", PHOTOS, MORE),
)
PRICED = (
    *(key("Offer"), key("Option")),
    Column("Unit", CODE, ("type",), words.HELP["unit"], wide=12, key=True),
    TITLE,
    Column("Min age", Kind("int"), ("min_age",), words.HELP["min_age"]),
    Column("Max age", Kind("int"), ("max_age",), words.HELP["max_age"]),
    Column("Price", Kind("amount"), ("price",), words.HELP["price"]),
)
FURTHER = (  # after the seasons
    *(_column((name,), kind) for name, kind in (("days", fields(prices.PriceRow)["days"].shape.kind),)),  # type: ignore[union-attr]  # it is a leaf
    Column("From time", Kind("time"), ("from_time",), words.HELP["from_time"]),
    Column("Until time", Kind("time"), ("until_time",), words.HELP["until_time"]),
    Column("Priority", Kind("int"), ("priority",), words.HELP["priority"]),
    Column("Steps", STEPS, ("tiers",), words.HELP["tiers"], wide=20),
    Column("Called", TEXTS, ("title",), words.HELP["called"], wide=24),
)
SPOKEN = (
    Column("Part", Kind("choice", choices=("hotel", "offer", "answer", *words.PARTS)), wide=10, key=True),
    Column("Code", CODE, wide=20, key=True),
    Column("Field", TEXT_KIND, wide=28, key=True),
)
FACTS = (Column("Field", TEXT_KIND, wide=34, key=True), Column("Value", TEXT_KIND, wide=40))
REST = (Column("Place", TEXT_KIND, wide=48, key=True), Column("Value", TEXT_KIND, wide=60))
