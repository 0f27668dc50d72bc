"""The same once more, from the first screen: its next times for those who come, each one tap away."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import once_more, sale
from bot.desk.house import House
from bot.desk.menu import browse, choosing
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.say import Choice, Local, choice, say, text

STARTS = 4


def again(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What a person arranges, and a package, begin at their card; what has no hours, with its days."""
    dialogues.done(conn, house, asked.chat_id)
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    if offer.bundle or offer.mode == "request":
        browse.card(conn, house, asked, guest, {"code": offer.code})
        return
    what = {"offer": offer.code, "option": option.code}
    found = once_more.starts(conn, house, guest, offer, option, most=STARTS)
    if not found:
        choosing.days(conn, house, asked, guest, what)
        return
    ways = [
        *(once_more.start_button(one) for one in found),
        Choice(text("button.other_days"), "days", what),
        choice(text("button.back"), "offer", code=offer.code),
    ]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("book.next", extra=Local(offer.title)), choices=ways))
