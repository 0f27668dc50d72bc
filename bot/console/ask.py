"""qonaq ask"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from bot import ledger
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.desk.asked import Heard
from bot.desk.catalog.model import Catalog, Texts
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
    hearing = Hearing.load(catalog)
    for message in messages:
        heard = hearing.hear(message, asked.lang)
        found = facts(catalog, heard)
        call.say(json.dumps(found, ensure_ascii=False) if asked.json else _readable(found))
        call.stdout.flush()  # whoever feeds us lines waits for each
    return WELL


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


def facts(catalog: Catalog, heard: Heard) -> dict[str, Any]:
    """The answer as programs read it; `text` is what the hotel has to say, empty when a person is called."""
    entry, probability = heard.entries[0] if heard.entries else (None, 0.0)
    said = _said(catalog, entry, heard.language) if heard.decision == "answer" and entry else ""
    return {
        "language": heard.language,
        "decision": heard.decision,
        "entry": entry,
        "probability": probability,
        "complaint": heard.complaint,
        "candidates": [{"entry": one, "probability": p} for one, p in heard.entries],
        "text": said,
    }


def _said(catalog: Catalog, entry: str, language: str) -> str:
    """The knowledge entry in the language, else what is on sale under that name."""
    if known := catalog.entry(entry):
        parts = [known.answer, known.details]
    else:
        offers = (one for one in catalog.offers.values() if entry in (one.code, one.intent))
        parts = [text for one in offers for text in (one.title, one.about)]
    return "\n".join(_in(catalog, texts, language) for texts in parts if texts)


def _in(catalog: Catalog, texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get(catalog.hotel.default_language) or next(iter(texts.values()), "")


def _readable(found: dict[str, Any]) -> str:
    entry, sure = found["entry"], found["probability"]
    head = f"{found['language']} · {found['decision']}" + (f" · {entry} ({sure:.0%})" if entry else "")
    if found["complaint"] >= 0.5:
        head += f" · a complaint ({found['complaint']:.0%})"
    topics = [one["entry"] for one in found["candidates"][:3]] if found["decision"] == "clarify" else []
    body = found["text"] or OTHERWISE[found["decision"]].format(entry=entry)
    return "\n".join([head, body, *(f"  {one}" for one in topics)])
