"""In which language a chat begins, and in which it goes on."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, select

from bot.db import Connection
from bot.desk.house import House
from bot.schema import guests, questions, staff

_ASKED_IN_IT = exists().where(
    questions.c.property_id == guests.c.property_id,
    questions.c.guest_id == guests.c.id,
    questions.c.language == guests.c.language,
)
_SPEAKS = select(guests.c.language, guests.c.chosen, _ASKED_IN_IT.label("asked_in_it")).where(
    guests.c.property_id == bindparam("p"), guests.c.chat_id == bindparam("c")
)
_READ = (
    select(guests.c.language).where(
        guests.c.property_id == bindparam("p"), guests.c.chat_id == bindparam("c")
    ),
    select(staff.c.language).where(staff.c.property_id == bindparam("p"), staff.c.user_id == bindparam("c")),
)


def reads(conn: Connection, house: House, chat_id: int) -> str | None:
    """What somebody reads in private, as a guest or else as a colleague; None of who is neither."""
    found = (conn.execute(look, {"p": house.id, "c": chat_id}).scalar() for look in _READ)
    return next((one for one in found if one), None)


def began(house: House, app: str | None) -> str:
    """The language of their app (en, pt-BR) where the hotel speaks it, else the hotel's own."""
    base = (app or "").split("-")[0]
    return base if base in house.hotel.languages else house.hotel.default_language


def expected(conn: Connection, house: House, chat_id: int, app: str | None) -> str | None:
    """What the next words are likely to be in: what this chat has chosen or spoken, else the app's.

    A chat that began in the hotel's own language, for want of theirs, has not spoken it by that.
    """
    row = conn.execute(_SPEAKS, {"p": house.id, "c": chat_id}).first()
    if row is None:
        return app
    speaks = row.chosen or row.asked_in_it or row.language != began(house, app)
    return str(row.language) if speaks else app


def words(text: str | None) -> int:
    """How many there are; a number is in no language."""
    return sum(any(map(str.isalpha, one)) for one in (text or "").split())
