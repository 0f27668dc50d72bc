"""What holds for every text of the hotel: all languages, plain characters, titles that fit a button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.desk.catalog.characters import hidden
from bot.desk.catalog.issues import Finding, Level, Where
from bot.desk.catalog.model import Catalog, Part
from bot.desk.catalog.placeholders import FIELDS
from bot.desk.catalog.told import Name, told

TITLE = 24
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!|&[a-z]+;|&#")
LANGUAGE = re.compile(r"[a-z]{2}")
WORD = re.compile(r"[^\W\d_]+")
BY_CODE = (
    "departments",
    "clocks",
    "discounts",
    "seasons",
    "taxes",
    "resources",
    "units",
    "hours",
    "offers",
    "knowledge",
    "phrases",
    "auto",
)
FEW = 3  # a name or two may be the same in two languages


def check_texts(catalog: Catalog) -> Iterator[Finding]:
    """Every `{language: text}` in the catalog, wherever it stands."""
    hotel = catalog.hotel
    yield from _walk(catalog, hotel.model_dump(), ("hotel",))
    for code, offer in catalog.offers.items():
        yield from _walk(catalog, offer.model_dump(), ("offers", code))
        yield from _title(offer.title, ("offers", code, "title"))
        for index, option in enumerate(offer.options):
            yield from _title(option.title or {}, ("offers", code, "options", index, "title"))
    for code, entry in catalog.knowledge.items():
        yield from _walk(catalog, entry.model_dump(), ("knowledge", code))
        yield from _title(entry.title, ("knowledge", code, "title"))
    for index, remedy in enumerate(catalog.remedies.ladder):
        yield from _walk(catalog, remedy.model_dump(), ("remedies", "ladder", index))
        yield from _title(remedy.title or {}, ("remedies", "ladder", index, "title"))
    for index, reply in enumerate(catalog.replies.replies):
        yield from _walk(catalog, reply.model_dump(), ("replies", "replies", index))
        yield from _title(reply.title, ("replies", "replies", index, "title"))


def _walk(catalog: Catalog, value: Any, where: Where) -> Iterator[Finding]:
    if isinstance(value, dict):
        if _is_texts(catalog.hotel, where, value):
            yield from _languages(catalog, value, where)
        for key, inner in value.items():
            yield from _walk(catalog, inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(catalog, inner, (*where, index))
    elif isinstance(value, str):
        yield from _words(value, where)


def _is_texts(hotel: Part, where: Where, value: Mapping[str, Any]) -> bool:
    """Texts are mappings from languages to words; an empty one is missing them all."""
    if where[-1] in BY_CODE:
        return False
    return all(isinstance(one, str) and LANGUAGE.fullmatch(key) for key, one in value.items())


def _languages(catalog: Catalog, texts: Mapping[str, str], where: Where) -> Iterator[Finding]:
    hotel = catalog.hotel
    missing = [one for one in hotel.languages if one not in texts]
    if missing:
        taught = where[0] in ("knowledge", "replies") and bool(
            texts
        )  # guests are told in which language it is
        taught = taught or where[-1] == "alt"  # nobody is sent away without one
        level: Level = "error" if hotel.default_language in missing and not taught else "warning"
        yield Finding(
            where,
            told("issue.text_missing", field=Name(where[-1]), languages=", ".join(missing)),
            told("fix.add_it"),
            level,
        )
    said: dict[str, str] = {}
    for language, words in texts.items():
        if words in said and len(WORD.findall(words)) > FEW:
            problem = told("issue.text_same", field=Name(where[-1]), one=said[words], two=language)
            yield Finding((*where, language), problem, told("fix.write_in", language=language), "warning")
        said.setdefault(words, language)


def _words(words: str, where: Where) -> Iterator[Finding]:
    name = where[-2] if isinstance(where[-1], int) or LANGUAGE.fullmatch(where[-1]) else where[-1]
    if found := hidden(words):
        yield Finding(where, told("issue.text_hidden", field=Name(name), sign=found), told("fix.remove"))
    if (where[0] == "knowledge" and where[2] in FIELDS) or (where[0] == "replies" and "text" in where):
        pass  # names are filled in there; `placeholders` and `replying` look at them
    elif "{" in words or "}" in words:
        yield Finding(
            where,
            told("issue.text_braces", field=Name(name), one="{", two="}"),
            told("fix.plain_nothing"),
        )
    if tag := TAG.search(words):
        yield Finding(
            where,
            told("issue.text_tag", field=Name(name), tag=tag[0][:20]),
            told("fix.plain_text", what="HTML"),
        )


def _title(texts: Mapping[str, str], where: Where) -> Iterator[Finding]:
    for language, words in texts.items():
        if len(words) > TITLE:
            problem = told("issue.title_long", field=Name("title"), language=language, number=len(words))
            yield Finding((*where, language), problem, told("fix.shorten_button", number=TITLE))
