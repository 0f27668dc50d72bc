"""After a start the letters of the last life come first, and only then what has become due meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import mail
from bot.schema import timers
from tests.hotel import Hotel, Phone, plain

COLD = "There is no hot water in my room!!"


async def test_overdue_clocks_wait_for_the_letters_of_the_last_life(
    hotel: Hotel, chiara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        await chiara.says(COLD)
        await chiara.sees("That spoils a stay")
        await hotel.settled()
    hotel.clock.advance(hours=1)
    recover, due = mail.recover, list[int]()

    def looked_at(conn: Connection, property_id: str) -> None:
        """In the first write of a start: no clock has rung before it."""
        late = timers.c.due_at <= hotel.clock.now(), timers.c.kind == "acknowledge"
        due.append(conn.execute(select(func.count()).select_from(timers).where(*late)).scalar_one())
        recover(conn, property_id)

    monkeypatch.setattr(mail, "recover", looked_at)
    async with hotel.open():
        await hotel.settled()
        late = [one for one in chiara.from_bot() if "later than" in plain(one) or "promised" in plain(one)]
    assert due == [1]
    assert late
    assert not any("Just to be sure you have it:" in plain(one) for one in late)
