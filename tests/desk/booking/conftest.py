"""Guests of the tiny hotel."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk.house import House
from tests.desk.booking.cast import arrive


@pytest.fixture
def aygun(conn: Connection, house: House) -> int:
    return arrive(conn, house, 214, "Aygün", "az")


@pytest.fixture
def bence(conn: Connection, house: House) -> int:
    return arrive(conn, house, 305, "Bence", "hu")
