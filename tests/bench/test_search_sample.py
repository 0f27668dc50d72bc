"""The bench of the search runs, finds something, and looks at the database no more often than it has to."""

from __future__ import annotations

from bench import search


def test_ten_times_the_offers_are_found_in_as_few_statements() -> None:
    few, some, ideas = search.measure(20, 10)
    assert len(few) == 10
    _, many, more = search.measure(200, 10)
    assert ideas > 0
    assert more > 2
    assert many <= max(some, 1) * 3, "no statement for each offer"


def test_a_month_is_looked_at_with_its_buttons() -> None:
    assert len(search.months(20, 5)) == 5
