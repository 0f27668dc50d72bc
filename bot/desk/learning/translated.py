"""A translator's work goes live; what was made from older words of the hotel is kept as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db import Connection
from bot.desk.catalog import journal, marks, missing, outdated, runtime
from bot.desk.catalog.missing import Look
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.places import Place
from bot.desk.house import House
from bot.desk.learning import translating
from bot.desk.learning.translating import Read, Translated
from bot.say import Choice, choice, text


def look(conn: Connection, house: House) -> Look:
    """What each language lacks now."""
    return missing.look(house.catalog, outdated.of(conn, house.id))


def publish(conn: Connection, house: House, made: Read, by: str, *, reason: str) -> int:
    """Live as a version that can be undone; its number. Conflict when `house` is not of the live version."""
    catalog = translating.applied(house.catalog, made)
    number = _live(conn, house, catalog, by, reason)
    for one in made.found:
        outdated.settle(conn, house.id, one.place, made.language)
    outdated.leave_behind(conn, house.id, translating.behind(house.catalog, made), now=house.now)
    return number


def approve(conn: Connection, house: House, place: Place, language: str, by: str) -> int:
    """Somebody has read what a machine wrote: the mark goes; the version's number."""
    catalog = marks.approved(house.catalog, place, language)
    return _live(conn, house, catalog, by, f"approved {language}")


def _live(conn: Connection, house: House, catalog: Catalog, by: str, reason: str) -> int:
    return runtime.import_catalog(
        conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now
    )


def undo_of(conn: Connection, house: House) -> Choice:
    """The button that takes back what was just published."""
    return choice(text("button.m_undo"), "m_undo", change=journal.recent(conn, house, 1)[0].id)


def errand(conn: Connection, house: House, facts: Mapping[str, Any]) -> int:
    """facts: language, texts (place, words, auto, made_from), author, reason. The version's number."""
    found = [Translated(tuple(place), *rest) for place, *rest in facts["texts"]]
    made = Read(facts["language"], found)
    return publish(conn, house, made, facts["author"], reason=facts["reason"])


def packed(made: Read) -> dict[str, Any]:
    texts = [[list(one.place), one.words, one.auto, one.made_from] for one in made.found]
    return {"language": made.language, "texts": texts}
