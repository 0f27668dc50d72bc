"""A manager writes: the answer in other words or another language, its title, how guests ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.model import Language
from bot.desk.house import House
from bot.desk.learning import proposals, wording
from bot.desk.learning.proposals import Proposal
from bot.desk.learning.wording import BUTTON, LONGEST
from bot.desk.menu import manager_proposals
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_proposals import as_shown, cut, open_one, screen, still
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.desk.setup import drafts
from bot.say import Choice, Local, Value, choice, say, text

WAITS = "m_teach_words"
Writer = Callable[[House, Proposal, str, str], dict[str, Any]]  # what the words change


def mend(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is to be mended?"""
    if found := still(conn, house, asked, who, facts):
        mine, code = as_shown(found), found.said_in
        ways = [
            choice(text("button.teach_answer"), "m_prop_words", **mine, part="answer", language=code),
            choice(
                text("button.teach_question"), "m_prop_words", **mine, part="phrase", language=found.language
            ),
            choice(text("button.teach_title"), "m_prop_words", **mine, part="title", language=found.language),
            choice(text("button.teach_tongue"), "m_prop_tongue", **mine),
            choice(text("button.teach_topic"), "m_prop_topic", **mine),
            _back(found),
        ]
        title, name = Local(found.title), topic_name(found.topic)
        reply(conn, house, asked, say(text("teach.mend", title=title, topic=name), choices=ways))


def _back(found: Proposal) -> Choice:
    return choice(text("button.back"), "m_prop", proposal=found.id)


def topic_name(topic: str) -> Value:
    """The demo's subjects have names in every language; the hotel's own stand as they are written."""
    return text(f"topic.{topic}") if topic in drafts.TOPICS else topic


def write(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """In which of the languages that lack it? One alone is asked for at once."""
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    lacks, mine = found.lacks(house), as_shown(found)
    if len(lacks) == 1:
        words(conn, house, asked, who, {**mine, "part": "phrase", "language": lacks[0], "on": True})
        return
    few, more = page_of(lacks, facts.get("page", 0), "m_prop_write", **mine)
    ways = [_written_in(found, code) for code in few]
    reply(conn, house, asked, say(text("teach.write_which"), choices=[*ways, more, _back(found)]))


def _written_in(found: Proposal, code: Language) -> Choice:
    name = text(f"language.{code}")
    return choice(name, "m_prop_words", **as_shown(found), part="phrase", language=code, on=True)


def words(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are this part. `on`: how guests ask it comes first, the answer follows."""
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    part, language, on = facts["part"], facts["language"], facts.get("on", False)
    waits = {**as_shown(found), "part": part, "language": language, "on": on}
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **waits)
    skip = choice(text("button.m_skip"), "m_prop_words", **{**waits, "part": "answer", "on": False})
    ways = [skip if on else None, _back(found)]
    reply(conn, house, asked, say(_asking(part, language, found), choices=ways))


def _asking(part: str, language: str, found: Proposal) -> Value:
    named = text(f"language.{language}")
    if part == "title":
        return text("teach.ask_title", language=named, most=BUTTON)
    if part == "phrase":
        said = found.phrases[found.language][0]
        return text("teach.ask_phrase", language=named, words=cut(said, LONGEST))
    return text("teach.ask_answer", language=named, words=cut(found.answer[found.said_in], LONGEST))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the manager wrote; what does not fit is asked for again."""
    dialogues.done(conn, house, asked.chat_id)
    found = still(conn, house, asked, who, facts)
    part, language, said = facts["part"], facts["language"], wording.plain(asked.text or "")
    most = BUTTON if part == "title" else LONGEST
    if found is None:
        return
    if not 2 <= len(said) <= most:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
        reply(conn, house, asked, say(text("drafts.again", most=most), choices=[_back(found)]))
    else:
        proposals.mend(conn, house, found, who, **WRITERS[part](house, found, language, said))
        _go_on(conn, house, asked, who, facts)


def _go_on(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = open_one(conn, house, facts)
    if found and facts.get("on"):
        words(conn, house, asked, who, {**facts, **as_shown(found), "part": "answer", "on": False})
    elif found:
        reply(conn, house, asked, screen(conn, house, found))


def _answer(house: House, found: Proposal, language: str, said: str) -> dict[str, Any]:
    """In its first language it says something else from now on: the others have to be written anew."""
    others = {} if language == found.said_in else dict(found.answer)
    return {"answer": {**others, language: said}}


def _phrase(house: House, found: Proposal, language: str, said: str) -> dict[str, Any]:
    """One way of asking a language; its beginning is the button there, if nobody named it."""
    line = " ".join(said.split())
    title = {language: wording.title(line) or "?", **found.title}
    return {"phrases": {**found.phrases, language: [line]}, "title": title}


def _title(house: House, found: Proposal, language: str, said: str) -> dict[str, Any]:
    return {"title": {**found.title, language: " ".join(said.split())}}


WRITERS: dict[str, Writer] = {"answer": _answer, "phrase": _phrase, "title": _title}


def tongue(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """In which language is the answer? What we took it for may be wrong."""
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    if code := facts.get("language"):
        answer = {code if key == found.said_in else key: said for key, said in found.answer.items()}
        proposals.mend(conn, house, found, who, answer=answer)
        manager_proposals.show(conn, house, asked, who, facts)
        return
    others = [one for one in house.hotel.languages if one not in found.answer]
    mine = as_shown(found)
    few, more = page_of(others, facts.get("page", 0), "m_prop_tongue", **mine)
    ways = [choice(text(f"language.{one}"), "m_prop_tongue", **mine, language=one) for one in few]
    said = text("teach.tongue", language=text(f"language.{found.said_in}"))
    reply(conn, house, asked, say(said, choices=[*ways, more, _back(found)]))


def topic(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Under which subject it stands."""
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    if name := facts.get("topic"):
        proposals.mend(conn, house, found, who, topic=name)
        manager_proposals.show(conn, house, asked, who, facts)
        return
    known = list(dict.fromkeys(one.topic for one in house.catalog.knowledge.values()))
    mine = as_shown(found)
    few, more = page_of(known, facts.get("page", 0), "m_prop_topic", **mine)
    ways = [choice(topic_name(one), "m_prop_topic", **mine, topic=one) for one in few]
    said = text("teach.topic", topic=topic_name(found.topic))
    reply(conn, house, asked, say(said, choices=[*ways, more, _back(found)]))


ACTS: dict[str, StaffAct] = {
    "m_prop_mend": managed(mend),
    "m_prop_write": managed(write),
    "m_prop_words": managed(words),
    "m_prop_tongue": managed(tongue),
    "m_prop_topic": managed(topic),
}
