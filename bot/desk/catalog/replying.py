"""Ready replies: what staff say often, written once in every language, and checked before it is said.

Each obeys "yes, and…": it opens with what can be done. {names} are filled in when it is sent; a sentence that
lacks one of its values is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from bot.desk.catalog.issues import Finding, Where, suggest
from bot.desk.catalog.parts import STRICT, Auto, Code, Texts
from bot.desk.catalog.told import Name, told

Kind = Literal[
    "complaint", "request", "question", "lost_item", "fault", "praise", "incident", "person", "booking"
]
NAMES = ("guest", "room", "time", "staff", "department", "hotel", "phone")
NAME = re.compile(r"\{([^{}]*)\}")
LONE = re.compile(r"[{}]")
FIRST = re.compile(r"(?<=[.!?…])\s")  # ends the first sentence
NO = {  # how a no begins, and words that promise nothing (VOICE, the table of the first section)
    "en": r"no|not|sorry,? (?:but|we)|unfortunately|we can(?:'t|not)|we (?:do not|don't)|impossible",
    "ru": r"нет|не|нельзя|невозможно|увы|к сожалению",
    "az": r"yox|xeyr|olmaz|mümkün deyil|təəssüf",
    "kk": r"жоқ|болмайды|мүмкін емес|өкінішке",
    "hu": r"nem|nincs|sajnos|lehetetlen",
    "tr": r"hayır|yok|olmaz|mümkün değil|maalesef|ne yazık",
    "de": r"nein|nicht|kein\w*|leider|unmöglich|das geht nicht",
}
HOLLOW = {
    "en": r"soon|shortly|as soon as possible|unfortunately|inconvenience",
    "ru": r"скоро|в ближайшее время|к сожалению|неудобства",
    "az": r"tezliklə|yaxın zamanda|təəssüf ki|narahatlığa görə",
    "kk": r"жақында|жақын арада|өкінішке қарай|қолайсыздық\w*",
    "hu": r"hamarosan|mihamarabb|sajnos|kellemetlenség\w*",
    "tr": r"en kısa sürede|yakında|maalesef|aksaklık\w*",
    "de": r"in kürze|schnellstmöglich|leider|unannehmlichkeiten",
}
_OPENS = {one: re.compile(rf"(?:{said})(?!\w)", re.IGNORECASE) for one, said in NO.items()}
_EMPTY = {one: re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE) for one, said in HOLLOW.items()}

Words = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]


class Reply(BaseModel):
    """One thing that staff say often. `kinds`: of case that it is offered for; none: for all."""

    model_config = STRICT

    code: Code
    title: Texts  # at most 24 characters: it is a button
    text: Texts
    kinds: list[Kind] = []
    order: Annotated[int, Field(ge=0, le=1000)] = 100  # smaller comes first
    auto: Auto = {}  # texts that a machine wrote, until somebody approves them

    def names(self) -> set[str]:
        return {name for words in self.text.values() for name in NAME.findall(words)}


class Replies(BaseModel):
    """staff/replies.yaml."""

    model_config = STRICT

    replies: list[Reply] = []

    def reply(self, code: str) -> Reply | None:
        return next((one for one in self.replies if one.code == code), None)

    def offered(self, kind: str) -> list[Reply]:
        """Those for a kind of case, before those for every kind."""
        fit = [one for one in self.replies if not one.kinds or kind in one.kinds]
        return sorted(fit, key=lambda one: (not one.kinds, one.order))

    def put(self, code: str, reply: Reply | None) -> Replies:
        """With this reply in the place of the one of that code, or at the end; None: without that one."""
        kept = [reply if one.code == code else one for one in self.replies if reply or one.code != code]
        new = [reply] if reply and self.reply(code) is None else []
        return Replies(replies=[*(one for one in kept if one), *new])


def begins_with_no(language: str, words: str) -> bool:
    """By its first words: the signs are simple, a person may know better."""
    found = _OPENS.get(language)
    return bool(found and found.match(words.lstrip(" «„“\"'—–-")))


def hollow(language: str, words: str) -> str:
    """A word in it that promises nothing, if there is one."""
    found = _EMPTY.get(language)
    said = found.search(words) if found else None
    return said[0] if said else ""


def check_replies(replies: Replies, languages: Sequence[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, one in enumerate(replies.replies):
        where = ("replies", "replies", index)
        if one.code in seen:
            yield Finding((*where, "code"), told("issue.reply_twice", name=one.code), told("fix.own_code"))
        seen.add(one.code)
        for language, words in one.text.items():
            yield from _words(language, words, (*where, "text", language))
        yield from _alike(one, languages, where)


def _words(language: str, words: str, where: Where) -> Iterator[Finding]:
    for name in NAME.findall(words):
        if name not in NAMES:
            fix = suggest(name, NAMES, told("fix.use_one_of", known=", ".join(f"{{{one}}}" for one in NAMES)))
            yield Finding(where, told("issue.name_unknown", name=f"{{{name}}}"), fix)
    if LONE.search(NAME.sub("", words)):
        yield Finding(
            where,
            told("issue.lone_brace", field=Name("text"), one="{", two="}"),
            told("fix.names_as", example="{guest}"),
        )
    if begins_with_no(language, words):
        problem = told("issue.text_no", field=Name("text"), language=language)
        yield Finding(where, problem, told("fix.open_with"), "warning")
    if said := hollow(language, words):
        yield Finding(
            where,
            told("issue.text_hollow", field=Name("text"), language=language, word=f"“{said}”"),
            told("fix.by_when"),
            "warning",
        )


def _alike(one: Reply, languages: Sequence[str], where: Where) -> Iterator[Finding]:
    """A name that only some languages fill in is a fact that only some guests hear."""
    every = one.names() & set(NAMES)
    for language in languages:
        lacks = every - set(NAME.findall(one.text.get(language, ""))) if language in one.text else set()
        if lacks:
            problem = told(
                "issue.text_lacks",
                field=Name("text"),
                language=language,
                names=", ".join(f"{{{name}}}" for name in sorted(lacks)),
            )
            yield Finding((*where, "text", language), problem, told("fix.same_everywhere"), "warning")
