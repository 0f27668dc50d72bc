"""What a manager looks through now and then: old answers, and questions that nobody has taught yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.catalog.model import Entry
from bot.desk.house import House
from bot.desk.reports import questions as figures
from bot.desk.reports.masking import DOT
from bot.desk.reports.periods import last_days
from bot.schema import questions

LOOK_BACK = 30  # days
FEW = 20  # of a topic's questions are learned at once
_WORDS = (
    select(questions.c.language, questions.c.words)
    .where(
        questions.c.property_id == bindparam("p"),
        questions.c.topic == bindparam("t"),
        questions.c.outcome == "empty",
        questions.c.words.is_not(None),
        questions.c.at > bindparam("since"),
    )
    .order_by(questions.c.at.desc())
    .limit(FEW)
)


def stale(house: House) -> list[Entry]:
    """Answers that nobody has confirmed for longer than the hotel allows, the oldest first."""
    before = house.today - timedelta(days=house.hotel.confirm_days)
    found = [one for one in house.catalog.knowledge.values() if not one.draft and one.confirmed < before]
    return sorted(found, key=lambda one: (one.confirmed, one.id))


def gaps(conn: Connection, house: House) -> dict[str, int]:
    """Topics with questions of the last weeks that had no answer, the most first; "" is no topic."""
    return figures.unanswered(figures.report(conn, house, last_days(house.today, n=LOOK_BACK)))


def asked_in_vain(conn: Connection, house: House, topic: str) -> dict[str, list[str]]:
    """What guests wrote of it, by language; what lost a name or a number is left out."""
    since = house.now - timedelta(days=LOOK_BACK)
    found: dict[str, list[str]] = {}
    for language, words in conn.execute(_WORDS, {"p": house.id, "t": topic, "since": since}):
        if DOT not in words and words not in found.setdefault(language, []):
            found[language].append(words)
    return {language: said for language, said in found.items() if said}
