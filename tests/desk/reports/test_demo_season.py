"""The month that the demo begins with: as sound as a real one, and enough to say something of."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.db import Connection
from bot.demo import season
from bot.desk.house import House
from bot.desk.reports.economy import report as economy
from bot.desk.reports.periods import last_days
from tests.desk.booking.cast import assert_books_balance
from tests.texts.spoken import shipped_catalog


def test_the_demo_begins_with_living_figures(conn: Connection) -> None:
    house = House("demo", shipped_catalog(), 1, datetime(2027, 7, 17, 5, 30, tzinfo=UTC))
    season.past_month(conn, house)
    assert_books_balance(conn, house)
    found = economy.report(conn, house, last_days(house.today, 30))
    assert found.total.bookings > 300
    assert {"keep", "reprice", "promote", "early", "free"} <= {one.verdict for one in found.extras}
    assert found.uncosted == (), "every extra of the demo hotel says what it costs"
    pool, cot = found.one("kids_pool"), found.one("baby_cot")
    assert pool
    assert cot
    assert (pool.sums.people, pool.hygiene, pool.costs and pool.costs.total > 0) == (0, "children", True)
    assert cot.hygiene == "sleep"
