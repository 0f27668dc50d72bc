"""What a booking's staff read of its party, and the parents' consents: kept apart, and not for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as put  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.booking import lapsing
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.told import EDITION, SIZES, minors
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones
from bot.say import Join, Value, text
from bot.schema import booking_answers, consents

_put = put(booking_answers)
_KEEP = _put.on_conflict_do_update(
    index_elements=["property_id", "booking_id"],
    set_={"told": _put.excluded.told, "keep_until": _put.excluded.keep_until},
)
_OF = select(booking_answers.c.told).where(
    booking_answers.c.property_id == bindparam("p"), booking_answers.c.booking_id == bindparam("b")
)
_AGREE = insert(consents)
_AGREED = select(consents.c.ages).where(
    consents.c.property_id == bindparam("p"),
    consents.c.offer == bindparam("o"),
    consents.c.edition == bindparam("e"),
    or_(consents.c.guest_id == bindparam("g"), consents.c.stay_id == bindparam("s")),
)
NOBODY = -1  # the stay of who has none


def keep(conn: Connection, house: House, booking: Booking, told: Mapping[str, Any]) -> None:
    """For this booking; told anew it is as told last."""
    until = kept_until(house, _needed_until(house, booking))
    facts = {"property_id": house.id, "booking_id": booking.id}
    if told:
        conn.execute(_KEEP, {**facts, "told": dict(told), "keep_until": until})


def _needed_until(house: House, booking: Booking) -> datetime:
    """Its end; of a request that nobody has decided, when that ends by itself."""
    if booking.status == "PENDING":
        return lapsing.ends_at(house, booking)
    return booking.end or booking.start or house.now


def of(conn: Connection, house: House, booking_id: int) -> dict[str, Any]:
    return dict(conn.execute(_OF, {"p": house.id, "b": booking_id}).scalar() or {})


def kept_until(house: House, moment: datetime) -> datetime:
    return moment + timedelta(days=house.hotel.family_days)


def for_staff(conn: Connection, house: House, booking_id: int, coming: Party) -> list[Value]:
    """A line each for what the offer asked: allergies, sizes, the language; nothing that it did not ask."""
    told = of(conn, house, booking_id)
    lines: list[Value] = []
    if told.get("allergies"):
        lines.append(text("card.allergies", what=told["allergies"]))
    elif "allergies" in told:
        lines.append(text("card.no_allergies"))
    lines += [
        text("card.size", what=text(f"size.{size}"), values=_sizes(coming, told[size]))
        for size in SIZES
        if told.get(size)
    ]
    if told.get("instruct"):
        lines.append(text("card.led_in", language=text(f"language.{told['instruct']}")))
    said = [text(f"card.has_{what}") for what in ("licence", "swims") if told.get(what)]
    if told.get("consent"):
        said.append(text("card.has_consent"))
    return [*lines, Join(said, "dot")] if said else lines


def _sizes(coming: Party, values: list[Any]) -> Value:
    """128 (7): a child's size with the age, a grown-up's alone."""
    ages = [None] * coming.adults + list(coming.ages)
    return ", ".join(
        f"{value} ({age})" if age is not None else str(value)
        for value, age in zip(values, ages, strict=False)
        if value is not None
    )


def agree(conn: Connection, house: House, guest: Guest, ask: Ask) -> None:
    """A parent's yes from this phone, valid for all phones of the stay: who, when, to which sentence."""
    stay = phones.stay_of(conn, house, guest.id)
    facts = {
        "property_id": house.id,
        "guest_id": guest.id,
        "stay_id": stay.id if stay else None,
        "offer": ask.offer.code,
        "ages": [ask.party.ages[place - ask.party.adults] for place in minors(ask)],
        "edition": EDITION,
        "language": guest.language,
        "at": house.now,
    }
    last = house.moment(stay.departure, house.hotel.check_out) if stay else ask.start or house.now
    conn.execute(_AGREE, {**facts, "keep_until": kept_until(house, max(last, ask.start or last))})


def agreed(conn: Connection, house: House, guest: Guest, ask: Ask) -> Ask:
    """The ask with the consent that a parent has given for children of these ages before."""
    young = [ask.party.ages[place - ask.party.adults] for place in minors(ask)]
    if not young or "consent" in ask.told:
        return ask
    stay = phones.stay_of(conn, house, guest.id)
    key = {"p": house.id, "o": ask.offer.code, "e": EDITION, "g": guest.id, "s": stay.id if stay else NOBODY}
    given = any(_covers(list(ages), young) for ages in conn.execute(_AGREED, key).scalars())
    return ask.knowing({**ask.told, "consent": EDITION}) if given else ask


def _covers(given: list[int], young: list[int]) -> bool:
    """Each child is one of those it was given for."""
    left = list(given)
    for age in young:
        if age not in left:
            return False
        left.remove(age)
    return True


def forget(conn: Connection, house: House) -> None:
    """What has been kept for long enough is gone."""
    for table in (booking_answers, consents):
        over = table.c.property_id == house.id, table.c.keep_until < house.now
        conn.execute(delete(table).where(*over))
