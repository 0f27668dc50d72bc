"""Translations that are older than what they were made from, with the source as it was then.

Whichever door an edit comes through, a publication compares the two versions: a source that changed while its
translation did not leaves the translation behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from bot.db import Connection
from bot.desk.catalog.places import Place, Said, changed
from bot.schema import outdated_texts as behind

_ALL = select(behind.c.place, behind.c.language, behind.c.source).where(
    behind.c.property_id == bindparam("p")
)
_PUT = insert(behind)
_OFF = delete(behind).where(
    behind.c.property_id == bindparam("p"),
    behind.c.place == bindparam("at"),
    behind.c.language == bindparam("l"),
)
_NONE = delete(behind).where(behind.c.property_id == bindparam("p"))


def of(conn: Connection, property_id: str) -> dict[Place, dict[str, str]]:
    """Place → language → the source that the translation was made from."""
    found: dict[Place, dict[str, str]] = {}
    for place, language, source in conn.execute(_ALL, {"p": property_id}):
        found.setdefault(tuple(place.split("/")), {})[language] = source
    return found


def settle(conn: Connection, property_id: str, place: Place, language: str) -> None:
    """Somebody has looked: the translation says what the source says now."""
    conn.execute(_OFF, {"p": property_id, "at": "/".join(place), "l": language})


def leave_behind(
    conn: Connection, property_id: str, rows: Iterable[tuple[Place, str, str]], *, now: datetime
) -> None:
    """These translations were made from other words than the hotel's: (place, language, those words)."""
    for place, language, source in rows:
        settle(conn, property_id, place, language)
        at = {"place": "/".join(place), "language": language, "source": source, "since": now}
        conn.execute(_PUT, {"property_id": property_id, **at})


def follow(
    conn: Connection, property_id: str, old: Mapping[str, Any], new: Mapping[str, Any], *, now: datetime
) -> None:
    """Bring the list to a new version. Another default language makes nothing older: it begins anew."""
    usual = new["hotel"]["default_language"]
    if old["hotel"]["default_language"] != usual:
        conn.execute(_NONE, {"p": property_id})
        return
    differing = list(changed(old, new))
    known = of(conn, property_id) if differing else {}
    for place, before, after in differing:
        kept = known.get(place, {})
        left = _behind(usual, before, after, kept)
        for language in kept.keys() - left.keys():
            settle(conn, property_id, place, language)
        fresh = [(place, one, said) for one, said in left.items() if one not in kept]
        leave_behind(conn, property_id, fresh, now=now)


def _behind(usual: str, before: Said, after: Said, kept: Mapping[str, str]) -> dict[str, str]:
    """The languages whose text stands as it was while the source is another by now."""
    was, now = before.get(usual, ""), after.get(usual, "")
    made_from = {one: kept.get(one, was) for one, said in after.items() if before.get(one) == said}
    return {one: said for one, said in made_from.items() if one != usual and said and now and said != now}
