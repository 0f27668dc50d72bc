"""When the parts of a package could be: on days of their own, at hours that do not meet, with room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk.booking import book, capacity, closing, family, sessions, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.capacity import Start
from bot.desk.booking.limits import covers, obstacle
from bot.desk.booking.parts import Plan, ask_of, places, title, unfit_for
from bot.desk.booking.refusals import BeyondPackage, PartFull
from bot.desk.catalog.model import Component, Option
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import PERSON, DeskError
from bot.desk.stays import phones
from bot.say import Choice, Local, choice, text

AHEAD = 14  # days, where the package does not say within how many it is
LATE_MORNING = 11  # the hour that a proposal is nearest to
FIRST_DAYS = 6  # to begin on, on one screen


@dataclass(frozen=True)
class Taken:
    """A time that is spoken for, by some of the party or by all."""

    start: datetime
    over: datetime
    who: frozenset[int]

    def meets(self, start: datetime, over: datetime, who: Sequence[int]) -> bool:
        return start < self.over and self.start < over and bool(self.who & set(who))


def planned(conn: Connection, plan: Plan, guest_id: int, among: Collection[date] | None = None) -> Plan:
    """A time for every part that has none yet, on as many days as there are. Raises `PartFull`.

    Where nobody chose its first day the package begins on the next, `among` these, on which all parts have
    room.
    """
    days = [plan.first] if plan.first else first_days(conn, plan, guest_id, among)
    begun = [replace(plan, first=day) for day in days]
    room = _Room(conn, begun, _departure(conn, plan.house, guest_id))
    busy = _busy(conn, plan, guest_id)
    refused: list[tuple[Plan, Component]] = []
    for one in begun:
        if isinstance(found := _from(one, room, busy), Plan):
            return found
        refused.append((one, found))
    on, part = refused[0] if refused else (plan, plan.components[0])
    raise full(conn, on, part, guest_id)


@dataclass(frozen=True)
class _Room:
    """The free starts of each part on all the days that it could be on: counted once."""

    conn: Connection
    begun: Sequence[Plan]  # the same package from one day or another
    departure: date | None
    free: dict[str, list[datetime | None]] = field(default_factory=dict)

    def of(self, plan: Plan, part: Component) -> list[datetime | None]:
        """Those of the one that begins on this day."""
        if part.offer not in self.free:
            days = {day for one in self.begun for day in _days(one, part, self.departure)}
            self.free[part.offer] = _starts_on(self.conn, plan, part, sorted(days))
        window = set(_days(plan, part, self.departure))
        return [at for at in self.free[part.offer] if at is None or plan.house.local(at).date() in window]


def _from(plan: Plan, room: _Room, busy: Sequence[Taken]) -> Plan | Component:
    """What has the fewest times left chooses first. A time that was chosen by hand stays.

    The part that has no time at all, where there is one.
    """
    free: dict[str, list[datetime | None]] = {}
    for part in plan.components:
        free[part.offer] = room.of(plan, part)
        if not free[part.offer]:
            return part
    found = {name: at for name, at in plan.starts.items() if at in free.get(name, ())}
    taken = [*busy, *(_taken(plan, name, at) for name, at in found.items() if at)]
    for part in sorted(plan.components, key=lambda one: len(free[one.offer])):
        if part.offer in found:
            continue
        best = _best(plan, part, free[part.offer], taken)
        if best is None and None not in free[part.offer]:
            return part
        found[part.offer] = best
        taken += [_taken(plan, part.offer, best)] if best else []
    return replace(plan, starts=found)


def starts(conn: Connection, plan: Plan, part: Component, guest_id: int) -> list[datetime | None]:
    """When the part has room for those whom it is for, while they are in the hotel; None: at any time."""
    return _starts_on(conn, plan, part, _days(plan, part, _departure(conn, plan.house, guest_id)))


def _starts_on(conn: Connection, plan: Plan, part: Component, days: Sequence[date]) -> list[datetime | None]:
    ask = ask_of(plan, part)
    if ask is None:
        return []
    if ask.offer.mode == "open":
        return [None] if capacity.fits(conn, ask) else []
    moments = [at for day in days for at in _of_day(plan, part, ask, day)]
    moments = closing.still_open(conn, plan.house, ask.offer, ask.option, moments)
    wanted = {at: Start(ask.offer.code, ask.option.code, at, part.periods) for at in moments}
    free = capacity.free_of(conn, plan.house, list(wanted.values()))
    return [at for at, start in wanted.items() if free[start] >= ask.places]


def clear(conn: Connection, plan: Plan, part: Component, guest_id: int) -> list[datetime]:
    """The starts of one part that meet neither the other parts nor what the guest has already."""
    others = {name: at for name, at in plan.starts.items() if at and name != part.offer}
    taken = [*_busy(conn, plan, guest_id), *(_taken(plan, name, at) for name, at in others.items())]
    return [at for at in starts(conn, plan, part, guest_id) if at and not _met(plan, part, at, taken)]


def possible(conn: Connection, ask: Ask, guest: Guest, days: Collection[date]) -> date | None:
    """On which of these days the package could begin for these people, as things are now; None: on none."""
    plan = knowing(conn, Plan(ask.house, ask.offer, ask.option, ask.party), guest)
    try:
        plan = version_for(plan)
        fitting = [one for one in plan.offer.components if unfit_for(conn, plan, one, guest) is None]
        chosen = tuple(one.offer for one in fitting[: plan.wanted])
        found = planned(conn, replace(plan, picked=chosen), guest.id, days)
    except DeskError:
        return None
    return found.first if len(chosen) == plan.wanted else None


def knowing(conn: Connection, plan: Plan, guest: Guest) -> Plan:
    """With what the family has told before."""
    everybody = Ask(plan.house, plan.offer, plan.option, plan.party, None, told=plan.told)
    return replace(plan, told=family.told(conn, plan.house, guest, everybody).told)


def _days(plan: Plan, part: Component, departure: date | None) -> list[date]:
    first = plan.first or plan.house.today
    spans = range(plan.offer.days or AHEAD) if part.day is None else [part.day - 1]
    days = [first + timedelta(days=n) for n in spans]
    return [day for day in days if departure is None or day <= departure]


def _of_day(plan: Plan, part: Component, ask: Ask, day: date) -> list[datetime]:
    """Its own starts, early enough for the notice of the package as well."""
    house, notice = plan.house, timedelta(minutes=plan.offer.rules.notice_minutes)
    found = [
        at
        for at in sessions.bookable(ask.offer, ask.option, day, house)
        if (not part.times or house.local(at).time() in part.times)
        and at - notice >= house.now
        and sessions.longest(house, ask.offer, ask.option, at) >= part.periods
    ]
    on_the_day = ask_of(plan, part, found[0]) if found else None  # they are as old all day
    return found if on_the_day and obstacle(on_the_day, people_only=True) is None else []


def _departure(conn: Connection, house: House, guest_id: int) -> date | None:
    stay = phones.stay_of(conn, house, guest_id)
    return stay.departure if stay else None


def first_days(
    conn: Connection, plan: Plan, guest_id: int, among: Collection[date] | None = None
) -> list[date]:
    """Days on which the package can begin, of all or of these."""
    house, departure = plan.house, _departure(conn, plan.house, guest_id)
    notice = timedelta(minutes=plan.offer.rules.notice_minutes)
    soonest = house.local(house.now + notice).date()
    days = (soonest + timedelta(days=n) for n in range(plan.offer.rules.forward_days + 1))
    asked = (day for day in days if among is None or day in among)
    return [day for day in asked if departure is None or day < departure][:FIRST_DAYS]


def _busy(conn: Connection, plan: Plan, guest_id: int) -> list[Taken]:
    """What the guest has already, at an hour."""
    ahead = book.of_guest(conn, plan.house, guest_id)
    everybody = frozenset(range(plan.party.people))
    timed = (one for one in ahead if one.start and one.end and one.sold.has_hour)
    return [Taken(one.start, one.end, everybody) for one in timed if one.start and one.end]


def _taken(plan: Plan, name: str, at: datetime) -> Taken:
    part = next(one for one in plan.components if one.offer == name)
    over, who = _until(plan, part, at)
    return Taken(at, over, frozenset(who))


def _until(plan: Plan, part: Component, at: datetime) -> tuple[datetime, tuple[int, ...]]:
    """When it is over, and who is there; what is for a whole day leaves the day free."""
    ask = ask_of(plan, part, at)
    if ask is None or ask.end is None or not sessions.timed(ask.offer, ask.option):
        return at, ()
    return ask.end, places(Ask(plan.house, ask.offer, ask.option, plan.party, at), part.who)


def _best(
    plan: Plan, part: Component, free: Sequence[datetime | None], taken: Sequence[Taken]
) -> datetime | None:
    """The day with the fewest parts first, then the earlier; on it the hour nearest to late morning."""
    house = plan.house
    on: Mapping[date, int] = _count([house.local(one.start).date() for one in taken])

    def liked(at: datetime) -> tuple[int, date, float]:
        local = house.local(at)
        return on.get(local.date(), 0), local.date(), abs(local.hour + local.minute / 60 - LATE_MORNING)

    clear = (at for at in free if at and not _met(plan, part, at, taken))
    return min(clear, key=liked, default=None)


def _met(plan: Plan, part: Component, at: datetime, taken: Sequence[Taken]) -> bool:
    over, who = _until(plan, part, at)
    return any(one.meets(at, over, who) for one in taken)


def _count(days: Sequence[date]) -> dict[date, int]:
    return {day: days.count(day) for day in days}


def full(conn: Connection, plan: Plan, part: Component, guest_id: int) -> PartFull:
    """Which part has no room, and what goes instead: another part, other days, a smaller version."""
    sold = plan.house.catalog.offer(part.offer)
    name = Local(sold.title) if sold else ""
    return PartFull(extra=name, package=title(plan), ways=ways_on(conn, plan, guest_id, without=part.offer))


def ways_on(conn: Connection, plan: Plan, guest_id: int, *, without: str) -> list[Choice]:
    """What goes when a part does not: another part in its place, other days, a smaller version."""
    others = len(plan.offer.components) > plan.wanted
    left = tuple(one for one in plan.picked if one != without)
    kept = {name: at for name, at in plan.starts.items() if name != without}
    fewer = replace(plan, picked=left, starts=kept)
    swap = Choice(text("button.other_part"), "bundle_pick", {**fewer.facts(), "beside": without})
    days = Choice(text("button.other_days"), "bundle_days", replace(plan, starts={}).facts())
    small = smaller(plan, fewer=True)
    return [
        *([swap] if others else []),
        *([days] if first_days(conn, plan, guest_id) else []),
        *([_version(replace(fewer, option=small), "button.smaller")] if small else []),
        PERSON,
    ][:4]


def _version(plan: Plan, label: str) -> Choice:
    return Choice(text(label), "bundle_version", plan.facts())


def smaller(plan: Plan, *, fewer: bool = False) -> Option | None:
    """The next cheaper version that these people may have; with `fewer` parts where a part is in the way."""
    price = plan.option.units[0].price
    cheaper = [
        one
        for one in plan.offer.options
        if one.units[0].price < price
        and covers(one, plan.party)
        and (not fewer or plan.offer.chosen(one) < plan.wanted)
    ]
    return max(cheaper, key=lambda one: one.units[0].price, default=None)


def version_for(plan: Plan) -> Plan:
    """The cheapest version for so many people, with as many parts where there is one.

    Raises `BeyondPackage`.
    """
    ask = Ask(plan.house, plan.offer, plan.option, plan.party, None)
    found = cheapest(ask)
    if not covers(found, plan.party):
        apart = choice(text("button.extras"), "groups")
        raise BeyondPackage(extra=ask.title, ways=[PERSON, ways.people(ask), apart])
    return replace(plan, option=found)


def cheapest(ask: Ask) -> Option:
    """Of the versions for so many people, with as many parts where there is one; else the one asked for."""
    wanted = ask.offer.chosen(ask.option)
    covering = [one for one in ask.offer.options if covers(one, ask.party)]
    as_many = [one for one in covering if ask.offer.chosen(one) == wanted]
    return min(as_many or covering, key=lambda one: one.units[0].price, default=ask.option)
