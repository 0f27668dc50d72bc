"""Whether a group sets off: everybody who booked is told, and staff decide where the hotel wants them to.

Staff have half the time to the start, from 15 minutes to 3 hours. They are reminded once; when nobody has
answered it is cancelled, as the offer says it is for fewer, and the guests read it before the night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import departures, line, unreached, weather
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.departures import Departure, Settled
from bot.desk.house import House
from bot.desk.menu import after, telling
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.desk.problems import PERSON
from bot.desk.timers import Due
from bot.say import At, Day, Local, Say, Text, Value, choice, say, text

REMIND, OVER = "departure_remind", "departure_over"  # timers; their ref is the departure's id


def due(conn: Connection, house: House, timer: Due) -> None:
    """The hour at which it is settled."""
    settled = departures.settle(conn, house, timer.ref)
    if settled is None:
        return
    if settled.departure.state == "asked":
        _wind(conn, house, settled.departure)
    else:
        tell(conn, house, settled)
    outbox.send(conn, house, None, for_staff(conn, house, settled.departure), lane=outbox.STAFF)


def plan(conn: Connection, house: House) -> None:
    """Every group that staff were asked about has its end, also one that an earlier desk has put to them."""
    for asked in departures.asked(conn, house):
        if timers.due_at(conn, house, OVER, str(asked.id)) is None:
            _wind(conn, house, asked)


def _wind(conn: Connection, house: House, asked: Departure) -> None:
    """Half of the time to answer goes by before the reminder, which does not come by night if it can wait."""
    until = _until(house, asked.start)
    half, morning = house.now + (until - house.now) / 2, line.next_morning(house)
    waits = line.at_night(replace(house, now=half)) and morning < until
    timers.start(conn, house, REMIND, str(asked.id), morning if waits else half)
    timers.start(conn, house, OVER, str(asked.id), until)


def _until(house: House, start: datetime) -> datetime:
    """As for the weather's letters, but the evening before does not wait for the morning."""
    usual = weather.answer_by(house, start)
    evening = house.moment(house.today, line.NIGHT).astimezone(UTC) - weather.LEAST
    return evening if house.now + weather.LEAST <= evening < usual else usual


def remind(conn: Connection, house: House, timer: Due) -> None:
    """Once, if it is still open."""
    open_still = departures.by_id(conn, house, int(timer.ref))
    if open_still.state == "asked":
        said = for_staff(conn, house, open_still, first=text("departure.remind"))
        outbox.send(conn, house, None, said, lane=outbox.STAFF)


def over(conn: Connection, house: House, timer: Due) -> None:
    """Nobody has answered: it is cancelled, and everybody is told; later, if the weather desk asks them."""
    if later := departures.put_off(conn, house, int(timer.ref)):
        timers.start(conn, house, OVER, timer.ref, later)
        return
    if settled := departures.answer(conn, house, int(timer.ref), runs=False, by=None):
        tell(conn, house, settled)
        said = for_staff(conn, house, settled.departure, first=text("departure.unanswered"))
        outbox.send(conn, house, None, said, lane=outbox.STAFF)


def tell(conn: Connection, house: House, settled: Settled) -> None:
    """Each party once; what does not run reminds nobody and leaves their calendar."""
    for one in settled.bookings:
        _write(conn, house, one, _runs(house, one))
    for ended in settled.ended:
        _is_off(conn, house, ended, settled.departure)


def _is_off(conn: Connection, house: House, ended: Ended, departure: Departure) -> None:
    after.given_up(conn, house, ended)
    _write(conn, house, ended.booking, _cancelled(house, ended.booking, departure))


def _write(conn: Connection, house: House, one: Booking, said: Say) -> None:
    outbox.send(conn, house, people.guest_by_id(conn, one.guest_id).chat_id, said)


def _when(house: House, one: Booking) -> dict[str, Value]:
    start = one.start or house.now
    return {"extra": Local(one.sold.title), "date": Day(house.local(start).date()), "time": At(start)}


def _runs(house: House, one: Booking) -> Say:
    said = text("departure.runs", **_when(house, one), place=Local(one.sold.place), ref=one.ref)
    return say(said, choices=[choice(text("button.bookings"), "bookings"), PERSON], lasting=True)


def _cancelled(house: House, one: Booking, departure: Departure) -> Say:
    offer = house.catalog.offer(one.offer)
    said = text("departure.cancelled", **_when(house, one), least=departure.least, ref=one.ref)
    choices = [
        choice(text("button.other_days"), "days", offer=one.offer, option=one.option),
        choice(text("button.other_ideas"), "group", group=offer.group) if offer else None,
        PERSON,
    ]
    return say(said, choices=choices, lasting=True)


def for_staff(conn: Connection, house: House, departure: Departure, *, first: Text | None = None) -> Say:
    offer, until = house.catalog.offer(departure.offer), timers.due_at(conn, house, OVER, str(departure.id))
    asked = departure.state == "asked"
    alone = [] if asked else unreached.of_departure(conn, house, departure)
    said = text(
        "departure.ask" if asked else f"departure.is_{departure.state}",
        extra=Local(offer.title) if offer else departure.offer,
        when=At(departure.start, "both"),
        people=departure.people,
        least=departure.least,
        told=telling.in_person(alone) or text("departure.guests_know"),
        person=departure.decided_by or "",
        deadline=At(until, "both") if until else "",
    )
    choices = [
        choice(text("button.departs"), "departs", departure=departure.id),
        choice(text("button.departs_not"), "departs_not", departure=departure.id),
    ]
    return say(first, said, choices=choices if asked else ())


def departs(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _answered(conn, house, asked, who, facts, runs=True)


def departs_not(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _answered(conn, house, asked, who, facts, runs=False)


def _answered(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, *, runs: bool
) -> None:
    """The first answer counts; whoever is second sees what was decided."""
    number = facts["departure"]
    if settled := departures.answer(conn, house, number, runs=runs, by=who.name):
        tell(conn, house, settled)
    nod(conn, house, asked)
    reply(conn, house, asked, for_staff(conn, house, departures.by_id(conn, house, number)))


STAFF_ACTS: Mapping[str, StaffAct] = {"departs": departs, "departs_not": departs_not}
