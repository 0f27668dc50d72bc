"""The first screens: who is speaking, home, languages, what is on today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import capacity, closing, once_more, sessions
from bot.desk.cases import case
from bot.desk.catalog.model import Offer
from bot.desk.catalog.today import all_stopped
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.labels import cut
from bot.desk.people import Guest
from bot.desk.stays import phones
from bot.say import At, Choice, Join, Local, Say, Text, choice, say, text

MORNING_UNTIL = {"hu": 10, "de": 11}
TODAY_LINES = 4
LANGUAGES_A_PAGE = 4  # and one more where that is all: a keyboard has six buttons at most
Start = tuple[datetime, Offer]
NAME = 14  # characters of an extra behind "again"
BACK = choice(text("button.home"), "home")
PERSON = choice(text("button.person"), "person")
NAMES = {
    "en": "English",
    "ru": "Русский",
    "az": "Azərbaycanca",
    "kk": "Қазақша",
    "hu": "Magyar",
    "tr": "Türkçe",
    "de": "Deutsch",
}


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
            choice(text("button.privacy"), "privacy"),
        ],
    )


def home() -> Say:
    """Key moment 2, and the language."""
    return say(
        text("guest.home"),
        choices=[
            choice(text("button.today"), "today"),
            choice(text("button.ideas"), "ideas"),
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
    said = home()
    if again := _again(conn, house, guest):
        said = replace(said, choices=(again, *said.choices[:-1]))  # who booked has chosen a language
    if phones.stay_of(conn, house, guest.id):
        mine = choice(text("button.family"), "family")
        said = replace(said, choices=(*said.choices[:3], mine, *said.choices[3:]))
    reply(conn, house, asked, said)


def _again(conn: Connection, house: House, guest: Guest) -> Choice | None:
    """What they booked last, one tap away; nothing is sold while something of theirs is being put right."""
    found = once_more.last(conn, house, guest.id)
    if found is None or any(one.kind == "complaint" for one in case.all_open(conn, house, guest.id)):
        return None
    name = Local({code: cut(said, NAME) for code, said in found.title.items()})
    return choice(text("button.again", extra=name), "again", offer=found.offer, option=found.option)


def languages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Each language under its own name, so that it is found by who needs it."""
    hint, first = (asked.hint or "").split("-")[0], facts.get("first", 0)
    left = sorted(house.hotel.languages, key=lambda code: code != hint)[first:]  # the phone's own first
    shown = left if len(left) <= LANGUAGES_A_PAGE + 1 else left[:LANGUAGES_A_PAGE]
    choices = [choice(NAMES.get(code, code), "speak", code=code) for code in shown]
    if len(shown) < len(left):
        choices.append(choice(text("button.more"), "language", first=first + len(shown)))
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("guest.languages"), choices=[*choices, BACK]))


def speak(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """From now on in this language; the screen shows it at once."""
    if facts["code"] in house.hotel.languages:
        people.speak(conn, guest, facts["code"], chosen=True)
    nod(conn, house, asked)
    reply(conn, house, asked, home())


def today(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What can still be joined today; tomorrow when today is over."""
    day, found = _coming(conn, house)
    lines = [
        text("today.line", time=At(start), title=Local(offer.title), place=Local(offer.place))
        for start, offer in found
    ]
    head = text("today.head" if day == house.today else "today.tomorrow")
    choices = [choice(Local(offer.title), "offer", code=offer.code) for _, offer in found]
    nod(conn, house, asked)
    reply(conn, house, asked, Say((head, Join(lines, "lines")), (*choices, _more(), BACK)))


def _more() -> Choice:
    return choice(text("button.extras"), "groups")


def _coming(conn: Connection, house: House) -> tuple[date, list[Start]]:
    """Today, or tomorrow when nothing of today can be joined any more."""
    stopped = all_stopped(conn, house)
    on_sale = [one for one in house.catalog.offers.values() if one.active and one.code not in stopped]
    days = (house.today, house.today + timedelta(days=1))
    starts = {day: closing.open_of(conn, house, _starts(house, on_sale, day)) for day in days}
    free = capacity.free_of(conn, house, [one for listed in starts.values() for one in listed])
    for day in days:
        if found := _first(house, [one for one in starts[day] if free[one]]):
            return day, found
    return days[-1], []


def _starts(house: House, offers: Sequence[Offer], day: date) -> list[capacity.Start]:
    return [
        capacity.Start(offer.code, option.code, moment)
        for offer in offers
        for option in offer.options
        if sessions.timed(offer, option)
        for moment in sessions.bookable(offer, option, day, house)
    ]


def _first(house: House, starts: Sequence[capacity.Start]) -> list[Start]:
    """The next start of each offer, the soonest first; one line an offer."""
    soonest = {one.offer: one.moment for one in sorted(starts, key=lambda one: one.moment, reverse=True)}
    found = [(moment, house.catalog.offers[code]) for code, moment in soonest.items()]
    return sorted(found, key=lambda one: (one[0], one[1].order))[:TODAY_LINES]
