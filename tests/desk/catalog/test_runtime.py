"""A manager changes what is sold, at once; the journal keeps it and can undo it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk.catalog import journal, runtime, versions
from bot.desk.catalog.edits import OfferGone, price_of, set_price
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.schema import buckets

TODAY = date(2026, 11, 20)
CANOE = ("canoe", "default", TODAY)


@pytest.fixture
def open_house(conn: Connection, house: House) -> House:
    """The tiny hotel with its catalog published."""
    publish(conn, house, house.catalog, 0)
    return house


def publish(conn: Connection, house: House, catalog: Catalog, base: int) -> None:
    reason = "a new season"
    runtime.import_catalog(conn, house.id, catalog, base=base, author="Madina", reason=reason, now=house.now)


def start(conn: Connection, house: House, hour: int, used: int, day: int = 20) -> None:
    """A start at this UTC hour of which `used` places are taken."""
    moment = datetime(2026, 11, day, hour, 0, tzinfo=UTC)
    row = {"property_id": house.id, "resource": "canoe/default", "start": moment, "capacity": 8}
    conn.execute(insert(buckets), {**row, "used": used})


def sizes(conn: Connection) -> list[int]:
    return list(conn.execute(select(buckets.c.capacity).order_by(buckets.c.start)).scalars())


def acts(conn: Connection, house: House) -> list[str]:
    return [f"{one.deed.act} {one.deed.subject}" for one in journal.recent(conn, house)]


def test_a_sale_is_stopped_and_resumed_at_once(conn: Connection, house: House) -> None:
    assert not runtime.stopped(conn, house, "canoe")
    assert runtime.stop(conn, house, "canoe", "Madina")
    assert runtime.stopped(conn, house, "canoe")
    assert runtime.all_stopped(conn, house) == {"canoe"}
    assert not runtime.stopped(conn, replace(house, id="seaside"), "canoe")
    assert runtime.resume(conn, house, "canoe", "Madina")
    assert runtime.all_stopped(conn, house) == frozenset()
    assert acts(conn, house) == ["resume canoe", "stop canoe"]


def test_stopping_twice_is_stopping_once(conn: Connection, house: House) -> None:
    runtime.stop(conn, house, "canoe", "Madina")
    assert runtime.stop(conn, house, "canoe", "Dana") is None
    runtime.resume(conn, house, "canoe", "Madina")
    assert runtime.resume(conn, house, "canoe", "Dana") is None
    assert len(journal.recent(conn, house)) == 2


def test_an_offer_that_is_gone_cannot_be_stopped(conn: Connection, house: House) -> None:
    with pytest.raises(OfferGone):
        runtime.stop(conn, house, "kanoe", "Madina")
    assert runtime.all_stopped(conn, house) == frozenset()


def test_a_days_capacity_is_the_catalogs_until_set_by_hand(conn: Connection, house: House) -> None:
    assert runtime.capacity_on(conn, house, *CANOE) == 8
    assert runtime.capacity_on(conn, house, "photographer", "default", TODAY) is None
    runtime.set_capacity(conn, house, *CANOE, 5, "Madina")
    assert runtime.capacity_on(conn, house, *CANOE) == 5
    assert runtime.capacity_on(conn, house, "canoe", "default", date(2026, 11, 21)) == 8
    runtime.set_capacity(conn, house, *CANOE, 6, "Madina")
    assert runtime.capacity_on(conn, house, *CANOE) == 6


def test_starts_that_are_already_counted_follow_the_hotels_day(conn: Connection, house: House) -> None:
    start(conn, house, 19, 0, day=19)  # 23:00 in Baku the evening before
    start(conn, house, 20, 1, day=19)  # 00:00 in Baku
    start(conn, house, 6, 3)
    start(conn, house, 20, 0)  # 00:00 in Baku the day after
    runtime.set_capacity(conn, house, *CANOE, 3, "Madina")
    assert sizes(conn) == [8, 3, 3, 8]


def test_places_that_are_taken_are_never_taken_back(conn: Connection, house: House) -> None:
    start(conn, house, 6, 5)
    start(conn, house, 11, 2)
    with pytest.raises(runtime.PlacesTaken) as refused:
        runtime.set_capacity(conn, house, *CANOE, 4, "Madina")
    assert (refused.value.params["used"], refused.value.params["wanted"]) == (5, 4)
    assert refused.value.ways[0].args == {
        "offer": "canoe",
        "option": "default",
        "day": "2026-11-20",
        "places": 5,
    }
    assert (sizes(conn), journal.recent(conn, house)) == ([8, 8], [])
    runtime.set_capacity(conn, house, *CANOE, 5, "Madina")
    assert sizes(conn) == [5, 5]


@pytest.mark.parametrize("capacity", [-1, 501])
def test_a_capacity_out_of_bounds_is_refused(conn: Connection, house: House, capacity: int) -> None:
    with pytest.raises(runtime.CapacityOutOfBounds):
        runtime.set_capacity(conn, house, *CANOE, capacity, "Madina")


def test_a_price_is_live_at_once_and_kept(conn: Connection, open_house: House) -> None:
    done = runtime.change_price(conn, open_house, "canoe", "default", 0, Decimal(45), "Madina")
    assert done.version == 2
    assert price_of(versions.load(conn, open_house.id, 2), "canoe", "default", 0) == 45
    [line] = journal.recent(conn, open_house)
    assert (line.id, line.actor, line.deed.act, line.at) == (
        done.change_id,
        "Madina",
        "price",
        open_house.now,
    )
    assert (line.deed.before["price"], line.deed.after["price"]) == ("40", "45")


def test_a_price_changed_from_an_older_version_is_a_conflict(conn: Connection, open_house: House) -> None:
    runtime.change_price(conn, open_house, "canoe", "default", 0, Decimal(45), "Madina")
    with pytest.raises(versions.Conflict):
        runtime.change_price(conn, open_house, "canoe", "default", 1, Decimal(25), "Dana")


def changed(conn: Connection, house: House, act: str) -> int:
    """One change of each kind; its journal id."""
    match act:
        case "price":
            return runtime.change_price(conn, house, "canoe", "default", 0, Decimal(45), "Madina").change_id
        case "stop":
            return runtime.stop(conn, house, "canoe", "Madina") or 0
        case "resume":
            runtime.stop(conn, house, "canoe", "Madina")
            return runtime.resume(conn, house, "canoe", "Madina") or 0
        case "capacity":
            start(conn, house, 6, 2)
            return runtime.set_capacity(conn, house, *CANOE, 5, "Madina")
    new = set_price(house.catalog, "sauna", "default", 0, Decimal(99))
    publish(conn, house, new, 1)
    return journal.recent(conn, house)[0].id


def state(conn: Connection, house: House) -> tuple[Any, ...]:
    live = versions.load(conn, house.id, versions.live_number(conn, house.id))
    stops = runtime.all_stopped(conn, house)
    return live, stops, runtime.capacity_on(conn, house, *CANOE), set(sizes(conn)) - {8}


KINDS = ("price", "stop", "resume", "capacity", "import")


@pytest.mark.parametrize("act", KINDS)
def test_a_change_is_undone_once_and_the_undoing_is_kept(
    conn: Connection, open_house: House, act: str
) -> None:
    if act == "resume":
        runtime.stop(conn, open_house, "canoe", "Madina")
    before = state(conn, open_house)
    change = changed(conn, open_house, act)
    assert state(conn, open_house) != before
    undone = journal.undo(conn, open_house, change, "Dana")
    assert undone.deed.act == act
    assert state(conn, open_house) == before
    newest = journal.recent(conn, open_house)[0]
    assert (newest.deed.act, newest.actor, newest.deed.subject) == ("undo", "Dana", undone.deed.subject)
    for line in (change, newest.id):
        with pytest.raises(journal.AlreadyUndone):
            journal.undo(conn, open_house, line, "Dana")
    assert state(conn, open_house) == before


@pytest.mark.parametrize("act", KINDS)
def test_a_change_that_was_changed_since_is_not_undone(conn: Connection, open_house: House, act: str) -> None:
    change = changed(conn, open_house, act)
    live = versions.live_number(conn, open_house.id)
    newer = replace(open_house, catalog=versions.load(conn, open_house.id, live), version=live)
    match act:
        case "price" | "import":
            runtime.change_price(conn, newer, "canoe", "default", 0, Decimal(50), "Dana")
        case "stop":
            runtime.resume(conn, newer, "canoe", "Dana")
        case "resume":
            runtime.stop(conn, newer, "canoe", "Dana")
        case "capacity":
            runtime.set_capacity(conn, newer, *CANOE, 6, "Dana")
    before = state(conn, open_house)
    with pytest.raises(journal.ChangedSince):
        journal.undo(conn, open_house, change, "Madina")
    assert state(conn, open_house) == before
    assert all(one.undone_at is None for one in journal.recent(conn, open_house))


def test_a_raised_capacity_that_sold_is_not_undone(conn: Connection, open_house: House) -> None:
    change = runtime.set_capacity(conn, open_house, *CANOE, 12, "Madina")
    start(conn, open_house, 6, 8)
    conn.execute(buckets.update().values(capacity=12, used=10))
    with pytest.raises(journal.ChangedSince):
        journal.undo(conn, open_house, change, "Madina")
    assert sizes(conn) == [12]


def test_other_changes_stay_when_a_price_is_undone(conn: Connection, open_house: House) -> None:
    first = runtime.change_price(conn, open_house, "canoe", "default", 0, Decimal(45), "Madina")
    live = versions.load(conn, open_house.id, 2)
    second = replace(open_house, catalog=live, version=2)
    runtime.change_price(conn, second, "sauna", "default", 0, Decimal(99), "Madina")
    journal.undo(conn, open_house, first.change_id, "Madina")
    found = versions.load(conn, open_house.id, 4)
    assert price_of(found, "canoe", "default", 0) == 40
    assert price_of(found, "sauna", "default", 0) == 99


def test_another_hotels_change_cannot_be_undone(conn: Connection, house: House) -> None:
    change = runtime.stop(conn, house, "canoe", "Madina")
    with pytest.raises(journal.AlreadyUndone):
        journal.undo(conn, replace(house, id="seaside"), change or 0, "Madina")
    assert runtime.stopped(conn, house, "canoe")
