"""The same hotel when Telegram brings the updates: nothing lost, nothing doubled, the same history."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.db import Connection
from bot.demo.telegram import Floods
from bot.schema import inbox
from bot.tg.hearing import Hearing
from tests.hotel import WAIT, Desk, Hotel, Phone
from tests.stories.history import history

TURNS = ("polling", "webhook", "polling", "webhook", "webhook")
EACH = 4  # messages of each guest in each turn: no flood


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def by_webhook(hotel: Hotel) -> Hotel:
    """From the next opening on, Telegram brings the updates."""
    hotel.port = hotel.port or free_port()
    hotel.webhook = f"http://127.0.0.1:{hotel.port}"
    return hotel


@pytest.fixture
def brought(hotel: Hotel) -> Hotel:
    return by_webhook(hotel)


async def test_a_guest_is_served_by_webhook_as_by_polling(brought: Hotel, chiara: Phone, dana: Desk) -> None:
    async with brought.open():
        await chiara.says("/start")
        await chiara.sees("welcome to Lakeside Pines")
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.shows("Dana has it")
        assert brought.loopback.calls("getUpdates") == []


async def test_the_hotel_says_that_it_hears(brought: Hotel) -> None:
    async with brought.open(), ClientSession() as session:
        assert brought.running
        async with session.get(f"{brought.running.url}/healthz") as answer:
            assert (answer.status, (await answer.json())["webhook"]) == (200, True)


async def test_the_same_secret_and_address_hold_over_a_restart(brought: Hotel) -> None:
    async with brought.open():
        pass
    async with brought.open():
        pass
    assert len(brought.loopback.calls("setWebhook")) == 1


async def test_an_update_that_telegram_brings_twice_is_worked_once(brought: Hotel, chiara: Phone) -> None:
    async with brought.open():
        brought.loopback.lose_push(3)
        await chiara.says("/start")
        await brought.settled()
        welcomes = [one for one in chiara.from_bot() if "welcome to" in (one.text or "")]
        assert len(welcomes) == 1


async def test_what_comes_while_the_desk_is_closed_waits_at_telegram(brought: Hotel, chiara: Phone) -> None:
    async with brought.open():
        await chiara.says("/start")
        await chiara.sees("welcome to")
    await chiara.says("/help")
    async with brought.open():
        await chiara.sees("Ask me anything about the hotel.")


async def test_a_hotel_that_asks_anew_deletes_the_webhook_and_keeps_what_waits(
    brought: Hotel, chiara: Phone
) -> None:
    async with brought.open():
        await chiara.says("/start")
        await chiara.sees("welcome to")
    await chiara.says("/help")
    brought.webhook = None
    async with brought.open():
        await chiara.sees("Ask me anything about the hotel.")
        assert not any(one.params.get("drop_pending_updates") for one in brought.loopback.calls())


async def test_switching_loses_nothing_and_doubles_nothing(
    hotel: Hotel, aygun: Phone, bence: Phone, chiara: Phone
) -> None:
    """Guests go on writing while the desk opens and closes, now one way, now the other."""
    sent: list[int] = []
    phones = (aygun, bence, chiara)

    async def write(n: int) -> None:
        for turn in range(EACH):
            for phone in phones:
                said = await phone.says(f"/language {n} {turn}")
                assert said.update_id
                sent.append(said.update_id)
                await asyncio.sleep(0)

    for n, way in enumerate(TURNS):
        hotel.webhook = None if way == "polling" else by_webhook(hotel).webhook
        hotel.loopback.lose_push(2 if way == "webhook" else 0)
        writing = asyncio.ensure_future(write(n))
        async with hotel.open():
            half = (n * len(phones) * EACH) + len(phones) * EACH // 2
            await hotel.loopback.until(partial(_confirmed, hotel, sent, half), WAIT)
        await writing
        hotel.clock.advance(minutes=2)
    async with hotel.open():
        await hotel.settled()
        rows = await _kept(hotel)
        answers = [len(phone.from_bot()) for phone in phones]
    assert sorted(rows) == sorted((number, "done") for number in sent)
    assert len(sent) == len(TURNS) * EACH * len(phones)
    assert answers == [len(TURNS) * EACH] * len(phones)


def _confirmed(hotel: Hotel, sent: list[int], first: int) -> bool:
    """Telegram knows that we have the first so many."""
    return len(sent) >= first and set(sent[:first]) <= hotel.loopback.confirmed()


async def _kept(hotel: Hotel) -> list[tuple[int, str]]:
    def look(conn: Connection) -> list[tuple[int, str]]:
        query = select(inbox.c.update_id, inbox.c.state).where(inbox.c.raw.contains("/language"))
        return [(row.update_id, row.state) for row in conn.execute(query)]

    assert hotel.running
    return await hotel.running.db.read(look)


async def _story(hotel: Hotel) -> dict[str, list[str]]:
    """A booking, a complaint, an old button, a correction, a colleague who leaves."""
    chiara, dana = Phone(hotel, "Chiara"), Desk(hotel, "Dana")
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Petting zoo", "Book", "Tomorrow", "10:00"):
            await chiara.taps(label)
        await chiara.taps("2 adults, 2 children")
        await chiara.says("5, 10")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Petting zoo")
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.says("On it, ten minutes")
        await chiara.sees("On it, ten minutes")
        await chiara.sends_photo()
        await hotel.settled()
        await case.taps("Resolve")
        await chiara.taps("Yes, all right")
        await hotel.pass_time(minutes=30)
        hotel.loopback.leave(hotel.people["Erlan"], hotel.group)
        return await history(hotel)


async def test_one_story_leaves_the_same_rows_and_letters_either_way(
    tmp_path: Path, hearing: Hearing
) -> None:
    told = {}
    for way in ("polling", "webhook"):
        hotel = Hotel(tmp_path / way, hearing, floods=Floods.none())
        if way == "webhook":
            by_webhook(hotel)
        await hotel.loopback.open()
        told[way] = await _story(hotel)
        await hotel.loopback.close()
        assert hotel.loopback.violations == []
    for where, lines in told["polling"].items():
        assert told["webhook"][where] == lines, where
    assert len(told["polling"]["letters"]) > 10
    assert told["polling"]["inbox"]


async def test_a_desk_that_polls_takes_its_updates_back_from_a_webhook(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.sees("welcome to")
        async with ClientSession() as rival:
            url = f"{hotel.loopback.url}/bot{hotel.loopback.token}/setWebhook"
            await rival.post(url, json={"url": "https://elsewhere.example.org/"})
        await hotel.loopback.until(lambda: hotel.loopback.hooks.set is None, WAIT)
        await chiara.says("/help")
        await chiara.sees("Ask me anything about the hotel.")
