"""The number of places a manager types; prices are read by the catalog's edits."""

from __future__ import annotations

import re

from bot.desk.catalog.ways import HOME
from bot.desk.problems import DeskError
from bot.say import choice, text

PLACES = re.compile(r"[0-9]{1,4}")
WAYS = (choice(text("button.m_places"), "m_places"), HOME)


class NotPlaces(DeskError):
    """The words are not a number of places. params: example."""

    key = "refuse.places_number"


def typed_places(words: str) -> int:
    """A whole number; NotPlaces otherwise."""
    if not PLACES.fullmatch(words.strip()):
        raise NotPlaces(example="8", ways=WAYS)
    return int(words)
