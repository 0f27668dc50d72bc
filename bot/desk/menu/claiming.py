"""The one-time link that makes an owner: the first who opens it. Whoever comes later is shown another way."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import ownership, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.house import House
from bot.desk.menu import setting_up, staff
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.desk.problems import HOME
from bot.desk.setup import state
from bot.desk.stays import linking
from bot.say import choice, say, text

JOIN = choice(text("button.join_staff"), "join")
MANAGE = choice(text("button.manage"), "m_home")


def claim(conn: Connection, house: House, asked: Asked, guest: Guest, token: str) -> None:
    """The owner, or a kind word about why not."""
    known = people.colleague(conn, house, asked.user_id)
    again = known is not None and known.state == "active" and known.role == "owner"
    tired = linking.tired(conn, house, asked.chat_id)
    used = not tired and ownership.claim(
        conn, house, token, asked.user_id, name=asked.name, language=guest.language
    )
    if not (used or again):
        linking.no_such_code(conn, house, asked.chat_id)
    if used or again:  # used up in either case: whoever finds the link later is not an owner by it
        _owner(conn, house, asked)
        if not again:
            _who_waited(conn, house, asked.user_id)
    elif people.owners(conn, house):
        home = None if house.hotel.sample else HOME
        reply(conn, house, asked, say(text("claim.taken"), choices=[JOIN, home]))
    else:
        reply(conn, house, asked, say(text("claim.over", command="qonaq claim")))


def _owner(conn: Connection, house: House, asked: Asked) -> None:
    if state.of(conn, house) is None:
        reply(conn, house, asked, say(text("staff.owner"), choices=[MANAGE]))
        return
    setting_up.show(conn, house, asked, people.on_file(conn, house, asked.user_id), text("setup.owner"))


def _who_waited(conn: Connection, house: House, owner: int) -> None:
    """Whoever asked to join before there was anybody to say yes."""
    for one in people.asking(conn, house):
        staff.put_before(conn, house, owner, one)


def join(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """From the button under a link that is used up: the owner is asked."""
    nod(conn, house, asked)
    staff.ask_to_join(conn, house, asked)
