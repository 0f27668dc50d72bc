"""Where a hotel is, guessed offline from the words people use for it: CLDR's cities, countries and money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies, list_currencies

from bot.desk.catalog.edits import WORDS
from bot.desk.catalog.wall import zone_of
from bot.speech import SIGNS

READ = ("en", "ru", "az", "kk", "hu", "tr", "de")  # the languages whose names for places are known
HOMES = {"hu": "HU", "az": "AZ", "kk": "KZ", "ru": "RU", "tr": "TR", "de": "DE"}  # who speaks it lives there
MAIN = {"RU": "Europe/Moscow", "KZ": "Asia/Almaty", "DE": "Europe/Berlin", "US": "America/New_York"}
MAIN |= {"ES": "Europe/Madrid", "PT": "Europe/Lisbon", "UA": "Europe/Kiev", "UZ": "Asia/Tashkent"}
MAIN |= {"CN": "Asia/Shanghai", "NZ": "Pacific/Auckland", "CY": "Asia/Nicosia"}
NEAR = timedelta(minutes=20)  # how far people's clocks are from ours
LETTERS = str.maketrans({"ı": "i", "ə": "e", "ł": "l", "ø": "o", "đ": "d", "ß": "ss"})
EMERGENCY = {  # where it is not 112
    "US": "911", "CA": "911", "MX": "911", "AR": "911", "GB": "999", "IE": "112", "AU": "000", "NZ": "111",
    "JP": "119", "KR": "119", "CN": "120", "TH": "1669", "VN": "115", "MY": "999", "SG": "995", "IL": "101",
    "AE": "998", "SA": "997", "EG": "123", "MA": "15", "BR": "192", "CL": "131", "ZA": "10177", "KE": "999",
    "UZ": "103", "TM": "03", "KG": "103", "TJ": "103", "BY": "103",
}  # fmt: skip
AMBULANCE = {"RU": "103", "KZ": "103", "AZ": "103", "AM": "103", "UA": "103", "HU": "104"}


@dataclass(frozen=True)
class Spot:
    """A time zone, and the territory it is in (ISO 3166)."""

    zone: str
    territory: str

    def clock(self, now: datetime) -> str:
        return f"{now.astimezone(ZoneInfo(self.zone)):%H:%M}"


def fold(words: str) -> str:
    """Letters without case and accents, single spaces: "BAKI" is "Bakı"."""
    bare = unicodedata.normalize("NFKD", words.translate(LETTERS).casefold())
    kept = "".join(ch for ch in bare if not unicodedata.combining(ch)).translate(LETTERS)
    return " ".join(re.sub(r"[^\w]+|_", " ", kept).split())


def find(words: str) -> Spot | None:
    """The place that is named: a large city, a country, or a zone such as Asia/Baku."""
    if zone_of(words.strip()) and "/" in words:
        return _spot(words.strip())
    for part in _parts(words):
        if zone := _cities().get(part):
            return _spot(zone)
        if territory := _countries().get(part):
            return _main(territory)
    return None


def _parts(words: str) -> Iterator[str]:
    """What stands between commas, without house numbers and postcodes."""
    for part in re.split(r"[,;\n]", words):
        yield fold(re.sub(r"\d+", " ", part))


def guess(words: str, language: str) -> Spot | None:
    """By the place, else by the language of whoever answers: they will confirm the time of day."""
    home = HOMES.get(language)
    return find(words) or (_main(home) if home else None)


def by_clock(shown: str, now: datetime, near: Spot | None) -> Spot | None:
    """Where it is that time of day now, in the country that was guessed. shown: HH:MM."""
    zones = get_global("territory_zones").get(near.territory, []) if near else []
    found = [zone for zone in zones if _is_now(zone, shown, now)]
    return _spot(found[0]) if found else None


def _is_now(zone: str, shown: str, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    hour, minute = map(int, shown.split(":"))
    apart = abs(local - local.replace(hour=hour, minute=minute))
    return min(apart, timedelta(days=1) - apart) <= NEAR


def _main(territory: str) -> Spot | None:
    zones: Sequence[str] = get_global("territory_zones").get(territory, [])
    zone = MAIN.get(territory) or next(iter(zones), None)
    return Spot(zone, territory) if zone else None


def _spot(zone: str) -> Spot:
    known = get_global("zone_aliases").get(zone, zone)
    return Spot(zone, get_global("zone_territories").get(known, "ZZ"))


@lru_cache
def _cities() -> dict[str, str]:
    """The cities that time zones are named after, in every language we read."""
    zones = [zone for zone in get_global("zone_territories") if zone_of(zone)]
    found = {fold(zone.rpartition("/")[2]): zone for zone in zones if "/" in zone}
    for code in READ:
        named = Locale.parse(code).time_zones
        found |= {
            fold(facts["city"]): zone for zone, facts in named.items() if "city" in facts and zone in zones
        }
    return found


@lru_cache
def _countries() -> dict[str, str]:
    names = [Locale.parse(code).territories for code in READ]
    return {
        fold(said): code
        for known in names
        for code, said in known.items()
        if len(code) == 2 and code.isalpha()
    }


def currency_of(territory: str) -> str | None:
    """What is paid with there."""
    return next(iter(get_territory_currencies(territory)), None) if territory != "ZZ" else None


def read_currency(words: str) -> str | None:
    """ "HUF", "Ft", "forint", "€", "euro", "manat": the code, or None."""
    said = words.strip()
    if said.upper() in list_currencies():
        return said.upper()
    named = {sign.casefold(): code for code, sign in SIGNS.items()}
    named |= {fold(one): code for code, listed in WORDS.items() for one in listed}
    return named.get(said.casefold()) or named.get(fold(said)) or _currencies().get(fold(said))


@lru_cache
def _currencies() -> dict[str, str]:
    return {fold(name): code for one in READ for code, name in Locale.parse(one).currencies.items()}


def languages_of(territory: str) -> list[str]:
    """Official languages first spoken by most."""
    found = get_global("territory_languages").get(territory, {})
    official = [code for code, facts in found.items() if facts["official_status"]]
    return sorted(official, key=lambda code: -found[code]["population_percent"])


@lru_cache
def language_names() -> dict[str, str]:
    """Every language's code by its folded name, in the languages we read and in its own."""
    found = {fold(said): code for one in READ for code, said in Locale.parse(one).languages.items()}
    own = {fold(Locale.parse(code).display_name or ""): code for code in READ}
    return found | own | {code: code for code in READ}


def language_name(code: str) -> dict[str, str]:
    """What a language is called, by the reader's language."""
    return {reader: Locale.parse(reader).languages.get(code, code) for reader in READ}


def emergency_numbers(territory: str) -> list[str]:
    """The likeliest first; people confirm it."""
    main, ambulance = EMERGENCY.get(territory, "112"), AMBULANCE.get(territory)
    return [main, ambulance] if ambulance and ambulance != main else [main]
