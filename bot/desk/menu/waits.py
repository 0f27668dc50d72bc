"""The waiting list as a guest meets it: join, leave, an offer in the morning, a word when it closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, holding, line, room, waiting, ways, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.foresight import Effect
from bot.desk.booking.line import Wait
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import after, needs
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import offer_from_list
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.timers import Due
from bot.say import At, Choice, Join, Local, Say, Value, choice, say, text

NAMED = 6  # parties by name


def wait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Join the waiting list; when room has come meanwhile it is held at once."""
    start, party = datetime.fromisoformat(facts["start"]), Party.of(facts["party"])
    ask = needs.ask_of(conn, house, facts)
    if needs.ready(conn, house, asked, guest, ask) is None:
        return
    offered = waiting.join(
        conn,
        house,
        guest.id,
        facts["offer"],
        facts["option"],
        start,
        party,
        facts.get("moves"),
        int(facts.get("periods", 1)),
        facts.get("gift"),
    )
    nod(conn, house, asked)
    sold = house.sold(facts["offer"], facts["option"])
    title: Value = Local(sold[0].title) if sold else ""
    leave = Choice(text("button.leave_waiting"), "unwait", facts)
    joined = text("waiting.joined", extra=title, when=when.of_ask(ask))
    reply(conn, house, asked, say(joined, text("waiting.night"), choices=[leave, BACK]))
    after.letters(conn, house, offered)


def unwait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Off the list; places that were being offered go to the next in line."""
    wanted = (facts["offer"], facts["option"], datetime.fromisoformat(facts["start"]))
    if held := waiting.open_offer(conn, house, guest.id, *wanted):
        after.letters(conn, house, holding.release(conn, house, held.id, guest.id).offered)
    waiting.leave(conn, house, guest.id, *wanted)
    nod(conn, house, asked)
    ways_on = [choice(text("button.extras"), "groups"), BACK]
    reply(conn, house, asked, say(text("waiting.left"), choices=ways_on))


def said(conn: Connection, effect: Effect) -> list[Value]:
    """For staff, before places change: who is offered some, who waits on, who loses theirs."""
    each: dict[str, Sequence[Wait | Booking]] = {
        "offered": effect.offered,
        "waiting": effect.waiting,
        "losing": effect.losing,
    }
    return [
        text(f"waiting.effect_{what}", names=_names(conn, [one.guest_id for one in found]))
        for what, found in each.items()
        if found
    ]


def _names(conn: Connection, ids: Sequence[int]) -> Value:
    guests = [people.guest_by_id(conn, one) for one in dict.fromkeys(ids)]
    named: list[Value] = [f"{one.room} {one.name}" if one.room else one.name for one in guests[:NAMED]]
    return Join([*named, f"+{len(guests) - NAMED}"] if len(guests) > NAMED else named)


def morning(conn: Connection, house: House, timer: Due) -> None:
    """The night is over: who was offered places reads it, unless they have answered already."""
    held = book.by_id(conn, house, int(timer.ref))
    if held and held.held(house.now):
        guest = people.guest_by_id(conn, held.guest_id)
        outbox.send(conn, house, guest.chat_id, offer_from_list(house, held))


def closed(conn: Connection, house: House, timer: Due) -> None:
    """The cut-off of a wait: a word and another idea; by night it waits for the morning if there is one."""
    wait = waiting.close(conn, house, int(timer.ref))
    if wait and line.by_day(house, wait.start) > house.now:
        timers.start(conn, house, timer.kind, timer.ref, line.next_morning(house))
        return
    if wait := wait or line.closed(conn, house, int(timer.ref)):
        guest = people.guest_by_id(conn, wait.guest_id)
        outbox.send(conn, house, guest.chat_id, not_this_time(conn, house, wait))


def not_this_time(conn: Connection, house: House, wait: Wait) -> Say:
    """Other starts with room for all of them, and what else there is."""
    sold = house.sold(wait.offer, wait.option)
    if sold is None:
        ideas = [choice(text("button.extras"), "groups"), BACK]
        gone = text("waiting.closed_ideas", extra="—", when=At(wait.start, "both"))
        return say(gone, choices=ideas)
    ask = Ask(house, *sold, wait.party, wait.start, gift=wait.gift)
    start = when.start_of(ask, wait.start)
    found = room.alternatives(conn, ask, wait.guest_id) if sold[0].active else []
    said = text("waiting.closed" if found else "waiting.closed_ideas", extra=ask.title, when=start)
    return say(said, choices=[*ways.starts(ask, found), ways.ideas(sold[0]), BACK])
