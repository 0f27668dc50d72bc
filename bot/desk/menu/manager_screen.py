"""What the manager's screens share: authority, kind refusals, pages of offers, names of what is sold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

from sqlalchemy import bindparam, func, or_, select

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.catalog.model import Offer, Option, Unit
from bot.desk.catalog.ways import CHANGES, HOME, PRICES
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.labels import fitted
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Join, Local, Say, Text, Value, choice, text
from bot.schema import bookings

T = TypeVar("T")
PAGE = 4  # offers a screen: with "more" and "back" six buttons
GROUPS = ("family", "active", "nature", "package")
ALL_AGES = 100
WAYS = (PRICES, CHANGES, HOME)

_STANDING = (
    select(func.count())
    .select_from(bookings)
    .where(
        bookings.c.property_id == bindparam("p"),
        bookings.c.offer == bindparam("o"),
        or_(bookings.c.start.is_(None), bookings.c.start > bindparam("now")),
        or_(
            bookings.c.status.in_(("CONFIRMED", "PENDING")),
            (bookings.c.status == "ON_HOLD") & (bookings.c.expires_at > bindparam("now")),
        ),
    )
)
_STANDING_OF_OPTION = _STANDING.where(bookings.c.option == bindparam("t"))


def managed(act: StaffAct) -> StaffAct:
    """The act behind a button: authority counts now, the press is answered, a refusal leads on."""

    @wraps(act)
    def pressed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
        manager = people.managing(conn, house, asked.user_id)  # `who` may have lost it since
        dialogues.done(conn, house, asked.chat_id)
        nod(conn, house, asked)
        try:
            with conn.begin_nested():
                act(conn, house, asked, manager, facts)
        except DeskError as refused:
            kindly(conn, house, asked, refused, ways=ways_of(refused))

    return pressed


def for_manager(
    typed: Callable[[Connection, House, Asked, Colleague, Facts], None],
) -> Callable[[Connection, House, Asked, Facts], None]:
    """Awaited words of whoever still manages; what is refused leaves nothing behind."""

    def read(conn: Connection, house: House, asked: Asked, facts: Facts) -> None:
        who = people.managing(conn, house, asked.user_id)
        with conn.begin_nested():
            typed(conn, house, asked, who, facts)

    return read


def kindly(
    conn: Connection,
    house: House,
    asked: Asked,
    refused: DeskError,
    *more: Value,
    ways: Sequence[Choice] = WAYS,
) -> None:
    """What the hotel's rules said, with ways that the manager's screens know."""
    reply(conn, house, asked, Say((*refused.say().body, *more), ways))


def ways_of(refused: DeskError) -> Sequence[Choice]:
    """Those of the refusal if they are ours; a guest's are not."""
    return refused.ways if refused.ways[0].act.startswith("m_") else WAYS


def standing(conn: Connection, house: House, offer: str, option: str | None = None) -> int:
    """Bookings that are held, sold or asked for and still to come."""
    facts = {"p": house.id, "o": offer, "now": house.now}
    chosen = (_STANDING_OF_OPTION, facts | {"t": option}) if option else (_STANDING, facts)
    return int(conn.execute(*chosen).scalar_one())


def kept(n: int, key: str) -> Text:
    """Whom a change does not touch."""
    return text(key, n=n) if n else text("manager.keep_none")


def page_of(items: Sequence[T], page: int, act: str, **facts: str | int) -> tuple[Sequence[T], Choice | None]:
    """One page, and the button to the next; after the last comes the first."""
    pages = max(1, -(-len(items) // PAGE))
    here = page % pages
    more = choice(text("button.m_more"), act, page=(here + 1) % pages, **facts) if pages > 1 else None
    return items[here * PAGE : here * PAGE + PAGE], more


def offers_of(house: House, group: str | None = None) -> list[Offer]:
    groups = (group,) if group else GROUPS
    return [one for name in groups for one in house.catalog.listed(name)]


def groups(house: House, act: str) -> list[Choice]:
    """A button a group that sells something."""
    filled = [name for name in GROUPS if house.catalog.listed(name)]
    return [choice(text(f"button.m_group_{name}"), act, group=name) for name in filled]


def title(house: House, code: str) -> Value:
    """The offer's name; its code when it is gone."""
    found = house.catalog.offer(code)
    return Local(found.title) if found else code


def short(texts: Local) -> Local:
    """Cut to what fits on a button."""
    return Local({code: fitted(said) for code, said in texts.texts.items()})


def option_label(option: Option) -> Value:
    return short(Local(option.title)) if option.title else option.code


def unit_label(unit: Unit) -> Value:
    return short(Local(unit.title)) if unit.title else unit_name(unit)


def unit_name(unit: Unit) -> Local | Text:
    """ "per boat", "Children 4–17"."""
    if unit.title:
        return Local(unit.title)
    ages = f"{unit.min_age}–{unit.max_age}" if unit.max_age < ALL_AGES else f"{unit.min_age}+"
    return text(f"manager.unit_{unit.type.lower()}", ages=ages)


def thing(house: House, offer: str, option: str | None = None, unit: int | None = None) -> Value:
    """The offer with its option and unit, as far as they still exist."""
    parts: list[Value] = [title(house, offer)]
    sold = house.sold(offer, option) if option else None
    if sold and sold[1].title:
        parts.append(Local(sold[1].title))
    if sold and unit is not None and unit < len(sold[1].units):
        parts.append(unit_name(sold[1].units[unit]))
    return Join(parts)
