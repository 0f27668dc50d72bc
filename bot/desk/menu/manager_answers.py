"""What to look through: proposed answers, reported ones, old ones, and questions nobody has answered."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.answers.values import told as live
from bot.desk.asked import Asked, reply
from bot.desk.catalog import journal
from bot.desk.catalog.entries import packed, unpacked
from bot.desk.catalog.model import Entry
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import proposals, review, teaching, wording, wrong
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage import knowledge_words
from bot.desk.menu.manager_proposals import TEACH, cut, names, screen
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.desk.reports.topics import called
from bot.say import Choice, Day, Join, Local, Text, Value, choice, say, text

WAITS, GAP = "m_teach_answer", "m_teach_gap"
SHOWN, FEW = 3, 2  # questions of a subject; reports of an answer
QUESTION = 60  # characters of each
LONGEST = 600  # of an answer, as in the catalog's model


def overview(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """How much of each there is; what there is none of has no button."""
    waiting, reported = len(proposals.waiting(conn, house)), wrong.counts(conn, house)
    old, gaps = len(review.stale(house)), review.gaps(conn, house)
    said = text("teach.overview", waiting=waiting, reported=len(reported), old=old, open=sum(gaps.values()))
    ways = [
        choice(text("button.teach_proposed", number=waiting), "m_props") if waiting else None,
        _list("button.teach_reported", "reported", len(reported)),
        _list("button.teach_old", "old", old),
        choice(text("button.teach_gaps", number=len(gaps)), "m_gaps") if gaps else None,
        choice(text("button.kn"), "m_kn"),
        choice(text("button.tx"), "m_tx"),
        HOME,
    ]
    reply(conn, house, asked, say(said, choices=ways))


def _list(key: str, kind: str, number: int) -> Choice | None:
    return choice(text(key, number=number), "m_answers", kind=kind) if number else None


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Answers that were reported, the most often first, or those not confirmed for long."""
    kind = facts["kind"]
    counts = wrong.counts(conn, house) if kind == "reported" else {}
    found = list(counts) if kind == "reported" else [one.id for one in review.stale(house)]
    if not found:
        overview(conn, house, asked, who, {})
        return
    few, more = page_of(found, facts.get("page", 0), "m_answers", kind=kind)
    lines = [_line(house, name, counts.get(name)) for name in few]
    ways = [choice(_title(house, name), "m_answer", entry=name, kind=kind) for name in few]
    head = text("teach.reported_list") if kind == "reported" else text("teach.old_list")
    reply(conn, house, asked, say(head, Join(lines, "lines"), choices=[*ways, more, TEACH]))


def _line(house: House, name: str, count: int | None) -> Text:
    entry = house.catalog.knowledge.get(name)
    if count is not None:
        return text("teach.reported_line", title=_title(house, name), number=count)
    return text("teach.old_line", title=_title(house, name), date=Day(entry.confirmed) if entry else "")


def _title(house: House, name: str) -> Value:
    entry, offer = house.catalog.knowledge.get(name), house.catalog.offer(name)
    return Local(entry.title) if entry else Local(offer.title) if offer else name


def answer(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One answer as guests read it, and what was said against it."""
    name = facts["entry"]
    entry = house.catalog.entry(name)
    shown = _read(conn, house, entry) if entry else (text("teach.offer_read", title=_title(house, name)),)
    reply(conn, house, asked, say(*shown, _against(conn, house, name), choices=_ways(house, facts, entry)))


def _read(conn: Connection, house: House, entry: Entry) -> tuple[Value, Value]:
    head = text("teach.read", title=Local(entry.title), date=Day(entry.confirmed))
    return head, live(conn, house, entry, entry.answer)


def _against(conn: Connection, house: House, name: str) -> Value | None:
    """The newest reports: the question that was answered wrongly, or that a colleague says it is not true."""
    found = wrong.latest(conn, house, name, most=FEW)
    lines: list[Value] = [
        text("teach.staff_said", date=Day(house.local(one.at).date()))
        if one.by_staff
        else text(
            "teach.guest_asked",
            words=cut(" ".join(one.question.split()), QUESTION),
            date=Day(house.local(one.at).date()),
        )
        for one in found
    ]
    return Join(lines, "lines") if lines else None


def _ways(house: House, facts: Facts, entry: Entry | None) -> list[Choice | None]:
    mine = {"entry": facts["entry"], "kind": facts.get("kind", "reported")}
    lacks = entry and [one for one in house.hotel.languages if one not in entry.answer]
    return [
        choice(text("button.teach_true"), "m_answer_true", **mine),
        choice(text("button.teach_reword"), "m_answer_words", **mine) if entry else None,
        choice(text("button.teach_language"), "m_answer_write", **mine) if lacks else None,
        choice(text("button.back"), "m_answers", kind=mine["kind"]),
    ]


def true(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """As true today as it was; an offer is only looked at."""
    if entry := house.catalog.entry(facts["entry"]):
        teaching.confirm(conn, house, entry, who)
        house = teaching.after(house, entry.id, entry.model_copy(update={"confirmed": house.today}))
    else:
        wrong.settle(conn, house, facts["entry"], who)
    listed(conn, house, asked, who, {"kind": facts["kind"]})


def write(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """In which of the languages that it lacks?"""
    entry = house.catalog.entry(facts["entry"])
    lacks = [one for one in house.hotel.languages if entry and one not in entry.answer]
    mine = {"entry": facts["entry"], "kind": facts["kind"]}
    few, more = page_of(lacks, facts.get("page", 0), "m_answer_write", **mine)
    ways = [choice(text(f"language.{one}"), "m_answer_words", **mine, language=one) for one in few]
    back = choice(text("button.back"), "m_answer", **mine)
    reply(conn, house, asked, say(text("teach.write_which"), choices=[*ways, more, back]))


def words(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are the answer; without a language in the manager's own, in place of all others."""
    entry = house.catalog.entry(facts["entry"])
    if entry is None:
        listed(conn, house, asked, who, facts)
        return
    language = facts.get("language")
    waits = {"entry": entry.id, "kind": facts["kind"], "language": language}
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **waits)
    shown = wording.shown_in(entry.answer, who.language, house.hotel.default_language) or ""
    named = text(f"language.{language or _own(house, who)}")
    said = text(
        "teach.ask_answer", language=named, words=live(conn, house, entry, {shown: entry.answer[shown]})
    )
    back = choice(text("button.back"), "m_answer", entry=entry.id, kind=facts["kind"])
    reply(conn, house, asked, say(said, choices=[back]))


def _own(house: House, who: Colleague) -> str:
    return who.language if who.language in house.hotel.languages else house.hotel.default_language


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    entry, said = house.catalog.entry(facts["entry"]), wording.plain(asked.text or "")
    if entry is None or not 2 <= len(said) <= LONGEST:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
        back = choice(text("button.back"), "m_answers", kind=facts["kind"])
        reply(conn, house, asked, say(text("drafts.again", most=LONGEST), choices=[back]))
        return
    dialogues.done(conn, house, asked.chat_id)
    changed = entry.model_copy(update={"answer": {facts["language"] or _own(house, who): said}})
    if odd := knowledge_words.new_contradictions(house, entry, changed):
        again = choice(text("button.tx_write"), "m_answer_words", **facts)
        anyway = choice(text("button.kn_anyway"), "m_answer_put", **facts, words=said)
        back = choice(text("button.back"), "m_answer", entry=entry.id, kind=facts["kind"])
        ways = [again, anyway, back]
        reply(conn, house, asked, say(knowledge_words.contradictions(odd), choices=ways))
        return
    put(conn, house, asked, who, {**facts, "words": said})


def put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The words that were written are live, whatever the catalog says."""
    entry, said = house.catalog.entry(facts["entry"]), facts["words"]
    if entry is None:
        overview(conn, house, asked, who, {})
    elif language := facts["language"]:
        change = teaching.translate(conn, house, entry, language, said, who)
        _live(conn, house, asked, entry, change, [])
    else:
        change = teaching.reword(conn, house, entry, _own(house, who), said, who)
        _live(conn, house, asked, entry, change, [one for one in entry.answer if one != _own(house, who)])


def _live(conn: Connection, house: House, asked: Asked, entry: Entry, change: int, others: list[str]) -> None:
    """It is live; where other languages said the old, they can be brought back."""
    note = text("teach.others_out", languages=names(others)) if others else None
    keep = choice(text("button.teach_keep"), "m_answer_keep", change=change) if others else None
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    live_now = text("teach.live", title=Local(entry.title))
    reply(conn, house, asked, say(live_now, note, choices=[keep, undo, TEACH, HOME]))


def keep(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Only the wording was mended: the other languages are true as they were, beside these very words."""
    done = journal.one(conn, house, facts["change"])
    before = unpacked(done.deed.before["entry"]) if done else None
    entry = house.catalog.entry(before.id) if before else None
    if done is None or before is None or entry is None:
        overview(conn, house, asked, who, {})
    elif packed(entry) != done.deed.after["entry"]:
        head, now = _read(conn, house, entry)
        ways = _ways(house, {"entry": entry.id}, entry)
        reply(conn, house, asked, say(head, text("teach.changed"), now, choices=ways))
    else:
        change = teaching.keep_others(conn, house, before, entry, who)
        _live(conn, house, asked, entry, change, [])


def gaps(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One subject at a time that guests asked about in vain, the most asked first."""
    found = review.gaps(conn, house)
    if not found:
        overview(conn, house, asked, who, {})
        return
    here = facts.get("page", 0) % len(found)
    topic, number = list(found.items())[here]
    said = review.asked_in_vain(conn, house, topic)
    lines: list[Value] = [
        text("teach.asks", language=text(f"language.{code}"), words=cut(" ".join(one.split()), QUESTION))
        for code, few in said.items()
        for one in few
    ]
    ways = [
        choice(text("button.teach_write"), "m_gap", topic=topic) if said else None,
        choice(text("button.m_later"), "m_gaps", page=here + 1) if len(found) > 1 else None,
        TEACH,
    ]
    head = text("teach.gap", topic=called(house, topic), number=number)
    reply(conn, house, asked, say(head, Join(lines[:SHOWN], "lines"), choices=ways))


def gap(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are the answer to all of these."""
    dialogues.wait_for(conn, house, asked.chat_id, GAP, topic=facts["topic"])
    said = text("teach.gap_write", language=text(f"language.{_own(house, who)}"))
    reply(conn, house, asked, say(said, choices=[choice(text("button.back"), "m_gaps")]))


def gap_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """It becomes a proposal of the manager's own, to look at before it is live."""
    said, asked_so = wording.plain(asked.text or ""), review.asked_in_vain(conn, house, facts["topic"])
    if not asked_so or not 2 <= len(said) <= wording.LONGEST:
        dialogues.wait_for(conn, house, asked.chat_id, GAP, **facts)
        back = choice(text("button.back"), "m_gaps")
        reply(conn, house, asked, say(text("drafts.again", most=wording.LONGEST), choices=[back]))
        return
    dialogues.done(conn, house, asked.chat_id)
    near = [facts["topic"]] if facts["topic"] else []
    own = {_own(house, who): said}
    made = proposals.begin(conn, house, who, near=near, phrases=asked_so, answer=own)
    reply(conn, house, asked, screen(conn, house, made))


ACTS: dict[str, StaffAct] = {
    "m_teach": managed(overview),
    "m_answers": managed(listed),
    "m_answer": managed(answer),
    "m_answer_true": managed(true),
    "m_answer_write": managed(write),
    "m_answer_words": managed(words),
    "m_answer_keep": managed(keep),
    "m_answer_put": managed(put),
    "m_gaps": managed(gaps),
    "m_gap": managed(gap),
}
