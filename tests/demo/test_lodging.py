"""The demo's stays: a phone can be linked, arrivals checked in and rooms left on its opening morning."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.demo.cast import AYGUN, BENCE
from bot.demo.lodging import LODGERS, opening_day
from bot.desk import people
from bot.desk.house import House
from bot.desk.stays import linking, phones, stay
from tests.hotel import Desk, Hotel, Phone, plain


async def test_chiara_finds_her_room_and_reception_lets_her_in(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    hotel.cast = opening_day
    danas = Phone(hotel, "Dana")
    async with hotel.open():
        await danas.says("/stays")
        await hotel.settled()
        assert "2" in danas.labels()[0]
        await chiara.says("/start")
        await chiara.says("my room is 101")
        await hotel.settled()
        assert hotel.running
        desk = hotel.running.channel.desk

        def prove(conn: Connection) -> str:
            house = desk.house(conn)
            guest = people.guest(conn, house, chiara.person.user_id)
            assert guest
            return linking.prove(conn, house, guest, "101", "Rossi").answer

        assert await hotel.running.db.write(prove) == "asked"
        await danas.says("/checkin 101")
        await chiara.sees("101")
        await danas.says("/checkout 112")
        assert "112" in plain(await danas.last())


async def test_the_morning_is_set_once(hotel: Hotel) -> None:
    hotel.cast = opening_day
    async with hotel.open():
        pass
    async with hotel.open():
        assert hotel.running
        house = hotel.running.channel.desk.house

        def look(conn: Connection) -> tuple[int, int, int, list[bool]]:
            here: House = house(conn)
            guests = [people.guest(conn, here, one.user_id) for one in (AYGUN, BENCE)]
            linked = [bool(one and one.verified and phones.stay_of(conn, here, one.id)) for one in guests]
            tomorrow = here.today + timedelta(days=1)
            arriving, leaving = (
                stay.expected(conn, here, on=here.today),
                stay.leaving(conn, here, on=here.today),
            )
            assert len(stay.leaving(conn, here, on=tomorrow)) == 2
            return len(stay.here(conn, here)) + len(arriving), len(arriving), len(leaving), linked

        assert await hotel.running.db.read(look) == (len(LODGERS), 2, 1, [True, True])
