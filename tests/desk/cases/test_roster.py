"""Who works now: what colleagues say themselves, and what the roster knows better."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.cases import roster
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.menu.cases import on_duty
from tests.desk.cases.cast import ERLAN, keys, screens, team

LATE_THEN_EARLY = {
    "name": "Dana",
    "department": "reception",
    "shifts": [
        {"days": ["fri"], "open": "15:00", "close": "23:00"},
        {"days": ["sat"], "open": "07:00", "close": "15:00"},
    ],
}
DAILY = {"name": "Erlan", "department": "activities", "shifts": [{"open": "09:00", "close": "18:00"}]}
NIGHTLY = {"name": "Erlan", "department": "activities", "shifts": [{"open": "22:00", "close": "07:00"}]}


def rostered(house: House, *people: dict[str, Any]) -> House:
    return _with(house, Roster.model_validate({"people": list(people)}))


def _with(house: House, changed: Roster) -> House:
    return replace(house, catalog=house.catalog.model_copy(update={"roster": changed}))


def at(house: House, clock: str) -> House:
    """Friday the 20th or Saturday the 21st, on the hotel's clock."""
    local = datetime.fromisoformat(f"2026-11-{clock}").replace(tzinfo=house.zone)
    return replace(house, now=local.astimezone(UTC))


def away(house: House, *, ahead: int = 0) -> House:
    """Erlan is ill, from a day on."""
    first = house.today + timedelta(days=ahead)
    return _with(house, edits.with_away(house.catalog.roster, "Erlan", "activities", first, first))


def working(conn: Connection, house: House) -> list[str]:
    return [one.who.name for one in roster.on_duty(conn, house)]


def test_who_is_ill_today_is_not_called_though_they_had_said_that_they_are_there(
    conn: Connection, house: House
) -> None:
    _, erlan, _ = team(conn, house)
    daily = rostered(house, DAILY)
    roster.begin(conn, at(daily, "20 08:50"), erlan)
    ten = at(daily, "20 10:00")
    assert working(conn, ten) == ["Erlan"]
    assert working(conn, away(ten)) == []
    assert "Erlan" not in [one.name for one in roster.answering(conn, away(ten))]


def test_a_night_that_began_before_the_leave_is_worked_to_its_end(conn: Connection, house: House) -> None:
    _, erlan, _ = team(conn, house)
    nightly = away(at(rostered(house, NIGHTLY), "20 21:50"), ahead=1)
    roster.begin(conn, nightly, erlan)
    assert working(conn, at(nightly, "21 03:00")) == ["Erlan"]
    assert working(conn, at(nightly, "21 07:00")) == []


def test_on_while_away_says_that_nobody_calls_them(conn: Connection, house: House) -> None:
    _, erlan, _ = team(conn, house)
    ill = away(at(rostered(house, DAILY), "20 10:00"))
    asked = Asked(chat_id=ERLAN, user_id=ERLAN, name="Erlan", kind="text", text="/on")
    on_duty.begin(conn, ill, asked, erlan, "")
    assert keys(screens(conn, chat_id=ERLAN)[-1]) == ["duty.away"]
    assert working(conn, ill) == []
    back = at(rostered(house, DAILY), "20 10:05")
    assert working(conn, back) == ["Erlan"]


def test_who_went_home_is_called_again_from_their_next_shift_on(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    early = rostered(house, LATE_THEN_EARLY)
    assert roster.end(conn, at(early, "20 23:10"), dana) == at(early, "21 07:00").now
    assert working(conn, at(early, "21 06:59")) == []
    assert working(conn, at(early, "21 07:00")) == ["Dana"]


def test_who_goes_in_the_middle_of_a_shift_is_gone_until_its_end(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    early = rostered(house, LATE_THEN_EARLY)
    assert roster.end(conn, at(early, "20 20:00"), dana) == at(early, "20 23:00").now


def test_without_a_shift_soon_off_is_for_twelve_hours(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    early = rostered(house, LATE_THEN_EARLY)
    assert roster.end(conn, at(early, "20 01:00"), dana) == at(early, "20 13:00").now


@pytest.mark.parametrize(
    ("said", "until"),
    [("20 08:50", "20 18:00"), ("20 08:00", "20 18:00"), ("20 07:50", "20 19:50"), ("20 12:00", "20 18:00")],
)
def test_who_comes_a_little_early_is_there_until_the_end_of_the_shift(
    conn: Connection, house: House, said: str, until: str
) -> None:
    _, erlan, _ = team(conn, house)
    daily = rostered(house, DAILY)
    assert roster.begin(conn, at(daily, said), erlan) == at(daily, until).now
    assert working(conn, at(daily, "20 17:59")) == ["Erlan"]
    assert working(conn, at(daily, until)) == []
