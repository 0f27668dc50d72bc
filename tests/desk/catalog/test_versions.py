"""Publishing: numbered, immutable, never over a version that the author has not seen."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.db import Connection, writing_engine
from bot.desk.catalog import versions
from bot.desk.catalog.edits import set_price
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.shelf import NothingPublished, Shelf
from bot.schema import metadata
from tests.desk.tiny import tiny_catalog
from tests.thin import savepoint

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def priced(amount: int) -> Catalog:
    return set_price(tiny_catalog(), "canoe", "default", 0, Decimal(amount))


def publish(conn: Connection, catalog: Catalog, base: int, property_id: str = "lakeside") -> int:
    facts = {"author": "Madina", "reason": "test"}
    return versions.publish(conn, property_id, catalog, base=base, now=NOW + timedelta(minutes=base), **facts)


def test_what_is_published_is_loaded_the_same(conn: Connection) -> None:
    assert versions.live_number(conn, "lakeside") == 0
    assert publish(conn, tiny_catalog(), 0) == 1
    assert versions.load(conn, "lakeside", 1) == tiny_catalog()


def test_equal_catalogs_are_kept_as_the_same_text() -> None:
    turned = tiny_catalog().model_copy(update={"offers": dict(reversed(tiny_catalog().offers.items()))})
    assert versions.canonical(turned) == versions.canonical(tiny_catalog())
    assert versions.canonical(priced(41)) != versions.canonical(tiny_catalog())


def test_publishing_from_an_older_version_is_a_conflict(conn: Connection) -> None:
    publish(conn, tiny_catalog(), 0)
    publish(conn, priced(45), 1)
    with pytest.raises(versions.Conflict) as refused:
        publish(conn, priced(50), 1)
    assert refused.value.params == {"base": 1, "live": 2}
    assert refused.value.ways
    assert versions.load(conn, "lakeside", 2) == priced(45)


def test_a_hotel_does_not_see_another_hotels_catalog(conn: Connection) -> None:
    publish(conn, tiny_catalog(), 0)
    assert versions.live_number(conn, "seaside") == 0
    assert publish(conn, priced(50), 0, "seaside") == 1
    assert versions.load(conn, "lakeside", 1) == tiny_catalog()


def test_a_version_that_never_was_cannot_be_loaded(conn: Connection) -> None:
    with pytest.raises(versions.NoVersion):
        versions.load(conn, "lakeside", 3)


def test_restoring_publishes_the_old_content_anew(conn: Connection) -> None:
    publish(conn, tiny_catalog(), 0)
    publish(conn, priced(45), 1)
    assert versions.restore(conn, "lakeside", 1, author="Madina", reason="too dear", now=NOW) == 3
    assert versions.load(conn, "lakeside", 3) == tiny_catalog()
    told = [(one.n, one.parent, one.author, one.reason) for one in versions.history(conn, "lakeside")]
    assert told == [(3, 2, "Madina", "too dear"), (2, 1, "Madina", "test"), (1, None, "Madina", "test")]
    assert [one.n for one in versions.history(conn, "lakeside", 1)] == [3]


def test_of_two_who_publish_at_once_one_wins(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "desk.db")
    with engine.begin() as conn:
        metadata.create_all(conn)
        publish(conn, tiny_catalog(), 0)
    ready, outcomes = threading.Barrier(4), []

    def race(amount: int) -> None:
        ready.wait(10)
        try:
            with engine.begin() as conn:
                outcomes.append(publish(conn, priced(amount), 1))
        except versions.Conflict:
            outcomes.append(0)

    racers = [threading.Thread(target=race, args=(amount,)) for amount in (41, 42, 43, 44)]
    for one in racers:
        one.start()
    for one in racers:
        one.join(20)
    engine.dispose()
    assert sorted(outcomes) == [0, 0, 0, 2]


def test_the_shelf_parses_only_what_is_newer(conn: Connection) -> None:
    shelf = Shelf("lakeside")
    with pytest.raises(NothingPublished):
        shelf.live(conn)
    publish(conn, tiny_catalog(), 0)
    n, first = shelf.live(conn)
    assert (n, first) == (1, tiny_catalog())
    assert shelf.live(conn)[1] is first
    publish(conn, priced(45), 1)
    assert shelf.live(conn) == (2, priced(45))


def test_the_shelf_forgets_a_publication_that_was_rolled_back(conn: Connection) -> None:
    shelf = Shelf("lakeside")
    publish(conn, tiny_catalog(), 0)
    with savepoint(conn) as attempt:
        publish(conn, priced(45), 1)
        assert shelf.live(conn) == (2, priced(45))
        attempt.rollback()
    assert shelf.live(conn) == (1, tiny_catalog())
    publish(conn, priced(450), 1)
    assert shelf.live(conn) == (2, priced(450))
