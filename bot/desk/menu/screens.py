"""The first screens: who is speaking, home, languages, what is on today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import capacity, sale, sessions
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.say import At, Choice, Join, Local, Say, Text, choice, say, text

MORNING_UNTIL = {"hu": 10, "de": 11}
TODAY_LINES = 4
Start = tuple[datetime, Offer, Option]
BACK = choice(text("button.home"), "home")
PERSON = choice(text("button.person"), "person")
NAMES = {"en": "English", "ru": "Русский", "az": "Azərbaycanca", "kk": "Қазақша", "hu": "Magyar"}


def greeting(house: House, language: str) -> Text:
    """By the hotel's clock and the language's own hours."""
    hour = house.local(house.now).hour
    if hour >= 23 or hour < 5:
        return text("greeting.night")
    if hour < MORNING_UNTIL.get(language, 12):
        return text("greeting.morning")
    return text("greeting.day" if hour < 18 else "greeting.evening")


def welcome(house: House, guest: Guest) -> Say:
    """Key moment 1."""
    return say(
        text("guest.welcome", greeting=greeting(house, guest.language), hotel=Local(house.hotel.name)),
        text("guest.room_noted", room=guest.room) if guest.room and not guest.verified else None,
        choices=[
            choice(text("button.today"), "today"),
            choice(text("button.extras"), "groups"),
            choice(text("button.person"), "person"),
            choice(text("button.language"), "language"),
        ],
    )


def home() -> Say:
    """Key moment 2, and the language."""
    return say(
        text("guest.home"),
        choices=[
            choice(text("button.today"), "today"),
            choice(text("button.extras"), "groups"),
            choice(text("button.bookings"), "bookings"),
            choice(text("button.problem"), "problem"),
            choice(text("button.person"), "person"),
            choice(text("button.language"), "language"),
        ],
    )


def show_home(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    reply(conn, house, asked, home())


def languages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Each language under its own name, so that it is found by who needs it."""
    choices = [choice(NAMES.get(code, code), "speak", code=code) for code in house.hotel.languages]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("guest.languages"), choices=[*choices[:5], BACK]))


def speak(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """From now on in this language; the screen shows it at once."""
    if facts["code"] in house.hotel.languages:
        people.speak(conn, guest, facts["code"], chosen=True)
    nod(conn, house, asked)
    reply(conn, house, asked, home())


def today(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What can still be joined today; tomorrow when today is over."""
    day, found = house.today, _starts(conn, house)
    if not found:
        day += timedelta(days=1)
        found = _starts(conn, house, ahead=1)
    lines = [
        text("today.line", time=At(start), title=Local(offer.title), place=Local(offer.place))
        for start, offer, _ in found
    ]
    head = text("today.head" if day == house.today else "today.tomorrow")
    choices = [choice(Local(offer.title), "offer", code=offer.code) for _, offer, _ in found]
    nod(conn, house, asked)
    reply(conn, house, asked, Say((head, Join(lines, "lines")), (*choices, _more(), BACK)))


def _more() -> Choice:
    return choice(text("button.extras"), "groups")


def _starts(conn: Connection, house: House, *, ahead: int = 0) -> list[Start]:
    """The next start of each offer on that day with a place left, the soonest first; one line an offer."""
    day = house.today + timedelta(days=ahead)
    found = []
    for offer in house.catalog.offers.values():
        first = _first_start(conn, house, offer, day) if offer.active and offer.mode == "slot" else None
        if first:
            found.append(first)
    return sorted(found, key=lambda one: (one[0], one[1].order))[:TODAY_LINES]


def _first_start(conn: Connection, house: House, offer: Offer, day: date) -> Start | None:
    if sale.stopped(conn, house, offer.code):
        return None
    options = [(s, o) for o in offer.options for s in sessions.bookable(offer, o, day, house)]
    for start, option in sorted(options, key=lambda one: one[0]):
        if capacity.left(conn, house, offer, option, start) > 0:
            return start, offer, option
    return None
