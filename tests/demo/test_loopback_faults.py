"""Misfortunes on order: each happens as often as ordered, and then no more."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.demo.telegram import Loopback, Person


async def test_an_ordered_error_comes_as_often_as_ordered(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    loopback.fail("sendMessage", status=502, body="<html>Bad Gateway</html>", times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(aygun.chat_id, "x")
    await bot.send_message(aygun.chat_id, "x")
    assert [call.status for call in loopback.calls("sendMessage")] == [502, 502, 200]
    assert len(loopback.chat(aygun)) == 2


async def test_ordered_errors_carry_telegrams_words(loopback: Loopback, bot: Bot) -> None:
    loopback.fail("getMe", status=401)
    with pytest.raises(InvalidToken):
        await bot.get_me()
    loopback.fail("getMe", status=429, retry_after=7)
    with pytest.raises(RetryAfter, match="7"):
        await bot.get_me()
    loopback.fail(
        "getMe", status=400, body={"ok": False, "error_code": 400, "description": "Bad Request: odd"}
    )
    with pytest.raises(BadRequest, match="dd"):
        await bot.get_me()


async def test_a_lost_reply_leaves_the_message_standing(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    loopback.lose_reply("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(aygun.chat_id, "x")
    assert [m.text for m in loopback.chat(aygun)] == ["hello", "x"]


async def test_a_refused_connection_leaves_nothing(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    loopback.refuse_connection("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(aygun.chat_id, "x")
    assert [m.text for m in loopback.chat(aygun)] == ["hello"]


async def test_a_hanging_call_says_nothing_until_released(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    async def hung() -> None:
        with pytest.raises(NetworkError):
            await bot.send_message(aygun.chat_id, "x", read_timeout=30)

    loopback.say(aygun, "hello")
    loopback.hang("sendMessage")
    async with asyncio.timeout(5), asyncio.TaskGroup() as both:
        call = both.create_task(hung())
        await loopback.until(lambda: not loopback.faults.ordered)
        await bot.get_me()
        assert not call.done()
        loopback.release()
    assert [m.text for m in loopback.chat(aygun)] == ["hello"]


async def test_a_poll_under_way_makes_room_for_the_misfortune_ordered(loopback: Loopback, bot: Bot) -> None:
    async with asyncio.timeout(5), asyncio.TaskGroup() as both:
        poll = both.create_task(bot.get_updates(timeout=30))
        await loopback.until(lambda: any(e.kind == "poll" for e in loopback.events_since(0)))
        loopback.fail("getUpdates", status=401)
    assert poll.result() == ()
    with pytest.raises(InvalidToken):
        await bot.get_updates(timeout=30)
    assert await bot.get_updates() == ()


async def test_closing_leaves_nobody_waiting(loopback: Loopback, bot: Bot) -> None:
    async def poll() -> None:
        with pytest.raises(NetworkError):
            await bot.get_updates(timeout=30)

    async with asyncio.timeout(5), asyncio.TaskGroup() as both:
        both.create_task(poll())
        await loopback.until(lambda: any(e.kind == "poll" for e in loopback.events_since(0)))
        await loopback.close()
