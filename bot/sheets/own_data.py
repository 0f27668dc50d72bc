"""A guest's own data as one page that opens on every phone: in their language, and beneath it for programs.

Nothing is fetched from anywhere; what a person wrote is escaped.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from bot.desk.privacy.export import Parts, Record, plain
from bot.say import At, Day, text, unpack_say
from bot.speech import Voice

LABELS = {  # what a column is called to its owner; any other stands under its own name
    **{"name": "name", "surname": "name", "chat_id": "chat", "chat": "chat", "number": "phone"},
    **{"room": "room", "was_in": "room", "language": "language", "arrival": "from", "departure": "until"},
    **{"start": "from", "end": "until", "words": "words", "data": "words", "question": "words"},
    **{"raw": "words", "content": "words", "note": "words", "wish": "words", "why": "words"},
    **{"at": "when", "created_at": "when", "received_at": "when", "opened_at": "when", "asked_at": "when"},
    **{"status": "state", "state": "state", "party": "people", "ages": "people", "adults": "people"},
    **{"quote": "price", "amount_minor": "price", "payment": "paid", "paid_at": "paid", "ref": "number"},
    **{"told": "told", "sizes": "sizes", "birth": "birth", "age": "age", "stars": "stars"},
    **{"keep_until": "keep", "kind": "kind", "offer": "what", "entry": "what", "category": "what"},
}
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#222}"
    "h1{font-size:1.4rem}h2{margin-top:2rem;border-bottom:2px solid #2f7d6b}"
    "dl{background:#f5f5f2;border-radius:8px;padding:.6rem .8rem;margin:.6rem 0}"
    "dt{color:#666;font-size:.85rem}dd{margin:0 0 .4rem;overflow-wrap:anywhere;white-space:pre-wrap}"
    "details{margin:2rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.75rem}"
)


def page(parts: Parts, name: str, hotel: str, at: datetime, voice: Voice) -> str:
    """The whole file."""
    title = voice.label(text("own.title", name=name, hotel=hotel))
    made = voice.label(text("own.made", at=At(at, "stamp")))
    return "\n".join(
        [
            f'<!doctype html><html lang="{voice.language}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{html.escape(title)}</title><style>{STYLE}</style></head><body>",
            f"<h1>{html.escape(title)}</h1><p>{html.escape(made)}</p>",
            *_parts(parts, voice),
            f"<details><summary>{html.escape(voice.label(text('own.for_programs')))}</summary>",
            f"<pre>{html.escape(json.dumps(plain(parts), ensure_ascii=False, indent=1))}</pre></details>",
            "</body></html>",
        ]
    )


def _parts(parts: Parts, voice: Voice) -> Iterator[str]:
    for part, records in parts.items():
        yield f"<h2>{html.escape(voice.label(text(f'own.part_{part}')))}</h2>"
        for record in records:
            rows = "".join(_row(record, name, value, voice) for name, value in record.facts.items())
            yield f"<dl>{rows}</dl>" if rows else ""


def _row(record: Record, name: str, value: Any, voice: Voice) -> str:
    """What has no word of its own in the guest's language stands in the part for programs alone."""
    if name not in LABELS:
        return ""
    label = voice.label(text(f"own.is_{LABELS[name]}"))
    said = _letter(value, voice) if (record.table, name) == ("letters", "content") else _value(value, voice)
    return f"<dt>{html.escape(label)}</dt><dd>{html.escape(said)}</dd>" if said else ""


def _letter(content: Mapping[str, Any], voice: Voice) -> str:
    """A letter as it was read; what carries no words is nothing to read."""
    if "say" not in content:
        return ""
    return "\n".join(voice.label(one) for one in unpack_say(content["say"]).body)


def _value(value: Any, voice: Voice) -> str:
    match value:
        case datetime():
            return voice.label(At(value, "stamp"))
        case bool():
            return "✓" if value else "–"
        case str() if len(value) == len("2026-11-20") and _day(value):
            return voice.label(Day(date.fromisoformat(value)))
        case dict():
            return "; ".join(f"{key}: {_value(one, voice)}" for key, one in value.items())
        case list():
            return ", ".join(_value(one, voice) for one in value)
    return str(value)


def _day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True
