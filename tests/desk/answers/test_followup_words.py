"""Which messages have no subject of their own, in seven languages."""

from __future__ import annotations

import pytest

from bot.understanding.followup_words import DAYS, FACETS, FILLERS
from bot.understanding.followups import Followup, followup


@pytest.mark.parametrize(
    ("words", "facet", "day"),
    [
        ("and on Sunday?", "day", "sun"),
        ("how much is it?", "price", None),
        ("What's the price on Saturday?", "price", "sat"),
        ("а в воскресенье?", "day", "sun"),
        ("А сколько это стоит?", "price", None),
        ("a v voskresenye?", "day", "sun"),
        ("skolko stoit", "price", None),
        ("nə qədərdir?", "price", None),
        ("ne qederdir", "price", None),
        ("bəs bazar günü?", "day", "sun"),
        ("bazar ertəsi açıqdır?", "hours", "mon"),
        ("ал жексенбіде ше?", "day", "sun"),
        ("қанша тұрады?", "price", None),
        ("qansha turady", "price", None),
        ("és vasárnap?", "day", "sun"),
        ("es vasarnap", "day", "sun"),
        ("és mennyibe kerül?", "price", None),
        ("ne kadar?", "price", None),
        ("pazar günü açık mı?", "hours", "sun"),
        ("peki pazartesi", "day", "mon"),
        ("und am Sonntag?", "day", "sun"),
        ("Was kostet das?", "price", None),
        ("hol van?", "place", None),
        ("How do I book it?", "book", None),
        ("подробнее", "more", None),
    ],
)
def test_a_follow_up_is_recognised(words: str, facet: str, day: str | None) -> None:
    assert followup(words) == Followup(facet, day)  # type: ignore[arg-type]  # the table's words


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
    assert {len(one) for one in DAYS.values()} == {9}
