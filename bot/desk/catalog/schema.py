"""The format as JSON Schema, for editors.

`python -m bot.desk.catalog.schema > packages_catalog/schema.json` writes it.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.desk.catalog.model import Entry, Hotel, Offer
from bot.desk.catalog.recovery import Remedies
from bot.desk.catalog.replying import Replies
from bot.desk.catalog.staffing import Ladder, Roster

FILES: tuple[type[BaseModel], ...] = (Hotel, Offer, Entry, Ladder, Roster, Remedies, Replies)
KINDS = ("Hotel", "Offer", "Knowledge", "Ladder", "Roster", "Remedies", "Replies")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LOOSE = {"integer", "number", "boolean"}  # YAML values are read as texts, so "12" and 12 are the same


def schema() -> dict[str, Any]:
    """One schema for every file: hotel.yaml, an offer, or a list of entries."""
    _, parts = models_json_schema([(one, "validation") for one in FILES])
    found = _loosen(parts["$defs"])
    found["Knowledge"] = {
        "type": "object",
        "properties": {"entries": {"type": "array", "items": {"$ref": "#/$defs/Entry"}}},
        "required": ["entries"],
        "additionalProperties": False,
    }
    kinds = [{"$ref": f"#/$defs/{one}"} for one in KINDS]
    return {"$schema": DIALECT, "title": "Qonaq catalog file", "anyOf": kinds, "$defs": found}


@cache
def written() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _loosen(part: Any) -> Any:
    if isinstance(part, list):
        return [_loosen(one) for one in part]
    if not isinstance(part, dict):
        return part
    loose = {key: _loosen(one) for key, one in part.items()}
    if isinstance(part.get("type"), str) and part["type"] in LOOSE:
        loose["type"] = [part["type"], "string"]
    return loose


if __name__ == "__main__":
    sys.stdout.write(written())
