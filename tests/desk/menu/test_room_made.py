"""The hotel makes room, by hand, by a publication, by an undo: whoever waits for it is told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import book, holding, waiting
from bot.desk.booking.party import Party
from bot.desk.catalog import drafts
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.watching import Seen
from bot.desk.house import House
from bot.desk.menu import manager_folder
from tests.desk.booking.cast import arrive, start_at, wish
from tests.desk.booking.modes import BOATS, modes_catalog, modes_facts
from tests.desk.menu.manager_phone import Phone, staffed

TWO = Party(2)


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    return staffed(conn, replace(house, catalog=modes_catalog()))(31, "Madina", "manager")


@pytest.fixture
def aygun(madina: Phone) -> int:
    return arrive(madina.conn, madina.house, 101, "Aygün", "az")


@pytest.fixture
def bence(madina: Phone) -> int:
    return arrive(madina.conn, madina.house, 102, "Bence", "hu")


def books(one: Phone, guest: int, **facts: Any) -> None:
    held = holding.hold(one.conn, one.house, wish(one.house, guest, TWO, **facts))
    holding.confirm(one.conn, one.house, held.id, guest, "desk")


def states(one: Phone, guest: int) -> list[str]:
    return [str(each.status) for each in book.of_guest(one.conn, one.house, guest)]


def waits_for_the_trip(one: Phone, aygun: int, bence: int) -> None:
    """All boats are out tomorrow, so there is none for the trip."""
    for _ in range(BOATS):
        books(one, bence, offer="boat", option="day", start=start_at(one.house, 0))
    waiting.join(one.conn, one.house, aygun, "trip", "default", start_at(one.house, 14), TWO)
    assert states(one, aygun) == []


def publishes(one: Phone, facts: dict[str, Any]) -> None:
    catalog, there = Catalog.model_validate(facts), one.house
    drafts.keep(one.conn, there, catalog, base=there.version, source="workbook", author=one.name)
    one.opens()
    for act in ("m_besides", "m_pubs", "m_pub", "m_pub_yes"):
        one.presses_act(act)
    assert one.says()[0] == "pub.live"


def more_boats() -> dict[str, Any]:
    facts = modes_facts()
    facts["hotel"]["resources"]["boats"]["capacity"] = BOATS + 1
    return facts


def test_a_boat_added_by_hand_is_also_for_who_waits_for_another_extra_that_needs_one(
    madina: Phone, aygun: int, bence: int
) -> None:
    waits_for_the_trip(madina, aygun, bence)
    madina.opens()
    madina.presses_act("m_places")
    madina.presses_act("m_place", offer="boat")
    madina.presses_act("m_place", option="day")
    assert madina.writes(str(BOATS + 1))
    madina.presses_act("m_places_set")
    assert states(madina, aygun) == ["ON_HOLD"]


def test_so_is_one_that_is_published(madina: Phone, aygun: int, bence: int) -> None:
    waits_for_the_trip(madina, aygun, bence)
    publishes(madina, more_boats())
    assert states(madina, aygun) == ["ON_HOLD"]


def test_and_one_that_the_hotels_folder_says(madina: Phone, aygun: int, bence: int) -> None:
    waits_for_the_trip(madina, aygun, bence)
    seen = Seen(Catalog.model_validate(more_boats()), [], madina.house.version, "digest")
    assert manager_folder.follow(madina.conn, madina.house, seen)
    assert states(madina, aygun) == ["ON_HOLD"]


def test_an_undone_publication_gives_back_the_places_that_it_took(
    madina: Phone, aygun: int, bence: int
) -> None:
    fewer = modes_facts()
    fewer["offers"]["canoe"]["options"][0]["capacity"] = 2
    publishes(madina, fewer)
    books(madina, bence)
    waiting.join(madina.conn, madina.house, aygun, "canoe", "default", start_at(madina.house, 10), TWO)
    madina.presses_act("m_undo")
    assert states(madina, aygun) == ["ON_HOLD"]
