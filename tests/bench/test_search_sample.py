"""The bench of the search runs, finds something, and looks at the database no more often than it has to."""

from __future__ import annotations

import pytest

from bench import search
from bench._hotels import drawn, many_demos


@pytest.mark.parametrize("hotel", [drawn, many_demos])
def test_ten_times_the_offers_are_found_in_as_few_statements(hotel: search.Hotel) -> None:
    few, some, ideas = search.measure(hotel, 20, 10)
    assert len(few) == 10
    _, many, more = search.measure(hotel, 200, 10)
    assert ideas > 0
    assert more > 2
    assert many <= max(some, 1) * 3, "no statement for each offer"


def test_a_month_is_looked_at_with_its_buttons() -> None:
    assert len(search.months(many_demos, 20, 5)) == 5
