"""Every column is classified, in one place; docs/privacy.md is made from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text

from bot.schema import metadata
from bot.schema.privacy import HELD, KINDS, OF_GUESTS, page
from bot.schema.privacy.__main__ import BEGIN, PAGE
from bot.schema.privacy.held import EVERYWHERE
from tests.desk.privacy.planted import PERSONAL
from tests.proofs import seen

ASKS_TO = "say in bot/schema/privacy what it holds of people, then python -m bot.schema.privacy"
# What tells of a person and stays all the same: each needs a reason that a guest would accept.
STAYS = {
    ("cases", "room"),  # a lamp that breaks twice in one room is found by it; of whom it was nobody knows
    ("stays", "room"),  # the nights of a room are the hotel's figures; who slept in it is gone
    ("proposals", "phrases"),  # only of what became the hotel's own answer
    ("proposals", "title"),
    ("proposals", "answer"),
}


def gaps(tables: MetaData) -> list[str]:
    """Columns that are not classified, and classified ones that are not there."""
    there = {f"{table.name}.{column.name}" for table in tables.sorted_tables for column in table.c}
    named = {f"{name}.{column}" for name, held in HELD.items() for column in held.kinds}
    unused = {f"{name}.{one}" for name in HELD for one in EVERYWHERE}  # not every table has them
    return [f"{one}: {ASKS_TO}" for one in sorted(there - named)] + [
        f"{one} is gone: take it out of bot/schema/privacy" for one in sorted(named - there - unused)
    ]


def test_every_column_of_every_table_says_what_it_holds_of_people() -> None:
    assert gaps(metadata) == []
    columns = sum(len(table.c) for table in metadata.sorted_tables)
    seen("no personal data is kept unclassified", injected="every column", trials=columns)


def test_a_column_that_nobody_classified_is_named() -> None:
    grown = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(grown)
    Table("diaries", grown, Column("dreams", Text))
    grown.tables["guests"].append_column(Column("shoe_size", Text))
    assert gaps(grown) == [f"diaries.dreams: {ASKS_TO}", f"guests.shoe_size: {ASKS_TO}"]
    seen(
        "no personal data is kept unclassified", injected="a new column", trials=2, violations=2, control=True
    )


def test_a_column_that_vanished_is_named() -> None:
    shrunk = MetaData()
    for table in metadata.sorted_tables:
        kept = [Column(one.name, Text) for one in table.c if (table.name, one.name) != ("guests", "room")]
        Table(table.name, shrunk, *kept)
    assert gaps(shrunk) == ["guests.room is gone: take it out of bot/schema/privacy"]


def test_what_leads_to_a_guest_is_found_by_a_column_that_is_there() -> None:
    for name, held in OF_GUESTS.items():
        columns = metadata.tables[name].c
        assert held.by, name
        assert all(by in columns or (name, by) == ("stays", "stay") for by in held.by), name
        assert held.emptied <= set(columns.keys()), name
        assert held.withheld <= {*columns.keys(), "id"}, name
        assert set(held.kinds.values()) <= set(KINDS)


def test_what_tells_of_a_guest_goes_when_they_are_erased() -> None:
    kept = {
        (name, column)
        for name, held in OF_GUESTS.items()
        for column, kind in held.kinds.items()
        if kind in PERSONAL and held.erases(column).startswith("stays")
    }
    assert kept == STAYS


def test_the_page_is_made_from_it() -> None:
    made = "\n".join([BEGIN, "", *page()]).rstrip() + "\n"
    there = Path(PAGE).read_text(encoding="utf-8")
    assert there.endswith(made), "run python -m bot.schema.privacy"


@pytest.mark.parametrize("name", sorted(OF_GUESTS))
def test_a_table_with_a_guest_s_words_says_under_which_heading_they_read_them(name: str) -> None:
    """What is about them and is not shown to them: only what holds numbers and states."""
    held = OF_GUESTS[name]
    told = [column for column, kind in held.kinds.items() if kind in ("words", "health", "money")]
    if told and not held.part:
        assert name == "loss_reviews"  # what staff learn from a bad case, without names
