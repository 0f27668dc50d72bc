"""Typed answers, read as people write them. Pure: each gives the value, or None when it is not one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.desk.catalog.characters import hidden
from bot.desk.catalog.check import MOST_ROOMS, PHONE, ROOM, ROOMS
from bot.desk.catalog.texts import TAG
from bot.desk.setup.places import fold

CLOCK = re.compile(
    r"(?<![\d:.])(?:(?P<joined>[0-2]\d[0-5]\d)|(?P<hour>\d{1,2})(?:\s?[:.hч]\s?(?P<minute>[0-5]\d)(?!\d))?)"
    r"(?!\d)\s*(?P<half>[ap]\.?m\b)?",
    re.IGNORECASE,
)
DASHES = re.compile(r"\s*(?:[-–—…]|\.\.+)\s*")
COUNT = re.compile(
    r"(\d{1,3})\s*(?:rooms?|szoba|szobánk|номер\w*|комнат\w*|otaq|otağımız|бөлме\w*|нөмір\w*|zimmern?|oda\w*)"
)
LONGEST = 80  # characters of a name or an address
SHORTEST = 7  # digits of a phone number with the country's code
_TONGUE = r"^по | (?:nyelv|dili|тили|язык)$"  # "azərbaycan dili" is its language
SPAN = re.compile(r"\b([0-9]{1,3})(?:-([0-9]{1,3}))?\b")
BESIDE = dict.fromkeys(map(ord, " \u00a0\t.()#№+&"))  # what people write beside a number
BETWEEN = re.compile(r"[,;\n]|\b(?:and|és|и|və|және|und|ve)\b")


def clocks(words: str) -> list[str]:
    """Every time of day in it as HH:MM; an hour that no clock shows makes it none at all."""
    found = [_clock(one) for one in CLOCK.finditer(words)]
    unread = any(map(str.isdigit, CLOCK.sub(" ", words)))
    return [] if unread or None in found else [one for one in found if one]


def _clock(one: re.Match[str]) -> str | None:
    joined = one["joined"]
    hour, minute = (
        int(joined[:2] if joined else one["hour"]),
        int(joined[2:] if joined else one["minute"] or 0),
    )
    if one["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if one["half"][0] in "pP" else 0)
    return f"{hour % 24:02}:{minute:02}" if hour <= 24 else None


def hours(words: str) -> list[str] | None:
    """ "7-10:30", "7:00–10:30", "с 7 до 10": from and until, in this order."""
    found = clocks(words)
    return found if len(found) == 2 and found[0] < found[1] else None


def arrival_and_departure(words: str) -> list[str] | None:
    """ "14, 11": check-in and check-out; rooms are left before they are taken, whichever was named first."""
    found = clocks(words)
    return sorted(found, reverse=True) if len(found) == 2 and found[0] != found[1] else None


def phone(words: str) -> str | None:
    """ "+36 36/411-711" as it may be tapped, by a guest from anywhere: with the country's code."""
    shown = " ".join(re.sub(r"[./]", " ", words.translate({0xA0: " "})).split())
    number = re.search(r"\+?[\d(][\d ()\-]*\d", shown)
    found = number[0].replace("(", "").replace(")", "") if number else ""
    found = f"+{found[2:].lstrip()}" if found.startswith("00") else found
    whole = found.startswith("+") and sum(map(str.isdigit, found)) >= SHORTEST
    return found if whole and PHONE.fullmatch(found) else None


def emergency(words: str) -> str | None:
    found = re.findall(r"\d+", words)
    return found[0] if len(found) == 1 and 2 <= len(found[0]) <= 15 else None


def line(words: str) -> str | None:
    """A name or an address: one line that may stand in the catalog."""
    said = " ".join(words.split())
    plain = not (hidden(said) or TAG.search(said) or set(said) & set("{}<>"))
    return said if 2 <= len(said) <= LONGEST and plain and any(map(str.isalpha, said)) else None


def numbers(words: str) -> set[int] | None:
    """ "2, 5–7 and 9" of a numbered list; None when anything else stands there: "all but 3"."""
    said = DASHES.sub("-", words.casefold())
    if BETWEEN.sub("", SPAN.sub("", said)).translate(BESIDE):
        return None
    spans = [sorted((int(first), int(last or first))) for first, last in SPAN.findall(said)]
    return {n for first, last in spans for n in range(first, last + 1)} or None


def bare_number(words: str) -> int | None:
    """ "14": how many rooms there are, or the number of the only one? They have to be asked."""
    said = words.strip().rstrip(".")
    return int(said) if re.fullmatch(r"[1-9]\d{0,2}", said) and said != "1" else None


def rooms(words: str) -> list[str] | None:
    """ "101-120, 201–220", "1 2 3", "Villa 2", "12 rooms": as the catalog names them."""
    said = DASHES.sub("-", words.strip().casefold())
    if few := COUNT.fullmatch(said):
        return [f"1-{few[1]}"] if few[1] not in ("0", "1") else ["1"]
    said = re.sub(r"(?<=\d)\s+(?:to|до|ig|bis)\s+(?=\d)", "-", DASHES.sub("-", words.strip()))
    parts = [one.strip() for one in BETWEEN.split(said) if one.strip()]
    if all(re.fullmatch(r"[\d\s-]+", one) for one in parts):
        parts = [one for part in parts for one in part.split()]
    found = [_room(one) for one in dict.fromkeys(parts)]
    return None if not found or None in found or _overlap(found) else [one for one in found if one]


def _room(label: str) -> str | None:
    span = ROOMS.fullmatch(label)
    if span:
        first, last = int(span[1]), int(span[2])
        return label if 0 < last - first < MOST_ROOMS and len(span[1]) <= len(span[2]) else None
    return label if ROOM.fullmatch(label) else None


def _overlap(labels: list[str | None]) -> bool:
    """Two ranges that share a room: somebody's finger slipped."""
    spans = sorted(
        (int(one[1]), int(one[2])) for label in labels if label and (one := ROOMS.fullmatch(label))
    )
    return any(before[1] >= after[0] for before, after in pairwise(spans))


def languages(words: str, names: Mapping[str, str]) -> list[str] | None:
    """ "English, magyar", "en hu", "angolul": codes, also of those we do not speak. names: folded → code."""
    said = [re.sub(_TONGUE, "", fold(one)).strip() for one in BETWEEN.split(words)]
    parts = [one for part in said for one in ([part] if part in names else part.split())]
    found = [names.get(one) or names.get(one.removesuffix("ul")) or names.get(f"{one}и") for one in parts]
    return [one for one in dict.fromkeys(found) if one] if found and None not in found else None
