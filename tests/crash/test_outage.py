"""What Telegram and the network can answer: the poller survives it, and the next update is handled."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.demo.telegram import Floods, Loopback, Person
from bot.desk.inbox import Arrival
from bot.tg import intake
from bot.tg.intake import Intake
from tests.crash.checks import breaches, lost, quiet
from tests.crash.desk import World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import PROMISE
from tests.proofs import PROVING, proves

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DEEP = '{"ok": true, "result": [{"update_id": 1, "message": ' + "[" * 10**5 + "]" * 10**5 + "}]}"
ROUNDS = 50 if PROVING else 5
Misfortune = Callable[[Loopback], None]


class Poller:
    """The product's intake beside a Telegram; its pauses take no time and are counted."""

    def __init__(self, loopback: Loopback) -> None:
        self.loopback, self.kept, self.pauses = loopback, list[int](), list[float]()
        self.intake = Intake(
            f"{loopback.url}/bot{loopback.token}/getUpdates",
            keep=self._keep,
            rival=self._hear,
            pause=self._pause,
            clock=lambda: 0.0,
            poll=0,
        )

    async def _keep(self, arrivals: list[Arrival]) -> None:
        self.kept += [one.update_id for one in arrivals]

    async def _hear(self) -> None:
        pass

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def gets(self, update_id: int | None) -> None:
        await self.loopback.until(lambda: update_id in self.loopback.confirmed(), 20)
        assert self.kept.count(update_id or 0) == 1


@asynccontextmanager
async def polling() -> AsyncIterator[tuple[Poller, Person]]:
    loopback = Loopback(lambda: NOON, floods=Floods.none())
    await loopback.open()
    poller = Poller(loopback)
    try:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(poller.intake.run())
            yield poller, loopback.person(1001, "Aygün", language="az")
            task.cancel()
    finally:
        await loopback.close()


MISFORTUNES: dict[str, Misfortune] = {
    "401": lambda telegram: telegram.fail("getUpdates", status=401),
    "404": lambda telegram: telegram.fail("getUpdates", status=404),
    "409": lambda telegram: telegram.fail("getUpdates", status=409),
    "429": lambda telegram: telegram.fail("getUpdates", status=429, retry_after=3),
    "500": lambda telegram: telegram.fail("getUpdates", status=500),
    "502": lambda telegram: telegram.fail("getUpdates", status=502, body="<html>Bad Gateway</html>"),
    "a page with 200": lambda telegram: telegram.fail("getUpdates", status=200, body="<html>Log in</html>"),
    "nothing with 200": lambda telegram: telegram.fail("getUpdates", status=200, body=""),
    "another JSON": lambda telegram: telegram.fail(
        "getUpdates", status=200, body='{"ok": true, "result": 5}'
    ),
    "JSON of great depth": lambda telegram: telegram.fail("getUpdates", status=200, body=DEEP),
    "no connection": lambda telegram: telegram.refuse_connection("getUpdates"),
    "a lost answer": lambda telegram: telegram.lose_reply("getUpdates"),
}


@proves(PROMISE, injected="every answer to a poll", trials=ROUNDS)
@pytest.mark.parametrize("name", MISFORTUNES)
async def test_polling_goes_on_after(name: str) -> None:
    async with polling() as (poller, aygun):
        await poller.gets(poller.loopback.say(aygun, "before").update_id)
        for n in range(ROUNDS):
            MISFORTUNES[name](poller.loopback)
            await poller.gets(poller.loopback.say(aygun, f"after {n}").update_id)
        assert max(poller.pauses) <= 30
        if name == "429":
            assert 3.0 in poller.pauses


async def test_a_long_outage_is_asked_about_at_most_every_half_minute_and_heals() -> None:
    async with polling() as (poller, aygun):
        poller.loopback.fail("getUpdates", status=502, times=40)
        await poller.gets(poller.loopback.say(aygun, "after the outage").update_id)
        assert poller.pauses[-1] == 30.0


async def test_a_socket_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half open: the call is taken and never answered."""
    assert intake.SILENCE <= 10
    monkeypatch.setattr(intake, "SILENCE", 0.5)
    async with polling() as (poller, aygun):
        poller.loopback.hang("getUpdates")
        await poller.gets(poller.loopback.say(aygun, "after the silence").update_id)


@pytest.mark.parametrize("restart_at", [1_000, 999_000_000], ids=["lower", "higher"])
async def test_update_ids_that_start_anew_after_a_quiet_week_are_all_received(restart_at: int) -> None:
    async with polling() as (poller, aygun):
        for n in range(20):
            last = poller.loopback.say(aygun, f"old {n}").update_id
        await poller.gets(last)
        poller.loopback.restart_update_ids(restart_at)
        for n in range(20):
            last = poller.loopback.say(aygun, f"new {n}").update_id
        await poller.gets(last)
        assert sorted(poller.kept) == sorted(poller.loopback.pushed())


POISON: tuple[dict[str, object], ...] = (
    {"message": 5},
    {"message": None},
    {"message": {}},
    {"message": {"message_id": "one", "chat": {"id": 5001, "type": "private"}, "date": "noon"}},
    {"message": {"message_id": 1, "chat": {"id": 10**40, "type": "private"}, "date": 10**40}},
    {"message": {"message_id": 1, "chat": {"id": 5001}, "date": 1, "text": "\ud83d lone"}},
    {"callback_query": {"id": 7, "from": 5, "data": ["x"]}},
    {"edited_message": [[[[]]]]},
    {"my_chat_member": {"chat": {"id": 5001, "type": "private"}}},
    {"a_kind_of_the_future": {"chat": {"id": 5001, "type": "private"}, "date": 1}},
    {
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 5002, "type": "private"},
            "entities": [{"type": 3}],
        }
    },
    {},
)


@proves(PROMISE, injected="malformed updates", trials=len(POISON))
async def test_poison_never_blocks_a_neighbour(tmp_path: Path) -> None:
    """Malformed updates between good ones: every guest is answered, the poison lies apart."""
    async with a_world(tmp_path) as world, a_stable() as stable:
        await stable.begin(world.life(poll=1))
        await stable.ready()
        guests = Walkers(world.loopback, Random(3))
        good: set[int | None] = set()
        for n, poison in enumerate(POISON):
            world.loopback.push_raw(json.loads(json.dumps(poison)))
            good.add(world.loopback.say(guests.people[n % len(guests.people)], "/start").update_id)
        await world.until(lambda: good <= _done(world))
        await world.until(lambda: set(world.loopback.pushed()) <= world.loopback.confirmed())
        assert stable.code is None


def _done(world: World) -> set[int | None]:
    return {number for (number,) in world.rows("SELECT update_id FROM inbox WHERE state = 'done'")}


async def test_the_same_update_five_times_is_done_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world, a_stable() as stable:
        await stable.begin(world.life(poll=1))
        await stable.ready()
        guests = Walkers(world.loopback, Random(4))
        await world.until(lambda: quiet(world))
        letters = world.rows("SELECT count(*) FROM letters")
        raws = [json.loads(raw) for (raw,) in world.rows("SELECT raw FROM inbox ORDER BY id")]
        for raw in raws * 4:
            world.loopback.push_raw(raw)
        await world.until(lambda: quiet(world))
        assert world.rows("SELECT count(*) FROM letters") == letters
        assert not lost(world)
        assert breaches(world, guests) == []
