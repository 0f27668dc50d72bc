"""/rate: through whom a stay was booked, its loyalty tier and its group, as the hotel's price rules ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.catalog.prices import Discount
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying_done import named
from bot.desk.menu.staying_words import read
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.stays import register, stay
from bot.desk.stays.acts import LIST
from bot.desk.stays.register import Stay
from bot.say import Choice, Say, choice, say, text

Command = Callable[[Connection, House, Asked, Colleague, str], None]
MOST_PEOPLE = 1000
BUTTONS = 5
EXAMPLE = "/rate 214 25"


class Unclear(DeskError):
    """ "/rate" without a room in which somebody lives."""

    key = "refuse.rate_unclear"


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was ours and came from staff."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, who, words))


def asked_for(house: House) -> bool:
    """Whether any price rule of the hotel looks at such a thing."""
    return any(one.kind in ("agency", "loyalty", "group") for one in house.hotel.discounts.values())


def rate(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/rate 214" shows what is known of the stay there; a number is the size of its group."""
    head, _, tail = words.strip().rpartition(" ")
    size = int(tail) if head and tail.isascii() and tail.isdecimal() and len(tail) <= 4 else None
    said = read(house, head if size is not None else words)
    there = stay.living(conn, house, said.room) if said.room else []
    if not there or (size is not None and size > MOST_PEOPLE):
        raise Unclear(example=EXAMPLE, ways=[LIST])
    one = there[0]
    if size is not None:
        one = register.change(conn, house, one, group_size=size or None)
    reply(conn, house, asked, screen(house, one))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, screen(house, stay.by_id(conn, house, facts["stay"])))


def put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One of the names that the price rules have; or none of all that."""
    one = stay.by_id(conn, house, facts["stay"])
    nothing = {"agency": None, "member": None, "group_size": None}
    changed = {facts["what"]: facts["name"]} if "what" in facts else nothing
    one = register.change(conn, house, one, **changed)
    nod(conn, house, asked, text("word.done"))
    reply(conn, house, asked, screen(house, one))


def screen(house: House, one: Stay) -> Say:
    said = text(
        "rate.card",
        room=one.room or "—",
        name=named(one),
        agency=one.agency or "",
        member=one.member or "",
        group=one.group_size or "",
    )
    none = choice(text("button.rate_none"), "rate_put", stay=one.id)
    back = choice(text("button.back"), "stay", stay=one.id)
    return say(said, choices=[*_names(house, one), none, back])


def _names(house: House, one: Stay) -> list[Choice]:
    """Agencies and tiers that the rules know and that are not the stay's already."""
    rules = house.hotel.discounts.values()
    found = dict.fromkeys(each for rule in rules for each in _of(rule))
    left = [(what, name) for what, name in found if getattr(one, what) != name]
    return [
        Choice(name[:24], "rate_put", {"stay": one.id, "what": what, "name": name}) for what, name in left
    ][:BUTTONS]


def _of(rule: Discount) -> Iterator[tuple[str, str]]:
    yield from (("agency", name) for name in rule.agencies)
    yield from (("member", name) for name in rule.members)


COMMANDS: dict[str, Command] = {"/rate": rate}
ACTS: dict[str, StaffAct] = {"stay_rate": show, "rate_put": put}
