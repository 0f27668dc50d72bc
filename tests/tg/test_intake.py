"""Nothing is acknowledged before it is on disk, and the acknowledgement follows Telegram's own order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from bot.app import GIVE_UP_AFTER
from bot.db import StorageTrouble
from bot.demo.telegram import Call, Floods, Loopback, Person
from bot.desk.inbox import Arrival
from bot.tg.intake import ALLOWED, Intake

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Desk:
    """What stands behind the intake: batches kept, rivals met, pauses taken; `refusals` batches fail."""

    loopback: Loopback
    refusals: int = 0
    kept: list[list[Arrival]] = field(default_factory=list)
    rivals: int = 0
    paused: list[float] = field(default_factory=list)

    async def keep(self, arrivals: list[Arrival]) -> None:
        """At this moment Telegram must not have been told of these."""
        assert not {one.update_id for one in arrivals} & self.loopback.confirmed()
        if self.refusals:
            self.refusals -= 1
            raise StorageTrouble("the disk is full")
        self.kept.append(arrivals)

    async def rival(self) -> None:
        self.rivals += 1

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        await asyncio.sleep(0)

    @property
    def ids(self) -> list[int]:
        return [one.update_id for batch in self.kept for one in batch]

    def polls(self) -> list[Call]:
        return self.loopback.calls("getUpdates")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    loopback = Loopback(lambda: NOW, floods=Floods.none())
    await loopback.open()
    yield Desk(loopback)
    await loopback.close()
    assert loopback.violations == []


@pytest.fixture
def chiara(desk: Desk) -> Person:
    return desk.loopback.person(1003, "Chiara")


@asynccontextmanager
async def polling(desk: Desk, clock: Callable[[], float] = lambda: 5.0) -> AsyncIterator[Intake]:
    loopback = desk.loopback
    intake = Intake(
        f"{loopback.url}/bot{loopback.token}/getUpdates",
        keep=desk.keep,
        rival=desk.rival,
        pause=desk.pause,
        clock=clock,
        poll=5,
    )
    task = asyncio.ensure_future(intake.run())
    try:
        yield intake
        assert not task.done(), "nothing that Telegram answers ends the loop"
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_the_first_poll_has_no_offset_and_asks_for_what_we_read(desk: Desk, chiara: Person) -> None:
    async with polling(desk):
        desk.loopback.say(chiara, "hello")
        await desk.loopback.until(lambda: len(desk.polls()) >= 1 and desk.kept)
        first = desk.polls()[0].params
        assert "offset" not in first
        assert first["allowed_updates"] == ALLOWED


async def test_the_offset_comes_after_the_commit(desk: Desk, chiara: Person) -> None:
    sent = desk.loopback.say(chiara, "hello")
    async with polling(desk):
        await desk.loopback.until(lambda: sent.update_id in desk.loopback.confirmed())
        assert desk.ids == [sent.update_id]


async def test_the_offset_follows_the_order_of_the_batch_not_the_largest_number(
    desk: Desk, chiara: Person
) -> None:
    """After a quiet week Telegram starts anew at any number, also a smaller one."""
    loopback = desk.loopback
    high = loopback.say(chiara, "before the quiet week").update_id
    assert high
    async with polling(desk):
        await loopback.until(lambda: high in loopback.confirmed())
        loopback.restart_update_ids(high - 500)
        low = [loopback.say(chiara, f"after it {n}").update_id for n in range(3)]
        await loopback.until(lambda: set(low) <= loopback.confirmed())
        assert desk.ids == [high, *low]


async def test_a_batch_that_cannot_be_stored_is_not_acknowledged_and_comes_again(
    desk: Desk, chiara: Person, caplog: pytest.LogCaptureFixture
) -> None:
    desk.refusals = 3
    sent = desk.loopback.say(chiara, "hello")
    async with polling(desk) as intake:
        await desk.loopback.until(lambda: desk.kept and sent.update_id in desk.loopback.confirmed())
        assert desk.ids == [sent.update_id]
        told = [one.getMessage() for one in caplog.records]
        assert sum("nothing can be stored: the disk is full" in one for one in told) == 3
        assert intake.last_success == 5.0
    offsets = [call.params.get("offset") for call in desk.polls()]
    assert offsets[:4] == [None] * 4


async def test_a_disk_that_refuses_for_hours_is_no_silence_of_telegrams(desk: Desk, chiara: Person) -> None:
    """Who was deaf would be started anew, and could keep no more than before."""
    desk.refusals = 60
    sent = desk.loopback.say(chiara, "hello")
    hours = count(0.0, 100.0)
    heard: list[bool] = []
    async with polling(desk, clock=lambda: next(hours)) as intake:
        pause = desk.pause

        async def looked_at(seconds: float) -> None:
            heard.append(intake.hears(GIVE_UP_AFTER))
            await pause(seconds)

        intake._pause = looked_at
        await desk.loopback.until(lambda: sent.update_id in desk.loopback.confirmed())
    assert len(heard) == 60
    assert all(heard)


async def test_acknowledging_first_would_be_caught(desk: Desk, chiara: Person) -> None:
    """The positive control: an intake that moves its offset before it stores fails the same check."""

    class Hasty(Intake):
        async def _store(self, batch: list[Any]) -> None:
            if batch:
                self._offset = batch[-1]["update_id"] + 1
                await self._wire.call(self._url, {**self._params(), "timeout": 0}, 5)
            await super()._store(batch)

    desk.loopback.say(chiara, "hello")
    hasty = Hasty(
        f"{desk.loopback.url}/bot{desk.loopback.token}/getUpdates",
        keep=desk.keep,
        rival=desk.rival,
        pause=desk.pause,
        clock=lambda: 5.0,
    )
    with pytest.raises(AssertionError):
        await hasty._once()
    await hasty._wire.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, None, "the token is not accepted"),
        (404, None, "the token is not accepted"),
        (409, None, "another program is polling"),
        (429, None, "Telegram asks us to slow down"),
        (500, None, "status 500"),
        (502, "<html>Bad Gateway</html>", "not an answer of Telegram's"),
        (200, "<html>Sign in to the hotel's Wi-Fi</html>", "not an answer of Telegram's"),
        (200, {"ok": True, "result": "none"}, "status 200"),
        (200, {"ok": True}, "status 200"),
        (502, {"ok": False, "description": None, "parameters": None}, "status 502"),
        (409, {"ok": False, "description": ["of a proxy"], "parameters": []}, "another program is polling"),
    ],
)
async def test_no_answer_ends_the_loop(
    desk: Desk,
    chiara: Person,
    caplog: pytest.LogCaptureFixture,
    status: int,
    body: dict[str, Any] | str | None,
    said: str,
) -> None:
    retry_after = 3 if status == 429 else None
    desk.loopback.fail("getUpdates", status=status, body=body, retry_after=retry_after)
    async with polling(desk):
        sent = desk.loopback.say(chiara, "still there?")
        await desk.loopback.until(lambda: sent.update_id in desk.loopback.confirmed())
        assert any(said in one.getMessage() for one in caplog.records)
        assert bool(desk.rivals) == (status == 409)
        assert desk.paused[0] == (3.0 if retry_after else 1.0)


async def test_cut_and_half_open_connections_are_tried_again_more_and_more_slowly(
    desk: Desk, chiara: Person
) -> None:
    desk.loopback.refuse_connection("getUpdates", times=9)
    async with polling(desk) as intake:
        sent = desk.loopback.say(chiara, "still there?")
        await desk.loopback.until(lambda: sent.update_id in desk.loopback.confirmed())
        assert desk.paused == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]
        assert intake._failures == 0


@pytest.mark.parametrize("batch", [[], ["not an update"], [None, 7, []]])
async def test_a_batch_of_nonsense_moves_nothing(desk: Desk, batch: list[Any]) -> None:
    async with polling(desk) as intake:
        await intake._store(batch)
        assert intake._offset is None
        assert desk.kept == []
