"""The cast's rows in an empty hotel: guests in their rooms, colleagues on the staff list."""

from sqlalchemy import update

from bot.db import Connection
from bot.demo.cast import CAST, Character
from bot.desk import people
from bot.desk.house import House
from bot.schema import staff


def seed(conn: Connection, house: House) -> None:
    """Enter everyone the desk knows on opening day; doing it twice changes nothing more."""
    for who in CAST:
        if who.role:
            employ(conn, house, who)
        elif who.room:
            check_in(conn, house, who)


def employ(conn: Connection, house: House, who: Character) -> None:
    if who.role:
        people.appoint(conn, house, who.user_id, name=who.name, language=who.language, role=who.role)
    mine = (staff.c.property_id == house.id, staff.c.user_id == who.user_id)
    conn.execute(update(staff).where(*mine).values(department=who.department))


def check_in(conn: Connection, house: House, who: Character) -> None:
    """A guest in their room, as if they had opened the link in it."""
    room = who.room or ""
    guest, _ = people.welcome(conn, house, who.user_id, name=who.name, language=who.language)
    people.claim_room(conn, house, guest, room)
    if who.verified:
        people.verify_room(conn, house, guest, room)
