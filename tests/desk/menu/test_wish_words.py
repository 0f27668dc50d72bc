"""One line says who looks, on which day, in which language: in seven languages, and never half understood."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk.booking.refusals import UnusualParty
from bot.desk.house import House
from bot.desk.menu.manage import wish_words
from bot.desk.menu.manage.wish_words import UnclearWish

JULY = date(2027, 7, 14)
SAID = (
    ("en", "2 adults, children 4 and 11, 14 July, az"),
    ("en", "two adults and children 4, 11 on July 14 az"),
    ("ru", "двое взрослых, дети 4 и 11, 14 июля, азербайджанский"),
    ("az", "2 böyük, uşaqlar 4 və 11, 14 iyul, azərbaycan"),
    ("kk", "2 ересек, балалар 4 және 11, 14 шілде, az"),
    ("hu", "2 felnőtt, 4 és 11 éves gyerekek, július 14-én, azerbajdzsáni"),
    ("tr", "2 yetişkin, çocuklar 4 ve 11, 14 Temmuz, Azerbaycan dili"),
    ("de", "2 Erwachsene, Kinder 4 und 11, 14. Juli, az"),
    ("en", "2, 4, 11, 14.07, az"),
    ("en", "2 adults, children 4 and 11, 2027-07-14, az"),
)


@pytest.mark.parametrize(("language", "words"), SAID)
def test_the_same_family_on_the_same_day_in_every_language(house: House, language: str, words: str) -> None:
    found = wish_words.read(house, words, language)
    assert (found.party.adults, found.party.ages, found.day, found.language) == (2, (4, 11), JULY, "az")


def test_without_a_day_it_is_tomorrow_and_without_a_language_the_hotels_own(house: House) -> None:
    found = wish_words.read(house, "2 adults", "en")
    assert (found.day, found.language) == (date(2026, 11, 21), "az")
    assert wish_words.read(house, "2 adults, on Sunday", "en").day == date(2026, 11, 22)


@pytest.mark.parametrize(
    "words",
    ["a family", "2 adults, 2 kids", "2 adults 14.07.2020", "what does the boat cost", "", "-1 adults"],
)
def test_what_is_not_clear_is_asked_again_with_an_example_that_works(house: House, words: str) -> None:
    with pytest.raises(UnclearWish) as refused:
        wish_words.read(house, words, "en")
    example = str(refused.value.params["example"])
    assert wish_words.read(house, example, "en").party.ages == (4, 11)


def test_more_people_than_a_chat_books_for_are_refused_as_a_guests(house: House) -> None:
    with pytest.raises(UnusualParty):
        wish_words.read(house, "400 adults", "en")
