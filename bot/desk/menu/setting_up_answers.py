"""The demo's answers, one by one: true here, told otherwise, or not ours. Until then a person answers."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.answers.values import told
from bot.desk.asked import Asked, reply
from bot.desk.catalog.model import Entry
from bot.desk.house import House
from bot.desk.menu import setting_up
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.menu.setting_up import LIST
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.setup import drafts, publishing, state
from bot.say import Bold, Local, Value, choice, say, text

WAITS = "m_setup_draft"
LONGEST = 600  # characters, as in the model
TOPICS = choice(text("button.m_answers"), "m_drafts")


def topics(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which subject to go through."""
    if facts.get("fresh"):
        asked = replace(asked, query_id=None)
    waiting = drafts.answers(house.catalog, state.of(conn, house))
    if not waiting:
        reply(conn, house, asked, say(text("drafts.none"), choices=[LIST]))
        return
    few, more = page_of(drafts.topics(waiting), facts.get("page", 0), "m_drafts")
    choices = [
        choice(
            text("drafts.topic", topic=_name(one), count=sum(1 for e in waiting if e.topic == one)),
            "m_draft",
            topic=one,
        )
        for one in few
    ]
    reply(conn, house, asked, say(text("drafts.which", n=len(waiting)), choices=[*choices, more, LIST]))


def _name(topic: str) -> Value:
    """The demo's subjects have names in every language; the hotel's own stand as they are written."""
    return text(f"topic.{topic}") if topic in drafts.TOPICS else topic


def draft(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next answer of a subject, as a guest would read it; after `past` when that is to come later."""
    waiting = [e for e in drafts.answers(house.catalog, state.of(conn, house)) if e.topic == facts["topic"]]
    codes = [one.id for one in waiting]
    past = facts.get("past")
    here = codes.index(past) + 1 if past in codes else 0
    if here >= len(waiting):
        topics(conn, house, asked, who, {})
        return
    entry = waiting[here]
    ways = [
        choice(text("button.m_true"), "m_draft_true", entry=entry.id),
        choice(text("button.m_reword"), "m_draft_reword", entry=entry.id),
        choice(text("button.m_not_here"), "m_draft_none", entry=entry.id),
        choice(text("button.m_later"), "m_draft", topic=entry.topic, past=entry.id),
        TOPICS,
    ]
    head = text("drafts.read", title=Local(entry.title), n=len(waiting) - here)
    more = told(conn, house, entry, entry.details) if entry.details else None
    reply(conn, house, asked, say(head, told(conn, house, entry, entry.answer), more, choices=ways))


def _entry(house: House, facts: Facts) -> Entry:
    found = house.catalog.knowledge.get(facts["entry"])
    if found is None:
        raise OldButton
    return found


def true(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    entry = _entry(house, facts)
    moved = publishing.confirm_entry(conn, house, entry.id, who) if entry.draft else house
    _next(conn, moved, asked, who, entry)


def none(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Not ours: hidden for good, and a person answers when somebody asks."""
    entry = _entry(house, facts)
    publishing.decline(conn, house, [f"entry:{entry.id}"])
    _next(conn, house, asked, who, entry)


def _next(conn: Connection, house: House, asked: Asked, who: Colleague, entry: Entry) -> None:
    setting_up.refresh(conn, house)
    draft(conn, house, asked, who, {"topic": entry.topic})


def reword(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are the answer."""
    entry = _entry(house, facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, entry=entry.id)
    back = choice(text("button.back"), "m_draft", topic=entry.topic)
    said = text("drafts.reword", title=Local(entry.title))
    reply(conn, house, asked, say(said, Bold(told(conn, house, entry, entry.answer)), choices=[back]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The answer in the owner's words; what cannot stand in the catalog is asked for again."""
    entry, words = _entry(house, facts), " ".join((asked.text or "").split())
    if not 2 <= len(words) <= LONGEST or set(words) & set("{}<>"):
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, entry=entry.id)
        back = choice(text("button.back"), "m_draft", topic=entry.topic)
        reply(conn, house, asked, say(text("drafts.again", most=LONGEST), choices=[back]))
        return
    moved = publishing.confirm_entry(conn, house, entry.id, who, words)
    dialogues.done(conn, house, asked.chat_id)
    _next(conn, moved, asked, who, entry)


ACTS = {
    "m_drafts": managed(topics),
    "m_draft": managed(draft),
    "m_draft_true": managed(true),
    "m_draft_reword": managed(reword),
    "m_draft_none": managed(none),
}
