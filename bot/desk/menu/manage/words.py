"""The texts of an extra, in any of the hotel's languages: the old words at hand, the new ones checked."""

from __future__ import annotations

import re

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.changing import parts_of
from bot.desk.catalog.characters import hidden
from bot.desk.catalog.model import Offer
from bot.desk.catalog.texts import TAG, TITLE
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage.screen import card, extra, live, put, titled
from bot.desk.menu.manager_screen import managed, option_label
from bot.desk.people import Colleague
from bot.say import Choice, Join, Text, Value, choice, say, text

WAITS = "m_words_in"
FIELDS = {  # what a text may be long, so that the card stays one message
    "title": TITLE,
    "benefit": 90,
    "about": 350,
    "place": 120,
    "included": 200,
    "bring": 200,
    "note": 250,
}
WHERE = {"note": "rules/note"}
OPTION = re.compile(r"options/([a-z][a-z0-9_]*)/title")
MOST_OPTIONS = 6
NEXT = 3  # languages offered after an edit


def words(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which of its texts?"""
    offer = extra(house, facts)
    choices = [choice(_name(offer, one), "m_words_in", extra=offer.code, field=one) for one in FIELDS]
    reply(
        conn,
        house,
        asked,
        say(text("manage.words_which", **titled(offer)), choices=[*choices, card(offer.code)]),
    )


def _name(offer: Offer, field: str) -> Text:
    """An option's title is called after the option."""
    if named := OPTION.fullmatch(field):
        option = offer.option(named[1])
        return text("manage.words_option", option=option_label(option) if option else named[1])
    return text(f"button.f_{field}")


def _path(field: str, language: str) -> str:
    return f"{WHERE.get(field, field)}/{language}"


def _most(field: str) -> int:
    return FIELDS.get(field, TITLE)


def options(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which of its options is to be called otherwise?"""
    offer = extra(house, facts)
    choices = [
        choice(option_label(one), "m_words_in", extra=offer.code, field=field)
        for one in offer.options[:MOST_OPTIONS]
        if OPTION.fullmatch(field := f"options/{one.code}/title")
    ]
    back = choice(text("button.back"), "m_words", extra=offer.code)
    said = say(text("manage.words_options", **titled(offer)), choices=[*choices, back, card(offer.code)])
    reply(conn, house, asked, said)


def _texts(offer: Offer, field: str) -> dict[str, str]:
    """What the field says, by language."""
    found = parts_of(offer, [WHERE.get(field, field)])
    return next(iter(found.values())) or {}


def _spoken(house: House, who: Colleague) -> str:
    mine = who.language
    return mine if mine in house.hotel.languages else house.hotel.default_language


def words_in(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From here on the next text is this one; in the manager's own language first."""
    ask(conn, house, asked, who, facts, None)


def ask(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, first: Text | None
) -> None:
    offer, field = extra(house, facts), facts["field"]
    language = facts.get("tongue") or _spoken(house, who)
    known = {"extra": offer.code, "field": field, "tongue": language}
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **known)
    said = _texts(offer, field)
    asking = text(
        "manage.words_ask",
        field=_name(offer, field),
        language=text(f"language.{language}"),
        most=_most(field),
    )
    old = text("manage.words_old", words=said[language]) if language in said else None
    others = [
        _in_language(one, said, extra=offer.code, field=field)
        for one in house.hotel.languages
        if one != language
    ]
    back = choice(text("button.back"), "m_words", extra=offer.code)
    named = choice(text("button.m_options"), "m_words_options", extra=offer.code)
    ways = [*others, named if field == "title" and len(offer.options) > 1 else None, back]
    reply(conn, house, asked, say(first or asking, asking if first else None, old, choices=ways))


def _in_language(code: str, said: dict[str, str], **mine: str) -> Choice:
    name: Value = text(f"language.{code}")
    label = name if code in said else text("manage.lacks", language=name)
    return choice(label, "m_words_in", tongue=code, **mine)


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The new words, looked at before they are live; what does not fit is asked for again."""
    offer, field, language = extra(house, facts), facts["field"], facts["tongue"]
    said = " ".join((asked.text or "").split())
    if trouble := _trouble(said, _most(field)):
        ask(conn, house, asked, who, facts, trouble)
        return
    before = _texts(offer, field)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
    known = {"extra": offer.code, "field": field, "tongue": language}
    new = text(
        "manage.words_new", field=_name(offer, field), language=text(f"language.{language}"), words=said
    )
    old = text("manage.words_old", words=before[language]) if language in before else None
    publishing = choice(text("button.m_publish"), "m_words_put", said=said, base=house.version, **known)
    dropping = choice(text("button.m_drop"), "m_words_in", **known)
    reply(conn, house, asked, say(new, old, choices=[publishing, dropping]))


def _trouble(said: str, most: int) -> Text | None:
    if len(said) < 2 or len(said) > most:
        return text("manage.words_long", most=most, length=len(said))
    if "{" in said or "}" in said or TAG.search(said) or hidden(said):
        return text("manage.words_plain")
    return None


def words_put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    field, language, code = facts["field"], facts["tongue"], str(facts["extra"])
    offer = extra(house, facts)
    parts = {_path(field, language): facts["said"], **_unmarked(offer, field, language)}
    change = put(conn, house, asked, who, facts, parts, what="text")
    others = [one for one in _texts(offer, field) if one != language]
    rest = [one for one in house.hotel.languages if one != language]
    names = Join([text(f"language.{one}") for one in others])
    same = text("manage.words_others", languages=names) if others else None
    said = text("manage.words_live", field=_name(offer, field), language=text(f"language.{language}"))
    ways = [
        choice(text(f"language.{one}"), "m_words_in", extra=code, field=field, tongue=one) for one in rest
    ]
    live(conn, house, asked, code, change, said, same, ways=ways[:NEXT])


def _unmarked(offer: Offer, field: str, language: str) -> dict[str, list[str] | None]:
    """Somebody wrote it: it is no longer a machine's. Taken back, the mark is there again."""
    names, mark = offer.auto.get(language, []), WHERE.get(field, field)
    left = [one for one in names if one != mark]
    return {f"auto/{language}": left or None} if left != names else {}


ACTS = {
    "m_words_options": managed(options),
    "m_words": managed(words),
    "m_words_in": managed(words_in),
    "m_words_put": managed(words_put),
}
