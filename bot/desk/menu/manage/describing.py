"""What is on a picture, in words: for who does not see it. Asked gently, never demanded."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.characters import hidden
from bot.desk.catalog.model import Offer, Photo
from bot.desk.catalog.texts import TAG
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage.photos import parts
from bot.desk.menu.manage.screen import extra, live, put
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Text, choice, say, text

WAITS = "m_alt"
LONGEST = 160


def alt(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From here on the next text says what is on the picture."""
    _ask(conn, house, asked, who, facts, None)


def _photo(house: House, facts: Facts) -> tuple[Offer, int, Photo | None]:
    offer, n = extra(house, facts), int(facts["n"])
    return offer, n, offer.pictures[n] if n < len(offer.pictures) else None


def _language(house: House, who: Colleague, facts: Facts) -> str:
    mine: str = facts.get("tongue") or who.language
    return mine if mine in house.hotel.languages else house.hotel.default_language


def _ask(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, first: Text | None
) -> None:
    offer, n, photo = _photo(house, facts)
    language, said = _language(house, who, facts), (photo.alt if photo else None) or {}
    known = {"extra": offer.code, "n": n}
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, tongue=language, **known)
    old = text("manage.words_old", words=said[language]) if language in said else None
    asking = text("manage.alt_ask", language=text(f"language.{language}"), most=LONGEST)
    others = [
        choice(
            text(f"language.{one}")
            if one in said
            else text("manage.lacks", language=text(f"language.{one}")),
            "m_alt",
            tongue=one,
            **known,
        )
        for one in house.hotel.languages
        if one != language
    ]
    back = choice(text("button.back"), "m_photo", **known)
    shown = photo.file if photo else None
    reply(
        conn,
        house,
        asked,
        say(first or asking, asking if first else None, old, choices=[*others, back], photo=shown),
    )


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Live at once: it changes no word that a guest reads, and has its undo."""
    offer, n, photo = _photo(house, facts)
    said = " ".join((asked.text or "").split())
    if photo is None or not 2 <= len(said) <= LONGEST or "{" in said or TAG.search(said) or hidden(said):
        again = text("manage.words_long", most=LONGEST, length=len(said))
        _ask(conn, house, asked, who, facts, again)
        return
    language = facts["tongue"]
    new = photo.model_copy(update={"alt": {**(photo.alt or {}), language: said}})
    every = [new if index == n else one for index, one in enumerate(offer.pictures)]
    dialogues.done(conn, house, asked.chat_id)
    known = {"extra": offer.code, "base": house.version}
    change = put(conn, house, asked, who, known, parts(every), what="photo")
    lacks = [one for one in house.hotel.languages if one not in (new.alt or {})]
    ways = [choice(text(f"language.{one}"), "m_alt", extra=offer.code, n=n, tongue=one) for one in lacks[:3]]
    said_so = text("manage.alt_live", language=text(f"language.{language}"))
    live(conn, house, asked, offer.code, change, said_so, ways=ways)


ACTS = {"m_alt": managed(alt)}
