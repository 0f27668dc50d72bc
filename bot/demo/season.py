"""A month of bookings before the demo's opening morning, so that its manager's figures are alive.

Always the same ones. Whose they were is nobody of the cast: guests without a phone, long gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from bot.db import Connection
from bot.desk.booking import sessions
from bot.desk.booking.book import Sold
from bot.desk.booking.party import Party
from bot.desk.booking.vector import usual_size
from bot.desk.house import House
from bot.desk.pricing.pipeline import quote
from bot.schema import bookings, buckets, claims, guests, offer_steps

DAYS = 30
NOBODY = -(2**60)  # the "chats" of guests without a phone: below those of any stay
COUPLE, FAMILY, ALONE = Party(2), Party(2, (6, 10)), Party(1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Habit:
    """Booked so many times a day on average, and how many looked at the card for each booking."""

    offer: str
    option: str
    daily: float
    looked: int
    parties: tuple[Party, ...] = (COUPLE, FAMILY)
    refused: int = 0  # in the month, for want of places


HABITS = (
    Habit("group_excursion", "default", 1.7, 6, refused=31),
    Habit("family_excursion", "default", 0.8, 7, (FAMILY,)),
    Habit("horse_riding", "pony", 2.4, 5, (FAMILY,), refused=19),
    Habit("horse_riding", "trail", 0.7, 5, (COUPLE,)),
    Habit("petting_zoo", "default", 3.5, 3, (FAMILY,)),
    Habit("small_farm", "default", 1.4, 4, (FAMILY,)),
    Habit("paintball", "default", 0.2, 16, (COUPLE,)),
    Habit("fishing", "half_day", 1.1, 5, (COUPLE, ALONE)),
    Habit("disco", "family", 2.2, 4),
    Habit("disco", "evening", 2.0, 4, (COUPLE,)),
    Habit("event_tickets", "default", 0.8, 5),
    Habit("kids_club", "session", 4.6, 4, (FAMILY,)),
    Habit("paediatrician", "default", 0.4, 9, (FAMILY,)),
)


def past_month(conn: Connection, house: House) -> None:
    """Enter it into an empty book: the bookings, whose places they were, and how often cards were opened."""
    made = conn.execute(
        insert(guests)
        .values(property_id=house.id, chat_id=NOBODY, name="Guest", language="en", created_at=house.now)
        .returning(guests.c.id)
    ).scalar_one()
    rows = [row for habit in HABITS for row in _habit(house, habit, int(made))]
    numbers = conn.execute(insert(bookings).returning(bookings.c.id, sort_by_parameter_order=True), rows)
    held = [(number, row) for number, row in zip(numbers.scalars(), rows, strict=True)]
    _places(conn, house, [(number, row) for number, row in held if row["status"] != "CANCELLED"])
    conn.execute(insert(offer_steps), list(_steps(house, rows)))


def _habit(house: House, habit: Habit, guest: int) -> Iterator[Row]:
    """On days on which it starts at all, and never more than there is room for."""
    sold = house.sold(habit.offer, habit.option)
    dice = Random(f"{habit.offer}/{habit.option}")  # noqa: S311  # the same month every time, no secret
    if sold is None:
        return
    room, size = Counter[datetime](), usual_size(house, f"{habit.offer}/{habit.option}", "")
    for back in range(DAYS, 0, -1):
        day = house.today - timedelta(days=back)
        starts = sessions.starts(sold[1], day, house, sold[0])
        for number in range((int(habit.daily) + (dice.random() < habit.daily % 1)) if starts else 0):
            start, party, fate = dice.choice(starts), dice.choice(habit.parties), dice.random()
            places = party.people if sold[1].pricing == "person" else 1
            if room[start] + places <= size:
                room[start] += places
                yield _booked(house, habit, guest, party, start, name=f"{day}/{number}", fate=fate)


def _booked(
    house: House, habit: Habit, guest: int, party: Party, start: datetime, *, name: str, fate: float
) -> Row:
    """One in twelve was given up in time, one in thirty was not used."""
    offer, option = house.catalog.offers[habit.offer], house.catalog.offers[habit.offer].option(habit.option)
    assert option  # noqa: S101  # house.sold has found it
    cost, made = quote(house, offer, option, party, start), start - timedelta(hours=30)
    gone, missed = fate < 1 / 12, 1 / 12 <= fate < 1 / 12 + 1 / 30
    request = f"season:{habit.offer}/{habit.option}/{name}"
    return {
        **{"property_id": house.id, "ref": _ref(request), "request": request, "guest_id": guest},
        **{"offer": offer.code, "option": option.code, "start": start, "end": start + option.length},
        **{"party": party.json(), "quote": cost.json(), "sold": vars(Sold.now(offer, option))},
        **{"payment": "desk", "catalog_n": house.version, "created_at": made, "confirmed_at": made},
        "status": "CANCELLED" if gone else "CONFIRMED" if missed else "REDEEMED",
        "reason": "guest" if gone else None,
        "kept_minor": 0 if gone else cost.total.minor // 2 if missed else None,
        "ended_at": made + timedelta(hours=2) if gone else None,
        "no_show_at": start + timedelta(hours=1) if missed else None,
        "redeemed_at": start if not gone and not missed else None,
    }


def _ref(request: str) -> str:
    """Of another form than the desk gives out, so that the two never meet."""
    return f"B-{Random(request).randrange(16**6):06X}"  # noqa: S311  # a label, no secret


def _places(conn: Connection, house: House, taken: list[tuple[int, Row]]) -> None:
    """The ledger and the counters, as they would be had each been booked."""
    used: Counter[tuple[str, datetime]] = Counter()
    rows: list[Row] = []
    for number, row in taken:
        resource, party = f"{row['offer']}/{row['option']}", Party.of(row["party"])
        sold = house.sold(row["offer"], row["option"])
        people = party.people if sold and sold[1].pricing == "person" else 1
        used[resource, row["start"]] += people
        whose = {"property_id": house.id, "booking_id": number, "resource": resource}
        rows.append({**whose, "start": row["start"], "quantity": people, "state": "live"})
    conn.execute(insert(claims), rows)
    sizes = {resource: usual_size(house, resource, "") for resource, _ in used}
    counters = [
        {"property_id": house.id, "resource": one, "start": at, "used": n, "capacity": sizes[one]}
        for (one, at), n in used.items()
    ]
    conn.execute(insert(buckets), counters)


def _steps(house: House, rows: list[Row]) -> Iterator[Row]:
    """What was looked at for each booking, on the day on which it was made; not all of it led anywhere."""
    by_offer = {one.offer: one for one in HABITS}
    counts: Counter[tuple[date, str, str]] = Counter()
    for row in rows:
        day, looked = house.local(row["created_at"]).date(), by_offer[row["offer"]].looked
        for step, n in (("seen", looked), ("begun", 1 + looked // 3), ("priced", 1 + looked // 5)):
            counts[day, row["offer"], step] += n
    for habit in HABITS:
        if habit.refused:
            counts[house.today - timedelta(days=3), habit.offer, "refused:sold_out"] += habit.refused
    for (day, offer, step), n in sorted(counts.items()):
        yield {"property_id": house.id, "day": day.isoformat(), "offer": offer, "step": step, "n": n}
