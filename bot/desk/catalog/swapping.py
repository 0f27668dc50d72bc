"""One turn of somebody's shifts goes to a colleague, who may give one of the same day for it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.desk.catalog.staffing import DAY, Person, Roster, Shift

AHEAD = 14  # days whose turns can be swapped


@dataclass(frozen=True)
class Turn:
    """A shift as it falls on one day; `index` is its place among the person's shifts."""

    day: date
    index: int
    shift: Shift

    @property
    def alone(self) -> Shift:
        """The same hours on that day only."""
        facts = {"open": self.shift.open, "close": self.shift.close, "night": self.shift.night}
        return Shift.model_validate({"dates": [self.day], **facts})


def coming(person: Person, now: datetime, zone: tzinfo, roster: Roster) -> list[Turn]:
    """What is not over yet, in order."""
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(-1, AHEAD)]
    return [one for day in days for one in on_day(person, day, zone, roster) if _over(one, zone) > now]


def on_day(person: Person, day: date, zone: tzinfo, roster: Roster) -> Iterator[Turn]:
    if any(one.holds(day) for one in person.away):
        return
    found = [
        (span, n, one) for n, one in enumerate(person.shifts) if (span := one.on(day, zone, roster.free_days))
    ]
    for _, n, one in sorted(found, key=lambda each: each[0]):
        yield Turn(day, n, one)


def _over(turn: Turn, zone: tzinfo) -> datetime:
    last = turn.day if turn.shift.close > turn.shift.open else turn.day + DAY
    return datetime.combine(last, turn.shift.close, tzinfo=zone)


def given_for(taker: Person | None, turn: Turn, zone: tzinfo, roster: Roster) -> Turn | None:
    """What the colleague has that day and gives in return."""
    return next(on_day(taker, turn.day, zone, roster), None) if taker else None


def may_take(taker: Person | None, turn: Turn, zone: tzinfo, roster: Roster) -> bool:
    """They are here that day, and do not work these very hours already."""
    if taker is None:
        return True
    if any(one.holds(turn.day) for one in taker.away):
        return False
    hours = (turn.shift.open, turn.shift.close)
    return all((one.shift.open, one.shift.close) != hours for one in on_day(taker, turn.day, zone, roster))


def swapped(roster: Roster, giver: Person, turn: Turn, taker: Person, back: Turn | None) -> Roster:
    """The turn is the colleague's, and theirs of that day, if they have one, is whose turn it was."""
    one = _put(_without(giver, turn), back)
    other = _put(_without(taker, back) if back else taker, turn)
    people = [one if each is giver else other if each is taker else each for each in roster.people]
    known = any(each is taker for each in roster.people)
    return roster.model_copy(update={"people": people if known else [*people, other]})


def _without(person: Person, turn: Turn) -> Person:
    shift = person.shifts[turn.index]
    if shift.dates:
        left = [one for one in shift.dates if one != turn.day]
        kept = [shift.model_copy(update={"dates": left})] if left else []
    else:
        kept = [shift.model_copy(update={"but": _recent([*shift.but, turn.day], turn.day)})]
    return _shifts(person, [*person.shifts[: turn.index], *kept, *person.shifts[turn.index + 1 :]])


def _recent(days: Sequence[date], now: date) -> list[date]:
    """What is long over need not be kept."""
    return sorted({one for one in days if one > now - timedelta(days=60)})


def _put(person: Person, turn: Turn | None) -> Person:
    """One more turn; where their own shift had left out just this one, it holds again."""
    if turn is None:
        return person
    for n, one in enumerate(person.shifts):
        same = (one.open, one.close, one.night) == (turn.shift.open, turn.shift.close, turn.shift.night)
        if same and turn.day in one.but:
            mended = one.model_copy(update={"but": [day for day in one.but if day != turn.day]})
            return _shifts(person, [*person.shifts[:n], mended, *person.shifts[n + 1 :]])
    return _shifts(person, [*person.shifts, turn.alone])


def _shifts(person: Person, shifts: Sequence[Shift]) -> Person:
    return person.model_copy(update={"shifts": list(shifts)})
