"""The day in a guest's words, and the hour in those of staff: read whole, or left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.db import Connection
from bot.desk.booking import requests, wished
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.booking.wished import Wished
from bot.desk.house import House
from bot.desk.menu.request_words import AcceptWhat, Agreed, agreed_in, wish_in
from tests.desk.booking.cast import arrive
from tests.desk.booking.modes import modes_catalog

DAYS = {20: "2026-11-20", 21: "2026-11-21", 22: "2026-11-22", 24: "2026-11-24", 25: "2026-11-25"}


@pytest.fixture
def hotel(house: House) -> House:
    """Friday 20 November 2026, 13:00 in Baku."""
    return replace(house, catalog=modes_catalog(), now=datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "words", "first", "last"),
    [
        ("en", "tomorrow at 9:00, 3 days", 21, None),
        ("en", "Sunday, at dusk", 22, None),
        ("en", "flight lands 22:15 on 25 November", 25, None),
        ("en", "24 November from 9 to 12", 24, None),
        ("en", "from the 21st to the 24th", 21, 24),
        ("en", "from 21 to 24 November", 21, 24),
        ("ru", "с 21 по 24 ноября", 21, 24),
        ("ru", "с 21 по 24", 21, 24),
        ("az", "21-dən 24 noyabra qədər", 21, 24),
        ("tr", "21 Kasım - 24 Kasım", 21, 24),
        ("de", "vom 21. bis zum 24.", 21, 24),
        ("hu", "holnap 19:00-23:00", 21, None),
        ("az", "sabah saat 9", 21, None),
        ("tr", "pazar sabah", 22, None),
        ("de", "Samstag am Morgen", 21, None),
        ("kk", "ертең кешке", 21, None),
        ("en", "tomorrow or Sunday", None, None),
        ("ru", "14-го или 15-го декабря", None, None),
        ("en", "2026-11-21 or 2026-11-23", None, None),
        ("de", "2026-11-21 oder am 23.", None, None),
        ("en", "2026-11-19 at noon", None, None),
        ("en", "2026-02-30", None, None),
        ("en", "2026-11-21 or 2026-11-24, if it is dry", None, None),
        ("en", "2026-11-21 - 2026-11-24", 21, 24),
        ("en", "in 3 days", None, None),
        ("en", "some day, we do not know yet", None, None),
    ],
)
def test_a_day_is_read_where_the_words_leave_no_doubt(
    hotel: House, language: str, words: str, first: int | None, last: int | None
) -> None:
    car = hotel.catalog.offers["boat"].options[1]  # by the day
    found = wish_in(hotel, words, language, car)
    days = [date.fromisoformat(DAYS[n]) if n else None for n in (first, last)]
    assert [found.day, found.until, found.words] == [*days, words]
    assert wished.of(wished.kept(found)) == found
    assert found.day or wished.said(wished.kept(found)) == words


def test_several_days_of_what_is_not_had_by_the_day_are_no_day(hotel: House) -> None:
    guide = hotel.catalog.offers["guide"].options[0]
    words = "from 21 to 24 November"
    assert wish_in(hotel, words, "en", guide) == Wished(words=words)


@pytest.mark.parametrize(
    ("typed", "day", "hour", "many"),
    [
        ("21.11 19:00 4", 21, 19, 4),
        ("22 November 16.00", 22, 16, 1),
        ("tomorrow at 10:00 x2", 21, 10, 2),
        ("19:00", 24, 19, 1),
        ("25.11", 25, 9, 1),
        ("", 24, 9, 1),
        ("2026-11-25 8:00 3 days", 25, 8, 3),
    ],
)
def test_what_staff_type_is_completed_by_the_wish(
    conn: Connection, hotel: House, typed: str, day: int, hour: int, many: int
) -> None:
    asked = requests.ask(conn, hotel, _wish(arrive(conn, hotel, 31, "Bence"), "2026-11-24 Tuesday at 9:00"))
    start = datetime.fromisoformat(f"{DAYS[day]}T{hour:02}:00+04:00")
    assert agreed_in(hotel, typed, asked) == Agreed(start, many)


@pytest.mark.parametrize(
    "typed", ["soon", "21.11 whenever", "21.11 19:00 0", "21.11 19:00 61", "19:00 or 20:00"]
)
def test_what_is_not_understood_is_said(conn: Connection, hotel: House, typed: str) -> None:
    asked = requests.ask(conn, hotel, _wish(arrive(conn, hotel, 31, "Bence"), "some evening"))
    with pytest.raises(AcceptWhat):
        agreed_in(hotel, typed, asked)


def _wish(guest: int, words: str) -> RequestWish:
    return RequestWish("r-1", guest, "guide", "default", words, Party(1))
