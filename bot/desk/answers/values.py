"""What the {names} of an answer stand for at this moment; empty where the catalog has nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.db import Connection
from bot.desk.answers import opening
from bot.desk.answers.free import on_sale
from bot.desk.answers.selling import OFFER
from bot.desk.catalog.model import Entry, Offer, Texts
from bot.desk.catalog.placeholders import HOURS, names_in
from bot.desk.house import House
from bot.say import Filled, Local, Value
from bot.speech import SENTENCE

HOTEL: Mapping[str, Callable[[House], Value]] = {
    "hotel": lambda house: Local(house.hotel.name),
    "city": lambda house: Local(house.hotel.city),
    "address": lambda house: Local(house.hotel.address),
    "phone": lambda house: house.hotel.reception_phone,
    "emergency": lambda house: house.hotel.emergency_number,
    "checkin": lambda house: f"{house.hotel.check_in:%H:%M}",
    "checkout": lambda house: f"{house.hotel.check_out:%H:%M}",
    "assembly_point": lambda house: Local(house.hotel.assembly_point),
}


def told(conn: Connection | None, house: House, entry: Entry, texts: Texts) -> Filled:
    """One text of an entry with its live values; a sentence that lacks one is not said.

    Without a connection nothing is known of the places that are free.
    """
    names = {name for words in texts.values() for name in names_in(words)}
    offer = on_sale(conn, house, entry.offer) if names else None
    return Filled(texts, {name: _value(conn, house, entry, offer, name) for name in sorted(names)})


def says_something(answer: Filled) -> bool:
    """Whether a sentence is left in every language: an answer without its values is none."""
    return all(
        any(_complete(sentence, answer.values) for sentence in SENTENCE.split(words))
        for words in answer.texts.values()
    )


def _complete(sentence: str, values: Mapping[str, Value]) -> bool:
    return all(values.get(name, "") != "" for name in names_in(sentence))


def _value(conn: Connection | None, house: House, entry: Entry, offer: Offer | None, name: str) -> Value:
    if name in HOTEL:
        return HOTEL[name](house)
    code = entry.id if name == "hours" else name.removeprefix(HOURS)
    if name.startswith("hours") and (open_at := house.hotel.hours.get(code)):
        return opening.whole_week(open_at)
    return OFFER[name](conn, house, offer) if offer and name in OFFER else ""
