"""The set-up's answers as guests are told them today: once it is open, anybody may have changed the hotel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk.catalog.model import Hotel
from bot.desk.people import Colleague
from bot.say import in_words


def answers(hotel: Hotel, team: Sequence[Colleague], given: Mapping[str, Any]) -> dict[str, Any]:
    """What has become of each that was given. The languages are as they were ticked last."""
    now = _facts(hotel) | {"night": next((one.user_id for one in team if one.nights), None)}
    if "clock" in given:
        now["clock"] = {**given["clock"], "zone": hotel.zone}
    return {one: now.get(one, answer) for one, answer in given.items()}


def _facts(hotel: Hotel) -> dict[str, Any]:
    def words(texts: Mapping[str, str]) -> str:
        return in_words(texts, hotel.default_language, "en")

    return {
        "name": words(hotel.name),
        "place": {"city": words(hotel.city), "address": words(hotel.address)},
        "currency": hotel.currency,
        "rooms": hotel.rooms,
        "breakfast": _breakfast(hotel),
        "times": [f"{hotel.check_in:%H:%M}", f"{hotel.check_out:%H:%M}"],
        "phone": hotel.reception_phone,
        "emergency": hotel.emergency_number,
    }


def _breakfast(hotel: Hotel) -> list[str] | None:
    """The hours of most days; the set-up knows only one pair."""
    served = max(hotel.hours.get("breakfast", []), key=lambda one: len(one.days), default=None)
    return [f"{served.open:%H:%M}", f"{served.close:%H:%M}"] if served else None
