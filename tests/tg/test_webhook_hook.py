"""Telegram is told where to bring the updates once, and the desk notices when it cannot bring them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot import health
from bot.db import StorageTrouble
from bot.demo.telegram import Floods, Loopback, Person
from bot.demo.telegram.rules import refuse
from bot.desk.inbox import Arrival
from bot.tg.hook import AT_ONCE, Hook
from bot.tg.intake import ALLOWED, _explain
from bot.tg.request import Wire

SECRET = "the-secret-of-this-hotel"  # noqa: S105  # of a test


@dataclass
class Desk:
    """What stands behind the hook; `refusals` batches fail, `seconds` and `at` move by hand."""

    loopback: Loopback
    hook: Hook
    runner_url: str
    kept: list[int] = field(default_factory=list)
    rivals: int = 0

    def sets(self) -> int:
        return len(self.loopback.calls("setWebhook"))


class World:
    """The time, a Telegram and its people, a bot."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.loopback = Loopback(lambda: self.at, floods=Floods.none())
        self.chiara: Person = self.loopback.person(1003, "Chiara")
        self.refusing = False

    def later(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    @asynccontextmanager
    async def desk(self, *, secret: str = SECRET, running: bool = True) -> AsyncIterator[Desk]:
        wire = Wire()
        bot = Bot(self.loopback.token, base_url=f"{self.loopback.url}/bot", request=wire)
        found: list[Desk] = []

        async def keep(arrivals: list[Arrival]) -> None:
            if self.refusing:
                raise StorageTrouble("the disk is full")
            found[0].kept += [one.update_id for one in arrivals]

        async def rival() -> None:
            found[0].rivals += 1

        async def nothing() -> bytes:
            return b""

        never = asyncio.Event()

        async def pause(seconds: float) -> None:
            await never.wait()

        hook = Hook(
            bot,
            "http://127.0.0.1",
            keep=keep,
            rival=rival,
            pause=pause,
            clock=lambda: self.at.timestamp(),
        )
        runner, url = await health.answer("127.0.0.1", 0, dict, nothing, hook.routes)
        hook._base = url
        found.append(Desk(self.loopback, hook, url))
        await hook.enter(secret)
        tasks = [asyncio.ensure_future(hook.run())] if running else []
        yield found[0]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await runner.cleanup()
        await wire.shutdown()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    built = World()
    await built.loopback.open()
    yield built
    await built.loopback.close()
    assert built.loopback.violations == []


def taken(world: World, number: int | None) -> Callable[[], bool]:
    return lambda: number in world.loopback.confirmed()


async def test_it_says_where_it_is_what_it_reads_and_its_secret(world: World) -> None:
    async with world.desk() as desk:
        (call,) = world.loopback.calls("setWebhook")
        assert call.params["url"].startswith(f"{desk.runner_url}/telegram/")
        assert call.params["secret_token"] == SECRET
        assert call.params["allowed_updates"] == ALLOWED
        assert call.params["max_connections"] == AT_ONCE
        assert not call.params.get("drop_pending_updates")
        sent = world.loopback.say(world.chiara, "hello")
        await world.loopback.until(taken(world, sent.update_id))
        assert desk.kept == [sent.update_id]


async def test_with_the_same_address_nothing_is_set_again(world: World) -> None:
    async with world.desk() as desk:
        await desk.hook.enter(SECRET)
        assert desk.sets() == 1


@pytest.mark.parametrize("what", ["address", "kinds", "connections"])
async def test_what_differs_is_set_anew(world: World, what: str) -> None:
    async with world.desk() as desk:
        there = world.loopback.hooks.set
        assert there
        if what == "address":
            there.url = "https://elsewhere.example.org/"
        elif what == "kinds":
            there.allowed = ["message"]
        else:
            there.at_once = 5
        await desk.hook.enter(SECRET)
        assert desk.sets() == 2


async def test_a_new_secret_is_a_new_address(world: World) -> None:
    async with world.desk() as desk:
        await desk.hook.enter("another-secret-of-this-hotel")
        first, second = world.loopback.calls("setWebhook")
        assert first.params["url"] != second.params["url"]
        assert second.params["secret_token"] == "another-secret-of-this-hotel"  # noqa: S105  # of a test


async def test_a_secret_that_somebody_else_has_set_is_noticed_and_set_right(world: World) -> None:
    async with world.desk() as desk:
        there = world.loopback.hooks.set
        assert there
        there.secret = "of-somebody-else"  # noqa: S105  # of a test
        sent = world.loopback.say(world.chiara, "hello")
        await world.loopback.until(lambda: "401" in there.error)
        assert desk.kept == []
        await desk.hook.look()
        await world.loopback.until(taken(world, sent.update_id))
        assert desk.kept == [sent.update_id]


@pytest.mark.parametrize("by", ["polling", "another webhook"])
async def test_whoever_takes_the_updates_away_is_named_and_loses_them(
    world: World, by: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.desk() as desk:
        rival = Bot(
            world.loopback.token,
            base_url=f"{world.loopback.url}/bot",
            request=Wire(),
            get_updates_request=Wire(connections=1),
        )
        async with rival:
            if by == "polling":
                await rival.delete_webhook()
            else:
                await rival.set_webhook("https://elsewhere.example.org/hook")
        await desk.hook.look()
        assert desk.rivals == 1
        assert ("most likely to poll" if by == "polling" else "a webhook of its own") in caplog.text
        assert "Stop that program" in caplog.text
        sent = world.loopback.say(world.chiara, "hello")
        await world.loopback.until(taken(world, sent.update_id))
        assert desk.kept == [sent.update_id]


async def test_a_quiet_hotel_is_not_deaf(world: World) -> None:
    async with world.desk() as desk:
        for _ in range(20):
            world.later(30)
            await desk.hook.look()
        assert desk.hook.hears(120)


async def test_without_a_word_from_telegram_it_is_deaf(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.desk() as desk:
        world.loopback.fail("getWebhookInfo", status=502, times=10)
        for _ in range(5):
            world.later(30)
            await desk.hook.look()
        assert not desk.hook.hears(120)
        assert desk.hook.last_success < world.at.timestamp() - 120
        assert "does not say how it gets on" in caplog.text


async def test_updates_that_cannot_be_brought_are_noticed_and_forgotten_when_they_come(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.refusing = True
    async with world.desk() as desk:
        sent = world.loopback.say(world.chiara, "hello")
        await world.loopback.until(lambda: world.loopback.hooks.set and world.loopback.hooks.set.error)
        await desk.hook.look()
        assert desk.hook.hears(120), "once may be a moment's trouble"
        await desk.hook.look()
        assert not desk.hook.hears(120)
        assert "1 updates wait" in caplog.text
        assert "503" in caplog.text
        assert desk.hook.info
        assert desk.hook.info.pending_update_count == 1
        world.refusing = False
        await world.loopback.until(taken(world, sent.update_id))
        assert desk.hook.hears(120)
        await desk.hook.look()
        assert desk.hook.hears(120)


async def test_a_clock_that_was_set_back_hides_nothing_that_cannot_be_brought(world: World) -> None:
    async with world.desk() as desk:
        await world.loopback.until(taken(world, world.loopback.say(world.chiara, "hello").update_id))
        world.later(-24 * 3600)
        world.refusing = True
        world.loopback.say(world.chiara, "is anybody there?")
        await world.loopback.until(lambda: world.loopback.hooks.set and world.loopback.hooks.set.error)
        for _ in range(3):  # something came before the first
            await desk.hook.look()
        assert not desk.hook.hears(120)
        world.refusing = False


async def test_nothing_that_telegram_answers_ends_the_loop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.desk() as desk:
        for status, body in ((401, None), (404, None), (429, None), (200, "<html>"), (200, {"ok": True})):
            world.loopback.fail("getWebhookInfo", status=status, body=body)
            await desk.hook.look()
        await desk.hook.look()
        assert desk.hook.info
        assert desk.hook.info.url


def test_a_poller_that_meets_a_webhook_says_so_and_not_that_somebody_polls() -> None:
    webhook, poller = (refuse(key).body() for key in ("webhook set", "other poll"))
    assert "has set a webhook" in _explain(409, webhook)
    assert "is polling with the same token" in _explain(409, poller)
