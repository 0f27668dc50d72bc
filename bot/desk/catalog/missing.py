"""What each language still lacks: texts that are not there, or older than what they were translated from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.desk.catalog import marks
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.places import Place, Said, plain, texts

Kind = Literal["missing", "outdated", "auto"]
Weight = Literal["title", "card", "policy", "details"]
WEIGHTS: Mapping[Weight, int] = {"title": 8, "card": 4, "policy": 2, "details": 1}  # by what guests see first
KINDS: tuple[Kind, ...] = ("missing", "outdated", "auto")
CARD = ("benefit", "about", "place", "answer", "text")
POLICY = ("note", "included", "bring", "name", "role", "city", "address", "assembly_point")
Old = Mapping[Place, Mapping[str, str]]  # place → language → the source that it was translated from


@dataclass(frozen=True)
class Gap:
    """One text to write, to write anew, or to look over."""

    place: Place
    language: str
    kind: Kind
    weight: Weight
    source: str  # the language to translate from
    texts: Said
    before: str = ""  # the source as it was when the translation was made

    @property
    def words(self) -> str:
        return self.texts[self.source]

    @property
    def said(self) -> str:
        """The translation as it stands."""
        return self.texts.get(self.language, "")


@dataclass(frozen=True)
class Look:
    """All languages of the hotel at one moment. `percent` counts what guests read and is up to date."""

    gaps: Sequence[Gap]
    percent: Mapping[str, int]

    def of(self, language: str, *kinds: Kind) -> list[Gap]:
        """The most visible first."""
        wanted = [one for one in self.gaps if one.language == language and one.kind in (kinds or KINDS)]
        return sorted(wanted, key=lambda one: -WEIGHTS[one.weight])

    def count(self, language: str) -> Counter[Kind]:
        return Counter(one.kind for one in self.gaps if one.language == language)


def look(catalog: Catalog, old: Old) -> Look:
    facts = plain(catalog)
    hotel, auto = catalog.hotel, marks.marked(facts)
    gaps: list[Gap] = []
    whole: Counter[str] = Counter()
    lacks: Counter[str] = Counter()
    for place, said in texts(facts):
        weight = weight_of(place)
        for language in hotel.languages:
            whole[language] += WEIGHTS[weight]
        for one in _gaps(catalog, place, said, old.get(place, {}), auto):
            gaps.append(one)
            lacks[one.language] += WEIGHTS[weight] if one.kind != "auto" else 0
    return Look(gaps, {one: _percent(lacks[one], whole[one]) for one in hotel.languages})


def _percent(lacks: int, whole: int) -> int:
    """Rounded down: 100 is said when nothing is left."""
    return 100 * (whole - lacks) // whole if whole else 100


def _gaps(
    catalog: Catalog, place: Place, said: Said, old: Mapping[str, str], auto: set[tuple[Place, str]]
) -> Iterator[Gap]:
    source = source_of(catalog, said)
    weight = weight_of(place)
    for language in catalog.hotel.languages:
        if not said.get(language):
            yield Gap(place, language, "missing", weight, source, said)
        elif language in old:
            yield Gap(place, language, "outdated", weight, source, said, old[language])
        elif (place, language) in auto:
            yield Gap(place, language, "auto", weight, source, said)


def source_of(catalog: Catalog, said: Said) -> str:
    """The language that the others are translated from: the hotel's own where it is there."""
    chain = (catalog.hotel.default_language, *catalog.hotel.languages, *said)
    return next(one for one in chain if said.get(one))


def weight_of(place: Place) -> Weight:
    """How much of it a guest sees, and how early."""
    field = place[-1]
    ways = len(place) == 5 and place[2] == "options"
    if place[0] in ("offers", "knowledge") and field == "title" and (len(place) == 3 or ways):
        return "title"
    if field in CARD and place[0] != "hotel":
        return "card"
    titled = field == "title" and place[0] == "offers"  # of a unit, a season, a price
    if place == ("hotel", "name"):
        return "title"
    return "policy" if field in POLICY or titled or place[0] == "hotel" else "details"


def named(place: Place) -> tuple[str, str]:
    """The code and the field, as a person finds them in the files: "canoe", "options/half_day/title"."""
    owner, field = marks.part_of(place)
    return owner[-1], field
