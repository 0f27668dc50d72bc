"""The model of a hotel's catalog. Vocabulary follows OCTO: product, option, unit.

Every text that people read is `{language: text}`. Amounts are decimal strings in major units of the
hotel's currency ("30" or "30.00"). Times of day are "HH:MM" in the hotel's own zone. Ages count on the
day of the service. The format for people who edit it is in `packages_catalog/README.md`.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from bot.desk.catalog.components import Cancel as Cancel
from bot.desk.catalog.components import Component as Component
from bot.desk.catalog.components import Components, Fits
from bot.desk.catalog.costs import Cost as Cost
from bot.desk.catalog.costs import Hygiene as Hygiene
from bot.desk.catalog.parts import STRICT
from bot.desk.catalog.parts import WEEKDAYS as WEEKDAYS
from bot.desk.catalog.parts import Age as Age
from bot.desk.catalog.parts import Amount as Amount
from bot.desk.catalog.parts import Auto as Auto
from bot.desk.catalog.parts import Code as Code
from bot.desk.catalog.parts import Language as Language
from bot.desk.catalog.parts import Line as Line
from bot.desk.catalog.parts import Severity as Severity
from bot.desk.catalog.parts import Texts as Texts
from bot.desk.catalog.parts import Weekday as Weekday
from bot.desk.catalog.prices import Basis as Basis
from bot.desk.catalog.prices import Discount as Discount
from bot.desk.catalog.prices import MorePeople, PriceRow, Season, Tax, Tier
from bot.desk.catalog.recovery import Remedies
from bot.desk.catalog.replying import Replies
from bot.desk.catalog.staffing import Ladder, Roster

Phrases = dict[Language, list[Line]]
Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 60)]
Centimetres = Annotated[int, Field(ge=30, le=250)]
Kilograms = Annotated[int, Field(ge=1, le=300)]
Size = Literal["height", "weight", "shoe", "clothes"]
Group = Literal["family", "active", "nature", "package"]
Like = Literal["nature", "water", "active", "calm", "evening", "help"]


class Part(BaseModel):
    model_config = STRICT


class Clock(Part):
    """Minutes within which a case must be taken and then solved."""

    acknowledge: Annotated[int, Field(ge=1, le=24 * 60)]
    resolve: Annotated[int, Field(ge=1, le=7 * 24 * 60)]


class Department(Part):
    name: Texts  # "Housekeeping"
    role: Texts  # basic form with article where the language has one: "the duty engineer"


class Hours(Part):
    """Open from `open` until `close` (past midnight when it is the earlier one) on these weekdays."""

    days: Annotated[list[Weekday], Field(min_length=1)] = list(WEEKDAYS)
    open: time
    close: time


class Closed(Part):
    """Nothing takes place from the first of these days to the last: a blackout."""

    start: date = Field(alias="from")
    until: date | None = None  # one day when absent
    title: Texts | None = None


class Resource(Part):
    """What several offers or options draw on: a pool of equal things, or things with names of their own.

    `grain` is the step in which it is booked. Nobody else has it for `before` minutes before a booking and
    `after` minutes after it.
    """

    title: Texts
    kind: Literal["pool", "named"] = "pool"
    capacity: Annotated[int, Field(ge=1, le=500)] | None = None  # of a pool
    units: dict[Code, Texts] = {}  # of named things
    grain: Annotated[int, Field(ge=5, le=24 * 60)] = 30
    before: Annotated[int, Field(ge=0, le=24 * 60)] = 0
    after: Annotated[int, Field(ge=0, le=24 * 60)] = 0


class Use(Part):
    """How much of a resource a booking takes: so much once, for each person, or for each piece."""

    resource: Code
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    per: Literal["booking", "person", "unit"] = "booking"
    unit: Code | None = None  # this one of the named things; any of them when absent


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
    hold_ceiling_minutes: Annotated[int, Field(ge=1, le=240)] = 45  # in all, when a guest asks for more time
    answer_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 20
    discounts: dict[Code, Discount] = {}
    seasons: dict[Code, Season] = {}
    taxes: dict[Code, Tax] = {}
    staff_hour: Amount | None = None  # what an hour of our own people costs us
    round_to: Amount | None = None  # the smallest step of what comes off: "1" where nobody pays in cents
    resources: dict[Code, Resource] = {}  # what offers share
    closed: list[Closed] = []  # days on which nothing is sold
    hours: dict[Code, list[Hours]] = {}  # by the entry they are of; on a day the last that names it holds
    family_days: Annotated[int, Field(ge=0, le=365)] = 30  # after check-out a family is forgotten
    wishes_days: Annotated[int, Field(ge=0, le=1825)] = 365  # wishes, with the guest's yes; 0: not asked
    guest_days: Annotated[int, Field(ge=30, le=3650)] = 730  # who was not heard of for so long is erased
    confirm_days: Annotated[int, Field(ge=1, le=3650)] = 180  # an answer confirmed longer ago is stale
    sample: bool = False  # these facts are the demo's still: no guest is told them
    auto: Auto = {}  # its texts that a machine wrote, until somebody approves them


class Schedule(Part):
    """When an option starts: these times on these weekdays, within the season if one is given.

    `rule` is an RFC 5545 recurrence rule of whole days ("FREQ=MONTHLY;BYDAY=1SA") that counts from `from`.
    """

    days: Annotated[list[Weekday], Field(min_length=1)] = list(WEEKDAYS)
    times: list[time] = []  # none for what is rented by whole days
    close: time | None = None  # what is rented by the hour: every half hour from `times` on, back by then
    start: date | None = Field(None, alias="from")
    until: date | None = None
    rule: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] | None = None
    without: list[date] = Field([], alias="except")  # not on these days
    also: list[date] = []  # and on these, whatever the rest says


class Unit(Part):
    """What is counted and priced. OCTO unit types; `OTHER` for a thing, an hour, a whole house."""

    type: Literal["ADULT", "YOUTH", "CHILD", "INFANT", "SENIOR", "OTHER"]
    price: Amount
    prices: list[PriceRow] = []  # other prices at other times
    tiers: list[Tier] = []
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
    basis: Basis | None = None  # what a price is for, when `pricing` and `duration` do not say it
    more_people: MorePeople | None = None
    units: Annotated[list[Unit], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=1, le=500)] | None = None  # of a start, a day, or in all: by `mode`
    schedule: list[Schedule] = []  # for slots, hours and rentals
    uses: list[Use] = []  # what it takes of the hotel's resources
    sizes: list[Size] = []  # as in the rules, for this option alone
    most: Annotated[int, Field(ge=1, le=60)] | None = None  # so many times `duration`, or so many pieces
    choose: Annotated[int, Field(ge=1, le=20)] | None = None  # of a package's parts, where it is not the same
    fits: Fits | None = None  # of a package
    cost: Cost | None = None  # what it costs the hotel: no guest reads it

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.duration or 0)


class Minimum(Part):
    """The group sets off from so many people; `decide_minutes` before the start that is settled."""

    people: Annotated[int, Field(ge=2, le=500)]
    decide_minutes: Minutes
    fewer: Literal["cancel", "ask"] = "ask"  # with fewer: everybody has their money back, or staff decide


class Rules(Part):
    """What a guest must know and what a booking is checked against."""

    min_age: Age | None = None
    max_age: Age | None = None
    with_adult_under: Age | None = None  # anyone younger needs an adult in the party
    consent_under: Age | None = None  # anyone younger needs a parent's consent
    min_height_cm: Centimetres | None = None
    max_height_cm: Centimetres | None = None
    min_weight_kg: Kilograms | None = None
    max_weight_kg: Kilograms | None = None
    sizes: list[Size] = []  # what the staff need of each person, to have the right thing ready
    licence: bool = False  # whoever drives has one
    swimming: bool = False  # one of the party swims
    weather: bool = False
    allergies: bool = False  # the guest is asked, the staff read the answer
    languages: list[Language] = []  # it is led in these; none: no words are needed
    in_house: bool = False  # only for guests whose stay the hotel has confirmed, until their departure
    max_per_stay: Annotated[int, Field(ge=1, le=100)] | None = None  # bookings of all phones of a stay
    minimum: Minimum | None = None
    min_people: Annotated[int, Field(ge=1, le=100)] | None = None
    max_people: Annotated[int, Field(ge=1, le=100)] | None = None
    notice_minutes: Minutes = 0
    forward_days: Annotated[int, Field(ge=1, le=365)] = 30
    note: Texts | None = None  # anything else, in one or two sentences


class Suits(Part):
    """Whom it is for, and what for: by this it is proposed to who looks for an idea. A group of extras that
    names no likes stands for its own: `nature`, `active`.
    """

    likes: list[Like] = []
    min_age: Age | None = None  # made for people of these ages: proposed where one of them comes
    max_age: Age | None = None
    dry: bool = False  # it goes on when it rains


class Photo(Part):
    """A picture of an offer: a file in photos/, or one that a manager sent to the bot."""

    file: Annotated[str, StringConstraints(pattern=r"^\w[\w.()+,@&'!-]*( [\w.()+,@&'!-]+)*$", max_length=100)]
    alt: Texts | None = None  # what is on it, for who does not see it


class Offer(Part):
    """A product: an extra, or a package of extras."""

    code: Code
    group: Group
    mode: Literal["slot", "hours", "rental", "open", "request"]
    department: Code
    order: int = 100  # smaller comes first in lists
    active: bool = True
    archived: bool = False  # put away by a manager: not on sale, and not waiting to be
    photo: str | None = None  # file in photos/, where there is one alone
    photos: Annotated[list[Photo], Field(max_length=10)] = []  # several, in this order; then no `photo`
    title: Texts  # at most 24 characters: it is a button
    benefit: Texts  # basic form, fits "A good choice: {benefit}."
    about: Texts  # one or two sentences
    place: Texts  # meeting point
    included: Texts | None = None
    bring: Texts | None = None
    options: Annotated[list[Option], Field(min_length=1)]
    rules: Rules = Rules()
    suits: Suits = Suits()
    cancel: Cancel = Cancel()
    deposit: Amount | None = None
    closed: list[Closed] = []  # days on which it does not take place
    alternative: Code | None = None  # offered to those whom the rules leave out
    components: Components = []  # of a package
    choose: Annotated[int, Field(ge=1, le=20)] | None = None  # "any 3 of 6"; all when absent
    days: Annotated[int, Field(ge=1, le=60)] | None = None  # of a package: within so many
    keep: Annotated[int, Field(ge=1, le=20)] = 1  # so many parts stay when others are given up
    phrases: Phrases = {}  # how guests ask for it, for the matcher
    intent: Code | None = None  # the phrasebook intent it answers
    hygiene: Hygiene | None = None  # why it is given for nothing, also when few come for it
    auto: Auto = {}  # its texts that a machine wrote, until somebody approves them

    def option(self, code: str) -> Option | None:
        return next((one for one in self.options if one.code == code), None)

    @property
    def pictures(self) -> list[Photo]:
        """All of its pictures; the first stands on its card."""
        return self.photos or ([Photo.model_construct(file=self.photo)] if self.photo else [])

    @property
    def help_only(self) -> bool:
        """A cot or a doctor is no idea of ours: who needs one asks for it."""
        return self.suits.likes == ["help"]

    @property
    def bundle(self) -> bool:
        """A package that is booked part by part; one on request is arranged by a person as a whole."""
        return bool(self.components) and self.mode == "open"

    def chosen(self, option: Option) -> int:
        """How many parts it has."""
        return option.choose or self.choose or len(self.components)


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
    auto: Auto = {}  # its texts that a machine wrote, until somebody approves them


class Catalog(Part):
    """One immutable version of all that the hotel sells and knows."""

    hotel: Hotel
    offers: dict[Code, Offer]
    knowledge: dict[Code, Entry]
    ladder: Ladder = Ladder()
    roster: Roster = Roster()
    remedies: Remedies = Remedies()
    replies: Replies = Replies()

    def offer(self, code: str) -> Offer | None:
        return self.offers.get(code)

    def entry(self, code: str) -> Entry | None:
        """What the hotel knows under this name, once it is confirmed."""
        found = self.knowledge.get(code)
        return found if found and not found.draft else None

    def shown(self) -> list[str]:
        """The files of all its pictures."""
        return [each.file for one in self.offers.values() for each in one.pictures]

    def listed(self, group: str) -> list[Offer]:
        """The offers of a group that are on sale, in the hotel's order."""
        found = [one for one in self.offers.values() if one.group == group and one.active]
        return sorted(found, key=lambda one: (one.order, one.code))
