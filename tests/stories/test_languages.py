"""Every guest is answered in their own language, from the same knowledge."""

from __future__ import annotations

import pytest

from bot.config import PROPERTY
from bot.db import Connection
from bot.demo.telegram import Person
from bot.desk.catalog import runtime, versions
from tests.hotel import Hotel, Phone, plain

QUESTIONS = {
    "en": ("When is breakfast?", "Breakfast is 07:30–10:30"),
    "ru": ("Во сколько завтрак?", "Завтрак"),
    "az": ("Səhər yeməyi saat neçədədir?", "Səhər yeməyi"),
    "kk": ("Таңғы ас сағат нешеде?", "Таңғы ас"),
    "hu": ("Mikor van a reggeli?", "reggeli"),
    "tr": ("Kahvaltı saat kaçta?", "kahvaltı"),
    "de": ("Wann gibt es Frühstück?", "Frühstück"),
}


@pytest.mark.parametrize("language", QUESTIONS)
async def test_a_question_is_answered_in_the_guests_language(hotel: Hotel, language: str) -> None:
    question, answer = QUESTIONS[language]
    hotel.people["Newcomer"] = hotel.loopback.person(4000, "Newcomer", language=language)
    guest = Phone(hotel, "Newcomer")
    async with hotel.open():
        await guest.says(question)
        shown = plain(await guest.sees("07:30"))
        assert answer.lower() in shown.lower()


@pytest.mark.parametrize("language", ["fr", None])
async def test_a_language_we_do_not_speak_gets_the_hotels_own(hotel: Hotel, language: str | None) -> None:
    who: Person = hotel.loopback.person(4001, "Traveller", language=language)
    hotel.people["Traveller"] = who
    guest = Phone(hotel, "Traveller")
    async with hotel.open():
        await guest.says("/start")
        await guest.sees("Qonaq")
        assert guest.labels()


async def test_a_guest_books_in_turkish_and_says_who_comes_in_words(hotel: Hotel) -> None:
    hotel.people["Elif"] = hotel.loopback.person(4004, "Elif", language="tr")
    guest = Phone(hotel, "Elif")
    async with hotel.open():
        await guest.says("/start")
        for press in ("Hizmet seç", "Doğa", "Mini hayvanat bahçesi", "Ayırt", "Yarın", "10:00"):
            await guest.taps(press)
        await guest.says("2 yetişkin, 5 ve 10 yaşında çocuklar")
        await guest.taps("Benim için ayır")
        await guest.taps("Evet, kesinleştir")
        booked = plain(await guest.sees("Rezervasyonunuz tamam: Mini hayvanat bahçesi"))
        assert "2 yetişkin, 2 çocuk (5, 10)" in booked


async def test_every_language_is_found_and_the_phones_own_comes_first(hotel: Hotel) -> None:
    """Seven do not fit on six buttons: the second page holds the rest."""
    hotel.people["Ayşe"] = hotel.loopback.person(4002, "Ayşe", language="tr")
    guest = Phone(hotel, "Ayşe")
    async with hotel.open():
        await guest.says("/language")
        await guest.sees("Hangi dil")
        assert guest.labels()[0] == "Türkçe"
        assert len(guest.labels()) <= 6
        first = guest.labels()
        await guest.taps(first[-2])
        await hotel.settled()
        names = {*first, *guest.labels()}
        assert {"English", "Русский", "Azərbaycanca", "Қазақша", "Magyar", "Türkçe", "Deutsch"} <= names
        await guest.taps("Deutsch")
        await guest.sees("Was können wir für Sie tun?")


async def test_a_hotel_that_does_not_offer_german_says_so_in_german(hotel: Hotel) -> None:
    hotel.people["Hanna"] = hotel.loopback.person(4003, "Hanna", language="de-AT")
    guest = Phone(hotel, "Hanna")
    async with hotel.open():
        await _offering(hotel, "az", "en")
        await guest.says("/start")
        await guest.sees("In diesem Haus antworte ich auf Aserbaidschanisch.")
        await guest.says("/language")
        await guest.taps("English")
        await guest.sees("What would you like?")


async def test_a_german_family_books_from_the_first_word_to_the_calendar(hotel: Hotel) -> None:
    hotel.people["Hanna"] = hotel.loopback.person(4004, "Hanna", language="de")
    guest = Phone(hotel, "Hanna")
    async with hotel.open():
        await guest.says("/start")
        await guest.sees("herzlich willkommen")
        for label in ("Angebot buchen", "Natur", "Bootsfahrt", "Buchen", "Morgen", "10:00"):
            await guest.taps(label)
        await guest.sees("Wer kommt mit?")
        await guest.says("2 Erwachsene, Kinder 5 und 10")
        await guest.sees("Gesamtpreis: 45 ₼")
        await guest.taps("Für mich vormerken")
        await guest.sees("für Sie vorgemerkt")
        await guest.taps("Zahlungspflichtig buchen")
        booked = plain(await guest.sees("Gebucht: Bootsfahrt"))
        assert "Für: 2 Erwachsene, 2 Kinder (5, 10)" in booked
        assert "Bitte mitbringen: Hut, Sonnencreme, trockene Kleidung" in booked
        await guest.taps("In den Kalender")
        await guest.sees("steht die Buchung in Ihrem Kalender")


async def _offering(hotel: Hotel, *languages: str) -> None:
    assert hotel.running

    def change(conn: Connection) -> None:
        n = versions.live_number(conn, PROPERTY)
        catalog = versions.load(conn, PROPERTY, n)
        fewer = catalog.hotel.model_copy(update={"languages": list(languages)})
        new = catalog.model_copy(update={"hotel": fewer})
        now = hotel.clock.now()
        runtime.import_catalog(conn, PROPERTY, new, base=n, author="Madina", reason="test", now=now)

    await hotel.running.db.write(change)
