"""What stands on a card: the hotel, the room, the same sentence in each of the hotel's languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db import Connection
from bot.desk.house import House
from bot.desk.stays import tokens
from bot.desk.stays.register import find
from bot.say import Text, in_words, pack

MOST_LINES = 7  # of an A6 card


def facts(house: House, room: str, token: str, *, stay: bool) -> dict[str, Any]:
    """As JSON; it is put into words and drawn by `bot.sheets`. A stay's card says that it ends."""
    usual = house.hotel.default_language
    spoken = list(dict.fromkeys([usual, *house.hotel.languages]))[:MOST_LINES]
    return {
        "hotel": pack(in_words(house.hotel.name, usual, usual)),
        "room": room,
        "start": token,
        "lines": [pack(Text("sheet.scan", language=code)) for code in spoken],
        "foot": [pack(Text("sheet.stay", language=code)) for code in spoken[:2]] if stay else [],
    }


def codes(conn: Connection, house: House, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Fresh codes and what stands beside them: of stays by their ids, else of the walls of rooms."""
    if "stays" not in wanted:
        made = tokens.wall(conn, house, wanted["rooms"], only=wanted["all"])
        return [facts(house, room, token, stay=False) for room, token in made]
    found = [find(conn, house, each) for each in wanted["stays"]]
    cards = [(one.room, tokens.card(conn, house, one)) for one in found if one and one.open and one.room]
    return [facts(house, room, token, stay=True) for room, token in cards]
