"""An update that is no JSON for us is found among others, put aside once, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.inbox import Arrival
from bot.schema import inbox
from bot.tg.intake import Intake
from bot.tg.unreadable import ENOUGH, Unreadable
from tests.hotel import Hotel, Phone

GOOD = '{"update_id": %d, "message": {"chat": {"id": 1003}, "text": "say \\"update_id\\": 7"}}'
DEEP = '{"update_id": %d, "message": ' + "[" * 100_000 + "]" * 100_000 + "}"
LONG = '{"update_id": %d, "message": {"date": ' + "9" * 5000 + "}}"


class Queue:
    """Telegram's: what lies before the offset is gone, the rest comes again, as many as one asks for."""

    def __init__(self, bad: str) -> None:
        self.updates = {n: bad % n if n == 5 else GOOD % n for n in range(1, 10)}
        self.asked: list[dict[str, Any]] = []

    async def call(self, url: str, params: dict[str, Any], seconds: float) -> tuple[int, Any]:
        await asyncio.sleep(0)
        self.asked.append(params)
        self.updates = {n: one for n, one in self.updates.items() if n >= params.get("offset", 0)}
        batch = [*self.updates.values()][: params.get("limit", 100)]
        raw = f'{{"ok":true,"result":[{",".join(batch)}]}}'
        try:
            return 200, json.loads(raw)
        except (ValueError, RecursionError):
            return 200, raw.encode()

    async def shutdown(self) -> None:
        pass


@pytest.mark.parametrize("bad", [DEEP, LONG], ids=["too deep", "a number without end"])
async def test_it_is_put_aside_and_all_others_come_once(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Arrival] = []

    async def keep(arrivals: list[Arrival]) -> None:
        kept.extend(arrivals)

    async def nothing(*_: object) -> None:
        pass

    intake, queue = Intake("", keep=keep, rival=nothing, pause=nothing, clock=lambda: 0.0), Queue(bad)
    monkeypatch.setattr("bot.tg.intake.Wire", lambda **_: queue)
    intake._wire = queue  # type: ignore[assignment]
    for _ in range(40):
        await intake._once()
    assert [one.update_id for one in kept] == [*range(1, 10)]
    assert queue.updates == {}
    assert "limit" not in queue.asked[-1], "the others come together again"
    (aside,) = [one for one in kept if one.update_id == 5]
    with pytest.raises(ValueError, match=r"Expecting|double quotes|delimiter"):
        json.loads(aside.raw)


def test_a_page_or_a_bad_moment_puts_nothing_aside() -> None:
    one, raw = Unreadable(), b'{"ok":true,"result":[{"update_id":5,'
    for _ in range(20):
        assert one.found(b'<html>{"ok":true,"update_id":5}</html>') is None
    for _ in range(20):
        assert one.found(raw) is None
        one.read(3)
    for n in range(20):
        assert one.found(raw + b"%d" % n) is None, "never the same twice"
    assert ENOUGH > 1


async def test_an_owner_hears_of_it_once(hotel: Hotel) -> None:
    madina = Phone(hotel, "Madina")
    async with hotel.open():
        await madina.says("/start")
        await hotel.settled()
        assert hotel.running
        for _ in range(2):
            await hotel.running.channel._keep([Arrival(5, "-", '{"ok":true,"result":[{"update_id":5,"mess')])
        await madina.sees("One message could not be handled: U-")
        dead = select(inbox.c.state).where(inbox.c.update_id == 5)
        assert await hotel.running.db.read(lambda conn: conn.execute(dead).scalars().all()) == ["dead"]
