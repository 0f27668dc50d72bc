"""How a phone comes to belong to a stay: a room, and the surname or PIN of who lives there.

A code on the wall or a number that was typed only names a room. What proves it is the surname or the PIN
of a stay that is checked in there; the second phone of a stay also needs reception. Whoever guesses gets the
same answer after the same work, whether or not there is such a room, stay or surname.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import bindparam, delete, func, insert, select

from bot.db import Connection
from bot.desk import alerts, outbox
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import DeskError
from bot.desk.stays import phones
from bot.desk.stays.names import alike, spelled
from bot.desk.stays.phones import Link
from bot.desk.stays.register import Stay, change, in_room, kept, living
from bot.schema import attempts

WITHIN = timedelta(hours=1)
A_GUEST = 5  # misses an hour from one chat; then reception helps
THE_HOUSE = 100  # misses an hour in the whole hotel; then owners are told, and reception confirms everybody
COMPARED = 3  # stays of a room that are looked at: always so many, so that an empty room takes as long
MOST_WORDS = 4  # of a name; a list of surnames is not one
STRETCH = 5_000  # rounds for a PIN: a few milliseconds each
NAME, CODE = "name", "code"  # what was guessed: a surname or PIN; what a link of ours ends with
Answer = Literal["linked", "asked", "again", "wait"]

_MISSES = (
    select(func.count())
    .select_from(attempts)
    .where(attempts.c.property_id == bindparam("p"), attempts.c.at > bindparam("since"))
    .where(attempts.c.at <= bindparam("now"))
    .where(attempts.c.what == bindparam("w"))
)
_MISSES_OF = _MISSES.where(attempts.c.chat_id == bindparam("c"))
_MISS = insert(attempts)


@dataclass(frozen=True)
class Outcome:
    """`asked`: reception decides, over `link`. `news` is false when they have been asked already."""

    answer: Answer
    stay: Stay | None = None
    link: Link | None = None
    others: Sequence[Guest] = ()
    news: bool = False


class AtHome(DeskError):
    """A phone that belongs to a stay names another room: reception moves guests, scanning does not."""

    key = "refuse.at_home"


def possible(conn: Connection, house: House, guest: Guest) -> bool:
    """Whether a surname or PIN can confirm this guest's room: the hotel tells us who stays."""
    return not guest.verified and kept(conn, house)


def prove(conn: Connection, house: House, guest: Guest, room: str | None, words: str) -> Outcome:
    """Who says this surname or PIN belongs to the room, or does not; misses are counted."""
    if misses(conn, house, guest.chat_id) >= A_GUEST:
        return Outcome("wait")
    found = _who(_candidates(conn, house, room), words)
    if found is None:
        _missed(conn, house, guest.chat_id)
        return Outcome("again")
    return _belongs(conn, house, guest, found, "pin" if _is_pin(words) else "surname")


def _belongs(conn: Connection, house: House, guest: Guest, stay: Stay, how: phones.How) -> Outcome:
    """The first phone of a stay in the house is linked at once; any other waits for reception.

    Whom reception has linked is at home already: a surname typed late changes nothing.
    """
    known = next((one for one in phones.of_stay(conn, house, stay.id) if one.guest_id == guest.id), None)
    if known and known.state == "linked":
        return Outcome("linked", stay)
    others = [
        one
        for one in phones.linked(conn, house, stay.id)
        if one.id != guest.id and not outbox.phoneless(one.chat_id)
    ]
    if stay.state == "in_house" and not others and not _alarmed(conn, house):
        phones.link(conn, house, stay, guest, how=how)
        return Outcome("linked", stay)
    news = known is None or known.state in ("ended", "declined")
    if known and known.state == "declined" and known.decided_at and house.now - known.decided_at < WITHIN:
        return Outcome("asked")
    link = phones.ask(conn, house, stay, guest, how=how)
    return Outcome("asked", stay, link, others, news)


def _candidates(conn: Connection, house: House, room: str | None) -> list[Stay]:
    """Who lives in the room, and who is expected in it today."""
    number = room or ""
    there = living(conn, house, number)
    coming = [one for one in in_room(conn, house, number, on=house.today) if one.state == "expected"]
    return [*there, *coming][:COMPARED]


def _who(candidates: Sequence[Stay], words: str) -> Stay | None:
    """The stay that these words prove; the same work for none as for many."""
    padded = [*candidates, *[None] * (COMPARED - len(candidates))]
    proven = [_proves(one, words) for one in padded]
    return next((one for one, so in zip(padded, proven, strict=True) if so), None)


def _proves(stay: Stay | None, words: str) -> bool:
    if _is_pin(words):
        given = pin_hash(stay.ref if stay else "", words.strip())
        return hmac.compare_digest(given, (stay and stay.pin_hash) or "") and stay is not None
    said = words if is_a_name(words) else ""
    return alike(said, _surname(stay) if stay else "—") and stay is not None


def is_a_name(words: str) -> bool:
    """Not a list of them, whatever stands between: "Smith,Jones,Nagy" has no space in it."""
    return max(len(words.split()), len(spelled(words).split())) <= MOST_WORDS


def _surname(stay: Stay) -> str:
    """Staff type a name in either order; a list says which is which."""
    return f"{stay.surname} {stay.name}" if stay.source == "staff" else stay.surname


def _is_pin(words: str) -> bool:
    bare = words.strip()
    return bare.isascii() and bare.isdecimal() and 4 <= len(bare) <= 6


def pin_hash(ref: str, pin: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), ref.encode(), STRETCH).hex()


def new_pin(conn: Connection, house: House, stay: Stay) -> str:
    """Four digits that reception says to the guest; an earlier PIN ends, and only a hash is kept."""
    pin = f"{secrets.randbelow(10_000):04}"
    change(conn, house, stay, pin_hash=pin_hash(stay.ref, pin))
    return pin


def misses(conn: Connection, house: House, chat_id: int) -> int:
    """How often this chat has guessed wide within the hour."""
    return _misses_of(conn, house, chat_id, NAME)


def tired(conn: Connection, house: House, chat_id: int) -> bool:
    """This chat has opened so many links that lead nowhere that for an hour none is looked up."""
    return _misses_of(conn, house, chat_id, CODE) >= A_GUEST


def no_such_code(conn: Connection, house: House, chat_id: int) -> None:
    """A link that leads nowhere: one is an old card, a hundred an hour are guesses, or many old cards."""
    _note(conn, house, chat_id, CODE)
    if _misses(conn, house, CODE) >= THE_HOUSE:
        alerts.tell_owners(conn, house, "alert.codes", number=THE_HOUSE, command="qonaq qr --again")


def _misses_of(conn: Connection, house: House, chat_id: int, what: str) -> int:
    facts = {"p": house.id, "since": house.now - WITHIN, "now": house.now, "c": chat_id, "w": what}
    return int(conn.execute(_MISSES_OF, facts).scalar_one())


def _misses(conn: Connection, house: House, what: str) -> int:
    facts = {"p": house.id, "since": house.now - WITHIN, "now": house.now, "w": what}
    return int(conn.execute(_MISSES, facts).scalar_one())


def _alarmed(conn: Connection, house: House) -> bool:
    return _misses(conn, house, NAME) >= THE_HOUSE


def _note(conn: Connection, house: House, chat_id: int, what: str) -> None:
    conn.execute(_MISS, {"property_id": house.id, "chat_id": chat_id, "what": what, "at": house.now})


def _missed(conn: Connection, house: House, chat_id: int) -> None:
    _note(conn, house, chat_id, NAME)
    if _alarmed(conn, house):
        alerts.tell_owners(conn, house, "alert.guessing", n=THE_HOUSE)


def forget(conn: Connection, house: House) -> None:
    """Misses that no longer count."""
    old = attempts.c.property_id == house.id, attempts.c.at <= house.now - WITHIN
    conn.execute(delete(attempts).where(*old))


def by_staff(conn: Connection, house: House, guest: Guest, room: str, *, by: int) -> Stay | None:
    """Reception knows them: the stay in the room that they now belong to, if one is checked in there."""
    there = living(conn, house, room)
    if not there:
        return None
    phones.link(conn, house, there[0], guest, how="staff", by=by)
    return there[0]


def come(conn: Connection, house: House, stay: Stay) -> list[Guest]:
    """They are checked in: the one phone that had proved this stay before is linked now.

    Not while somebody guesses: then reception confirms every phone, also the one that named the right family.
    """
    asked = [one for one in phones.of_stay(conn, house, stay.id) if one.state == "asked"]
    there = [one for one in phones.linked(conn, house, stay.id) if not outbox.phoneless(one.chat_id)]
    if len(asked) == 1 and not _alarmed(conn, house) and not there:
        phones.accept(conn, house, stay, asked[0], by=None)
    return phones.linked(conn, house, stay.id)
