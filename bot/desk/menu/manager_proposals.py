"""What staff propose to tell all guests, one at a time: approve, mend, join to another answer, reject."""

from __future__ import annotations

from typing import Any

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, reply
from bot.desk.cases import case
from bot.desk.catalog.model import Entry
from bot.desk.catalog.truth import against
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.learning import proposals, teaching, wording
from bot.desk.learning.proposals import Proposal
from bot.desk.learning.wording import LONGEST
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage import knowledge_words
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.say import At, Choice, Join, Local, Say, Text, Value, choice, say, text

TEACH = choice(text("button.m_teach"), "m_teach")
ASKING, WAY = 2, 70  # ways of asking that are shown; characters of each
BRIEF = 200  # characters; a longer answer leaves less room for the rest
FLAWS = {
    "private": text("teach.flaw_private"),
    "long": text("teach.flaw_long", most=LONGEST),
    "unasked": text("teach.flaw_unasked"),
}


def first(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The oldest that waits; after `past` when that is to come later."""
    waiting = proposals.waiting(conn, house)
    past = facts.get("past", 0)
    found = next((one for one in waiting if one.id > past), None) or next(iter(waiting), None)
    if found:
        reply(conn, house, asked, screen(conn, house, found))
    else:
        reply(conn, house, asked, say(text("teach.none"), choices=[TEACH, HOME]))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One proposal; what is decided already leads to the next."""
    found = proposals.by_id(conn, house, facts["proposal"])
    if found and found.waits:
        reply(conn, house, asked, screen(conn, house, found))
    else:
        first(conn, house, asked, who, {})


def screen(conn: Connection, house: House, found: Proposal, *, changed: bool = False) -> Say:
    """`changed`: it is no longer what was on the screen before, and nothing was done."""
    waiting = [one.id for one in proposals.waiting(conn, house)]
    return say(
        text("teach.proposal", number=waiting.index(found.id) + 1, of=len(waiting)),
        text("teach.changed") if changed else _source(conn, house, found),
        Join([*_asks(found), _says(found)], "lines"),
        *_notes(house, found),
        choices=_ways(house, found, several=len(waiting) > 1),
    )


def _source(conn: Connection, house: House, found: Proposal) -> Text:
    by = people.colleague(conn, house, found.by)
    ref = case.by_id(conn, house, found.case_id).ref if found.case_id else ""
    key = "teach.source_case" if ref else "teach.source"
    return text(key, person=by.name if by else "—", ref=ref, at=At(found.at, "stamp"))


def _asks(found: Proposal) -> list[Value]:
    """The ways of asking, the first as staff saw it."""
    said = [(code, one) for code, lines in found.phrases.items() for one in lines]
    few = said[: ASKING if _short(found) else 1]
    return [
        text("teach.asks", language=text(f"language.{code}"), words=cut(" ".join(one.split()), WAY))
        for code, one in few
    ]


def _says(found: Proposal) -> Text:
    """The whole answer: nobody approves what they have not read."""
    code = found.said_in
    return text("teach.says", language=text(f"language.{code}"), words=cut(found.answer[code], LONGEST))


def _short(found: Proposal) -> bool:
    return len(found.answer[found.said_in]) <= BRIEF


def _notes(house: House, found: Proposal) -> list[Value]:
    """What keeps it back, what may be private, which languages lack it and have it.

    Under a long answer only the first of these: the screen of a phone is small.
    """
    also = [code for code in found.answer if code != found.said_in]
    lacks, said = found.lacks(house), [one for lines in found.phrases.values() for one in lines]
    doubtful = [cut(one, 24) for one in wording.doubtful(house, [*said, *found.answer.values()])]
    odd = [] if found.flaws() else against(house.catalog, teaching.made_of(house, found))
    notes: list[Value | None] = [
        *(FLAWS[one] for one in found.flaws()),
        knowledge_words.contradictions(odd),
        text("teach.careful", found=Join(doubtful[:3])) if doubtful else None,
        text("teach.lacks", languages=names(lacks)) if lacks else None,
        text("teach.also", languages=names(also)) if also else None,
    ]
    told = [one for one in notes if one]
    return told if _short(found) else told[:1]


def names(codes: list[str]) -> Join:
    return Join([text(f"language.{code}") for code in codes])


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _ways(house: House, found: Proposal, *, several: bool) -> list[Choice | None]:
    mine = as_shown(found)
    mend = choice(text("button.teach_mend"), "m_prop_mend", **mine)
    return [
        None if found.flaws() else choice(text("button.teach_approve"), "m_prop_yes", **mine),
        mend,
        choice(text("button.teach_language"), "m_prop_write", **mine) if found.lacks(house) else None,
        choice(text("button.teach_join"), "m_prop_join", **mine),
        choice(text("button.teach_reject"), "m_prop_no", **mine),
        choice(text("button.m_later"), "m_props", past=found.id) if several else TEACH,
    ]


def as_shown(found: Proposal) -> dict[str, Any]:
    """What a button about these very words carries."""
    return {"proposal": found.id, "mark": found.mark}


def open_one(conn: Connection, house: House, facts: Facts) -> Proposal | None:
    """The proposal behind a button, while nobody has decided about it."""
    found = proposals.by_id(conn, house, facts["proposal"])
    return found if found and found.waits else None


def still(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> Proposal | None:
    """The same in the words that the button was about; else what there is now is on the screen instead."""
    found = open_one(conn, house, facts)
    if found is None:
        first(conn, house, asked, who, {})
    elif found.mark != facts.get("mark"):
        reply(conn, house, asked, screen(conn, house, found, changed=True))
    else:
        return found
    return None


def approve(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    kept = teaching.approve(conn, house, found, who)
    lacks = found.lacks(house)
    note = text("teach.live_lacks", languages=names(lacks)) if lacks else None
    live = text("teach.live", title=Local(found.title))
    reply(conn, house, asked, say(live, note, choices=[_undo(kept), *_next(conn, house)]))


def _undo(change: int) -> Choice:
    return choice(text("button.m_undo"), "m_undo", change=change)


def _next(conn: Connection, house: House) -> list[Choice]:
    waiting = proposals.waiting(conn, house)
    return [choice(text("button.teach_next"), "m_props"), HOME] if waiting else [TEACH, HOME]


def reject(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    if found := still(conn, house, asked, who, facts):
        proposals.decide(conn, house, found, who, "rejected", change_id=None)
        back = choice(text("button.m_undo"), "m_prop_back", proposal=found.id)
        left = text("teach.rejected", title=Local(found.title))
        reply(conn, house, asked, say(left, choices=[back, *_next(conn, house)]))


def back(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The rejection is taken back."""
    found = proposals.by_id(conn, house, facts["proposal"])
    if found and found.state == "rejected":
        proposals.decide(conn, house, found, who, "proposed")
    show(conn, house, asked, who, facts)


def join(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which answer is it another question for? The likely ones first, then page by page."""
    found = still(conn, house, asked, who, facts)
    if found is None:
        return
    mine = as_shown(found)
    few, more = page_of(_likely(house, found), facts.get("page", 0), "m_prop_join", **mine)
    ways = [choice(Local(one.title), "m_prop_joined", **mine, entry=one.id) for one in few]
    backward = choice(text("button.back"), "m_prop", proposal=found.id)
    reply(conn, house, asked, say(text("teach.join_which"), choices=[*ways, more, backward]))


def _likely(house: House, found: Proposal) -> list[Entry]:
    """What the understanding thought of, then the same subject, then the rest."""
    known = [one for one in house.catalog.knowledge.values() if not one.draft]
    near = list(found.near)
    rank = {name: number for number, name in enumerate(near)}
    return sorted(known, key=lambda one: (rank.get(one.id, len(near)), one.topic != found.topic))


def joined(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found, entry = still(conn, house, asked, who, facts), house.catalog.entry(facts["entry"])
    if found is None:
        return
    if entry is None:
        join(conn, house, asked, who, facts)
        return
    kept = teaching.join(conn, house, found, entry, who)
    said = text("teach.joined", title=Local(entry.title))
    reply(conn, house, asked, say(said, choices=[_undo(kept), *_next(conn, house), CHANGES]))


ACTS: dict[str, StaffAct] = {
    "m_props": managed(first),
    "m_prop": managed(show),
    "m_prop_yes": managed(approve),
    "m_prop_no": managed(reject),
    "m_prop_back": managed(back),
    "m_prop_join": managed(join),
    "m_prop_joined": managed(joined),
}
