"""The questions of the set-up: their order, how a typed answer is read, what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.people import Colleague
from bot.desk.setup import places, reading
from bot.desk.setup.places import Spot

QUESTIONS = (
    "name",
    "place",
    "clock",
    "currency",
    "languages",
    "rooms",
    "breakfast",
    "times",
    "phone",
    "emergency",
    "night",
)
BREAKFASTS = (["07:00", "10:00"], ["07:30", "10:30"])
TIMES = (["14:00", "11:00"], ["15:00", "10:00"])
NAMES = {
    "en": "English",
    "ru": "Русский",
    "az": "Azərbaycanca",
    "kk": "Қазақша",
    "hu": "Magyar",
    "tr": "Türkçe",
    "de": "Deutsch",
}
ELSEWHERE = ("EUR", "USD")  # money that many hotels take whatever the country's own is


@dataclass(frozen=True)
class Asking:
    """What a question is asked with: the answers so far, the staff, the asker's language and the hour."""

    answers: Mapping[str, Any]
    team: Sequence[Colleague]
    language: str
    now: datetime

    @property
    def spot(self) -> Spot | None:
        """Where the hotel is, as far as the answers and the owner's language tell."""
        if clock := self.answers.get("clock"):
            return Spot(clock["zone"], clock["territory"])
        return places.guess(self.answers.get("place", {}).get("address", ""), self.language)


def open_questions(answers: Mapping[str, Any]) -> list[str]:
    """Those that have no answer yet."""
    return [one for one in QUESTIONS if one not in answers]


def following(answers: Mapping[str, Any], question: str | None) -> str | None:
    """The next that has no answer, those further on before those that were skipped; None when all have."""
    left = open_questions(answers)
    here = QUESTIONS.index(question) if question in QUESTIONS else -1
    return next((one for one in left if QUESTIONS.index(one) > here), next(iter(left), None))


def before(question: str) -> str | None:
    here = QUESTIONS.index(question)
    return QUESTIONS[here - 1] if here else None


def proposals(question: str, asking: Asking) -> list[Any]:
    """Answers that need only a tap, the likeliest first."""
    spot = asking.spot
    match question:
        case "clock":
            return [{"zone": spot.zone, "territory": spot.territory}] if spot else []
        case "currency":
            local = places.currency_of(spot.territory) if spot else None
            return list(dict.fromkeys(filter(None, (local, *ELSEWHERE))))[:3]
        case "languages":
            return [languages(asking)]
        case "breakfast":
            return [*BREAKFASTS, None]
        case "times":
            return list(TIMES)
        case "emergency":
            return list(places.emergency_numbers(spot.territory if spot else "ZZ"))
        case "night":
            return [*(one.user_id for one in asking.team[:2]), None]  # others are named in words
    return []


def languages(asking: Asking) -> list[str]:
    """Those chosen so far, else the asker's, the country's and English."""
    if chosen := asking.answers.get("languages"):
        return list(chosen)
    country = places.languages_of(asking.spot.territory) if asking.spot else []
    likely = (asking.language, *country, "en")
    return list(dict.fromkeys(one for one in likely if one in NAMES))


Reader = Callable[[str, Asking], Any | None]
READERS: Mapping[str, Reader] = {
    "name": lambda words, asking: reading.line(words),
    "place": lambda words, asking: _place(words, asking.answers.get("name", "")),
    "clock": lambda words, asking: _clock(words, asking),
    "currency": lambda words, asking: places.read_currency(words),
    "languages": lambda words, asking: _languages(words, asking.language),
    "rooms": lambda words, asking: reading.rooms(words),
    "breakfast": lambda words, asking: reading.hours(words),
    "times": lambda words, asking: reading.arrival_and_departure(words),
    "phone": lambda words, asking: reading.phone(words),
    "emergency": lambda words, asking: reading.emergency(words),
    "night": lambda words, asking: _night(words, asking.team),
}


def read(question: str, words: str, asking: Asking) -> Any | None:
    """The typed answer as it is kept; None when it is not one."""
    return READERS[question](words, asking)


def _place(words: str, name: str) -> dict[str, str] | None:
    """The town comes first; an ambulance is told the whole, or the hotel's name where there is no street."""
    said = reading.line(words)
    if said is None:
        return None
    town, comma, street = said.partition(",")
    city = " ".join(one for one in town.split() if not one.isdecimal())  # "3300 Eger"
    if not city:
        return None
    return {
        "city": city,
        "address": said if comma and street.strip() else ", ".join(filter(None, (name, said))),
    }


def _languages(words: str, own: str) -> list[str] | None:
    """Those that are named and that we speak; the asker's own stays."""
    named = reading.languages(words, _tongues())
    return None if named is None else [one for one in NAMES if one == own or one in named]


def _tongues() -> dict[str, str]:
    return places.language_names() | {places.fold(name): code for code, name in NAMES.items()}


def unspoken(words: str) -> list[str]:
    """Languages that are named, and that we do not speak yet."""
    named = reading.languages(words, _tongues()) or []
    return [one for one in named if one not in NAMES]


def _clock(words: str, asking: Asking) -> dict[str, str] | None:
    """A city, a country, a zone, or the time of day that it is there."""
    shown = reading.clocks(words)
    spot = places.by_clock(shown[0], asking.now, asking.spot) if len(shown) == 1 else places.find(words)
    return {"zone": spot.zone, "territory": spot.territory} if spot else None


def _night(words: str, team: Sequence[Colleague]) -> int | None:
    said = places.fold(words)
    return next((one.user_id for one in team if said and places.fold(one.name) == said), None)
