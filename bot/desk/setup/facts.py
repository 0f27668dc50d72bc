"""The answers that follow from the set-up: what a guest may be told without anybody confirming a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot import shipped
from bot.desk.catalog.model import Catalog, Entry, Texts
from bot.say import Text, text
from bot.speech import Speech

Wording = Callable[[Text], Texts]


def wording(zone: str) -> Wording:
    """Puts a sentence into every language we speak. Reads the files anew: it is needed once a set-up."""
    speech = Speech.load(shipped.folder("locales"))
    voices = {code: speech.voice(code, zone) for code in speech.spoken}

    def say(sentence: Text) -> Texts:
        return {code: voice.label(sentence) for code, voice in voices.items()}

    return say


def known(answers: Mapping[str, Any]) -> dict[str, Text]:
    """Entries by name, with what the answers say about them."""
    found: dict[str, Text] = {}
    if served := answers.get("breakfast"):
        found["breakfast"] = text("fact.breakfast", start=served[0], end=served[1])
    if times := answers.get("times"):
        found["checkin_time"] = text("fact.check_in", time=times[0])
        found["checkout_time"] = text("fact.check_out", time=times[1])
    if phone := answers.get("phone"):
        found["reception"] = text("fact.reception", phone=phone)
        if emergency := answers.get("emergency"):
            found["doctor"] = text("fact.doctor", phone=phone, number=emergency)
    if place := answers.get("place"):
        found["getting_here"] = text("fact.address", address=place["address"])
    if currency := answers.get("currency"):
        found["currency"] = text("fact.currency", currency=currency)
    return found


def absent(answers: Mapping[str, Any]) -> set[str]:
    """Entries about what the hotel has not: a person answers who asks."""
    return {one for one in ("breakfast",) if one in answers and answers[one] is None}


def told(catalog: Catalog, answers: Mapping[str, Any], say: Wording, today: date) -> dict[str, Entry]:
    """The knowledge with these entries rewritten and open to guests, without what the hotel has not."""
    fresh = {
        code: catalog.knowledge[code].model_copy(
            update={"answer": say(said), **dict.fromkeys(("details", "simple", "offer"))}
            | {"draft": False, "confirmed": today}
        )
        for code, said in known(answers).items()
        if code in catalog.knowledge
    }
    gone = {
        code: catalog.knowledge[code].model_copy(update={"draft": True})
        for code in absent(answers) & catalog.knowledge.keys()
    }
    return {**catalog.knowledge, **fresh, **gone}
