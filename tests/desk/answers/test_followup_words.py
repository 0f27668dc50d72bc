"""Which messages have no subject of their own, in seven languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.followup_words import DAYS, FACETS, FILLERS
from bot.understanding.followups import Followup, followup

MESSAGES = Path(__file__).parents[2] / "understanding" / "messages" / "followups.tsv"
ROWS = [line.split("\t") for line in MESSAGES.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("words", "facet", "day"), ROWS)
def test_a_follow_up_is_recognised(words: str, facet: str, day: str) -> None:
    assert followup(words) == Followup(facet, day or None)  # type: ignore[arg-type]  # the table's words


@pytest.mark.parametrize(
    "words",
    [
        "How much is the sauna?",
        "at nə qədərdir?",  # a horse, in Azerbaijani
        "it olar?",  # a dog
        "where is the gym",
        "thanks",
        "ok",
        "hello",
        "more towels",
        "the shower is cold",
        "",
        "???",
        "сколько стоит баня",
        "és a szauna mennyi?",
        "when when when when when when when when when when",
    ],
)
def test_a_message_with_a_subject_is_none(words: str) -> None:
    assert followup(words) is None


def test_every_language_has_every_facet_and_day() -> None:
    assert set(FACETS) == set(DAYS) == set(FILLERS) == {"en", "ru", "az", "kk", "hu", "tr", "de"}
    assert {tuple(sorted(one)) for one in FACETS.values()} == {("book", "hours", "more", "place", "price")}
    assert {len(one) for one in DAYS.values()} == {10}
