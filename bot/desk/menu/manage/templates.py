"""What a new extra is made of, by the way it is booked: the least that works. Its card edits the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.desk.catalog.model import Offer, Option, Schedule
from bot.desk.house import House
from bot.desk.menu.manage import hours

STEPS = {  # what is asked for, in this order
    "slot": ("title", "price", "duration", "places", "times"),
    "hours": ("title", "price", "places", "times"),
    "rental": ("title", "price", "duration", "places", "times"),
    "open": ("title", "price"),
    "request": ("title", "price"),
}
BY_PERSON = ("slot", "hours")
NOT_LATIN = re.compile(r"[^a-z0-9]+")
LETTERS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяәғқңөұүһі" + "əıøł",
        [
            *(
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
            ),
            *(
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "sch",
                "y",
                "e",
                "yu",
                "ya",
                "a",
                "g",
                "q",
                "n",
                "o",
                "u",
                "u",
                "h",
                "i",
            ),
            *("e", "i", "o", "l"),
        ],
        strict=True,
    )
)


def steps(known: Mapping[str, Any]) -> list[str]:
    """What is asked for; what is rented by whole days has no hours."""
    by_days = known["mode"] == "rental" and known.get("duration", 1) % (24 * 60) == 0
    return [one for one in STEPS[known["mode"]] if not (by_days and one == "times")]


def built(house: House, known: Mapping[str, Any], *, code: str | None = None) -> Offer:
    """The extra, hidden. Its name stands for the texts that nobody has written yet."""
    mode, name = known["mode"], known["title"]
    languages = dict.fromkeys((known.get("language", ""), house.hotel.default_language))
    texts = {one: name for one in languages if one in house.hotel.languages}
    option = Option.model_validate(
        {
            "pricing": "person" if mode in BY_PERSON else "booking",
            "duration": known.get("duration"),
            "capacity": known.get("places"),
            "units": [_unit(mode, known["price"])],
            "schedule": [{}] if "times" in steps(known) else [],
        }
    )
    made = Offer(
        code=code or free_code(house, _code(name)),
        group=known["group"],
        mode=mode,
        department="reception",
        active=False,
        title=texts,
        benefit=texts,
        about=texts,
        place=house.hotel.departments["reception"].name,
        options=[option],
    )
    return made if not known.get("times") else _timed(made, option, known["times"])


def _unit(mode: str, price: str) -> dict[str, Any]:
    return {"type": "ADULT" if mode in BY_PERSON else "OTHER", "price": price}


def _timed(made: Offer, option: Option, words: str) -> Offer:
    found = hours.read_times(made, option, Schedule(), words)
    if found is None:
        return made
    return made.model_copy(update={"options": [hours.with_row(option, 0, *found)]})


def _code(name: str) -> str:
    """A name in small Latin letters."""
    plain = "".join(LETTERS.get(one, one) for one in unicodedata.normalize("NFC", name.casefold()))
    letters = (one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    bare = NOT_LATIN.sub("_", "".join(letters)).strip("_")
    return (bare if bare[:1].isalpha() else f"extra_{bare}".strip("_"))[:30] or "extra"


def free_code(house: House, code: str) -> str:
    """The code, or with the first number that makes it new."""
    bare = re.sub(r"_\d+$", "", code)[:34]
    if code not in house.catalog.offers:
        return code if len(code) > 1 else f"{code}_1"
    return next(f"{bare}_{n}" for n in range(2, 10_000) if f"{bare}_{n}" not in house.catalog.offers)
