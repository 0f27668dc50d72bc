"""Words without a subject of their own: which day and which facet, by the language they were heard in."""

from __future__ import annotations

import pytest

from bot.understanding.followups import Followup, followup


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "and at the weekend?"),
        ("ru", "а на выходных?"),
        ("az", "bəs həftə sonu?"),
        ("kk", "ал демалыс күндері ше?"),
        ("hu", "és hétvégén?"),
        ("tr", "peki hafta sonu?"),
        ("de", "und am Wochenende?"),
    ],
)
def test_a_weekend_is_more_than_a_saturday(language: str, words: str) -> None:
    assert followup(words, language) == Followup("day", "weekend")


def test_tomorrow_in_azerbaijani_is_the_morning_in_turkish() -> None:
    assert followup("ya sabah?", "az") == Followup("day", "tomorrow")
    assert followup("ya sabah?", "tr") is None
    assert followup("yarın sabah?", "tr") == Followup("day", "tomorrow")


def test_words_that_were_heard_in_another_language_are_still_read() -> None:
    assert followup("bəs bazar günü?", "ru") == Followup("day", "sun")
    assert followup("how much is the sauna?", "en") is None
