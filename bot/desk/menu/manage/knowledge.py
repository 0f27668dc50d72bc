"""Every answer that the hotel has, by subject: read, confirmed, written anew, hidden, taken out, added."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.answers.values import told as live
from bot.desk.asked import Asked, reply
from bot.desk.catalog import marks, runtime
from bot.desk.catalog.entries import put
from bot.desk.catalog.model import Entry
from bot.desk.catalog.truth import against, stale
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import proposals, teaching, wording
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage import knowledge_words
from bot.desk.menu.manager_proposals import names, screen
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.menu.manager_wording import topic_name
from bot.desk.people import Colleague
from bot.say import Choice, Day, Join, Local, Value, choice, say, text

ASKS, WORDS = "m_kn_ask", "m_kn_words"  # the screens that wait for words
ALL = choice(text("button.kn"), "m_kn")
PARTS = ("answer", "title", "details", "simple")


def subjects(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The subjects with how many answers each has, and a new answer."""
    topics = list(dict.fromkeys(one.topic for one in house.catalog.knowledge.values()))
    few, more = page_of(topics, facts.get("page", 0), "m_kn")
    ways = [choice(topic_name(one), "m_kn_topic", topic=one) for one in few]
    new = choice(text("button.kn_new"), "m_kn_new")
    said = text("kn.subjects", n=len(house.catalog.knowledge))
    reply(conn, house, asked, say(said, choices=[*ways, more, new, HOME]))


def subject(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The answers of one subject; what guests do not read is marked."""
    topic = facts["topic"]
    found = [one for one in house.catalog.knowledge.values() if one.topic == topic]
    if not found:
        subjects(conn, house, asked, who, {})
        return
    few, more = page_of(found, facts.get("page", 0), "m_kn_topic", topic=topic)
    lines: list[Value] = [_line(house, one) for one in few]
    ways = [choice(Local(one.title), "m_kn_one", of=one.id) for one in few]
    said = text("kn.subject", topic=topic_name(topic))
    reply(conn, house, asked, say(said, Join(lines, "lines"), choices=[*ways, more, ALL]))


def _line(house: House, entry: Entry) -> Value:
    state = "hidden" if entry.draft else "old" if stale(house.hotel, entry, house.today) else "fresh"
    return text(f"kn.line_{state}", title=Local(entry.title), date=Day(entry.confirmed))


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """An answer as guests read it, and what can be done with it."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        subjects(conn, house, asked, who, {})
        return
    lacks = [code for code in house.hotel.languages if not entry.answer.get(code)]
    odd = against(house.catalog, entry)
    body = (
        text("kn.one", title=Local(entry.title), date=Day(entry.confirmed)),
        live(conn, house, entry, entry.answer),
        text("kn.hidden") if entry.draft else None,
        text("kn.lacks", languages=names(lacks)) if lacks else None,
        knowledge_words.contradictions(odd),
    )
    reply(conn, house, asked, say(*body, choices=_ways(entry)))


def _ways(entry: Entry) -> list[Choice | None]:
    mine = {"of": entry.id}
    return [
        None if entry.draft else choice(text("button.teach_true"), "m_kn_true", **mine),
        choice(text("button.kn_edit"), "m_kn_edit", **mine),
        choice(text("button.kn_show" if entry.draft else "button.kn_hide"), "m_kn_hide", **mine),
        choice(text("button.kn_remove"), "m_kn_gone", **mine),
        choice(text("button.back"), "m_kn_topic", topic=entry.topic),
    ]


def true(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """As true today as it was."""
    if entry := house.catalog.entry(facts["of"]):
        change = teaching.confirm(conn, house, entry, who)
        _done(conn, house, asked, "kn.confirmed", entry, change)
    else:
        one(conn, house, asked, who, facts)


def hide(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Guests no longer read it, or read it again: then it was looked at today."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        subjects(conn, house, asked, who, {})
        return
    known = {"draft": not entry.draft} | ({"confirmed": house.today} if entry.draft else {})
    change = runtime.change_answer(conn, house, entry.id, entry.model_copy(update=known), who.name)
    _done(conn, house, asked, "kn.shown" if entry.draft else "kn.now_hidden", entry, change)


def gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Out of the catalog; it comes back with one tap."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        subjects(conn, house, asked, who, {})
        return
    change = runtime.change_answer(conn, house, entry.id, None, who.name)
    _done(conn, house, asked, "kn.gone", entry, change)


def _done(conn: Connection, house: House, asked: Asked, key: str, entry: Entry, change: int) -> None:
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    back = choice(text("button.back"), "m_kn_topic", topic=entry.topic)
    reply(conn, house, asked, say(text(key, title=Local(entry.title)), choices=[undo, back, ALL, HOME]))


def edit(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which part of it, then in which language."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        subjects(conn, house, asked, who, {})
        return
    back = choice(text("button.back"), "m_kn_one", of=entry.id)
    if part := facts.get("part"):
        few, more = page_of(house.hotel.languages, facts.get("page", 0), "m_kn_edit", of=entry.id, part=part)
        mine = {"of": entry.id, "part": part}
        ways = [choice(text(f"language.{code}"), "m_kn_write", **mine, language=code) for code in few]
        reply(conn, house, asked, say(text("kn.which_language"), choices=[*ways, more, back]))
        return
    ways = [choice(text(f"button.kn_{part}"), "m_kn_edit", of=entry.id, part=part) for part in PARTS]
    reply(conn, house, asked, say(text("kn.which_part", title=Local(entry.title)), choices=[*ways, back]))


def write(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are this part in this language."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        subjects(conn, house, asked, who, {})
        return
    dialogues.wait_for(conn, house, asked.chat_id, WORDS, **_place(facts))
    _ask(conn, house, asked, entry, facts, None)


def _place(facts: Facts) -> dict[str, str]:
    return {name: facts[name] for name in ("of", "part", "language")}


def _ask(
    conn: Connection, house: House, asked: Asked, entry: Entry, facts: Facts, wrong: Value | None
) -> None:
    now = (getattr(entry, facts["part"]) or {}).get(facts["language"], "")
    most = knowledge_words.most(facts["part"])
    said = text("kn.write", language=text(f"language.{facts['language']}"), most=most)
    back = choice(text("button.back"), "m_kn_one", of=entry.id)
    shown = text("kn.now", words=now) if now else None
    reply(conn, house, asked, say(said, shown, wrong, choices=[back]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Live, unless it does not fit; what the catalog says otherwise is shown first."""
    entry = house.catalog.knowledge.get(facts["of"])
    if entry is None:
        dialogues.done(conn, house, asked.chat_id)
        subjects(conn, house, asked, who, {})
        return
    words = wording.plain(asked.text or "", braces=True)
    if wrong := knowledge_words.flaw(house, entry, facts["part"], facts["language"], words):
        dialogues.wait_for(conn, house, asked.chat_id, WORDS, **_place(facts))
        _ask(conn, house, asked, entry, facts, wrong)
        return
    dialogues.done(conn, house, asked.chat_id)
    changed = knowledge_words.written(house, entry, facts["part"], facts["language"], words)
    odd = knowledge_words.new_contradictions(house, entry, changed)
    if odd:
        anyway = choice(text("button.kn_anyway"), "m_kn_put", **_place(facts), words=words)
        again = choice(text("button.tx_write"), "m_kn_write", **_place(facts))
        ways = [again, anyway, choice(text("button.back"), "m_kn_one", of=entry.id)]
        reply(conn, house, asked, say(knowledge_words.contradictions(odd), choices=ways))
        return
    _publish(conn, house, asked, who, changed, facts)


def _publish(
    conn: Connection, house: House, asked: Asked, who: Colleague, entry: Entry, facts: Facts
) -> None:
    catalog = marks.approved(
        put(house.catalog, entry.id, entry), ("knowledge", entry.id, facts["part"]), facts["language"]
    )
    change = runtime.change_answer(conn, house, entry.id, catalog.knowledge[entry.id], who.name)
    _done(conn, house, asked, "kn.live", entry, change)


def anyway(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The manager knows better than the catalog."""
    if entry := house.catalog.knowledge.get(facts["of"]):
        changed = knowledge_words.written(house, entry, facts["part"], facts["language"], facts["words"])
        _publish(conn, house, asked, who, changed, facts)
    else:
        subjects(conn, house, asked, who, {})


def new(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """How would a guest ask? The answer comes next."""
    language = _own(house, who)
    dialogues.wait_for(conn, house, asked.chat_id, ASKS, language=language)
    said = text("kn.new", language=text(f"language.{language}"))
    reply(conn, house, asked, say(said, choices=[choice(text("button.back"), "m_kn")]))


def _own(house: House, who: Colleague) -> str:
    return who.language if who.language in house.hotel.languages else house.hotel.default_language


def new_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The question, then the answer: a proposal that the manager looks at before it is live."""
    words, language = wording.plain(asked.text or ""), facts["language"]
    question, most = facts.get("question"), wording.LONGEST
    back = choice(text("button.back"), "m_kn")
    if not 2 <= len(words) <= most:
        dialogues.wait_for(conn, house, asked.chat_id, ASKS, **facts)
        reply(conn, house, asked, say(text("drafts.again", most=most), choices=[back]))
    elif question is None:
        dialogues.wait_for(conn, house, asked.chat_id, ASKS, language=language, question=words)
        said = text("kn.new_answer", language=text(f"language.{language}"), words=words)
        reply(conn, house, asked, say(said, choices=[back]))
    else:
        dialogues.done(conn, house, asked.chat_id)
        phrases, answer = {language: [" ".join(question.split())]}, {language: words}
        made = proposals.begin(conn, house, who, near=[], phrases=phrases, answer=answer)
        reply(conn, house, asked, screen(conn, house, made))


ACTS: dict[str, StaffAct] = {
    "m_kn": managed(subjects),
    "m_kn_topic": managed(subject),
    "m_kn_one": managed(one),
    "m_kn_true": managed(true),
    "m_kn_hide": managed(hide),
    "m_kn_gone": managed(gone),
    "m_kn_edit": managed(edit),
    "m_kn_write": managed(write),
    "m_kn_put": managed(anyway),
    "m_kn_new": managed(new),
}
AWAITED = {WORDS: typed, ASKS: new_typed}
