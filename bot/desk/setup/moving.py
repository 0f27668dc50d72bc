"""The demo's catalog becomes the hotel's own. Pure: each gives a new catalog."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from bot.desk.catalog.model import Catalog, Hotel, Hours, Offer, Option, Texts
from bot.desk.setup import places
from bot.desk.setup.facts import Wording, told
from bot.say import text

UNKNOWN = "—"  # better than the number of a hotel that is not there
SPOKEN = ("en", "ru", "az", "kk", "hu", "tr", "de")  # the demo's texts are in these


def emptied(catalog: Catalog) -> Catalog:
    """As a hotel begins: nothing is on sale, nothing is told, no rule, season or cost of the demo holds."""
    nobodys = {
        "sample": True,
        "discounts": {},
        "seasons": {},
        "staff_hour": None,
        "reception_phone": UNKNOWN,
    }
    return Catalog(
        hotel=catalog.hotel.model_copy(update=nobodys),
        offers={code: _unsold(one) for code, one in catalog.offers.items()},
        knowledge={code: one.model_copy(update={"draft": True}) for code, one in catalog.knowledge.items()},
        ladder=catalog.ladder,  # it names roles; the roster named the demo's people
    )


def _unsold(offer: Offer) -> Offer:
    """One price a unit is left, which the owner is shown; none for weekends, for summer or as a deposit."""
    options = [_plain(one) for one in offer.options]
    return offer.model_copy(update={"active": False, "options": options, "deposit": None})


def _plain(option: Option) -> Option:
    units = [one.model_copy(update={"prices": [], "tiers": []}) for one in option.units]
    return option.model_copy(update={"units": units, "more_people": None, "cost": None})


def settled(catalog: Catalog, answers: Mapping[str, Any], say: Wording, today: date) -> Catalog:
    """The catalog with all that the answers say; what they do not touch stays as it is."""
    hotel = catalog.hotel.model_copy(update=_hotel(catalog.hotel, answers, say))
    offers = catalog.offers
    if hotel.currency != catalog.hotel.currency:
        offers = {
            code: one if one.active else _in_other_money(one, hotel.currency) for code, one in offers.items()
        }
    knowledge = told(catalog, answers, say, today)
    changed = {"hotel": hotel, "offers": offers, "knowledge": knowledge}
    moved = catalog.model_copy(update=changed)
    return Catalog.model_validate(
        moved.model_dump(by_alias=True)
    )  # the model's own rules, before it is published


def _hotel(hotel: Hotel, answers: Mapping[str, Any], say: Wording) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for question, answer in answers.items():
        changed |= _facts(hotel, question, answer)
    if hotel.sample:
        changed |= {"sample": False, "assembly_point": say(text("fact.assembly_point"))}
    if "languages" in answers:
        territory = answers.get("clock", {}).get("territory", "")
        changed |= _languages(hotel, answers["languages"], territory)
    return changed


def _facts(hotel: Hotel, question: str, answer: Any) -> dict[str, Any]:
    match question:
        case "name":
            return {"name": _everywhere(answer)}
        case "place":
            return {"city": _everywhere(answer["city"]), "address": _everywhere(answer["address"])}
        case "clock":
            return {"zone": answer["zone"]}
        case "currency":
            return {"currency": answer}
        case "rooms":
            return {"rooms": answer}
        case "times":
            return {"check_in": time.fromisoformat(answer[0]), "check_out": time.fromisoformat(answer[1])}
        case "breakfast" if answer:
            served = Hours(open=time.fromisoformat(answer[0]), close=time.fromisoformat(answer[1]))
            return {"hours": {**hotel.hours, "breakfast": [served]}}
        case "phone":
            return {"reception_phone": answer}
        case "emergency":
            return {"emergency_number": answer}
    return {}


def _languages(hotel: Hotel, chosen: list[str], territory: str) -> dict[str, Any]:
    """At first the country's own language is the hotel's, if it is among those chosen."""
    if not hotel.sample and hotel.default_language in chosen:
        return {"languages": chosen}
    local = next((one for one in places.languages_of(territory) if one in chosen), chosen[0])
    return {"languages": chosen, "default_language": local, "staff_language": chosen[0]}


def _everywhere(words: str) -> Texts:
    """A name is the same in every language."""
    return dict.fromkeys(SPOKEN, words)


def _in_other_money(offer: Offer, currency: str) -> Offer:
    """The demo's prices mean nothing here: the owner is asked for each before it goes on sale."""
    places_kept = get_currency_precision(currency)
    options = [_rounded(one, places_kept) for one in offer.options]
    return offer.model_copy(update={"options": options, "deposit": None})


def _rounded(option: Option, digits: int) -> Option:
    units = [one.model_copy(update={"price": Decimal(round(one.price, digits))}) for one in option.units]
    return option.model_copy(update={"units": units})
