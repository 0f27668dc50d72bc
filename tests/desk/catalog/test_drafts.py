"""Drafts of the whole catalog: kept, published, put off; an older one never takes anything back by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.db import Connection
from bot.desk import timers
from bot.desk.catalog import conflicts, drafts, journal, runtime, versions
from bot.desk.catalog.drafts import DraftBehind, DraftGone, HourPast
from bot.desk.catalog.edits import price_of, set_price
from bot.desk.catalog.model import Catalog
from bot.desk.house import House

ADULT, CHILD = ("canoe", "default", 0), ("canoe", "default", 1)


@pytest.fixture
def hotel(conn: Connection, house: House) -> House:
    """The tiny hotel with its first version live."""
    runtime.import_catalog(
        conn, house.id, house.catalog, base=0, author="Madina", reason="opening", now=house.now
    )
    return house


def priced(catalog: Catalog, place: tuple[str, str, int], amount: str) -> Catalog:
    return set_price(catalog, *place, Decimal(amount))


def keep(conn: Connection, house: House, catalog: Catalog, *, base: int | None = 1) -> int:
    return drafts.keep(
        conn, house, catalog, base=base, source="workbook", author="Madina", place="catalog.xlsx"
    )


def live(conn: Connection, house: House) -> House:
    n = versions.live_number(conn, house.id)
    return replace(house, version=n, catalog=versions.load(conn, house.id, n))


def by_erlan(conn: Connection, house: House, place: tuple[str, str, int], amount: str) -> House:
    """Another manager changes a price in the chat meanwhile."""
    runtime.change_price(conn, live(conn, house), *place, Decimal(amount), "Erlan")
    return live(conn, house)


def test_a_draft_is_published_once_and_undone_by_its_line_in_the_journal(
    conn: Connection, hotel: House
) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    assert live(conn, hotel).version == 1
    done = drafts.publish(conn, hotel, made, by="Madina")
    now = live(conn, hotel)
    assert (now.version, int(price_of(now.catalog, *ADULT))) == (2, 50)
    with pytest.raises(DraftGone):
        drafts.publish(conn, now, made, by="Madina")
    assert done.change
    journal.undo(conn, now, done.change, "Madina")
    assert price_of(live(conn, hotel).catalog, *ADULT) == 40
    assert drafts.load(conn, hotel, made).about.version == 2


def test_a_draft_of_an_older_version_is_not_published_but_told_who_changed_what(
    conn: Connection, hotel: House
) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    now = by_erlan(conn, hotel, CHILD, "25")
    with pytest.raises(DraftBehind):
        drafts.publish(conn, now, made, by="Madina")
    assert live(conn, hotel).version == 2
    found = conflicts.since(conn, now, drafts.waiting(conn, now, made))
    assert [(one.change.after, one.by.author if one.by else "", one.ours) for one in found] == [
        ("25", "Erlan", None)
    ]


def test_values_that_do_not_touch_are_brought_together_and_shown_before_they_are_live(
    conn: Connection, hotel: House
) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    now = by_erlan(conn, hotel, CHILD, "25")
    joined = conflicts.rebased(conn, now, drafts.waiting(conn, now, made), mine=True, by="Madina")
    assert live(conn, hotel).version == 2
    found = drafts.waiting(conn, now, joined)
    assert found.about.base == 2
    assert [price_of(found.catalog, *one) for one in (ADULT, CHILD)] == [50, 25]
    with pytest.raises(DraftGone):
        drafts.waiting(conn, now, made)


@pytest.mark.parametrize(("mine", "kept"), [(True, 50), (False, 45)])
def test_where_both_changed_the_same_price_somebody_chooses(
    conn: Connection, hotel: House, *, mine: bool, kept: int
) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    now = by_erlan(conn, hotel, ADULT, "45")
    found = conflicts.since(conn, now, drafts.waiting(conn, now, made))
    assert [one.ours.after for one in conflicts.touching(found) if one.ours] == ["50"]
    joined = conflicts.rebased(conn, now, drafts.waiting(conn, now, made), mine=mine, by="Madina")
    assert price_of(drafts.waiting(conn, now, joined).catalog, *ADULT) == kept


def test_both_managers_setting_the_same_value_is_no_conflict(conn: Connection, hotel: House) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    now = by_erlan(conn, hotel, ADULT, "50")
    assert conflicts.since(conn, now, drafts.waiting(conn, now, made)) == []


def test_a_file_that_does_not_say_its_version_is_behind_everything_it_differs_in(
    conn: Connection, hotel: House
) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"), base=None)
    with pytest.raises(DraftBehind):
        drafts.publish(conn, hotel, made, by="Madina")
    found = conflicts.since(conn, hotel, drafts.waiting(conn, hotel, made))
    assert [(one.change.before, one.change.after) for one in found] == [("50", "40")]


def test_an_hour_is_kept_in_a_timer_and_can_be_called_off(conn: Connection, hotel: House) -> None:
    made = keep(conn, hotel, priced(hotel.catalog, ADULT, "50"))
    at = hotel.now + timedelta(hours=3)
    drafts.schedule(conn, hotel, made, at)
    assert timers.due_at(conn, hotel, drafts.TIMER, str(made)) == at
    drafts.schedule(conn, hotel, made, at + timedelta(hours=1))
    assert timers.due_at(conn, hotel, drafts.TIMER, str(made)) == at + timedelta(hours=1)
    drafts.call_off(conn, hotel, made)
    assert timers.due_at(conn, hotel, drafts.TIMER, str(made)) is None
    assert drafts.load(conn, hotel, made).about.state == "open"
    with pytest.raises(HourPast):
        drafts.schedule(conn, hotel, made, hotel.now)


def test_drafts_of_another_hotel_are_not_there(conn: Connection, hotel: House) -> None:
    made = keep(conn, hotel, hotel.catalog)
    other = replace(hotel, id="elsewhere")
    with pytest.raises(DraftGone):
        drafts.load(conn, other, made)
    assert drafts.listed(conn, other) == []
