"""Every guest is answered in their own language, from the same knowledge."""

from __future__ import annotations

import pytest

from bot.demo.telegram import Person
from tests.hotel import Hotel, Phone, plain

QUESTIONS = {
    "en": ("When is breakfast?", "Breakfast is 07:30–10:30"),
    "ru": ("Во сколько завтрак?", "Завтрак"),
    "az": ("Səhər yeməyi saat neçədədir?", "Səhər yeməyi"),
    "kk": ("Таңғы ас сағат нешеде?", "Таңғы ас"),
    "hu": ("Mikor van a reggeli?", "reggeli"),
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


@pytest.mark.parametrize("language", ["tr", "de", "fr", None])
async def test_a_language_we_do_not_speak_gets_the_hotels_own(hotel: Hotel, language: str | None) -> None:
    who: Person = hotel.loopback.person(4001, "Traveller", language=language)
    hotel.people["Traveller"] = who
    guest = Phone(hotel, "Traveller")
    async with hotel.open():
        await guest.says("/start")
        await guest.sees("Qonaq")
        assert guest.labels()
