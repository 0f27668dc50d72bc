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
QUESTION = 300  # characters of the question that the buttons remember
ANSWERS = ("entry", "details", "simpler")  # acts that show an answer once more


def under(house: House, guest: Guest, said: Say, found: Entry | Offer, question: str | None) -> Say:
    """The answer with both. `question`: what the guest had written; without one there is no tap."""
    note = in_another_language(house, guest, found) if isinstance(found, Entry) else None
    body = [*said.body[:1], note, *said.body[1:]] if note else said.body
    name = found.id if isinstance(found, Entry) else found.code
    return doubted(replace(said, body=tuple(body)), [name], question)


def doubted(said: Say, names: Sequence[str], question: str | None) -> Say:
    """With one tap if none of these was asked for, before the last button, which is the way back."""
    ways = [remembering(one, question) for one in said.choices]
    if question and names and len(ways) < MOST:
        ways.insert(len(ways) - 1, doubt(names, question))
    return replace(said, choices=tuple(ways))


def doubt(names: Sequence[str], question: str) -> Choice:
    """ "Not what I asked": of the entries and offers that were told."""
    facts = {"entry": names[0], "more": list(names[1:]), "question": question[:QUESTION]}
    return Choice(text("button.not_asked"), "not_asked", facts)


def remembering(way: Choice, question: str | None) -> Choice:
    """A button to another answer knows what was asked, so that it can be doubted there."""
    if not question or way.act not in ANSWERS:
        return way
    return replace(way, args={**way.args, "question": question[:QUESTION]})


def in_another_language(house: House, guest: Guest, entry: Entry) -> Text | None:
    """A line for who reads it in a language that is not theirs, because nobody has written theirs yet."""
    shown = shown_in(entry.answer, guest.language, house.hotel.default_language)
    if shown is None or shown == guest.language:
        return None
    return text("answer.other_language", language=text(f"language.{shown}"))


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
