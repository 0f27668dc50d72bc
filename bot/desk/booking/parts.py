"""A package as a party wants it: which parts, when, for whom of them; and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.db import Connection
from bot.desk.booking import refusals, sale, standing, told, unfit
from bot.desk.booking.ask import Ask
from bot.desk.booking.bundles import part_of
from bot.desk.booking.limits import highest_age, lowest_age, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.told import SIZES
from bot.desk.catalog.model import Component, Offer, Option
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import DeskError
from bot.say import Join, Local, Text, text

RULES: Mapping[type[DeskError], tuple[str, str]] = {  # the rule a refusal stands for, and its number
    refusals.TooYoung: ("min_age", "min_age"),
    refusals.TooOld: ("max_age", "max_age"),
    refusals.NeedsAdult: ("with_adult_under", "age"),
    refusals.TooFew: ("min_people", "min"),
    refusals.TooMany: ("max_people", "max"),
    unfit.TooShort: ("min_height_cm", "min"),
    unfit.TooTall: ("max_height_cm", "max"),
    unfit.TooLight: ("min_weight_kg", "min"),
    unfit.TooHeavy: ("max_weight_kg", "max"),
    unfit.NeedsConsent: ("consent_under", "age"),
    unfit.MostPerStay: ("max_per_stay", "most"),
    unfit.NeedsLicence: ("licence", ""),
    unfit.NeedsSwimmer: ("swimming", ""),
    unfit.OnlyInHouse: ("in_house", ""),
}
STILL_TO_SAY = (unfit.NeedsConsent,)


@dataclass(frozen=True)
class Plan:
    """What is wanted of a package. `starts` are by the part's offer; a part that is open has None.

    `told` is what the whole party has said, each size at its person's place.
    """

    house: House
    offer: Offer
    option: Option
    party: Party
    picked: tuple[str, ...] = ()
    starts: Mapping[str, datetime | None] = field(default_factory=dict)
    first: date | None = None  # the package's first day; the next possible when nobody chose
    told: Mapping[str, Any] = field(default_factory=dict)
    gift: str | None = None  # the number of the voucher code that was shown for it

    @property
    def components(self) -> list[Component]:
        """Those that were picked, in the hotel's order."""
        return [one for one in self.offer.components if one.offer in self.picked]

    @property
    def wanted(self) -> int:
        return self.offer.chosen(self.option)

    @property
    def whole(self) -> bool:
        """Every part has been picked."""
        return len(self.components) >= self.wanted

    def facts(self) -> dict[str, Any]:
        """For a button."""
        starts = {name: at.isoformat() if at else None for name, at in self.starts.items()}
        return {
            "offer": self.offer.code,
            "option": self.option.code,
            "party": self.party.carried(),
            "picked": list(self.picked),
            **({"starts": starts} if starts else {}),
            **({"first": self.first.isoformat()} if self.first else {}),
            **({"told": dict(self.told)} if self.told else {}),
            **({"gift": self.gift} if self.gift else {}),
        }

    def picking(self, name: str) -> Plan:
        """One part more, or one less; what it was planned for goes with it."""
        had = name in self.picked
        picked = tuple(one for one in self.picked if one != name) if had else (*self.picked, name)
        starts = {key: at for key, at in self.starts.items() if key in picked}
        return replace(self, picked=picked, starts=starts)


def of(conn: Connection, house: House, facts: Mapping[str, Any]) -> Plan:
    """What a button carries. Raises what `sale.find` raises."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    there = {one.offer for one in offer.components}
    starts = {
        name: datetime.fromisoformat(at) if at else None
        for name, at in facts.get("starts", {}).items()
        if name in there
    }
    picked = tuple(one for one in facts.get("picked", ()) if one in there)
    first = date.fromisoformat(facts["first"]) if "first" in facts else None
    party, said = Party.of(facts["party"]), _for_all(facts.get("told", {}))
    return Plan(house, offer, option, party, picked, starts, first, said, facts.get("gift"))


def places(ask: Ask, who: str) -> tuple[int, ...]:
    """Whom a part is for; of the children, or the grown-ups, whoever is of the age."""
    grown, every = ask.party.adults, range(ask.party.people)
    if who == "all":
        return tuple(every)
    if who == "adults":
        return tuple(range(grown))
    low, high = lowest_age(ask), highest_age(ask)
    return tuple(grown + n for n, age in enumerate(ask.party.ages) if low <= age <= high)


def ask_of(plan: Plan, component: Component, start: datetime | None = None) -> Ask | None:
    """The part by itself, for those whom it is for; None when it is for nobody of them, or not sold."""
    sold = part_of(plan.house, component)
    if sold is None:
        return None
    everybody = Ask(plan.house, *sold, plan.party, start)
    who = places(everybody, component.who)
    if not who:
        return None
    ask = everybody.by(told.only(everybody.party, who)).lasting(component.periods)
    return ask.knowing(_theirs(plan.told, who))


def _theirs(said: Mapping[str, Any], who: Sequence[int]) -> dict[str, Any]:
    """What was told, as the people of one part have told it."""
    return {
        key: [value[n] if n < len(value) else None for n in who] if key in SIZES else value
        for key, value in said.items()
    }


def _for_all(said: Mapping[str, Any]) -> dict[str, Any]:
    """A parent agrees to one part, for the children it names: `answers.agreed` knows to which."""
    return {key: value for key, value in said.items() if key != "consent"}


def telling(plan: Plan, component: Component, ask: Ask) -> Plan:
    """The plan with what was told for one part: known for all of them."""
    who = places(Ask(plan.house, ask.offer, ask.option, plan.party, ask.start), component.who)
    said = dict(plan.told)
    for key, value in _for_all(ask.told).items():
        said[key] = _put_in(said.get(key), value, who, plan.party.people) if key in SIZES else value
    return replace(plan, told=said)


def _put_in(before: Any, values: Sequence[Any], who: Sequence[int], people: int) -> list[Any]:
    line = [*(before or []), *[None] * people][:people]
    for place, value in zip(who, values, strict=False):
        line[place] = value if value is not None else line[place]
    return line


def unfit_for(conn: Connection, plan: Plan, component: Component, guest: Guest) -> Text | None:
    """Why these people cannot have the part on any day, in the words of the card; None when they can."""
    ask = ask_of(plan, component)
    if ask is None:
        return _for_nobody(plan, component)
    if not ask.offer.active or sale.stopped(conn, plan.house, ask.offer.code):
        return text("part.not_now")
    refusal = obstacle(ask, people_only=True) or told.unmet(ask) or _of_stay(conn, ask, guest)
    return why(ask, refusal) if refusal and not isinstance(refusal, STILL_TO_SAY) else None


def _of_stay(conn: Connection, ask: Ask, guest: Guest) -> DeskError | None:
    try:
        standing.check(conn, ask, guest)
    except DeskError as refusal:
        return refusal
    return None


def _for_nobody(plan: Plan, component: Component) -> Text:
    sold = part_of(plan.house, component)
    if sold is None:
        return text("part.not_now")
    ask = Ask(plan.house, *sold, plan.party, None)
    if component.who == "adults" or not ask.party.ages:
        return text("part.for_adults" if component.who == "adults" else "part.for_children")
    young = max(ask.party.ages) < lowest_age(ask)
    return text("rule.min_age", n=lowest_age(ask)) if young else text("rule.max_age", n=highest_age(ask))


def why(ask: Ask, refusal: DeskError) -> Text:
    """A refusal of one part, as the rule that it stands for."""
    for kind, (name, number) in RULES.items():
        if isinstance(refusal, kind):
            limit = refusal.params.get(number)
            return text(f"rule.{name}", n=limit) if isinstance(limit, int) else text(f"rule.{name}")
    if isinstance(refusal, unfit.NotInLanguage):
        spoken = Join([text(f"language.{one}") for one in ask.offer.rules.languages])
        return text("rule.languages", languages=spoken)
    return text("part.not_now")


def title(plan: Plan) -> Local:
    return Local(plan.offer.title)
