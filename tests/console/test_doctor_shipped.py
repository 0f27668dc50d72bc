"""What ships has nothing for the doctor to find."""

from __future__ import annotations

from bot import shipped
from bot.desk.catalog import folder
from bot.doctor import hotel
from bot.speech import Speech


def test_the_languages_that_ship_are_whole() -> None:
    catalog, _ = folder.read(shipped.folder("packages_catalog"))
    assert catalog
    found = list(hotel._languages(catalog, Speech.load(shipped.folder("locales"))))
    assert [one.well for one in found] == [True], found
