"""The demo hotel in November, with a guest who looks for ideas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.people import Guest
from tests.texts.spoken import shipped_catalog


@pytest.fixture
def demo(house: House) -> House:
    """Friday 20 November 2026, 13:00, at the hotel that ships."""
    return replace(house, id="demo", catalog=shipped_catalog())


@pytest.fixture
def chiara(conn: Connection, demo: House) -> Guest:
    people.ensure_property(conn, demo.id)
    found, _ = people.welcome(conn, demo, 1003, name="Chiara", language="en")
    return found
