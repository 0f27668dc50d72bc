"""The hotel's rooms, and what is kept of a secret in place of it."""

from __future__ import annotations

import hashlib

from bot.desk.house import House


def exists(house: House, room: str) -> bool:
    return named(house, room) is not None


def named(house: House, room: str) -> str | None:
    """As the hotel writes it, in whatever case it was typed; None where there is no such room."""
    return next((found for span in house.hotel.rooms if (found := _within(room, span))), None)


def _within(room: str, span: str) -> str | None:
    first, dash, last = span.partition("-")
    if not dash:
        return first if room.casefold() == first.casefold() else None
    number = room.isascii() and room.isdecimal() and len(room) <= len(last)
    written = number and int(first) <= int(room) <= int(last) and room == _numbered(int(room), first)
    return room if written else None


def every(house: House) -> list[str]:
    """Every room of the hotel once, in the catalog's order."""
    return list(dict.fromkeys(room for span in house.hotel.rooms for room in _spread(span)))


def _spread(span: str) -> list[str]:
    first, dash, last = span.partition("-")
    if not dash:
        return [first]
    return [_numbered(n, first) for n in range(int(first), int(last) + 1)]


def _numbered(room: int, first: str) -> str:
    """After 9 comes 10, and after 009 comes 010."""
    return str(room).zfill(len(first))


def digest(token: str) -> str:
    """Of a random token; what people choose themselves needs more (`stays.linking`)."""
    return hashlib.sha256(token.encode()).hexdigest()
