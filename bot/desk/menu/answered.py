"""What goes with an automatic answer: its language, one tap if it is not right, a line for staff later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db import Connection
from bot.desk import outbox
from bot.desk.answers.values import told as live
from bot.desk.cases.case import Case
from bot.desk.catalog.model import Entry, Offer
from bot.desk.house import House
from bot.desk.learning.wording import shown_in
from bot.desk.people import Guest
from bot.say import Choice, Day, Local, Say, Text, Value, choice, say, text

MOST = 6  # buttons
QUESTION = 300  # characters of the question that the button remembers


def under(house: House, guest: Guest, said: Say, found: Entry | Offer, question: str | None) -> Say:
    """The answer with both. `question`: what the guest had written; without one there is no tap."""
    note = in_another_language(house, guest, found) if isinstance(found, Entry) else None
    body = [*said.body[:1], note, *said.body[1:]] if note else said.body
    name = found.id if isinstance(found, Entry) else found.code
    return replace(said, body=tuple(body), choices=_with_doubt(said.choices, name, question))


def in_another_language(house: House, guest: Guest, entry: Entry) -> Text | None:
    """A line for who reads it in a language that is not theirs, because nobody has written theirs yet."""
    shown = shown_in(entry.answer, guest.language, house.hotel.default_language)
    if shown is None or shown == guest.language:
        return None
    return text("answer.other_language", language=text(f"language.{shown}"))


def _with_doubt(choices: Sequence[Choice], name: str, question: str | None) -> tuple[Choice, ...]:
    """Before the last, which is the way back."""
    if not question or len(choices) >= MOST:
        return tuple(choices)
    doubt = choice(text("button.not_asked"), "not_asked", entry=name, question=question[:QUESTION])
    return (*choices[:-1], doubt, *choices[-1:])


def show(conn: Connection, house: House, opened: Case, name: str, *, doubted: bool) -> None:
    """In the topic: what the desk had answered and how old that is; one tap if it is wrong.

    `doubted`: the guest has said that it was not the answer.
    """
    facts = _told(conn, house, name)
    if facts is None:
        return
    point = text("doubt.guest_says", **facts) if doubted else text("doubt.had_answered", **facts)
    wrong = choice(text("button.answer_wrong"), "answer_wrong", entry=name, case=opened.id)
    said = say(point, choices=[wrong])
    outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=opened.id)


def _told(conn: Connection, house: House, name: str) -> dict[str, Value] | None:
    """Title, words and day of what answered under this name; None when it is gone."""
    if entry := house.catalog.entry(name):
        words = live(conn, house, entry, entry.answer)
        return {"title": Local(entry.title), "words": words, "date": Day(entry.confirmed)}
    if offer := house.catalog.offer(name):
        return {"title": Local(offer.title), "words": Local(offer.about), "date": ""}
    return None
