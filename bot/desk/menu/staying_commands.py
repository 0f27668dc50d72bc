"""The short way: what reception types about stays, in the staff group or in private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu import staying
from bot.desk.menu.acts import Facts
from bot.desk.menu.staying_done import label
from bot.desk.menu.staying_words import Words, read, split_name
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.desk.stays import stay
from bot.desk.stays.acts import LIST, RoomTaken
from bot.desk.stays.names import alike
from bot.desk.stays.register import Stay
from bot.say import Choice, choice, text


class AtHomeAlready(DeskError):
    """Whoever is to be checked in is here: the list that came today has done it, or a colleague."""

    key = "refuse.stay_here_already"


Command = Callable[[Connection, House, Asked, Colleague, Words], None]


class Unclear(DeskError):
    """A command that lacks something: an example that works."""

    key = "refuse.stay_unclear"


class NobodyThere(DeskError):
    """Nobody is checked in, or expected, where the command says."""

    key = "refuse.stay_nobody"


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was one of ours and came from staff; what is not allowed or not clear is answered."""

    def run(act: Command, who: Colleague, words: str) -> None:
        act(conn, house, asked, who, read(house, words))

    return typed(conn, house, asked, COMMANDS, run)


def check_in(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    """Whoever is expected under that room or name; somebody new needs room, surname and day."""
    if not said.rooms and not said.name:
        staying.listed(conn, house, asked, who, {"which": "arriving"})
        return
    found = _expected(conn, house, said)
    if len(found) > 1:
        staying.which(conn, house, asked, found, "stay_in")
    elif found:
        _known(conn, house, asked, who, found[0], said)
    elif said.room and said.name and said.day:
        _new(conn, house, asked, who, said.room, said.name, said.day)
    elif here := _here(conn, house, said):
        raise AtHomeAlready(ways=[_look(here[0]), LIST], room=here[0].room or "—", name=here[0].full_name)
    else:
        raise Unclear(ways=[LIST], example="/checkin 214 Smith 25.11")


def _look(one: Stay) -> Choice:
    return choice(label(one), "stay", stay=one.id)


def _expected(conn: Connection, house: House, said: Words) -> list[Stay]:
    every = stay.expected(conn, house, on=house.today)
    if said.name:
        named = [one for one in every if alike(said.name, one.surname)]
        return [one for one in named if one.room in (None, said.room)] if said.room else named
    return [one for one in every if one.room == said.room]


def _known(conn: Connection, house: House, asked: Asked, who: Colleague, one: Stay, said: Words) -> None:
    facts = {"room": said.room, "until": said.day and said.day.isoformat()}
    staying.check_in(conn, house, asked, who, {"stay": one.id, **facts})


def _new(
    conn: Connection, house: House, asked: Asked, who: Colleague, room: str, name: str, day: date
) -> None:
    surname, first = split_name(name)
    try:
        with conn.begin_nested():
            done = stay.walk_in(
                conn, house, room=room, surname=surname, name=first, departure=day, by=who.user_id
            )
    except RoomTaken as taken:
        facts = {"room": room, "surname": surname, "name": first, "until": day.isoformat()}
        share = choice(text("button.they_share"), "stay_walk_in", **facts)
        raise RoomTaken(ways=[share, LIST], **taken.params) from None
    staying.told(conn, house, asked, "stay.checked_in", done)


def check_out(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    if not said.rooms and not said.name:
        staying.listed(conn, house, asked, who, {"which": "leaving"})
        return
    if one := _one(conn, house, asked, said, "stay_out"):
        staying.check_out(conn, house, asked, who, {"stay": one.id})


def _one(conn: Connection, house: House, asked: Asked, said: Words, act: str) -> Stay | None:
    """The stay in that room or of that name; None when it was asked which of several."""
    found = _here(conn, house, said)
    if not found:
        raise NobodyThere(ways=[LIST], room=said.room or said.name or "—")
    if len(found) == 1:
        return found[0]
    staying.which(conn, house, asked, found, act)
    return None


def _here(conn: Connection, house: House, said: Words) -> list[Stay]:
    """By room, by name, or by the stay's number; who is expected comes after who is here."""
    if (one := stay.by_ref(conn, house, said.name)) and said.name:
        return [one]
    every = stay.living(conn, house, said.room) if said.room else stay.here(conn, house)
    if not every and said.room:
        every = [one for one in stay.expected(conn, house, on=house.today) if one.room == said.room]
    return [one for one in every if not said.name or alike(said.name, one.surname)]


def move(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    """From a room, or by the stay's number, to another room."""
    if not said.rooms or (len(said.rooms) == 1 and not said.name):
        raise Unclear(ways=[LIST], example="/move 214 301")
    *start, to = said.rooms
    if one := _one(conn, house, asked, Words(tuple(start), None, said.name), "stay_room"):
        staying.move(conn, house, asked, one, to, who)


def no_show(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    found = _expected(conn, house, said) if said.rooms or said.name else []
    if not found:
        raise Unclear(ways=[LIST], example="/noshow 214")
    if len(found) > 1:
        staying.which(conn, house, asked, found, "stay_no_show")
    else:
        staying.no_show(conn, house, asked, who, {"stay": found[0].id})


def extend(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    if said.day is None or not (said.rooms or said.name):
        raise Unclear(ways=[LIST], example="/until 214 27.11")
    if one := _one(conn, house, asked, said, "stay_days"):
        staying.until(conn, house, asked, who, {"stay": one.id, "day": said.day.isoformat()})


def home(conn: Connection, house: House, asked: Asked, who: Colleague, said: Words) -> None:
    """ "/stays" is the overview, "/stays 214" one room's."""
    if not said.rooms and not said.name:
        staying.home(conn, house, asked, who, {})
    elif one := _one(conn, house, asked, said, "stay"):
        reply(conn, house, asked, staying.screen(conn, house, one))


def read_room(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The number that a stay's screen has asked for, in private."""
    who = people.on_staff(conn, house, asked.user_id)
    words = read(house, asked.text or "")
    if who.role not in staying.RECEPTION or not words.room:
        raise Unclear(ways=[LIST], example="/move 214 301")
    staying.move(conn, house, asked, stay.by_id(conn, house, facts["stay"]), words.room, who)
    return True


COMMANDS: dict[str, Command] = {
    "/checkin": check_in,
    "/checkout": check_out,
    "/move": move,
    "/noshow": no_show,
    "/until": extend,
    "/stays": home,
}
