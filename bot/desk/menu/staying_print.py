"""A stay's own card as a PDF, for reception's printer."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying import for_reception
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays import printing, stay, tokens
from bot.desk.stays.acts import LIST, NoRoomYet
from bot.say import say, text


def card(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A fresh code each time; cards printed before for the same stay go on working until it ends."""
    one = stay.by_id(conn, house, facts["stay"])
    if not one.open:
        raise OldButton(ways=[LIST])
    if one.room is None:
        raise NoRoomYet(ways=[LIST], name=one.full_name)
    nod(conn, house, asked, text("word.done"))
    said = say(text("stay.here_is_card", room=one.room, name=one.full_name))
    drawn = printing.facts(house, one.room, tokens.card(conn, house, one), stay=True)
    outbox.sheet(conn, house, asked.chat_id, said, drawn)


ACTS: dict[str, StaffAct] = {"stay_print": for_reception(card)}
