"""Props of the weather and waiting stories: bookings made before they begin, and the staff group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import select, update

from bot import errands
from bot.db import Connection
from bot.demo.telegram import Sent
from bot.desk.booking import book, holding
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import SoldOut
from bot.desk.house import House
from bot.schema import bookings, guests
from tests.hotel import Hotel, plain

T = TypeVar("T")


async def within(hotel: Hotel, act: Callable[[Connection, House], T]) -> T:
    """Something that happened outside the story."""
    assert hotel.running

    def work(conn: Connection) -> T:
        return act(conn, errands.house(conn, hotel.clock.now()))

    return await hotel.running.db.write(work)


def at(house: House, hour: int, minute: int = 0, *, ahead: int = 1) -> datetime:
    """An hour of the hotel's clock, tomorrow unless said otherwise."""
    return house.moment(house.today + timedelta(days=ahead), time(hour, minute)).astimezone(UTC)


def guest_id(conn: Connection, hotel: Hotel, name: str) -> int:
    chat = hotel.people[name].user_id
    return int(conn.execute(select(guests.c.id).where(guests.c.chat_id == chat)).scalar_one())


async def opens(hotel: Hotel, name: str) -> None:
    """A bot may write only to who has written to it."""
    person = hotel.people[name]
    if not hotel.loopback.chat(person):
        hotel.loopback.say(person, "/start")
        await hotel.settled()


async def booked(
    hotel: Hotel,
    name: str,
    hour: int,
    minute: int = 0,
    *,
    offer: str = "boating",
    party: Party | None = None,
    ahead: int = 1,
    payment: str = "room",
) -> Booking:
    """The guest has opened the chat and booked this."""
    await opens(hotel, name)

    def act(conn: Connection, house: House) -> Booking:
        option = house.catalog.offers[offer].options[0].code
        start, who = at(house, hour, minute, ahead=ahead), guest_id(conn, hotel, name)
        wish = Wish(str(uuid4()), who, offer, option, start, party or Party(2))
        return holding.confirm(conn, house, holding.hold(conn, house, wish).id, who, payment)

    return await within(hotel, act)


async def sold_out(hotel: Hotel, name: str, hour: int, minute: int = 0, **more: Any) -> list[Booking]:
    """The guest has booked the start until it was full."""
    found = []
    while True:
        try:
            found.append(await booked(hotel, name, hour, minute, **more))
        except SoldOut:
            return found


async def stands(hotel: Hotel, one: Booking) -> Booking:
    """The booking as it is now."""
    found = await within(hotel, lambda conn, house: book.by_id(conn, house, one.id))
    assert found
    return found


async def all_of(hotel: Hotel, name: str) -> list[Booking]:
    """Every booking of the guest, whatever became of it."""

    def act(conn: Connection, house: House) -> list[Booking]:
        mine = select(bookings).where(bookings.c.guest_id == guest_id(conn, hotel, name))
        return [Booking.of(row) for row in conn.execute(mine.order_by(bookings.c.id)).mappings()]

    return await within(hotel, act)


async def reads(hotel: Hotel, name: str, language: str) -> None:
    def act(conn: Connection, house: House) -> None:
        chat = hotel.people[name].user_id
        conn.execute(update(guests).where(guests.c.chat_id == chat).values(language=language))

    await within(hotel, act)


class Group:
    """The staff group outside the topics."""

    def __init__(self, hotel: Hotel) -> None:
        self.hotel = hotel

    async def types(self, who: str, words: str) -> Sent:
        self.hotel.loopback.say(self.hotel.people[who], words, chat=self.hotel.group)
        await self.hotel.settled()
        return self.last()

    def last(self) -> Sent:
        return [one for one in self.hotel.loopback.chat(self.hotel.group) if one.sender.is_bot][-1]

    def labels(self) -> list[str]:
        return self.last().labels

    async def taps(self, who: str, label: str) -> Sent:
        self.hotel.loopback.press(self.hotel.people[who], self.last(), label)
        await self.hotel.settled()
        return self.last()

    def shows(self) -> str:
        return plain(self.last())
