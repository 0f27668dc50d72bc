"""qonaq report economy: on the screen, as a workbook, for another program."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.config import PROPERTY
from bot.db import writing_engine
from bot.desk import people
from bot.desk.catalog import versions
from bot.desk.house import House
from tests.console.conftest import Terminal
from tests.desk.reports.shop import a_weekend, shop
from tests.desk.tiny import tiny_catalog

FRIDAY, MONDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DAYS = ("--from", "2026-11-20", "--to", "2026-11-22")


@pytest.fixture
def hotel(terminal: Terminal, data: Path) -> Terminal:
    """The weekend of tests/desk/reports/shop.py, on Monday morning."""
    assert terminal("catalog", "publish") == 0
    house = shop(House(PROPERTY, tiny_catalog(), 2, FRIDAY))
    engine = writing_engine(data / "qonaq.sqlite3")
    with engine.begin() as conn:
        people.ensure_property(conn, PROPERTY)
        versions.publish(conn, PROPERTY, house.catalog, base=1, author="Madina", reason="", now=FRIDAY)
        a_weekend(conn, house)
    engine.dispose()
    terminal.now = MONDAY
    return terminal


def test_a_weekend_on_the_screen(hotel: Terminal) -> None:
    assert hotel("report", "economy", *DAYS) == 0
    assert "revenue 300.00 AZN" in hotel.out
    assert "cost 114.50, left after tax 139.73: of 3 of 4 extras, whose costs are known" in hotel.out
    (canoe,) = (line.split() for line in hotel.out.splitlines() if line.startswith("canoe "))
    assert canoe[:9] == ["canoe", "2", "5", "180.00", "36.50", "116.04", "76", "10", "0"]
    assert "  play: nobody came, cost 45.00, kept for children" in hotel.out
    assert "10000 + 12000 + 14000 + 16000 + 18000 = 70,000.00, profit at 20%: 14,000.00" in hotel.out


def test_for_another_program(hotel: Terminal) -> None:
    assert hotel("report", "economy", *DAYS, "--json") == 0
    found = json.loads(hotel.out)
    (canoe,) = (one for one in found["extras"] if one["code"] == "canoe")
    assert (canoe["revenue"], canoe["margin"], canoe["staff minutes"]) == (180.0, 116.04, 90)
    assert found["summary"][0] == {"figure": "from", "value": "2026-11-20"}


def test_as_a_workbook(hotel: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "extras.xlsx"
    assert hotel("report", "economy", *DAYS, "--xlsx", str(file)) == 0
    book: Any = load_workbook(file)
    assert book.sheetnames[:2] == ["Summary", "Extras"]
    assert book["By day"]._charts, "a chart beside its table"
    assert hotel("report", "economy", "--json", "--xlsx", str(file)) == 2
