"""The ideas that fit a party and are free: looked for in rank order, a few statements a batch, however many
offers the hotel has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.db import Connection
from bot.desk.booking import answers, capacity, closing, family, planning, sessions, standing, told
from bot.desk.booking.ask import Ask
from bot.desk.booking.capacity import Start
from bot.desk.booking.limits import obstacle
from bot.desk.booking.price import Quote, quote_of
from bot.desk.house import House
from bot.desk.offers import background, reasons
from bot.desk.offers.background import Background
from bot.desk.offers.fitting import Candidate, by_the_hour, candidates
from bot.desk.offers.wanted import Wanted
from bot.desk.people import Guest
from bot.desk.problems import DeskError
from bot.say import Value

MOST = 3
BATCH, GROWING = 8, 4  # offers looked at together, and how many times as many if that was not enough
STARTS = 6  # of each offer, looked at first
TIMED = ("slot", "hours", "rental")
REACHED = timedelta(minutes=15)  # nobody runs for an idea
EVENING = 17  # o'clock
A_LATE_HOUR = 20  # what a person arranges for a day is arranged by then
ASKED_DAYS = 7  # of what is arranged: how many days are tried


@dataclass(frozen=True)
class Proposal:
    """`ask` can be booked as it stands; a package begins on `day`. `whole` is False where the children go
    by themselves."""

    ask: Ask
    day: date
    whole: bool
    why: tuple[Value, ...]

    @property
    def cost(self) -> Quote:
        """As the price card, or the plan of the package that begins then, would say it now."""
        ask = self.ask
        return quote_of(replace(ask, wish=self.day.isoformat()) if ask.offer.bundle else ask)


def offers_for(
    conn: Connection,
    house: House,
    guest: Guest,
    wanted: Wanted,
    *,
    beyond: Collection[str] = (),
    most: int = MOST,
    known: Background | None = None,
) -> list[Proposal]:
    """The best ideas for this party on these days, never one that a press would refuse."""
    known = known or background.of(conn, house, guest)
    rows, size, found = candidates(house, wanted, known, beyond), BATCH, list[Proposal]()
    while len(found) < most and (batch := list(islice(rows, size))):
        free = _free(conn, house, wanted, known, batch)
        agreed = (one for each in batch if (one := _proposal(conn, guest, wanted, each, free)))
        found += islice(agreed, most - len(found))
        size *= GROWING
    return found


def tried(
    conn: Connection,
    house: House,
    guest: Guest,
    wanted: Wanted,
    rows: Sequence[Candidate],
    known: Background,
) -> list[tuple[Candidate, Proposal | None]]:
    """Each candidate as a press would find it; none where it cannot be booked on these days."""
    free = _free(conn, house, wanted, known, rows)
    return [(one, _proposal(conn, guest, wanted, one, free)) for one in rows]


Found = dict[str, datetime]  # by the code of the offer


def _free(
    conn: Connection, house: House, wanted: Wanted, known: Background, batch: Sequence[Candidate]
) -> Found:
    """The first start of each that has room for its party; all are counted together."""
    found: Found = {}
    asks = [one.ask for one in batch if one.ask.offer.mode in TIMED]
    searched = [(ask, _starts(ask, wanted, known)) for ask in asks]
    size = STARTS
    while searched:
        looked = [(ask, moments, list(islice(moments, size))) for ask, moments in searched]
        starts = [_start(ask, at) for ask, _, listed in looked for at in listed]
        left = capacity.free_of(conn, house, closing.open_of(conn, house, starts))
        for ask, _, listed in looked:
            room = (at for at in listed if left.get(_start(ask, at), 0) >= ask.places)
            if (first := next(room, None)) is not None:
                found[ask.offer.code] = first
        searched = [(ask, on) for ask, on, listed in looked if listed and ask.offer.code not in found]
        size *= GROWING
    return found


def _start(ask: Ask, at: datetime) -> Start:
    return Start(ask.offer.code, ask.option.code, at)


def _starts(ask: Ask, wanted: Wanted, known: Background) -> Iterator[datetime]:
    """In the wanted days, early enough to get there, and at no time that the stay has something else."""
    house, offer, option = ask.house, ask.offer, ask.option
    for day in wanted.days:
        for start in sessions.bookable(offer, option, day, house):
            if not by_the_hour(ask) or _in_reach(ask, start, wanted, known):
                yield start


def _in_reach(ask: Ask, start: datetime, wanted: Wanted, known: Background) -> bool:
    """What lasts all day, or is only lent, goes beside anything; what has an hour does not."""
    soon = start < ask.house.now + REACHED
    early = wanted.like == "evening" and ask.house.local(start).hour < EVENING
    over = sessions.end(ask.house, ask.offer, ask.option, start)
    return not soon and not early and not known.meets(start, over)


def _proposal(
    conn: Connection, guest: Guest, wanted: Wanted, candidate: Candidate, free: Found
) -> Proposal | None:
    ask = candidate.ask
    if ask.offer.bundle:
        return _package(conn, guest, wanted, candidate)
    if ask.offer.mode in TIMED:
        start = free.get(ask.offer.code)
        timed = replace(ask, start=start, wish=None) if start else None
        ask_on = iter([timed] if timed else [])
    else:
        ask_on = _on_days(ask, wanted)
    settled = next((one for one in ask_on if _bookable(conn, guest, one)), None)
    if settled is None:
        return None
    return Proposal(settled, settled.day, candidate.whole, reasons.of(settled, wanted, whole=candidate.whole))


def _package(conn: Connection, guest: Guest, wanted: Wanted, candidate: Candidate) -> Proposal | None:
    """One that can begin on a wanted day, in its cheapest version."""
    ask = replace(candidate.ask, wish=None, option=planning.cheapest(candidate.ask))
    day = planning.possible(conn, ask, guest, wanted.days)
    whole = candidate.whole
    return Proposal(ask, day, whole, reasons.of(ask, wanted, whole=whole)) if day else None


def _on_days(ask: Ask, wanted: Wanted) -> Iterator[Ask]:
    """What a person arranges, or what is open at any time: on the first days with the notice it needs."""
    if ask.offer.mode == "open":
        yield replace(ask, wish=None)
        return
    house, rules = ask.house, ask.offer.rules
    last = house.today + timedelta(days=rules.forward_days)
    notice = timedelta(minutes=rules.notice_minutes)
    days = (day for day in wanted.days if day <= last and not sessions.rests(house, ask.offer, day))
    in_time = (day for day in days if _late_on(house, day) - notice >= house.now)
    yield from (replace(ask, wish=day.isoformat()) for day in islice(in_time, ASKED_DAYS))


def _late_on(house: House, day: date) -> datetime:
    return sessions.midnight(house, day) + timedelta(hours=A_LATE_HOUR)


def _bookable(conn: Connection, guest: Guest, ask: Ask) -> bool:
    """As a press would find it: the rules, the stay, what the family has told, and room for all."""
    if obstacle(ask) is not None or (ask.start is None and not capacity.fits(conn, ask)):
        return False
    if ask.start and not sessions.longest(ask.house, ask.offer, ask.option, ask.start):
        return False
    try:
        standing.check(conn, ask, guest)
    except DeskError:
        return False
    known = answers.agreed(conn, ask.house, guest, family.told(conn, ask.house, guest, ask))
    return told.unmet(known) is None
