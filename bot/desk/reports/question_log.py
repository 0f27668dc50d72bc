"""Every question a guest asks: one row, and one more in the counts, in the transaction that serves it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any, Literal

from sqlalchemy import Insert, bindparam, delete, exists, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.reports.masking import masked
from bot.schema import question_counts, questions, stay_guests, stays

Outcome = Literal["answered", "clarified", "empty", "escalated"]
ByTap = Literal["chosen", "called", "again"]

MIDNIGHT = time()
KEEP_WORDS = timedelta(days=90)
KEEP_ROWS = timedelta(days=400)  # the counts stay: they are nobody's
AT_ONCE = 2000  # rows that are forgotten in one go
LONG = 25  # words
GUESS = 0.15  # a topic less likely than that is none
SEVERAL = 0.4  # two topics as likely as that are two wishes,
SHARED = 0.2  # or two that have equal shares
ANOTHER_TRY = timedelta(minutes=10)  # after we asked back or had no answer: several turns
_QUESTION = re.compile(r"[?？]+")
SMALL_TALK = frozenset(("greeting", "goodbye", "thanks", "praise"))  # no questions
ALL = ""  # in place of a language: the row of all topics and languages
COUNTED = ("visits", "answered", "clarified", "empty", "escalated", "chosen", "called", "complex")

_earlier = questions.alias("earlier")
_theirs = _earlier.c.property_id == bindparam("p"), _earlier.c.guest_id == bindparam("g")
_NEW = (
    insert(questions)
    .values(
        property_id=bindparam("p"),
        at=bindparam("now"),
        day=bindparam("d"),
        guest_id=bindparam("g"),
        language=bindparam("l"),
        decision=bindparam("by"),
        outcome=bindparam("o"),
        topic=bindparam("t"),
        entry=bindparam("e"),
        complex=or_(
            bindparam("hard", type_=questions.c.complex.type),
            exists().where(
                *_theirs,
                _earlier.c.at > bindparam("lately", type_=_earlier.c.at.type),
                or_(_earlier.c.outcome == "clarified", _earlier.c.outcome == "empty"),
                bindparam("written", type_=questions.c.complex.type),
            ),
        ),
        first=not_(
            exists().where(*_theirs, _earlier.c.at >= bindparam("midnight", type_=_earlier.c.at.type))
        ),
        words=bindparam("w"),
        words_until=bindparam("until"),
    )
    .returning(questions.c.first, questions.c.complex)
)


def _row(span: str, **known: str) -> dict[str, Any]:
    names = {"property_id": "p", "span": span, "topic": "t", "language": "l"}
    named = names | {name: f"n_{name}" for name in COUNTED}
    return {column: bindparam(name) for column, name in named.items()} | known


def _counting() -> Insert:
    """The day's rows and the month's, of its kind and in all, made or added to by one statement."""
    kinds = [_row("d"), _row("m")]
    totals = [_row("d", topic="", language=ALL), _row("m", topic="", language=ALL)]
    rows = insert(question_counts).values(kinds + totals)
    more = {name: question_counts.c[name] + rows.excluded[name] for name in COUNTED}
    return rows.on_conflict_do_update(index_elements=["property_id", "span", "topic", "language"], set_=more)


_COUNT = _counting()
_NAMES = (
    select(stays.c.surname, stays.c.name)
    .join(stay_guests, stay_guests.c.stay_id == stays.c.id)
    .where(stay_guests.c.property_id == bindparam("p"), stay_guests.c.guest_id == bindparam("g"))
)
_FORGET_WORDS = (
    update(questions)
    .where(
        questions.c.property_id == bindparam("p"),
        questions.c.words.is_not(None),
        questions.c.words_until <= bindparam("now"),
    )
    .values(words=None)
)
_OLDEST = (
    select(questions.c.id).where(questions.c.property_id == bindparam("p")).order_by(questions.c.id)
).limit(AT_ONCE)
_FORGET = delete(questions).where(
    questions.c.id.in_(_OLDEST.scalar_subquery()), questions.c.at < bindparam("before")
)


def written(
    conn: Connection, house: House, asked: Asked, guest: Guest, outcome: Outcome, *, topic: str = ""
) -> None:
    """A question in words, and what became of it. `topic`: where the desk knows better than the likeliest."""
    heard = asked.heard or Heard(guest.language, "handoff")
    topic = topic or _likeliest(heard)
    if topic in SMALL_TALK and outcome == "answered":
        return
    facts = {
        "l": heard.language or guest.language,
        "by": heard.decision,
        "o": outcome,
        "t": topic,
        "e": _source(house, topic) if outcome == "answered" else None,
        "hard": _hard(asked.text or "", heard),
        "w": _kept(conn, house, asked, guest) if outcome == "empty" else None,
        "until": house.now + KEEP_WORDS if outcome == "empty" else None,
    }
    _enter(conn, house, guest, facts)


def tapped(conn: Connection, house: House, guest: Guest, outcome: ByTap, *, topic: str) -> None:
    """A press after we asked back: no question of its own.

    chosen: the topic it was; called: none of them, a person; again: another topic, later. That counts for
    nothing but the visit.
    """
    entry = _source(house, topic) if outcome != "called" else None
    facts = {"l": guest.language, "by": "tap", "o": outcome, "t": topic, "e": entry}
    _enter(conn, house, guest, facts | {"hard": False, "w": None, "until": None})


def _enter(conn: Connection, house: House, guest: Guest, facts: dict[str, Any]) -> None:
    day = house.today
    place = {"p": house.id, "d": day.isoformat(), "t": facts["t"], "l": facts["l"]}
    when = {
        "now": house.now,
        "lately": house.now - ANOTHER_TRY,
        "midnight": house.moment(day, MIDNIGHT),
        "written": facts["by"] != "tap",
    }
    first, hard = conn.execute(_NEW, {**facts, **place, **when, "g": guest.id}).one()
    counted = {f"n_{name}": int(name == facts["o"]) for name in COUNTED}
    counted |= {"n_visits": int(first), "n_complex": int(hard)}
    conn.execute(_COUNT, {**place, "m": place["d"][:7], **counted})


def _likeliest(heard: Heard) -> str:
    """What it is about, as far as that can be guessed."""
    if not heard.entries:
        return ""
    name, probability = heard.entries[0]
    return name if heard.decision == "answer" or probability >= GUESS else ""


def _hard(words: str, heard: Heard) -> bool:
    """Long, or several wishes at once."""
    first, second = ([share for _, share in heard.entries] + [0.0, 0.0])[:2]
    several = bool(heard.also) or second >= SEVERAL or (second == first >= SHARED)
    return several or len(words.split()) >= LONG or len(_QUESTION.findall(words)) > 1


def _source(house: House, topic: str) -> str | None:
    """The entry or the offer that answers for a topic."""
    if house.catalog.entry(topic) or house.catalog.offer(topic):
        return topic
    return next((one.code for one in house.catalog.offers.values() if one.intent == topic), None)


def _kept(conn: Connection, house: House, asked: Asked, guest: Guest) -> str | None:
    """The words without what names the guest."""
    rows = conn.execute(_NAMES, {"p": house.id, "g": guest.id})
    names = [guest.name, asked.name, *(part for row in rows for part in row)]
    return masked(asked.text or "", names=names) or None


def forget(conn: Connection, house: House) -> None:
    """Words after 90 days, rows after 400."""
    conn.execute(_FORGET_WORDS, {"p": house.id, "now": house.now})
    conn.execute(_FORGET, {"p": house.id, "before": house.now - KEEP_ROWS})
