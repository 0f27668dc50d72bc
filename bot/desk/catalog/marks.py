"""Texts that a machine wrote: marked in the catalog until somebody who speaks the language approves them.

Guests read them meanwhile. The mark stands in the part that the text is of: `auto: {kk: ["about"]}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.desk.catalog.issues import Finding, suggest
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.places import Place, find, plain, texts
from bot.desk.catalog.told import Name, told

FIELD = "auto"
WITH_MARKS = {"offers": 2, "knowledge": 2, "replies": 3, "remedies": 3, "hotel": 1}  # steps to the part


def part_of(place: Place) -> tuple[Place, str]:
    """The part that carries the mark, and the text's name in it."""
    size = WITH_MARKS.get(place[0], 1)
    return place[:size], "/".join(place[size:])


def marked(facts: Mapping[str, Any]) -> set[tuple[Place, str]]:
    """Each text and language that waits for approval; marks of texts that are not there do not count."""
    found = set()
    known: dict[Place, Mapping[str, list[str]]] = {}
    for place, said in texts(facts):
        owner, name = part_of(place)
        if owner not in known:
            known[owner] = (find(facts, owner) or {}).get(FIELD) or {}
        found |= {(place, code) for code, names in known[owner].items() if name in names and code in said}
    return found


def mark(facts: dict[str, Any], place: Place, language: str, *, auto: bool) -> None:
    """Put the mark on a text of plain data, or take it off."""
    owner, name = part_of(place)
    part = find(facts, owner)
    if part is None:
        return
    kept = {code: list(names) for code, names in (part.get(FIELD) or {}).items()}
    names = [one for one in kept.get(language, []) if one != name]
    kept[language] = sorted([*names, name]) if auto else names
    part[FIELD] = {code: names for code, names in kept.items() if names}


def approved(catalog: Catalog, place: Place, language: str) -> Catalog:
    """The catalog without the mark on this text."""
    facts = plain(catalog)
    mark(facts, place, language, auto=False)
    return Catalog.model_validate(facts)


def check_marks(catalog: Catalog) -> Iterator[Finding]:
    """A mark names a text that is there."""
    parts: list[tuple[Place, Any]] = [(("hotel",), catalog.hotel)]
    parts += [(("offers", code), one) for code, one in catalog.offers.items()]
    parts += [(("knowledge", code), one) for code, one in catalog.knowledge.items()]
    parts += [(("replies", "replies", str(n)), one) for n, one in enumerate(catalog.replies.replies)]
    parts += [(("remedies", "ladder", str(n)), one) for n, one in enumerate(catalog.remedies.ladder)]
    for where, part in parts:
        if part.auto:
            yield from _marks(where, part.auto, part.model_dump(mode="json", by_alias=True))


def _marks(where: Place, auto: Mapping[str, list[str]], facts: Mapping[str, Any]) -> Iterator[Finding]:
    there = {"/".join(place[1:]): said for place, said in texts({"part": facts})}
    at = tuple(int(one) if one.isdecimal() else one for one in where)
    for language, names in auto.items():
        for index, name in enumerate(names):
            if name not in there:
                fix = suggest(name, there, told("fix.use_one_of", known=", ".join(sorted(there)[:12])))
                yield Finding(
                    (*at, FIELD, language, index),
                    told("issue.auto_unknown", field=Name("auto"), name=name),
                    fix,
                    "warning",
                )
            elif language not in there[name]:
                problem = told("issue.auto_lacks", field=Name("auto"), name=name, language=language)
                yield Finding(
                    (*at, FIELD, language, index),
                    problem,
                    told("fix.remove_from", part=Name("auto")),
                    "warning",
                )
