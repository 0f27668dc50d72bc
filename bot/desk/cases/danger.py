"""Danger: who is rung, every minute until somebody answers, at any hour; and the drill that proves it.

Nothing here needs an encoder, a page or more of the catalog than the hotel's numbers. Clocks, quiet hours and
limits of other letters do not apply.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import cards, case, roster
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.schema import letters, staff

RING = "danger"  # a timer; its ref is the case's id
EVERY = 1  # minutes
WIDEN = 3  # rings that only the named people hear; then everybody does
UNSENT = ("new", "sending")
_WAITS = (
    select(letters.c.content)
    .where(letters.c.property_id == bindparam("p"), letters.c.chat_id == bindparam("c"))
    .where(letters.c.lane == outbox.ALARM, letters.c.state.in_(UNSENT))
)


def ring(conn: Connection, house: House, opened: Case) -> None:
    """In private too, since a group may be muted; again in a minute, until somebody has taken it.

    Whose last ring has not even been sent yet gets no second one: after an outage one is enough.
    """
    rung = len(case.since_reopened(conn, opened, "danger_rung"))
    case.note(conn, house, opened, "danger_rung", "desk", n=rung + 1)
    said = cards.alarm(conn, house, opened)
    for one in chain(conn, house, rung):
        if not _waits(conn, house, one, opened.id):
            outbox.send(conn, house, one.user_id, said, lane=outbox.ALARM, topic_of=opened.id)
    timers.start(conn, house, RING, str(opened.id), house.later(EVERY))


def _waits(conn: Connection, house: House, one: Colleague, case_id: int) -> bool:
    found = conn.execute(_WAITS, {"p": house.id, "c": one.user_id}).scalars()
    return any(content.get("topic_of") == case_id for content in found)


def again(conn: Connection, house: House, case_id: int) -> bool:
    """A minute has passed: True when nobody has answered, and it rings."""
    opened = case.by_id(conn, house, case_id)
    if not (opened.open and opened.untaken):
        return False
    ring(conn, house, opened)
    return True


def chain(conn: Connection, house: House, rung: int = 0) -> list[Colleague]:
    """Whom the owner has named, else everybody; whoever works now first, and the night duty before them.

    Danger that the named people do not answer within three rings is everybody's.
    """
    everybody = _in_order(conn, house)
    named = set(listed(conn, house))
    few = [one for one in everybody if one.user_id in named]
    return few if few and rung < WIDEN else everybody


def _in_order(conn: Connection, house: House) -> list[Colleague]:
    """By the roster and by what people said themselves; where neither says a word, by the set-up's nights."""
    here = {one.who.user_id: one for one in roster.on_duty(conn, house)}

    def place(one: Colleague) -> int:
        works = here.get(one.user_id)
        return 2 if works is None else 0 if works.night else 1

    return sorted(people.rung(conn, house), key=place)


def listed(conn: Connection, house: House) -> list[int]:
    """Whom the owner has named, as user ids."""
    mine = staff.c.property_id == house.id, staff.c.danger, staff.c.state == "active"
    return list(conn.execute(select(staff.c.user_id).where(*mine)).scalars())


def name(conn: Connection, house: House, user_id: int, *, hears: bool) -> None:
    """This colleague is rung first in danger, or no longer is."""
    mine = staff.c.property_id == house.id, staff.c.user_id == user_id
    conn.execute(update(staff).where(*mine).values(danger=hears))
