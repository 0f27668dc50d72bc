"""Who works at this moment: by what they said themselves, else by the hotel's roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select

from bot.db import Connection
from bot.desk import people
from bot.desk.cases.states import OPEN
from bot.desk.catalog.staffing import Person
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.schema import cases, duty_marks

LONGEST = timedelta(hours=12)  # a shift that nobody ends, ends by itself
EARLY = timedelta(hours=1)  # who comes so long before a planned shift comes for it
_HERE = (duty_marks.c.property_id == bindparam("p"),)
_MARKS = select(duty_marks).where(*_HERE)
_DROP = delete(duty_marks).where(*_HERE, duty_marks.c.user_id == bindparam("u"))
_PUT = insert(duty_marks)
_THEIRS = (
    select(func.count())
    .select_from(cases)
    .where(cases.c.property_id == bindparam("p"), cases.c.owner == bindparam("u"), cases.c.status.in_(OPEN))
)


@dataclass(frozen=True)
class OnDuty:
    """A colleague at work, and until when as far as the desk knows."""

    who: Colleague
    until: datetime | None
    night: bool = False
    said: bool = False  # they said so themselves


@dataclass(frozen=True)
class Mark:
    working: bool
    until: datetime


def staff(conn: Connection, house: House) -> list[Colleague]:
    """Everybody who could be called: who may only look on is not."""
    return [one for one in people.team(conn, house) if one.role != "read_only"]


def of(house: House, who: Colleague) -> Person | None:
    """The line of the roster that is theirs: by number, by name, or by first name if only one has it."""
    found = house.catalog.roster.people
    for one in found:
        if one.name.removeprefix("@").casefold() in (str(who.user_id), who.name.casefold()):
            return one
    first = who.name.split()[:1]
    alike = [one for one in found if one.name.removeprefix("@").split()[:1] == first]
    return alike[0] if len(alike) == 1 and " " not in alike[0].name else None


def behind(house: House, name: str, team: Sequence[Colleague]) -> Colleague | None:
    """The colleague whom a step or the roster names."""
    bare = name.removeprefix("@").casefold()
    for one in team:
        mine = of(house, one)
        if bare in (str(one.user_id), one.name.casefold()) or (mine and mine.name.casefold() == bare):
            return one
    return None


def on_duty(conn: Connection, house: House, team: Sequence[Colleague] | None = None) -> list[OnDuty]:
    """Everybody of whom it is known that they work now, in the order in which they joined."""
    marks = _marks(conn, house)
    every = staff(conn, house) if team is None else team
    return [found for one in every if (found := _works(house, one, marks.get(one.user_id)))]


def _works(house: House, who: Colleague, mark: Mark | None) -> OnDuty | None:
    """What they said comes before their shifts, but not before an illness or a leave."""
    planned = planned_for(house, who)
    if mark is None or away(house, who):
        return planned
    if not mark.working:
        return None
    until = max(mark.until, planned.until) if planned and planned.until else mark.until
    return OnDuty(who, until, bool(planned and planned.night), said=True)


def planned_for(house: House, who: Colleague) -> OnDuty | None:
    """What the roster says of them now."""
    mine = of(house, who)
    found = mine.working(house.now, house.zone, house.catalog.roster.free_days) if mine else None
    return OnDuty(who, found[0], found[1].night) if found else None


def answering(conn: Connection, house: House) -> list[Colleague]:
    """Who may be called: whoever works; where nothing is known of that, everybody who did not go home."""
    team = staff(conn, house)
    if here := on_duty(conn, house, team):
        return [one.who for one in here]
    marks = _marks(conn, house)
    return [one for one in team if one.user_id not in marks and not away(house, one)] or team


def free_to_call(conn: Connection, house: House) -> list[Colleague]:
    """Off duty or not, whose hours the desk does not know: managers seldom stand in a roster."""
    marks = _marks(conn, house)
    free = [one for one in staff(conn, house) if one.user_id not in marks and not away(house, one)]
    return [one for one in free if not _rostered(house, one)]


def away(house: House, who: Colleague) -> bool:
    """Ill, or on leave, by the roster; not yet while a shift lasts that began the evening before."""
    mine = of(house, who)
    gone = mine is not None and any(one.holds(house.today) for one in mine.away)
    return gone and planned_for(house, who) is None


def _rostered(house: House, who: Colleague) -> bool:
    mine = of(house, who)
    return mine is not None and bool(mine.shifts)


def begin(conn: Connection, house: House, who: Colleague) -> datetime:
    """On duty from now on: until the end of the shift that is planned or begins soon, or twelve hours."""
    _forget(conn, house, who)
    planned = planned_for(house, who) or _soon(house, who)
    until = planned.until if planned and planned.until else house.now + LONGEST
    _mark(conn, house, who, working=True, until=until)
    return until


def _soon(house: House, who: Colleague) -> OnDuty | None:
    """The shift for which they are a little early."""
    start = _next_start(house, who)
    if start is None or start - house.now > EARLY:
        return None
    return planned_for(replace(house, now=start), who)


def end(conn: Connection, house: House, who: Colleague) -> datetime:
    """Gone home: until the planned shift is over, else until the next one begins, twelve hours at most."""
    _forget(conn, house, who)
    planned = planned_for(house, who)
    most = house.now + LONGEST
    until = planned.until if planned and planned.until else min(most, _next_start(house, who) or most)
    _mark(conn, house, who, working=False, until=until)
    return until


def _next_start(house: House, who: Colleague) -> datetime | None:
    mine = of(house, who)
    return mine.next_start(house.now, house.zone, house.catalog.roster.free_days) if mine else None


def _mark(conn: Connection, house: House, who: Colleague, *, working: bool, until: datetime) -> None:
    facts = {"property_id": house.id, "user_id": who.user_id, "working": working}
    conn.execute(_PUT, facts | {"since": house.now, "until": until})


def _forget(conn: Connection, house: House, who: Colleague) -> None:
    conn.execute(_DROP, {"p": house.id, "u": who.user_id})


def _marks(conn: Connection, house: House) -> dict[int, Mark]:
    """What colleagues said themselves, as long as it holds."""
    rows = conn.execute(_MARKS, {"p": house.id}).mappings()
    return {row["user_id"]: Mark(row["working"], row["until"]) for row in rows if row["until"] > house.now}


def unmatched(conn: Connection, house: House) -> list[str]:
    """Names of the roster that no colleague has."""
    team = staff(conn, house)
    mine = {found.name for one in team if (found := of(house, one))}
    return [one.name for one in house.catalog.roster.people if one.name not in mine]


def open_of(conn: Connection, house: House, user_id: int) -> int:
    """How many cases are still theirs."""
    return int(conn.execute(_THEIRS, {"p": house.id, "u": user_id}).scalar_one())
