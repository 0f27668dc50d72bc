"""After a start the letters of the last life come first, and only then what has become due meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.schema import timers
from bot.tg.channel import Channel
from tests.hotel import Hotel, Phone, plain

COLD = "There is no hot water in my room!!"
LOOKS = 25  # of the database, each behind what other tasks have asked of it


async def test_overdue_clocks_wait_for_the_letters_of_the_last_life(
    hotel: Hotel, chiara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        await chiara.says(COLD)
        await chiara.sees("That spoils a stay")
        await hotel.settled()
    hotel.clock.advance(hours=1)
    recover, due = Channel.recover, list[int]()

    async def slowly(channel: Channel) -> None:
        """Long enough for a clock that does not wait to ring in the middle."""

        def overdue(conn: Connection) -> int:
            late = timers.c.due_at <= hotel.clock.now(), timers.c.kind == "acknowledge"
            return conn.execute(select(func.count()).select_from(timers).where(*late)).scalar_one()

        due.extend([await channel.desk.db.write(overdue) for _ in range(LOOKS)])
        await recover(channel)

    monkeypatch.setattr(Channel, "recover", slowly)
    async with hotel.open():
        await hotel.settled()
        late = [one for one in chiara.from_bot() if "later than" in plain(one) or "promised" in plain(one)]
    assert due == [1] * LOOKS
    assert late
    assert not any("Just to be sure you have it:" in plain(one) for one in late)
