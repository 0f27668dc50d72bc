"""The {names} that an answer may hold, and where their values come from. Only names are ever filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.desk.catalog.issues import Finding, Where, like
from bot.desk.catalog.model import Catalog, Entry, Offer
from bot.desk.catalog.told import Name, Told, told

NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACES = re.compile(r"\{[^{}]*\}?|\}")
HOURS = "hours_"  # {hours_breakfast}: of another entry
OF_HOTEL = ("hotel", "city", "address", "phone", "emergency", "checkin", "checkout", "assembly_point")
OF_OFFER = ("offer", "price", "times", "next_free", "duration", "ages", "place", "included", "deposit")
FIELDS = ("answer", "details", "simple")


def names_in(words: str) -> list[str]:
    return NAME.findall(words)


def texts_of(entry: Entry) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The texts of an entry in which names are filled in."""
    for field in FIELDS:
        if texts := getattr(entry, field):
            yield field, texts


def used(entry: Entry) -> set[str]:
    return {name for _, texts in texts_of(entry) for words in texts.values() for name in names_in(words)}


def has(catalog: Catalog, entry: Entry, name: str) -> bool:
    """Whether the catalog knows a value for this name in this entry."""
    offer = catalog.offer(entry.offer) if entry.offer else None
    if name.startswith(HOURS):
        return name.removeprefix(HOURS) in catalog.hotel.hours
    if name == "hours":
        return entry.id in catalog.hotel.hours or (offer is not None and _starts(offer))
    return name in OF_HOTEL or (name in OF_OFFER and offer is not None and _offers(offer, name))


def _offers(offer: Offer, name: str) -> bool:
    match name:
        case "times" | "next_free":
            return _starts(offer)
        case "duration":
            return any(option.duration for option in offer.options)
        case "included":
            return offer.included is not None
        case "deposit":
            return offer.deposit is not None
    return True


def _starts(offer: Offer) -> bool:
    return offer.mode == "slot" and any(option.schedule for option in offer.options)


def check_placeholders(catalog: Catalog) -> Iterator[Finding]:
    """Every brace in an answer is a name that has a value."""
    for code, entry in catalog.knowledge.items():
        for field, texts in texts_of(entry):
            for language, words in texts.items():
                for braces in dict.fromkeys(BRACES.findall(words)):
                    yield from _name(catalog, entry, braces, ("knowledge", code, field, language))


def _name(catalog: Catalog, entry: Entry, braces: str, where: Where) -> Iterator[Finding]:
    known = _known(catalog)
    name = NAME.fullmatch(braces)
    if name is None:
        fix = told("fix.brace_name", example="{hours}")
        yield Finding(where, told("issue.brace_no_name", field=Name(where[2]), braces=braces[:30]), fix)
    elif name[1] not in known:
        meant = like(name[1], known)
        fix = (
            told("fix.meant", meant=f"{{{meant}}}")
            if meant
            else told("fix.use_one_of", known=", ".join(known))
        )
        yield Finding(where, told("issue.brace_unknown", field=Name(where[2]), braces=braces), fix)
    elif not has(catalog, entry, name[1]):
        yield Finding(
            where,
            told("issue.brace_no_value", field=Name(where[2]), braces=braces),
            _fix(entry, name[1]),
        )


def _known(catalog: Catalog) -> list[str]:
    return [*OF_HOTEL, "hours", *(f"{HOURS}{code}" for code in catalog.hotel.hours), *OF_OFFER]


def _fix(entry: Entry, name: str) -> Told:
    if name == "hours":
        return told("fix.add_to", code=entry.id, part="hours", file="hotel.yaml")
    if entry.offer is None:
        return told("fix.about_offer", field=Name("offer"))
    return told("fix.in_words", offer=entry.offer)
