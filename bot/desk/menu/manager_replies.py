"""Ready replies, edited in chat: new ones, other words, another language, out. Every change can be undone."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog import runtime
from bot.desk.catalog.replying import NAME, NAMES, Reply, begins_with_no, hollow
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import wording
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.labels import LABEL
from bot.desk.menu.manager_proposals import names
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Choice, Join, Local, Text, Value, choice, say, text

WAITS = "m_reply"  # the dialogue in which the next words are a reply's
REPLIES = choice(text("button.replies"), "m_replies")
PAGE = 5  # with a new one, the next page and the way back a screen has eight buttons
SHORTEST, LONGEST = 2, 600  # of a reply, as in the catalog's model


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    every, first = house.catalog.replies.replies, facts.get("first", 0)
    shown = [choice(Local(one.title), "m_reply", reply=one.code) for one in every[first : first + PAGE]]
    ahead = first + PAGE if every[first + PAGE :] else 0
    more = choice(text("button.m_more"), "m_replies", first=ahead) if len(every) > PAGE else None
    new = choice(text("button.reply_new"), "m_reply_new")
    said = text("replies.list", number=len(every))
    reply(conn, house, asked, say(said, choices=[*shown, more, new, HOME]))


def shown(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One reply as the manager reads it, what is odd about it, and what can be done with it."""
    one = house.catalog.replies.reply(facts["reply"])
    if one is None:
        listed(conn, house, asked, who, {})
        return
    _show(conn, house, asked, who, one)


def _show(
    conn: Connection, house: House, asked: Asked, who: Colleague, one: Reply, first: Text | None = None
) -> None:
    about = {"reply": one.code}
    lacks = [code for code in house.hotel.languages if code not in one.text]
    ways = [
        choice(text("button.reply_words"), "m_reply_words", **about, language=_own(house, who)),
        choice(text("button.reply_title"), "m_reply_title", **about),
        choice(text("button.reply_tongue"), "m_reply_tongue", **about),
        choice(text("button.m_reply_kinds"), "m_reply_kinds", **about),
        choice(text("button.m_reply_up"), "m_reply_up", **about),
        choice(text("button.reply_gone"), "m_reply_gone", **about),
        REPLIES,
    ]
    said = text("replies.one", title=Local(one.title), words=Local(one.text))
    reply(conn, house, asked, say(first, said, _lacks(lacks), *_odd(one), choices=ways))


def _lacks(languages: list[str]) -> Text | None:
    return text("replies.lacks", languages=names(languages)) if languages else None


def _odd(one: Reply) -> list[Value]:
    """By simple signs; whoever wrote it may know better."""
    noes = [code for code, words in one.text.items() if begins_with_no(code, words)]
    empty = {said for code, words in one.text.items() if (said := hollow(code, words))}
    return [
        *([text("replies.opens_with_no", languages=names(noes))] if noes else []),
        *([text("replies.hollow", words=Join(sorted(empty)))] if empty else []),
    ]


def _own(house: House, who: Colleague) -> str:
    return who.language if who.language in house.hotel.languages else house.hotel.default_language


def new(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _ask(conn, house, asked, {"reply": None, "field": "text", "language": _own(house, who)})


def words(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _ask(conn, house, asked, {"field": "text", **facts})


def title(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _ask(conn, house, asked, {"field": "title", "language": _own(house, who), **facts})


def _ask(conn: Connection, house: House, asked: Asked, waits: Facts) -> None:
    """The next words are that; the screen says of what, and in which language."""
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **waits)
    language = text(f"language.{waits['language']}")
    known = Join([f"{{{name}}}" for name in NAMES])
    said = text("replies.ask_title") if waits["field"] == "title" else text("replies.ask", language=language)
    named = None if waits["field"] == "title" else text("replies.names", names=known)
    reply(conn, house, asked, say(said, named, choices=[REPLIES]))


def tongue(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """In which language?"""
    ways: list[Choice] = [
        choice(text(f"language.{code}"), "m_reply_words", reply=facts["reply"], language=code, keep=True)
        for code in house.hotel.languages[:7]
    ]
    reply(conn, house, asked, say(text("replies.which_tongue"), choices=[*ways, REPLIES]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    said = wording.plain(asked.text or "")
    strange = [name for name in NAME.findall(said) if name not in NAMES]
    longest = LABEL if facts["field"] == "title" else LONGEST
    if strange or not SHORTEST <= len(said) <= longest:
        _again(conn, house, asked, facts, longest, strange)
        return
    dialogues.done(conn, house, asked.chat_id)
    if facts["field"] == "text" and facts["reply"] is None:
        _ask(conn, house, asked, {**facts, "field": "title", "words": said})
        return
    _put(conn, house, asked, who, facts, said)


def _again(
    conn: Connection, house: House, asked: Asked, facts: Facts, longest: int, strange: list[str]
) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
    known = Join([f"{{{name}}}" for name in NAMES])
    said = text("replies.names", names=known) if strange else text("drafts.again", most=longest)
    reply(conn, house, asked, say(said, choices=[REPLIES]))


def _put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, said: str) -> None:
    """Live at once. Other languages still said the old words: they are out, and one tap brings them back."""
    language, code = facts["language"], facts["reply"]
    before = house.catalog.replies.reply(code) if code else None
    if code and before is None:  # taken out meanwhile
        listed(conn, house, asked, who, {})
    elif before is None:
        made = Reply(code=_code(house), title={language: said}, text={language: facts["words"]})
        _live(conn, house, asked, who, None, made)
    elif facts["field"] == "title":
        _live(
            conn,
            house,
            asked,
            who,
            before,
            before.model_copy(update={"title": {**before.title, language: said}}),
        )
    else:
        others = before.text if facts.get("keep") else {}
        after = before.model_copy(update={"text": {**others, language: said}})
        _live(conn, house, asked, who, before, after)


def _code(house: House) -> str:
    taken = {one.code for one in house.catalog.replies.replies}
    number = len(taken) + 1
    while f"said_{number}" in taken:
        number += 1
    return f"said_{number}"


def _live(
    conn: Connection, house: House, asked: Asked, who: Colleague, before: Reply | None, after: Reply
) -> None:
    change = runtime.change_reply(conn, house, after.code, after, who.name)
    out = [code for code in before.text if code not in after.text] if before else []
    lacks = [code for code in house.hotel.languages if code not in after.text]
    keep = choice(text("button.teach_keep"), "m_reply_keep", reply=after.code, change=change) if out else None
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    said = text("replies.live", title=Local(after.title))
    reply(conn, house, asked, say(said, _lacks(lacks), *_odd(after), choices=[keep, undo, REPLIES, HOME]))


def keep(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Only the wording was mended: the other languages are true as they were, beside these very words."""
    now, mended = (
        house.catalog.replies.reply(facts["reply"]),
        runtime.reply_mended(conn, house, facts["change"]),
    )
    if now is None or mended is None:
        listed(conn, house, asked, who, {})
    elif now != mended[1]:
        _show(conn, house, asked, who, now, text("teach.changed"))
    else:
        before = mended[0]
        _live(conn, house, asked, who, now, now.model_copy(update={"text": {**before.text, **now.text}}))


def gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = house.catalog.replies.reply(facts["reply"])
    if one is None:
        listed(conn, house, asked, who, {})
        return
    change = runtime.change_reply(conn, house, one.code, None, who.name)
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    said = text("replies.gone", title=Local(one.title))
    reply(conn, house, asked, say(said, choices=[undo, REPLIES, HOME]))


ACTS: dict[str, StaffAct] = {
    "m_replies": managed(listed),
    "m_reply": managed(shown),
    "m_reply_new": managed(new),
    "m_reply_words": managed(words),
    "m_reply_title": managed(title),
    "m_reply_tongue": managed(tongue),
    "m_reply_keep": managed(keep),
    "m_reply_gone": managed(gone),
}
