"""A question that the desk could not answer, and what staff wrote to it: kept in the case's history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.schema import case_events

ASKED, ANSWERED, OFFERED, UNSAID = "asked", "answered", "keep_offered", "unsaid"
LIKELY = 0.05  # what the understanding thought of, as far as it may help to find a place
NEAR = 4
WORDS = 3  # fewer and no number: "One moment", "Sure"
_DIGIT = re.compile(r"\d")
_HISTORY = (
    select(case_events.c.id, case_events.c.kind, case_events.c.actor, case_events.c.data)
    .where(
        case_events.c.case_id == bindparam("b"), case_events.c.kind.in_((ASKED, ANSWERED, OFFERED, UNSAID))
    )
    .order_by(case_events.c.id)
)


@dataclass(frozen=True)
class Answer:
    words: str
    language: str
    by: int  # staff.user_id

    @property
    def tells(self) -> bool:
        """Whether it looks like an answer, not like "one moment" or a question back."""
        return not self.words.rstrip().endswith(("?", "？")) and (
            len(self.words.split()) >= WORDS or bool(_DIGIT.search(self.words))
        )


@dataclass(frozen=True)
class Exchange:
    """The last question of a case, and every answer to it that stands. `event` names the question."""

    event: int
    ways: tuple[str, ...]  # as it was put last, and before we asked back
    language: str
    near: tuple[str, ...]
    answers: tuple[Answer, ...]
    offered: bool

    @property
    def words(self) -> str:
        return self.ways[0] if self.ways else ""

    @property
    def told(self) -> Answer | None:
        """The newest that looks like an answer."""
        return next((one for one in reversed(self.answers) if one.tells), None)


def asked(
    conn: Connection, house: House, opened: Case, guest: Guest, words: Sequence[str], heard: Heard | None
) -> None:
    """A question went to staff: as it was put last, and before. `heard` tells its language and likeness."""
    near = [name for name, probability in (heard.entries if heard else ()) if probability >= LIKELY][:NEAR]
    language = heard.language if heard else guest.language
    case.note(conn, house, opened, ASKED, "guest", words=list(words), language=language, near=near)


def answered(conn: Connection, house: House, opened: Case, who: Colleague, said: Asked) -> None:
    """Staff wrote to the guest. A message that is edited later takes its own place."""
    language = said.heard.language if said.heard else who.language
    facts = {"words": said.text or "", "language": language, "message": said.message_id}
    case.note(conn, house, opened, ANSWERED, f"staff:{who.user_id}", **facts)


def offered(conn: Connection, house: House, opened: Case) -> None:
    case.note(conn, house, opened, OFFERED, "desk")


def last(conn: Connection, opened: Case) -> Exchange | None:
    """None where nothing was asked that the desk did not know."""
    event: Any = None
    answers: dict[object, Answer] = {}
    was_offered = False
    for row in conn.execute(_HISTORY, {"b": opened.id}):
        if row.kind == ASKED:
            event, answers, was_offered = row, {}, False
        elif row.kind == OFFERED:
            was_offered = True
        elif row.kind == UNSAID:
            answers.pop(row.data["message"], None)
        else:
            by = int(row.actor.removeprefix("staff:"))
            answers[row.data["message"]] = Answer(row.data.get("words", ""), row.data["language"], by)
    if event is None:
        return None
    data = event.data
    near = tuple(data["near"])
    return Exchange(
        event.id, tuple(data.get("words", ())), data["language"], near, tuple(answers.values()), was_offered
    )
