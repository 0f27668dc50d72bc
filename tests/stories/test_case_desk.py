"""What colleagues live through with cases: opened for a guest, a drill, access that ends at once."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession
from sqlalchemy import insert

from bot.db import Connection
from bot.desk.house import House
from bot.metrics import Board
from bot.schema import catalog_versions
from tests.hotel import Desk, Hotel, Phone, plain
from tests.stories.test_stays import Reception, group, within


async def test_dana_opens_a_case_for_aygun_who_reads_of_it_in_her_own_language(
    hotel: Hotel, aygun: Phone, dana: Desk
) -> None:
    """In private and in the group; a second colleague joins the same case; danger alarms at once."""
    at_desk = Reception(hotel, "Dana")
    async with hotel.open():
        await aygun.says("/start")
        assert "no hot water, room 214" in await at_desk.types("/case 214 no hot water")
        assert "The guest has read it in their language." in plain(await at_desk.last())
        read = plain(await aygun.sees("Bu, həqiqətən, xoşagəlməzdir. Üzr istəyirik."))
        assert "isti su" in read.lower()
        assert "Dana" in read
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.say(hotel.people["Erlan"], "/case 214 still no hot water", chat=hotel.group)
        await case.shows("Erlan adds for the guest:")
        await hotel.settled()
        assert any("Added to C-" in one for one in group(hotel))
        await case.shows("Reported by Dana")
        assert "It can be opened without a room too." in await at_desk.types("/case 999 the lamp is broken")
        await at_desk.taps("Open without a room")
        await at_desk.sees("a fault, room not known.")
        assert "Write the room and what it is" in await at_desk.types("/case")
        assert "Room 214, the last 30 days" in await at_desk.types("/case 214")


async def alarmed(hotel: Hotel, chiara: Phone, words: str = "Help, my husband is not breathing") -> None:
    """The number first, and somebody's phone rings."""
    at_desk = Phone(hotel, "Dana")
    await at_desk.says("/start")
    await hotel.settled()
    await chiara.says(words)
    assert "call 112 or reception" in plain(await chiara.sees("If anyone is in danger"))
    await at_desk.sees("Emergency")


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("broken by the test")


async def test_danger_is_answered_when_the_understanding_is_broken(
    hotel: Hotel, chiara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        assert hotel.running
        for name in ("understand", "at_once"):
            monkeypatch.setattr(type(hotel.running.ears.understanding), name, broken)
        await alarmed(hotel, chiara)


async def test_danger_is_answered_when_the_live_catalog_cannot_be_read(hotel: Hotel, chiara: Phone) -> None:
    """At once, with what was known; after a restart with the newest version that can be read."""

    def spoil(conn: Connection, house: House) -> None:
        row = {"property_id": house.id, "n": house.version + 1, "parent": house.version}
        row |= {"content": '{"hotel": "gone"', "author": "nobody", "reason": "a test"}
        conn.execute(insert(catalog_versions).values(**row, published_at=house.now))

    async with hotel.open():
        await within(hotel, spoil)
        await alarmed(hotel, chiara)
    async with hotel.open():
        await alarmed(hotel, chiara, "There is fire in the corridor")


async def test_danger_is_answered_when_the_pages_are_broken(
    hotel: Hotel, chiara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Board, "page", broken)
    async with hotel.open():
        assert hotel.running
        async with ClientSession() as browser, browser.get(f"{hotel.running.url}/metrics") as answer:
            assert answer.status == 500
        await alarmed(hotel, chiara)


async def test_a_drill_names_who_answered_and_after_how_long(hotel: Hotel) -> None:
    madina, erlan = Phone(hotel, "Madina"), Phone(hotel, "Erlan")
    async with hotel.open():
        await erlan.says("/start")
        await madina.says("/drill")
        await madina.sees("Play the alarm:")
        await madina.taps("Begin the drill")
        await erlan.sees("Drill · nobody is in danger")
        await hotel.pass_time(seconds=70)
        await erlan.taps("I would go now")
        await erlan.sees("Thank you, that was the drill.")
        await madina.sees("Erlan, after 1:10 min, rings: 2")


async def test_the_buttons_of_a_former_colleague_are_dead_at_once(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    """What they had stands in the queue again; a forwarded command is nobody's."""
    madina, at_desk = Phone(hotel, "Madina"), Phone(hotel, "Dana")
    async with hotel.open():
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.shows("Dana has it")
        sent = await at_desk.says("/stays")
        await at_desk.sees("Stays")
        hotel.loopback.forward(hotel.people["Dana"], sent)
        await at_desk.sees("Type it yourself, and it works.")
        await madina.says("/team")
        await madina.taps("Dana")
        await madina.taps("End access")
        await madina.taps("Yes, end it now")
        await madina.sees("Dana has no access any more.")
        await case.shows("nobody has it yet")
        await case.taps("Resolve")
        assert "Write /staff to me" in [one.text for one in hotel.loopback.answers() if one.text][-1]
        await chiara.says("/start")
        assert "Is everything all right now?" not in plain(await chiara.last())
        await at_desk.says("/stays")
        await at_desk.sees("Just write what you need, in your own words.")


async def test_the_report_in_russian(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    madina = Phone(hotel, "Madina")
    async with hotel.open():
        await madina.says("/language")
        await madina.taps("Русский")
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        await (await dana.sees_case(about="no hot water")).taps("On my way")
        await madina.says("/report")
        await madina.taps("Обращения и обещания")
        shown = plain(await madina.sees("Обращений: 1 (0). Обещания сдержаны:"))
        assert "По причинам: нет горячей воды: 1" in shown
        assert "По языкам: английский: 1" in shown
        await madina.taps("По сотрудникам")
        await madina.sees("Dana: взято 1")
        await madina.taps("Обращения и обещания")
        await madina.taps("Таблицей")
        await madina.sees("Все обращения за эти дни, по одному в строке.")
