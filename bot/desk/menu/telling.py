"""Parties by room and name, for staff who go and tell them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.people import Guest
from bot.say import Join, Text, Value, text


def named(found: Sequence[Guest]) -> Value:
    names = dict.fromkeys(f"{one.room} {one.name}" if one.room else one.name for one in found)
    return Join(list(names)) if names else ""


def in_person(found: Sequence[Guest]) -> Text | None:
    """Who reads no letter of ours."""
    return text("staff.in_person", names=named(found)) if found else None
