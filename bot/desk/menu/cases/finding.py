"""`/case 305`, `/case C-4KQ7`: what was with this room, and a case found again, also when it is closed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, rooms
from bot.desk.asked import Asked, reply
from bot.desk.cases import buttons, cards, case
from bot.desk.cases.case import Case
from bot.desk.cases.handovers import concerns
from bot.desk.house import House
from bot.desk.menu.cases.today import HOME
from bot.desk.people import Colleague, guest_by_id
from bot.say import At, Choice, Join, Say, Value, choice, say, text
from bot.schema import cases

BACK = timedelta(days=30)
MOST = 6
_OF_ROOM = (
    select(cases)
    .where(
        cases.c.property_id == bindparam("p"),
        cases.c.room == bindparam("r"),
        cases.c.kind != "booking",
        cases.c.opened_at > bindparam("since", type_=Moment),
    )
    .order_by(cases.c.id.desc())
)


def asked_for(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> bool:
    """True when the words are a case's number, or a room and nothing else."""
    said = words.strip()
    if (found := case.by_ref(conn, house, said)) and concerns(found, who):
        _one(conn, house, asked, who, found)
        return True
    if (room := rooms.named(house, said)) is None:
        return False
    _room(conn, house, asked, who, room)
    return True


def _one(conn: Connection, house: House, asked: Asked, who: Colleague, found: Case) -> None:
    """The card, on the phone of who asked: what is closed has no topic that shows it."""
    guest = guest_by_id(conn, found.guest_id)
    first = [one for one in buttons.front(found, guest) if one.act != "verify"]
    card = cards.card(conn, house, found, [*first, HOME])
    outbox.send(conn, house, who.user_id, card, topic_of=found.id)
    if not asked.private:
        reply(conn, house, asked, say(text("found.sent", ref=found.ref, person=who.name)))


def _room(conn: Connection, house: House, asked: Asked, who: Colleague, room: str) -> None:
    """The newest first."""
    key = {"p": house.id, "r": room, "since": house.now - BACK}
    every = [case.of(row) for row in conn.execute(_OF_ROOM, key).mappings()]
    mine = [one for one in every if concerns(one, who)]
    reply(conn, house, asked, _listed(house, room, mine))


def _listed(house: House, room: str, mine: list[Case]) -> Say:
    example = f"/case {room} no hot water"
    if not mine:
        return say(text("found.none", room=room, example=example), choices=[HOME])
    lines: list[Value] = [
        text(
            "found.line",
            at=At(one.opened_at, "stamp"),
            about=cards.about(one),
            state=text(f"found.is_{_state(one)}"),
            ref=one.ref,
        )
        for one in mine[:MOST]
    ]
    ways: list[Choice] = [choice(one.ref, "case_show", case=one.id) for one in mine[:MOST]]
    head = text("found.room", room=room, number=len(mine), example=example)
    return say(head, Join(lines, "lines"), choices=[*ways, HOME])


def _state(one: Case) -> str:
    return "open" if one.open else one.status
