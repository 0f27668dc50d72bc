"""A code that a guest shows: whether it is good for this booking, and how often one may guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from bot.db import Connection
from bot.desk.booking import gift, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.gift import Gift
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import PERSON, DeskError
from bot.desk.stays import phones
from bot.say import Choice, Day, Value, text
from bot.schema import gift_tries

WITHIN = timedelta(hours=1)
MOST = 5  # codes within the hour that were none; then a person helps
LONGEST = 40  # characters that are looked at as a code

_TRIES = (
    select(func.count())
    .select_from(gift_tries)
    .where(gift_tries.c.property_id == bindparam("p"), gift_tries.c.chat_id == bindparam("c"))
    .where(gift_tries.c.at > bindparam("since"), gift_tries.c.at <= bindparam("now"))
)
_TRY = insert(gift_tries)


class NoSuchCode(DeskError):
    """Not a code of this hotel's: a slip of the finger, most of the time."""

    key = "refuse.code_unknown"


class TooManyCodes(DeskError):
    """Enough guesses for an hour; a person can look the code up."""

    key = "refuse.code_wait"


class CodeUsed(DeskError):
    """Every use of it is taken, or the hotel has withdrawn it."""

    key = "refuse.code_used"


class CodeOver(DeskError):
    """It is for services up to a day that lies before this one."""

    key = "refuse.code_over"


class CodeEarly(DeskError):
    """It is for services from a later day on."""

    key = "refuse.code_early"


class CodeForOther(DeskError):
    """It is for other extras, or for somebody else."""

    key = "refuse.code_for_other"


def find(conn: Connection, ask: Ask, guest: Guest, words: str) -> Gift | DeskError:
    """The code behind what was written, or why it is not to be had: a value, so that a miss is counted."""
    house, known = ask.house, ask.facts()
    if tries(conn, house, guest.chat_id) >= MOST:
        return TooManyCodes(ways=[PERSON, _without(known)])
    found = gift.by_code(conn, house, words) if len(words) <= LONGEST else None
    if found is None:
        missed(conn, house, guest.chat_id)
        return NoSuchCode(ways=[_without(known), PERSON])
    return obstacle(conn, ask, guest.id, found) or found


def obstacle(conn: Connection, ask: Ask, guest_id: int, found: Gift) -> DeskError | None:
    """What keeps a code from this booking."""
    known, house = ask.facts(), ask.house
    if not gift.left(conn, house, found):
        return used(known)
    if found.last and ask.day > found.last:
        return CodeOver(date=Day(found.last), ways=[ways.days(ask), _without(known), PERSON])
    if found.first and ask.day < found.first:
        return CodeEarly(date=Day(found.first), ways=[ways.days(ask), _without(known), PERSON])
    foreign = found.amount is not None and found.amount.currency != house.hotel.currency
    named = not found.offers or ask.offer.code in found.offers
    if foreign or not named or not _theirs(conn, house, found, guest_id):
        return CodeForOther(extra=ask.title, ways=[*_sold_for(house, found), _without(known), PERSON])
    return None


def used(facts: Mapping[str, Any]) -> CodeUsed:
    return CodeUsed(ways=[_without(facts), PERSON])


def _theirs(conn: Connection, house: House, found: Gift, guest_id: int) -> bool:
    """Whoever has the code; one that was given to a guest is for all phones of their stay."""
    if found.guest_id in (None, guest_id):
        return True
    stay = phones.stay_of(conn, house, guest_id)
    return stay is not None and found.guest_id in [one.id for one in phones.linked(conn, house, stay.id)]


def _sold_for(house: House, found: Gift) -> list[Choice]:
    """Up to two of the extras that it is for."""
    listed = (house.catalog.offer(code) for code in found.offers)
    return [ways.see(one) for one in listed if one and one.active][:2]


def _without(facts: Mapping[str, Any]) -> Choice:
    """The same without a voucher."""
    kept = {name: value for name, value in facts.items() if name != "gift"}
    return Choice(text("button.without_code"), "book", kept)


def tries(conn: Connection, house: House, chat_id: int) -> int:
    """How many codes of this chat were none, within the hour."""
    asked = {"p": house.id, "c": chat_id, "since": house.now - WITHIN, "now": house.now}
    return int(conn.execute(_TRIES, asked).scalar_one())


def missed(conn: Connection, house: House, chat_id: int) -> None:
    conn.execute(_TRY, {"property_id": house.id, "chat_id": chat_id, "at": house.now})


def forget(conn: Connection, house: House) -> None:
    """Misses that no longer count."""
    old = gift_tries.c.property_id == house.id, gift_tries.c.at <= house.now - WITHIN
    conn.execute(delete(gift_tries).where(*old))


def worth(found: Gift) -> Value:
    """For a button: 20 % or 15.00 AZN."""
    return found.amount or text("code.percent", percent=found.percent or 0)


def listed(conn: Connection, ask: Ask, guest_id: int, given: Sequence[Gift]) -> Gift | None:
    """The first of the guest's own vouchers that is good for this."""
    return next((one for one in given if obstacle(conn, ask, guest_id, one) is None), None)
