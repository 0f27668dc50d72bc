"""A manager's yes: a new answer, one more way of asking for an old one, or other words. Live at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.db import Connection
from bot.desk.catalog import runtime
from bot.desk.catalog.entries import put
from bot.desk.catalog.model import Entry
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import proposals, wrong
from bot.desk.learning.proposals import Proposal
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.reports.topics import NAMED
from bot.say import choice, text


class NotReady(DeskError):
    """Something has to be mended before guests read it: private words, too long, no way of asking."""

    key = "refuse.teach_not_ready"


def approve(conn: Connection, house: House, proposal: Proposal, who: Colleague) -> int:
    """Every guest gets it from now on; the journal's id. NotReady while it has a flaw."""
    if proposal.flaws():
        raise NotReady(ways=[choice(text("button.teach_mend"), "m_prop", proposal=proposal.id), HOME])
    entry = made_of(house, proposal)
    kept = runtime.change_answer(conn, house, entry.id, entry, who.name)
    proposals.decide(conn, house, proposal, who, "approved", entry=entry.id, change_id=kept)
    return kept


def made_of(house: House, proposal: Proposal) -> Entry:
    """The answer that a proposal without flaws becomes."""
    return Entry.model_validate(
        {
            "id": _code(house, proposal),
            "topic": proposal.topic,
            "title": dict(proposal.title),
            "answer": dict(proposal.answer),
            "phrases": proposal.asking(),
            "confirmed": house.today,
        }
    )


def _code(house: House, proposal: Proposal) -> str:
    """The intent that the understanding knows, where a manager answers for the whole of it; else its own.

    An answer that is hidden keeps its name.
    """
    whole = proposal.near[0] if proposal.case_id is None and proposal.near else ""
    if whole in NAMED and whole not in house.catalog.knowledge and whole not in house.catalog.offers:
        return whole
    code = f"taught_{proposal.id}"
    while code in house.catalog.knowledge or code in house.catalog.offers:
        code += "_2"
    return code


def join(conn: Connection, house: House, proposal: Proposal, entry: Entry, who: Colleague) -> int:
    """The question is another way of asking for what is answered already; the journal's id."""
    asking = proposal.asking()
    if not asking:
        raise NotReady(ways=[choice(text("button.teach_mend"), "m_prop", proposal=proposal.id), HOME])
    kept = runtime.change_answer(conn, house, entry.id, _asked_also(entry, asking), who.name)
    proposals.decide(conn, house, proposal, who, "joined", entry=entry.id, change_id=kept)
    return kept


def _asked_also(entry: Entry, asking: Mapping[str, Sequence[str]]) -> Entry:
    phrases = {code: list(said) for code, said in entry.phrases.items()}
    for code, said in asking.items():
        phrases[code] = list(dict.fromkeys([*phrases.get(code, []), *said]))
    return Entry.model_validate({**entry.model_dump(), "phrases": phrases})


def confirm(conn: Connection, house: House, entry: Entry, who: Colleague) -> int:
    """Still true, as of today: what was reported of it is seen to."""
    wrong.settle(conn, house, entry.id, who)
    return _reworded(conn, house, entry, who, confirmed=house.today)


def reword(conn: Connection, house: House, entry: Entry, language: str, words: str, who: Colleague) -> int:
    """Other words for an answer. The other languages would go on saying the old: they get these until
    somebody writes them."""
    wrong.settle(conn, house, entry.id, who)
    alone = {"answer": {language: words}, "details": None, "simple": None}
    return _reworded(conn, house, entry, who, **alone, confirmed=house.today)


def translate(conn: Connection, house: House, entry: Entry, language: str, words: str, who: Colleague) -> int:
    """The same answer in one more language."""
    return _reworded(conn, house, entry, who, answer={**entry.answer, language: words})


def keep_others(conn: Connection, house: House, before: Entry, entry: Entry, who: Colleague) -> int:
    """Only the wording was mended: the other languages say what they said before, whoever or whatever wrote
    it. `entry` is `before` in other words."""
    answer = {**before.answer, **entry.answer}
    return _reworded(conn, house, before, who, answer=answer, confirmed=entry.confirmed)


def _reworded(conn: Connection, house: House, entry: Entry, who: Colleague, **facts: Any) -> int:
    said = facts.get("answer", entry.answer)
    auto = {code: _unread(entry, said, code, names) for code, names in entry.auto.items()}
    known = {"auto": {code: names for code, names in auto.items() if names}}
    changed = Entry.model_validate({**entry.model_dump(), **facts, **known})
    return runtime.change_answer(conn, house, entry.id, changed, who.name)


def _unread(entry: Entry, said: Mapping[str, str], code: str, names: Sequence[str]) -> list[str]:
    """What a machine wrote in a language and nobody has written anew."""
    return [one for one in names if one != "answer" or said.get(code) == entry.answer.get(code)]


def after(house: House, code: str, entry: Entry) -> House:
    """The house as it is once this was published."""
    return replace(house, catalog=put(house.catalog, code, entry), version=house.version + 1)
