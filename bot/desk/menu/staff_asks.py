"""/ask in the staff group: what the desk would answer, from where, how sure it is, and what came second."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.db import Connection
from bot.desk import outbox
from bot.desk.answers import source
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case
from bot.desk.house import House
from bot.desk.menu import answering
from bot.desk.menu.typed import typed
from bot.say import Day, Say, Value, say, text

COMMAND = "/ask"
COMPLAINT = 0.5  # below it nobody would read it as one


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when a colleague asked; anybody else's is no command of ours."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, words))


def _answer(conn: Connection, house: House, asked: Asked, words: str) -> None:
    heard = asked.heard if words else None
    said = explained(conn, house, heard) if heard else say(text("staff.ask_how"))
    about = case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None
    outbox.send(conn, house, None, said, lane=outbox.STAFF, case_id=about.id if about else None)


def explained(conn: Connection, house: House, heard: Heard) -> Say:
    """The decision and its evidence, then what the guest would read."""
    name, sure = heard.entries[0] if heard.entries else ("—", 0.0)
    second = heard.entries[1] if len(heard.entries) > 1 else None
    facts = text(
        "staff.ask_found",
        decision=text(f"staff.ask_{heard.decision}"),
        entry=name,
        sure=f"{sure:.2f}",
        source=_source(conn, house, name),
        date=_confirmed(house, name),
        second=f"{second[0]} {second[1]:.2f}" if second else "",
        complaint=f"{heard.complaint:.2f}" if heard.complaint >= COMPLAINT else "",
    )
    told = answering.facts_of(conn, house, [name]) if heard.decision == "answer" else []
    return say(facts, *(part for one in told for part in one.body))


def _source(conn: Connection, house: House, name: str) -> Value:
    if entry := house.catalog.entry(name):
        return source.of_entry(conn, house, entry)
    offer = answering.offer_for(house, name)
    return source.of_offer(offer) if offer else ""


def _confirmed(house: House, name: str) -> Value:
    entry = house.catalog.entry(name)
    return Day(entry.confirmed) if entry else ""


COMMANDS: Mapping[str, Callable[[Connection, House, Asked, str], None]] = {COMMAND: _answer}
