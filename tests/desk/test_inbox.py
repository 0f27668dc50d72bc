"""An update that is worked before it is kept: the loop and the writing thread look at one row at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import inbox
from bot.desk.house import House
from bot.desk.inbox import Arrival, Row
from bot.schema import inbox as kept


@dataclass
class Taken(Row):
    """The loop learns that the row is kept just after the writing thread has looked whether it is fresh."""

    looks: int = field(default=0)

    def __getattribute__(self, name: str) -> object:
        if name != "fresh":
            return super().__getattribute__(name)
        self.looks += 1
        return super().__getattribute__(name) if self.looks == 1 else None


def taken(house: House, number: int) -> Taken:
    one = Arrival(number, "7", "{}")
    row = Taken(0, one.chat, one.raw, house.now, hotel=house.id, fresh=one)
    row.looks = 0
    return row


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)  # desks that share work nothing first
def test_a_row_that_is_kept_meanwhile_is_done_and_kept_all_the_same(conn: Connection, house: House) -> None:
    assert inbox.done(conn, taken(house, 1), now=house.now)
    assert len(inbox.keep(conn, [taken(house, 2)])) == 1
    states = conn.execute(select(kept.c.update_id, kept.c.state).order_by(kept.c.id)).all()
    assert [tuple(one) for one in states] == [(1, "done"), (2, "new")]
