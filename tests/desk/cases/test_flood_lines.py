"""Words of a flood come into the topic in lines that each fit one message, and none is lost."""

from __future__ import annotations

from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox
from bot.desk.cases import opening
from bot.desk.house import House
from bot.schema import letters
from tests.desk.cases.cast import complaint


def test_a_long_flood_is_several_lines_of_one_message_each(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    told = [f"word number {n:04} and some more to read" for n in range(400)]
    for one in told:
        opening.gather(conn, house, opened, one)
    opening.show_gathered(conn, house, opened.id)
    query = select(letters).where(letters.c.case_id == opened.id, letters.c.method == "send")
    lines = [
        row for row in conn.execute(query.order_by(letters.c.id)).mappings() if row["lane"] == outbox.SOFT
    ]
    words = [row["content"]["say"]["body"][0]["params"]["words"] for row in lines]
    assert len(words) > 1
    assert "\n".join(words).split("\n") == told
    assert all(len(one) <= outbox.LONGEST for one in words)
    opening.show_gathered(conn, house, opened.id)
    assert len(conn.execute(query).all()) == len(lines), "once"
