"""/voucher: managers give a discount code, look at one, and withdraw it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import gift, shown
from bot.desk.booking.gift import Gift
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying_words import read
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.desk.stays import phones, stay
from bot.desk.stays.acts import LIST
from bot.money import Money
from bot.say import Choice, Day, Join, Say, Value, choice, say, text

Command = Callable[[Connection, House, Asked, Colleague, str], None]
GOOD_FOR = timedelta(days=180)  # unless a day is typed
MOST_USES = 1000
EXAMPLE = "/voucher 20 214"
_WORTH = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)(%?)")
_USES = re.compile(r"[xх×](\d{1,4})", re.IGNORECASE)  # also the Cyrillic letter
_REF = re.compile(r"V-?(\w{4})", re.IGNORECASE)


class Unclear(DeskError):
    """ "/voucher" without a worth."""

    key = "refuse.gift_unclear"


class NoSuchVoucher(DeskError):
    """A number that none has, or a room in which nobody is."""

    key = "refuse.gift_no_such"


class InPrivate(DeskError):
    """A code is shown once, and not to everybody."""

    key = "refuse.gift_private"


@dataclass(frozen=True)
class Wanted:
    """What was typed: per cent or an amount, for whom, until when, how often."""

    percent: int | None
    worth: Money | None
    room: str | None
    until: date
    uses: int


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was ours and came from staff."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, who, words))


def voucher(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/voucher 20 214", "/voucher 10% 31.12 x5"; "/voucher V-7F3K" shows one."""
    if not asked.private:
        raise InPrivate(ways=[LIST])
    if known := _REF.fullmatch(words.strip()):
        reply(conn, house, asked, _card(conn, house, _found(conn, house, f"V-{known[1].upper()}")))
        return
    wanted = read_wanted(house, words)
    if wanted is None:
        raise Unclear(example=EXAMPLE, ways=[LIST])
    _issue(conn, house, asked, who, wanted)


def read_wanted(house: House, words: str) -> Wanted | None:
    """None for what says no worth, or one that nobody can take off."""
    first, _, rest = words.strip().partition(" ")
    worth = _WORTH.fullmatch(first)
    uses = next((found for word in rest.split() if (found := _USES.fullmatch(word))), None)
    said = read(house, " ".join(word for word in rest.split() if not _USES.fullmatch(word)))
    number = Decimal(worth[1].replace(",", ".")) if worth else Decimal(0)
    many = int(uses[1]) if uses else 1
    if worth is None or said.name or not 1 <= many <= MOST_USES:
        return None
    until = said.day or house.today + GOOD_FOR
    if worth[2]:
        whole = number == int(number) and 1 <= number <= 100
        return Wanted(int(number), None, said.room, until, many) if whole else None
    amount = house.money(number)
    exact = amount.minor > 0 and amount.major == number
    return Wanted(None, amount, said.room, until, many) if exact else None


def _issue(conn: Connection, house: House, asked: Asked, who: Colleague, wanted: Wanted) -> None:
    guest = _guest(conn, house, wanted.room) if wanted.room else None
    code = gift.issue(
        conn,
        house,
        worth=wanted.worth,
        percent=wanted.percent,
        until=wanted.until,
        most=wanted.uses,
        guest_id=guest.id if guest else None,
        by=f"staff:{who.user_id}",
    )
    found = gift.by_code(conn, house, code)
    if found is None:
        raise RuntimeError("a voucher that was just issued is not there")
    reply(conn, house, asked, say(text("gift.issued", code=code, **_facts(found)), choices=[_stop(found)]))
    if guest:
        tell(conn, house, guest, found)


def tell(conn: Connection, house: House, guest: Guest, found: Gift) -> None:
    """The guest reads what it is worth; the voucher waits on the price cards of their phones."""
    said = text("gift.for_you", worth=shown.worth(found), date=Day(found.last) if found.last else "—")
    ways = [choice(text("button.extras"), "groups")]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways, lasting=True))


def _guest(conn: Connection, house: House, room: str) -> Guest:
    """The first phone of who lives there."""
    there = [one for each in stay.living(conn, house, room) for one in phones.linked(conn, house, each.id)]
    if not there:
        raise NoSuchVoucher(example=EXAMPLE, ways=[LIST])
    return there[0]


def _found(conn: Connection, house: House, ref: str) -> Gift:
    if found := gift.by_ref(conn, house, ref):
        return found
    raise NoSuchVoucher(example=EXAMPLE, ways=[LIST])


def _facts(found: Gift) -> dict[str, Value]:
    until: Value = Day(found.last) if found.last else "—"
    return {"worth": shown.worth(found), "date": until, "ref": found.ref, "uses": found.most}


def _stop(found: Gift) -> Choice:
    return choice(text("button.gift_stop"), "gift_stop", ref=found.ref)


def _card(conn: Connection, house: House, found: Gift) -> Say:
    booked = Join(gift.used_by(conn, house, found)) if found.used else ""
    said = text("gift.card", used=found.used, bookings=booked, **_facts(found))
    if found.stopped_at:
        return say(said, text("gift.stopped"), choices=[LIST])
    return say(said, choices=[_stop(found), LIST])


def stop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Nobody can use it any more; what is booked with it stays. Twice is once."""
    gift.stop(conn, house, facts["ref"])
    nod(conn, house, asked, text("word.done"))
    reply(conn, house, asked, _card(conn, house, _found(conn, house, facts["ref"])))


COMMANDS: dict[str, Command] = {"/voucher": voucher}
ACTS: dict[str, StaffAct] = {"gift_stop": stop}
