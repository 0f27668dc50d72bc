"""How far guests come is counted: their own screens, whatever was refused, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk.booking import steps
from bot.desk.booking.refusals import SoldOut, StoppedSale
from bot.desk.house import House
from bot.desk.outbox import Pressed
from bot.desk.problems import DeskError
from bot.say import choice
from bot.schema import offer_steps
from tests.desk.booking.phone import Phone


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    return {(row.offer, row.step): row.n for row in conn.execute(select(offer_steps))}


def test_a_card_a_tap_and_a_price_are_a_step_each(conn: Connection, house: House) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="canoe")
    assert counts(conn) == {("canoe", "seen"): 1}
    phone.taps("options", offer="canoe")
    phone.taps("times")
    phone.taps("book")
    assert ("canoe", "priced") not in counts(conn), "first they say who comes"
    phone.taps("party")
    assert counts(conn) == {("canoe", step): 1 for step in ("seen", "begun", "priced")}


def test_no_column_says_who_it_was() -> None:
    assert {one.name for one in offer_steps.columns} == {"property_id", "day", "offer", "step", "n"}


@pytest.mark.parametrize("why", [StoppedSale(), SoldOut(0, ways=())])
def test_a_refusal_is_counted_by_what_was_pressed(conn: Connection, house: House, why: DeskError) -> None:
    pressed = Pressed(214, None, choice("", "hold", offer="canoe", option="default"))
    steps.refused(conn, house, 214, pressed, why)
    steps.refused(conn, house, 214, pressed, why)
    steps.refused(conn, house, 214, Pressed(214, None, choice("", "hold", offer="long_gone")), why)
    for_another = Pressed(214, None, choice("", "hold", offer="canoe", hand=3))
    steps.refused(conn, house, 214, for_another, why)
    assert counts(conn) == {("canoe", f"refused:{why.key.removeprefix('refuse.')}"): 2}


def test_counts_go_after_two_years_and_a_season(conn: Connection, house: House) -> None:
    steps.came(conn, house, "canoe", "seen")
    later = replace(house, now=house.now + steps.KEEP)
    steps.forget(conn, later)
    assert counts(conn), "to the day"
    steps.forget(conn, replace(later, id="elsewhere", now=later.now + timedelta(days=400)))
    assert counts(conn), "another hotel's are its own"
    steps.forget(conn, replace(later, now=later.now + timedelta(days=1)))
    assert not counts(conn)
