"""qonaq ask"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from bot import ledger, shipped
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.desk.asked import Heard
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import answering
from bot.speech import Speech, Voice
from bot.tg.hearing import Hearing

OTHERWISE = {
    "clarify": "The desk would ask back, and offer these topics.",
    "handoff": "The desk would call a person.",
    "sensitive": "The desk would give the emergency numbers first, and call a person at once.",
}


def ask(call: Call, asked: Namespace) -> int:
    """What the desk understands of a message, and what it would answer."""
    messages = _messages(call, asked)
    catalog = _catalog(call)
    for heard in _hear(messages, catalog, asked.lang):
        found = facts(catalog, heard, now=call.now())
        call.say(json.dumps(found, ensure_ascii=False) if asked.json else _readable(found))
        call.stdout.flush()  # whoever feeds us lines waits for each
    return WELL


def _hear(messages: Iterable[str], catalog: Catalog, hint: str | None) -> Iterator[Heard]:
    """As the desk does; a hotel's own words are looked at, some seconds long, when first they may matter."""
    hearing, followed = Hearing.load(catalog), False
    for message in messages:
        heard = None if followed else hearing.at_once(message, hint)
        if heard is None and not followed:
            hearing.follow(catalog)
            followed = True
        yield heard or hearing.hear(message, hint)


def _messages(call: Call, asked: Namespace) -> Iterator[str]:
    if asked.lines == (asked.text is not None):
        raise Refused('Give one message, qonaq ask "…", or many with --lines on standard input.', MISUSE)
    return (line.rstrip("\r\n") for line in call.stdin) if asked.lines else iter([asked.text])


def _catalog(call: Call) -> Catalog:
    """The live one, else the folder that the first start would take."""
    _, live = ledger.live(call.config)
    if live is not None:
        return live
    found, _ = read(call.folder(None))
    if found is None:
        raise Refused("The catalog has mistakes. `qonaq check` names them.")
    return found


def facts(catalog: Catalog, heard: Heard, *, now: datetime) -> dict[str, Any]:
    """The answer as programs read it; `text` is what a guest without bookings reads, empty when the desk does
    not answer.
    """
    entry, probability = heard.entries[0] if heard.entries else (None, 0.0)
    house = House("", catalog, 0, now)
    said = [part for name in _asked(heard) for part in answering.unasked(house, name)]
    return {
        "language": heard.language,
        "decision": _decision(house, heard, answers=bool(said)),
        "entry": entry,
        "probability": probability,
        "complaint": heard.complaint,
        "candidates": [{"entry": one, "probability": p} for one, p in heard.entries],
        "text": "\n".join(map(_voice(house, heard.language).label, said)),
    }


def _asked(heard: Heard) -> Sequence[str]:
    """What the desk would look up: the one thing it is sure of, or each of several wishes."""
    if heard.decision == "answer":
        return [name for name, _ in heard.entries[:1]]
    return answering.wishes(heard)


def _decision(house: House, heard: Heard, *, answers: bool) -> str:
    """As the desk does: what it knows is told, and what it can neither tell nor name is for a person."""
    if answers:
        return "answer"
    if heard.decision == "sensitive":
        return heard.decision
    asks_back = heard.decision == "clarify" and not _asked(heard) and answering.topics(None, house, heard)
    return "clarify" if asks_back else "handoff"


def _voice(house: House, language: str) -> Voice:
    return _speech().voice(language, house.hotel.zone, house.hotel.default_language)


@cache
def _speech() -> Speech:
    return Speech.load(shipped.folder("locales"))


def _readable(found: dict[str, Any]) -> str:
    entry, sure = found["entry"], found["probability"]
    head = f"{found['language']} · {found['decision']}" + (f" · {entry} ({sure:.0%})" if entry else "")
    if found["complaint"] >= 0.5:
        head += f" · a complaint ({found['complaint']:.0%})"
    topics = [one["entry"] for one in found["candidates"][:3]] if found["decision"] == "clarify" else []
    body = found["text"] or OTHERWISE[found["decision"]]
    return "\n".join([head, body, *(f"  {one}" for one in topics)])
