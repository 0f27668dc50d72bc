"""Praise goes to whom it is meant for, by name, on their own phone; managers see who is praised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, insert, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk import people
from bot.desk.cases import case, telling
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.say import say, text
from bot.schema import praises

SAME = timedelta(hours=12)  # praised twice by one guest within it is praised once
LEAST = 3  # letters of a name that is looked for
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = str.maketrans("абвгдеёзийклмнопрстуфыэәғқңөұүһі", "abvgdeeziyklmnoprstufyeagknouuhi") | {
    ord(one): said
    for one, said in zip("жхцчшщъьюя", ("zh", "kh", "ts", "ch", "sh", "sh", "", "", "yu", "ya"), strict=True)
}
LATIN = str.maketrans("ıəğşçöü", "iegscou")
# What the languages of the house put at the end of a name; "Danach" is no Dana.
ENDINGS = frozenset(
    {
        *("", "s", "a", "e", "i", "u", "y", "o", "oy", "ey", "om", "em", "ya", "ye", "yi", "yu"),
        *("n", "ni", "na", "ne", "nin", "nun", "in", "un", "dan", "den", "nan", "da", "de", "tan", "ten"),
        *("ga", "ge", "ka", "ke", "di", "ti", "t", "nak", "nek", "val", "vel", "la", "le", "yla", "yle"),
        *("hoz", "hez", "ert", "tol", "rol", "ra", "re", "ban", "ben", "men", "pen", "lar", "ler"),
    }
)
WORDS = frozenset(("will", "grace", "rose", "mark", "april", "june", "hope", "faith", "said", "iris", "bill"))
VOWELS = "aeiouy"

_PUT = insert(praises)
_LATELY = select(praises.c.id).where(
    praises.c.property_id == bindparam("p"),
    praises.c.guest_id == bindparam("g"),
    praises.c.staff == bindparam("u"),
    praises.c.at > bindparam("since", type_=Moment),
)


def folded(word: str) -> str:
    """A name as it sounds: without accents, in Latin letters, so that «Дане» is Dana's."""
    plain = word.lower().translate(CYRILLIC).translate(LATIN)
    marks = unicodedata.normalize("NFD", plain)
    return "".join(one for one in marks if not unicodedata.combining(one)).translate(LATIN)


def named(team: Sequence[Colleague], words: str) -> list[Colleague]:
    """The colleagues whose name the words hold, in whatever case and alphabet; nobody when two share it."""
    said = [folded(one) for one in WORD.findall(words) if one[:1].isupper() or _plainly(one)]
    found = {one.user_id: _first(one) for one in team}
    alone = [one for one in team if list(found.values()).count(found[one.user_id]) == 1]
    return [one for one in alone if any(_is(found[one.user_id], word) for word in said)]


def _plainly(word: str) -> bool:
    """In small letters only a whole name of some length counts, and none that is a word as well."""
    return len(word) > LEAST and word not in WORDS


def _first(who: Colleague) -> str:
    return folded(who.name.split()[0]) if who.name.split() else ""


def _is(name: str, word: str) -> bool:
    if len(name) < LEAST:
        return False
    if word.startswith(name):
        return word[len(name) :] in ENDINGS
    stem = name[:-1]  # «Дане»: the last vowel of a name changes
    return name[-1] in VOWELS and word.startswith(stem) and word[len(stem) :] in ("e", "u", "y", "i", "oy")


def has_name(conn: Connection, house: House, words: str) -> bool:
    return bool(named(people.team(conn, house), words))


def whom(conn: Connection, house: House, words: str, about: Case | None) -> list[Colleague]:
    """Who is meant: whoever is named, else whoever has the case that it answers."""
    if found := named(people.team(conn, house), words):
        return found
    owner = people.colleague(conn, house, about.owner) if about and about.owner else None
    return [owner] if owner and owner.state == "active" else []


def forward(
    conn: Connection, house: House, guest: Guest, words: str, *, about: Case | None = None
) -> list[Colleague]:
    """Each who is meant reads it in private, managers read it too; returns who was told now or lately."""
    meant = whom(conn, house, words, about)
    fresh = [one for one in meant if not _lately(conn, house, guest, one)]
    for one in fresh:
        _keep(conn, house, guest, words, about, one.user_id)
        said = say(text("praise.for_you", name=guest.name, room=telling.room(guest), words=words))
        telling.privately(conn, house, one, said)
    if fresh:
        names = ", ".join(one.name for one in fresh)
        said = say(
            text("praise.of_whom", person=names, name=guest.name, room=telling.room(guest), words=words)
        )
        telling.managers(conn, house, said, about=about, but=[one.user_id for one in fresh])
        if about:
            case.note(conn, house, about, "praised", "guest", staff=[one.user_id for one in fresh])
    elif not meant:
        _keep(conn, house, guest, words, about, None)
    return meant


def _lately(conn: Connection, house: House, guest: Guest, who: Colleague) -> bool:
    key = {"p": house.id, "g": guest.id, "u": who.user_id, "since": house.now - SAME}
    return conn.execute(_LATELY, key).first() is not None


def _keep(
    conn: Connection, house: House, guest: Guest, words: str, about: Case | None, user_id: int | None
) -> None:
    row = {"property_id": house.id, "at": house.now, "guest_id": guest.id, "words": words}
    conn.execute(_PUT, {**row, "case_id": about.id if about else None, "staff": user_id})
