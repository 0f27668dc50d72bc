"""Answers in a catalog: pure edits, each returns a new one."""

from __future__ import annotations

from typing import Any

from bot.desk.catalog.model import Catalog, Entry


def packed(entry: Entry | None) -> dict[str, Any] | None:
    """The entry as it is kept in the journal."""
    return entry.model_dump(mode="json", by_alias=True) if entry else None


def put(catalog: Catalog, code: str, entry: Entry | None) -> Catalog:
    """The catalog with this answer under the code, or without any."""
    knowledge = {name: one for name, one in catalog.knowledge.items() if name != code or entry}
    return catalog.model_copy(update={"knowledge": {**knowledge, code: entry} if entry else knowledge})


def unpacked(facts: dict[str, Any] | None) -> Entry | None:
    return Entry.model_validate(facts) if facts else None
