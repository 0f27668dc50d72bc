"""The desk falls ill and its owner hears of it in her language; when it is well nobody is bothered."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.db import Connection
from bot.demo.cast import MADINA
from bot.patience import MB, USUAL
from bot.porter import Porter
from bot.schema import guests
from tests.hotel import Desk, Hotel, Phone, plain

FURIOUS = "There is no hot water in room 214 and nobody answers the phone!!"


def porter_of(hotel: Hotel) -> Porter:
    assert hotel.running
    return hotel.running.porter


async def goes_round(hotel: Hotel, *, minutes: int = 1, times: int = 2) -> None:
    """What is seen at two rounds running counts."""
    for _ in range(times):
        await hotel.pass_time(minutes=minutes)
        await porter_of(hotel).round()
    await hotel.settled()


def alerts(owner: Phone) -> list[str]:
    """What was told of the desk: each has a way to look again."""
    marked = {"Look again", "Megnézem újra"}
    return [plain(one) for one in owner.from_bot() if marked & {*one.labels}]


def speaks_hungarian(conn: Connection) -> None:
    conn.execute(update(guests).where(guests.c.chat_id == MADINA.user_id).values(language="hu"))


async def test_a_full_disk_a_wrong_clock_and_a_lost_group_are_told_and_their_end(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        await dana.sees_case(about="no hot water")
        await madina.says("/start")
        await goes_round(hotel, minutes=5, times=4)
        assert not alerts(madina), "all is well, and nobody is bothered"

        porter_of(hotel).patience = replace(USUAL, disk=10**9 * MB)  # no disk is so large
        await goes_round(hotel, times=10)
        await madina.sees("My disk is nearly full")
        assert len(alerts(madina)) == 1
        await madina.taps("Look again")
        await madina.sees("It has been so since")
        porter_of(hotel).patience = USUAL
        await goes_round(hotel)
        await madina.sees("My disk has room again")

        assert hotel.running
        await hotel.running.db.write(speaks_hungarian)
        ten = timedelta(minutes=10)
        hotel.loopback.dated = lambda: hotel.clock.now() - ten
        await chiara.says("/start")  # each answer of Telegram's says the time
        await goes_round(hotel)
        await madina.sees("órája: 10 perc")
        hotel.loopback.dated = hotel.clock.now
        await chiara.says("/start")
        await goes_round(hotel)
        await madina.sees("újra pontos")

        hotel.loopback.remove_bot(hotel.group)
        await madina.sees("Vegyen fel újra a munkatársak csoportjába")
        hotel.loopback.add_bot(hotel.group)
        await madina.sees("Újra elérem a munkatársak csoportját")


async def test_a_silent_telegram_and_a_night_without_power_are_told_when_it_is_back(
    hotel: Hotel, bence: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await bence.says("/start")
        await goes_round(hotel)
        hotel.loopback.hang("getUpdates")  # half open: taken and never answered
        await hotel.loopback.until(lambda: None if hotel.loopback.faults.expects("getUpdates") else True)
        hotel.clock.advance(minutes=40)
        porter = porter_of(hotel)
        porter.seconds = lambda: time.monotonic() + 40 * 60
        await porter.round()
        await porter.round()
        await madina.sees("I have not heard Telegram for 40")

        porter.seconds = time.monotonic
        hotel.loopback.release()
        await bence.says("/start")
        await hotel.settled()
        await goes_round(hotel)
        await madina.sees("I hear Telegram again, after 4")
    hotel.clock.advance(hours=30)
    async with hotel.open():
        await bence.says("/start")
        await goes_round(hotel)
        await madina.sees("wrote before this time is lost")


def impatient(conn: Connection) -> None:
    conn.execute(text("PRAGMA busy_timeout=20"))


async def test_what_cannot_be_kept_is_called_out_past_the_database(hotel: Hotel, madina: Phone) -> None:
    if hotel.database:
        pytest.skip("the lock of a file")
    async with hotel.open():
        await madina.says("/start")
        await goes_round(hotel)
        assert hotel.running
        await hotel.running.db.write(impatient)
        with closing(sqlite3.connect(hotel.config().database, isolation_level=None)) as another_program:
            another_program.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                await porter_of(hotel).round()
            said = [plain(one) for one in madina.from_bot() if "I cannot keep anything" in plain(one)]
            assert len(said) == 1
        await porter_of(hotel).round()
        porter_of(hotel).keeps = lambda: True  # a minute without trouble has passed
        await porter_of(hotel).round()
        await madina.sees("I can keep everything again")
