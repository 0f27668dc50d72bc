""" "Not what I asked": the question goes to a person, and the answer onto the manager's list."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk.asked import Asked, nod
from bot.desk.cases import case
from bot.desk.house import House
from bot.desk.learning import wording, wrong
from bot.desk.learning.wording import shown_in
from bot.desk.menu import asking
from bot.desk.menu.acts import Facts
from bot.desk.people import Colleague, Guest
from bot.desk.problems import OldButton
from bot.say import text


def not_asked(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The guest's tap. Twice is once, as long as a person has the question."""
    names, question = [facts["entry"], *facts.get("more", ())], facts["question"]
    new = [_reported(conn, house, guest, name, question) for name in names]
    if not any(new) and _with_a_person(conn, house, guest):
        nod(conn, house, asked, text("doubt.again"))
        return
    nod(conn, house, asked)
    written = replace(asked, kind="text", text=question, message_id=None, query_id=None)
    asking.unknown(conn, house, written, guest, instead_of=names)


def _with_a_person(conn: Connection, house: House, guest: Guest) -> bool:
    return any(one.kind in asking.FOR_A_PERSON for one in case.all_open(conn, house, guest.id))


def _reported(conn: Connection, house: House, guest: Guest, name: str, question: str) -> bool:
    """False when they have said so before."""
    kept, own = wording.question(conn, house, guest, question), guest.language
    source, said = f"guest:{guest.id}", _words(house, name, own)
    return wrong.report(conn, house, name, source=source, question=kept, language=own, answered=said)


def _words(house: House, name: str, reader: str) -> str:
    """What is said under this name, as it stands in the catalog."""
    entry, offer = house.catalog.entry(name), house.catalog.offer(name)
    texts = entry.answer if entry else offer.about if offer else {}
    shown = shown_in(texts, reader, house.hotel.default_language)
    return texts[shown] if shown else ""


def answer_wrong(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A colleague's tap: it may be what the guest meant, but it is not true."""
    name = facts["entry"]
    if house.catalog.entry(name) is None and house.catalog.offer(name) is None:
        raise OldButton
    opened = case.by_id(conn, house, facts["case"])
    source, said = f"staff:{who.user_id}", _words(house, name, who.language)
    facts = {"source": source, "question": "", "language": who.language, "answered": said}
    if wrong.report(conn, house, name, case_id=opened.id, **facts):
        case.note(conn, house, opened, "answer_reported", source, entry=name)
        nod(conn, house, asked, text("doubt.noted"), alert=True)
    else:
        nod(conn, house, asked, text("doubt.known"))


ACTS = {"answer_wrong": answer_wrong}
