"""What a manager's words make of an answer, what does not fit in them, what the catalog says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.catalog.entries import put
from bot.desk.catalog.model import Entry
from bot.desk.catalog.placeholders import check_placeholders
from bot.desk.catalog.texts import TAG, TITLE
from bot.desk.catalog.truth import against
from bot.desk.house import House
from bot.desk.menu.manage.translation_words import flaw as told
from bot.say import Join, Value, text

LONGEST, SHOWN = 600, 3
TRUE_NOW = ("answer", "details", "simple")  # who writes these says that they are true


def most(part: str) -> int:
    return TITLE if part == "title" else LONGEST


def written(house: House, entry: Entry, part: str, language: str, words: str) -> Entry:
    """The answer with these words in one language; the others stay, and are older than it."""
    said = {**(getattr(entry, part) or {}), language: words}
    usual = language == house.hotel.default_language and part in TRUE_NOW
    confirmed = house.today if usual else entry.confirmed
    left = [one for one in entry.auto.get(language, []) if one != part]  # no machine's any more
    others = {code: names for code, names in entry.auto.items() if code != language}
    facts = {part: said, "confirmed": confirmed, "auto": others | ({language: left} if left else {})}
    return Entry.model_validate({**entry.model_dump(by_alias=True), **facts})


def flaw(house: House, entry: Entry, part: str, language: str, words: str) -> Value | None:
    """The first thing to mend."""
    if len(words) < 2:
        return told("empty", "")
    if len(words) > most(part):
        return told("too_long", f"{len(words)}/{most(part)}")
    if tag := TAG.search(words):
        return told("tag", tag[0][:20])
    if part == "title" and set(words) & set("{}"):
        return told("braces", words)
    changed = put(house.catalog, entry.id, written(house, entry, part, language, words))
    alone = changed.model_copy(update={"knowledge": {entry.id: changed.knowledge[entry.id]}})
    odd = [one for one in check_placeholders(alone) if one.where[2:] == (part, language)]
    return text("kn.no_value", problem=_name(odd[0].problem)) if odd else None


def _name(problem: str) -> str:
    """The name in braces that a finding is about."""
    return problem[problem.find("{") : problem.find("}") + 1] or "{ }"


def new_contradictions(house: House, entry: Entry, changed: Entry) -> list[tuple[str, str]]:
    """What the new words say otherwise than the catalog, and the old did not."""
    known = against(house.catalog, entry)
    return [one for one in against(house.catalog, changed) if one not in known]


def contradictions(found: Sequence[tuple[str, str]]) -> Value | None:
    lines: list[Value] = [text("kn.against", said=said, fact=fact) for said, fact in found[:SHOWN]]
    return Join([text("kn.otherwise"), *lines], "lines") if lines else None
