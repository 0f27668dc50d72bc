"""What stands on a button is read whole on a narrow phone: at most 24 characters, in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.desk.catalog.model import Texts
from bot.desk.menu.screens import NAMES
from bot.money import Money
from bot.say import At, Day, Local, Text, Value
from bot.speech import LABEL, Voice
from tests.texts.spoken import SPOKEN, forms, shipped_catalog, speech

ZONE = "Asia/Baku"
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
SAMPLE: dict[str, Value] = {
    "time": At(datetime(2026, 9, 30, 6, 0, tzinfo=UTC)),
    "capacity": 500,
    "number": 1234,
    "n": 2,
    "price": Money.of("45", "AZN"),
}
ON_BUTTONS = ("button.", "day.", "group.", "time.")


def voice(language: str) -> Voice:
    return speech().voice(language, ZONE)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_button_fits(language: str) -> None:
    for key in forms("en"):
        if key.startswith(ON_BUTTONS):
            label = voice(language).label(Text(key, SAMPLE, 2))
            assert 0 < len(label) <= LABEL, (key, label)
            assert not label.endswith((".", "!")), (key, label)
            assert label[0].isupper() or label[0].isdecimal(), (key, label)


@pytest.mark.parametrize("language", SPOKEN)
def test_what_the_hotel_sells_fits_on_a_button(language: str) -> None:
    catalog = shipped_catalog()
    titles: list[Texts] = [entry.title for entry in catalog.knowledge.values() if entry.title]
    for offer in catalog.offers.values():
        titles += [offer.title, *(one.title for one in offer.options if one.title)]
    labels = [voice(language).label(Local(one)) for one in titles]
    assert not [one for one in labels if not 0 < len(one) <= LABEL]


def test_every_language_is_offered_under_its_own_short_name() -> None:
    assert set(NAMES) == set(SPOKEN)
    assert all(len(one) <= LABEL for one in NAMES.values())


@pytest.mark.parametrize("language", SPOKEN)
def test_no_two_buttons_that_may_meet_say_the_same(language: str) -> None:
    """Yes and no, keep and cancel: a press must never be a guess."""
    for one, other in (
        ("button.cancel_booking", "button.keep"),
        ("button.confirm", "button.release"),
        ("button.m_publish", "button.m_drop"),
        ("button.all_right", "button.not_yet"),
        ("button.accept", "button.refuse"),
        ("button.m_today", "button.m_tomorrow"),
    ):
        assert forms(language)[one] != forms(language)[other]


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("style", ["both", "date", "time"])
def test_every_start_of_the_year_fits_on_a_button(language: str, style: str) -> None:
    speaking = voice(language)
    for day in YEAR:
        label = speaking.label(At(datetime(day.year, day.month, day.day, 6, 0, tzinfo=UTC), style))
        assert 0 < len(label) <= LABEL, label
        if style != "date":
            assert label.endswith("10:00")


@pytest.mark.parametrize("language", SPOKEN)
def test_every_day_of_the_year_fits_on_a_button_and_is_told_apart(language: str) -> None:
    labels = [voice(language).label(Day(day)) for day in YEAR]
    assert max(map(len, labels)) <= LABEL
    assert len(set(labels)) == len(YEAR)


def test_a_button_drops_the_weekday_only_where_it_does_not_fit() -> None:
    moment = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    assert voice("az").label(At(moment, "both")) == "17 noyabr, 10:00"
    assert voice("az").html(At(moment, "both")) == "17 noyabr, çərşənbə axşamı, 10:00"
    assert voice("ru").label(At(moment, "both")) == "вт, 17 ноября, 10:00"
    assert voice("hu").label(Day(date(2026, 9, 30))) == "szeptember 30., szerda"
    assert voice("en").label(At(moment, "both")) == "Tue 17 November, 10:00"
