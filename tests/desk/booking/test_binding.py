"""Where a booking obliges to pay in the EU, the last button says so in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.booking import binding
from bot.desk.house import House
from bot.money import Money
from tests.texts.spoken import SPOKEN, messages

SAYS_SO = {
    "en": "payment",
    "ru": "оплат",
    "az": "ödəniş",
    "kk": "төлем міндетімен",
    "hu": "fizetésköteles",
    "tr": "ödemeli",
    "de": "zahlungspflichtig",
}


def charging(house: House, currency: str) -> House:
    hotel = house.hotel.model_copy(update={"currency": currency})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


@pytest.mark.parametrize(
    ("currency", "minor", "key"),
    [
        ("EUR", 2500, "button.confirm_paid"),
        ("HUF", 4500, "button.confirm_paid"),
        ("EUR", 0, "button.confirm_free"),
        ("AZN", 2500, "button.confirm"),
    ],
)
def test_the_last_button_is_as_the_law_of_the_place_asks(
    house: House, currency: str, minor: int, key: str
) -> None:
    assert binding.yes(charging(house, currency), Money(minor, currency)).key == key


@pytest.mark.parametrize("language", SPOKEN)
def test_its_own_words_say_that_it_is_to_be_paid(language: str) -> None:
    said = str(messages(language)["button.confirm_paid"].string)
    assert SAYS_SO[language] in said.casefold()
