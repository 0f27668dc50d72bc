"""Who stays at the demo hotel on its opening morning: to link a phone, check in, move and check out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.db import Connection
from bot.demo import night, season
from bot.demo.cast import ARUZHAN, AYGUN, BENCE, NEW_GUEST, OLGA, OTHER_SHIFTS, Character
from bot.demo.seed import check_in, employ, seed
from bot.desk import people
from bot.desk.house import House
from bot.desk.stays import phones, stay
from bot.desk.stays.register import Arrival


@dataclass(frozen=True)
class Lodger:
    """Came so many days ago, leaves in so many. Whose phone the desk knows is one of the cast."""

    room: str
    surname: str
    name: str
    came: int
    leaves: int
    adults: int = 2
    ages: tuple[int, ...] = ()
    phone: Character | None = None


LODGERS = (
    Lodger("214", "Məmmədova", AYGUN.name, 2, 4, ages=(5, 10), phone=AYGUN),
    Lodger("305", "Kovács", BENCE.name, 3, 2, phone=BENCE),
    Lodger("118", "Omarova", ARUZHAN.name, 1, 5, adults=1, ages=(7,), phone=ARUZHAN),
    Lodger("207", "Sokolova", OLGA.name, 4, 1, adults=1, phone=OLGA),
    Lodger("112", "Schneider", "Jonas", 5, 0),
    Lodger("101", "Rossi", NEW_GUEST.name, 0, 3),  # whoever is new on the page may say "Rossi"
    Lodger("306", "Yıldız", "Deniz", 0, 2, ages=(3,)),
)


def opening_day(conn: Connection, house: House) -> None:
    """The cast, the stays of the day, and the month before; doing it twice changes nothing more."""
    seed(conn, house)
    for colleague in OTHER_SHIFTS:
        employ(conn, house, colleague)
    if stay.kept(conn, house):
        return
    for one in LODGERS:
        _lodge(conn, house, one)
    for sleeper in night.guests():
        check_in(conn, house, sleeper)
    season.past_month(conn, house)


def _lodge(conn: Connection, house: House, one: Lodger) -> None:
    """As a list from the hotel's own system would: who came before today lives here."""
    days = (house.today - timedelta(days=one.came), house.today + timedelta(days=one.leaves))
    row = Arrival(one.room, one.surname, one.name, *days, adults=one.adults, ages=one.ages)
    entered, _ = stay.expect(conn, house, row, source="import")
    guest = people.guest(conn, house, one.phone.user_id) if one.phone else None
    if guest:
        phones.link(conn, house, entered, guest, how="qr")
