"""What any colleague may type, in the staff group or in private: /day, /redeem and /book."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.booking import redeeming
from bot.desk.house import House
from bot.desk.menu import day, day_noting, hand
from bot.desk.menu.staying_words import read
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.stays import stay
from bot.desk.stays.acts import LIST
from bot.desk.stays.names import alike
from bot.desk.stays.register import Stay

Command = Callable[[Connection, House, Asked, Colleague, str], None]


class BookWhom(DeskError):
    """ "/book" without a room, or with one in which nobody lives."""

    key = "refuse.book_whom"


class RedeemWhat(DeskError):
    """ "/redeem" without a number."""

    key = "refuse.redeem_what"


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was one of ours and came from staff; what is not clear is answered."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, who, words))


def whole_day(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/day" is today, "/day +1" tomorrow, "/day 25.11" that day."""
    said = read(house, words)
    day.home(conn, house, asked, who, {"day": said.day.isoformat()} if said.day else {})


def redeem(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    if not words:
        raise RedeemWhat(ways=[redeeming.DAY], example="/redeem B-7F3K")
    day_noting.by_ref(conn, house, asked, who, words.split()[0])


def book_for(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/book 214", the name of who lives there, or "/book 214 boating" for the extra at once."""
    said = read(house, words)
    wanted = _extra(house, said.name) if said.room else None
    found = _living(conn, house, said.room, "" if wanted else said.name)
    if not found:
        raise BookWhom(ways=[LIST], example="/book 214")
    if len(found) > 1:
        hand.choose(conn, house, asked, found)
    else:
        hand.begin(conn, house, asked, who, {"stay": found[0].id, **({"code": wanted} if wanted else {})})


def _extra(house: House, words: str) -> str | None:
    """The one extra on sale whose title begins like this, in any of its languages."""
    begun = words.casefold()
    found = [
        one.code
        for one in house.catalog.offers.values()
        if begun and one.active and any(each.casefold().startswith(begun) for each in one.title.values())
    ]
    return found[0] if len(found) == 1 else None


def _living(conn: Connection, house: House, room: str | None, name: str) -> list[Stay]:
    if not room and not name:
        return []
    every = stay.living(conn, house, room) if room else stay.here(conn, house)
    return [one for one in every if not name or alike(name, one.surname)]


COMMANDS: dict[str, Command] = {"/day": whole_day, "/redeem": redeem, "/book": book_for}
