"""What a hotel writes under `suits`, and what stands for it where it writes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog, Offer
from bot.desk.offers.wanted import LIKES, likes, matches
from tests.desk.tiny import canoe, photographer, sauna, tiny_facts


def offer(facts: dict[str, Any], **suits: Any) -> Offer:
    return Offer.model_validate({**facts, "suits": suits})


def test_a_group_stands_for_its_own_likes() -> None:
    assert likes(offer(canoe())) == ("active",)
    assert likes(offer(photographer())) == ()
    assert likes(offer(canoe(), likes=["water", "calm"])) == ("water", "calm")


def test_what_names_nothing_is_still_a_surprise() -> None:
    assert matches(offer(photographer()), None)
    assert not any(matches(offer(photographer()), like) for like in LIKES)


def test_mere_help_is_no_surprise() -> None:
    assert not matches(offer(sauna(), likes=["help"]), None)
    assert matches(offer(sauna(), likes=["help"]), "help")


@pytest.mark.parametrize(("low", "high", "mistakes"), [("12", "4", 1), ("4", "12", 0), ("0", "0", 0)])
def test_ages_the_wrong_way_round_are_found(low: str, high: str, mistakes: int) -> None:
    facts = tiny_facts()
    facts["offers"]["canoe"]["suits"] = {"min_age": low, "max_age": high}
    found = check(Catalog.model_validate(facts), frozenset({"canoe.png"}))
    assert len(found) == mistakes
    assert all("suits" in str(one) or "min_age is above max_age" in str(one) for one in found)
