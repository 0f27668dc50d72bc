"""A hotel's own words: in which language they are read, short enough for a button, and nothing private."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import rooms
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.reports.masking import DOT, nameless
from bot.say import read_in
from bot.schema import stay_guests, stays

BUTTON = 24  # characters
LONGEST = 400  # characters of a taught answer: a phone shows it whole
ASKED = 600  # characters of a way of asking, as in the catalog's model
MARKS = str.maketrans({"{": "(", "}": ")", "<": "‹", ">": "›", DOT: "–"})  # the catalog takes plain text
_ENTITY = re.compile(r"&(?=[a-z]+;|#)")
_MAIL = re.compile(r"\S*@\S+|(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
_NUMBER = re.compile(r"\d+")
_END = re.compile(r"[\s?!.,;:…？]+$")
_NAMES = (
    select(stays.c.surname, stays.c.name)
    .join(stay_guests, stay_guests.c.stay_id == stays.c.id)
    .where(stay_guests.c.property_id == bindparam("p"), stay_guests.c.guest_id == bindparam("g"))
)


def shown_in(texts: Mapping[str, str], reader: str, default: str) -> str | None:
    """The language in which a reader gets them."""
    return read_in(texts, reader, default)


def plain(words: str, *, braces: bool = False) -> str:
    """As the catalog takes it: one space between words, no markup; braces only where they hold names."""
    marks = {sign: other for sign, other in MARKS.items() if not (braces and chr(sign) in "{}")}
    lines = (" ".join(line.split()) for line in words.translate(marks).splitlines())
    return _ENTITY.sub("+", "\n".join(line for line in lines if line))


def question(conn: Connection, house: House, guest: Guest, words: str) -> str:
    """What a guest asked, without their name and room, and without any phone or address."""
    bare = _nobodys(conn, house, guest, " ".join(plain(words).split()))
    return _PHONE.sub(DOT, _MAIL.sub(DOT, bare))


def answer(conn: Connection, house: House, guest: Guest, words: str) -> str:
    """What staff told a guest, without the guest's name and room."""
    return _nobodys(conn, house, guest, plain(words))


def _nobodys(conn: Connection, house: House, guest: Guest, words: str) -> str:
    names = [guest.name, *(part for row in _known(conn, house, guest) for part in row)]
    theirs = {one for one in (guest.room, guest.was_in) if one}
    bare = nameless(words, names)
    return _NUMBER.sub(lambda found: DOT if found[0] in theirs else found[0], bare)


def _known(conn: Connection, house: House, guest: Guest) -> Iterable[Sequence[str]]:
    return [tuple(row) for row in conn.execute(_NAMES, {"p": house.id, "g": guest.id})]


def doubtful(house: House, words: Iterable[str]) -> list[str]:
    """What may be private: a number that is a room, a phone that is not the hotel's, an address."""
    found: list[str] = []
    ours = {_digits(house.hotel.reception_phone), _digits(house.hotel.emergency_number)}
    for one in words:
        phones = [match[0].strip() for match in _PHONE.finditer(one) if _digits(match[0]) not in ours]
        numbers = _NUMBER.findall(_PHONE.sub(" ", one))
        found += [*_MAIL.findall(one), *phones, *(n for n in numbers if rooms.exists(house, n))]
    return list(dict.fromkeys(found))


def _digits(number: str) -> str:
    return "".join(_NUMBER.findall(number))


def title(words: str) -> str:
    """A question as a button: its beginning, cut between words."""
    bare = _END.sub("", " ".join(words.replace(DOT, " ").split()))
    return bare if len(bare) <= BUTTON else f"{_END.sub('', beginning(bare, BUTTON - 1))}…"


def beginning(words: str, most: int) -> str:
    """As much of it as fits, up to where a word ends."""
    if len(words) <= most:
        return words
    return words[: most + 1].rpartition(" ")[0] or words[:most]
