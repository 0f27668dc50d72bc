"""The hotel's rooms, and what is kept of a secret in place of it."""

from __future__ import annotations

import hashlib

from bot.desk.house import House


def exists(house: House, room: str) -> bool:
    return any(_within(room, span) for span in house.hotel.rooms)


def _within(room: str, span: str) -> bool:
    first, dash, last = span.partition("-")
    if not dash:
        return room == first
    number = room.isascii() and room.isdecimal() and len(room) == len(first)
    return number and int(first) <= int(room) <= int(last)


def every(house: House) -> list[str]:
    """Every room of the hotel once, in the catalog's order."""
    return list(dict.fromkeys(room for span in house.hotel.rooms for room in _spread(span)))


def _spread(span: str) -> list[str]:
    first, dash, last = span.partition("-")
    if not dash:
        return [first]
    return [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)]


def digest(token: str) -> str:
    """Of a random token; what people choose themselves needs more (`stays.linking`)."""
    return hashlib.sha256(token.encode()).hexdigest()
