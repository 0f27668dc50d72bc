"""qonaq ask"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

from bot import ledger, shipped
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.desk.answers.values import told
from bot.desk.asked import Heard
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.say import Local, Value
from bot.speech import Speech
from bot.tg.hearing import Hearing

OTHERWISE = {
    "answer": "The desk is sure, but the catalog has nothing under {entry}.",
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
    """The answer as programs read it; `text` is what the hotel has to say, empty when a person is called."""
    entry, probability = heard.entries[0] if heard.entries else (None, 0.0)
    house = House("", catalog, 0, now)
    said = _said(house, entry, heard.language) if heard.decision == "answer" and entry else ""
    return {
        "language": heard.language,
        "decision": heard.decision,
        "entry": entry,
        "probability": probability,
        "complaint": heard.complaint,
        "candidates": [{"entry": one, "probability": p} for one, p in heard.entries],
        "text": said,
    }


def _said(house: House, entry: str, language: str) -> str:
    """The knowledge entry in the language, else what is on sale under that name."""
    parts: list[Value]
    if known := house.catalog.entry(entry):
        parts = [told(None, house, known, texts) for texts in (known.answer, known.details) if texts]
    else:
        offers = (one for one in house.catalog.offers.values() if entry in (one.code, one.intent))
        parts = [Local(texts) for one in offers for texts in (one.title, one.about)]
    voice = _speech().voice(language, house.hotel.zone, house.hotel.default_language)
    return "\n".join(map(voice.label, parts))


@cache
def _speech() -> Speech:
    return Speech.load(shipped.folder("locales"))


def _readable(found: dict[str, Any]) -> str:
    entry, sure = found["entry"], found["probability"]
    head = f"{found['language']} · {found['decision']}" + (f" · {entry} ({sure:.0%})" if entry else "")
    if found["complaint"] >= 0.5:
        head += f" · a complaint ({found['complaint']:.0%})"
    topics = [one["entry"] for one in found["candidates"][:3]] if found["decision"] == "clarify" else []
    body = found["text"] or OTHERWISE[found["decision"]].format(entry=entry)
    return "\n".join([head, body, *(f"  {one}" for one in topics)])
