"""The model of a hotel's catalog. Vocabulary follows OCTO: product, option, unit.

Every text that people read is `{language: text}`. Amounts are decimal strings in major units of the
hotel's currency ("30" or "30.00"). Times of day are "HH:MM" in the hotel's own zone. Ages count on the
day of the service. The format for people who edit it is in `packages_catalog/README.md`.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Texts = dict[Language, Line]
Phrases = dict[Language, list[Line]]
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]
Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 60)]
Age = Annotated[int, Field(ge=0, le=120)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Severity = Literal["S1", "S2", "S3", "S4"]
Group = Literal["family", "active", "nature", "package"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clock(Part):
    """Minutes within which a case must be taken and then solved."""

    acknowledge: Annotated[int, Field(ge=1, le=24 * 60)]
    resolve: Annotated[int, Field(ge=1, le=7 * 24 * 60)]


class Department(Part):
    name: Texts  # "Housekeeping"
    role: Texts  # basic form with article where the language has one: "the duty engineer"


class Discount(Part):
    """A family rule: `percent` off when at least `min_children` are not older than `max_child_age`."""

    title: Texts
    min_children: Annotated[int, Field(ge=1, le=12)]
    max_child_age: Age
    percent: Annotated[int, Field(ge=1, le=100)]
    offers: list[Code] = []  # empty: all offers priced by person


class Hours(Part):
    """Open from `open` until `close` (past midnight when it is the earlier one) on these weekdays."""

    days: Annotated[list[Weekday], Field(min_length=1)] = list(WEEKDAYS)
    open: time
    close: time


class Hotel(Part):
    name: Texts
    city: Texts
    address: Texts
    zone: str
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    languages: Annotated[list[Language], Field(min_length=1)]
    default_language: Language
    staff_language: Language | None = None  # of the staff group; the default language when absent
    reception_phone: Line
    emergency_number: Line
    assembly_point: Texts
    check_in: time
    check_out: time
    rooms: Annotated[list[Line], Field(min_length=1)]  # "214" or "201-218"
    departments: dict[Code, Department]  # "reception" and "duty" (the duty manager) must be among them
    clocks: dict[Severity, Clock]
    hold_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    answer_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 20
    discounts: dict[Code, Discount] = {}
    hours: dict[Code, list[Hours]] = {}  # by the entry they are of; on a day the last that names it holds
    confirm_days: Annotated[int, Field(ge=1, le=3650)] = 180  # an answer confirmed longer ago is stale
    sample: bool = False  # these facts are the demo's still: no guest is told them


class Schedule(Part):
    """When an option starts: these times on these weekdays, within the season if one is given."""

    days: Annotated[list[Weekday], Field(min_length=1)]
    times: Annotated[list[time], Field(min_length=1)]
    start: date | None = Field(None, alias="from")
    until: date | None = None


class Unit(Part):
    """What is counted and priced. OCTO unit types; `OTHER` for a thing, an hour, a whole house."""

    type: Literal["ADULT", "YOUTH", "CHILD", "INFANT", "SENIOR", "OTHER"]
    price: Amount
    min_age: Age = 0
    max_age: Age = 120
    title: Texts | None = None  # only for OTHER: "per boat", "per hour"


class Option(Part):
    """One way to take an offer. `pricing` person: each person pays the unit for their age;
    booking: one OTHER unit a booking, whoever comes. `capacity` counts persons or bookings accordingly.
    """

    code: Code = "default"
    title: Texts | None = None  # needed when there are several
    duration: Minutes | None = None
    pricing: Literal["person", "booking"] = "person"
    units: Annotated[list[Unit], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=1, le=500)] | None = None  # for slots
    schedule: list[Schedule] = []  # for slots

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.duration or 0)


class Rules(Part):
    """What a guest must know and what a booking is checked against."""

    min_age: Age | None = None
    max_age: Age | None = None
    with_adult_under: Age | None = None  # anyone younger needs an adult in the party
    consent_under: Age | None = None  # anyone younger needs a parent's consent
    min_height_cm: Annotated[int, Field(ge=30, le=250)] | None = None
    max_weight_kg: Annotated[int, Field(ge=10, le=300)] | None = None
    licence: bool = False
    swimming: bool = False
    weather: bool = False
    allergies: bool = False  # staff ask about allergies
    min_people: Annotated[int, Field(ge=1, le=100)] | None = None
    max_people: Annotated[int, Field(ge=1, le=100)] | None = None
    notice_minutes: Minutes = 0
    forward_days: Annotated[int, Field(ge=1, le=365)] = 30
    note: Texts | None = None  # anything else, in one or two sentences


class Cancel(Part):
    """Free until `free_hours` before the start; later `fee_percent` is kept."""

    free_hours: Annotated[int, Field(ge=0, le=24 * 30)] = 24
    fee_percent: Annotated[int, Field(ge=0, le=100)] = 50


class Offer(Part):
    """A product: an extra, or a package of extras."""

    code: Code
    group: Group
    mode: Literal["slot", "request"]
    department: Code
    order: int = 100  # smaller comes first in lists
    active: bool = True
    photo: str | None = None  # file in photos/
    title: Texts  # at most 24 characters: it is a button
    benefit: Texts  # basic form, fits "A good choice: {benefit}."
    about: Texts  # one or two sentences
    place: Texts  # meeting point
    included: Texts | None = None
    bring: Texts | None = None
    options: Annotated[list[Option], Field(min_length=1)]
    rules: Rules = Rules()
    cancel: Cancel = Cancel()
    deposit: Amount | None = None
    alternative: Code | None = None  # offered to those whom the rules leave out
    components: list[Code] = []  # of a package
    choose: Annotated[int, Field(ge=1, le=20)] | None = None  # "any 3 of 6"; all when absent
    phrases: Phrases = {}  # how guests ask for it, for the matcher
    intent: Code | None = None  # the phrasebook intent it answers

    def option(self, code: str) -> Option | None:
        return next((one for one in self.options if one.code == code), None)


class Entry(Part):
    """One thing the hotel knows. The first line of the answer carries the point."""

    id: Code  # a phrasebook intent where there is one
    topic: Code
    title: Texts  # at most 24 characters: it is a button
    answer: Texts
    details: Texts | None = None
    simple: Texts | None = None  # the same in plain words and fewer of them: "explain more simply"
    phrases: Phrases = {}
    confirmed: date
    draft: bool = False  # not confirmed by this hotel yet: no guest reads it
    offer: Code | None = None  # the offer to book from here
    apart: list[Line] = []  # hours and prices in the texts that are of something else than the offer


class Catalog(Part):
    """One immutable version of all that the hotel sells and knows."""

    hotel: Hotel
    offers: dict[Code, Offer]
    knowledge: dict[Code, Entry]

    def offer(self, code: str) -> Offer | None:
        return self.offers.get(code)

    def entry(self, code: str) -> Entry | None:
        """What the hotel knows under this name, once it is confirmed."""
        found = self.knowledge.get(code)
        return found if found and not found.draft else None

    def listed(self, group: str) -> list[Offer]:
        """The offers of a group that are on sale, in the hotel's order."""
        found = [one for one in self.offers.values() if one.group == group and one.active]
        return sorted(found, key=lambda one: (one.order, one.code))
