"""The language of a chat is the guest's, whatever their phone's own is; it changes when they change it."""

from __future__ import annotations

import re

import pytest

from tests.hotel import Hotel, Phone, plain
from tests.stories.test_stays import Reception, phone, wall_code

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
BOATING = {
    "ru": ("Выбрать услугу", "Природа", "Прогулка на лодке", "Забронировать", "Завтра", "10:00"),
    "az": ("Xidmət seç", "Təbiət", "Qayıq gəzintisi", "Bron et", "Sabah", "10:00"),
    "en": ("Book an extra", "Nature", "Boating", "Book", "Tomorrow", "10:00"),
}


async def to_the_people(guest: Phone, language: str) -> None:
    await guest.says("/start")
    await guest.hotel.settled()
    for label in BOATING[language]:
        await guest.taps(label)


async def to_the_surname(guest: Phone) -> None:
    await Reception(guest.hotel, "Dana").types("/checkin 208 Kovács 25.11")
    await guest.says(f"/start {await wall_code(guest.hotel, '208')}")
    await guest.hotel.settled()


async def in_azerbaijani(hotel: Hotel) -> Phone:
    """On a Russian phone, by their own choice."""
    guest = phone(hotel, 4101, "Leyla", "ru")
    await guest.says("/language")
    await guest.taps("Azərbaycanca")
    return guest


@pytest.mark.parametrize("app", ["uk", "ka", None])
async def test_ages_alone_do_not_change_the_language_of_a_booking(hotel: Hotel, app: str | None) -> None:
    hotel.people["Oksana"] = hotel.loopback.person(4100, "Oksana", language=app)
    guest = Phone(hotel, "Oksana")
    async with hotel.open():
        await guest.says("Во сколько завтрак?")
        await guest.sees("Завтрак")
        await to_the_people(guest, "ru")
        await guest.says("2 взрослых и двое детей")
        await guest.sees("Сколько лет")
        await guest.says("5, 10")
        assert "Итого" in plain(await guest.last())


async def test_ages_alone_do_not_undo_a_choice(hotel: Hotel) -> None:
    async with hotel.open():
        guest = await in_azerbaijani(hotel)
        await to_the_people(guest, "az")
        await guest.says("1 böyük, 3 uşaq")
        await guest.says("5, 7, 12")
        assert "Cəmi" in plain(await guest.last())


async def test_a_few_words_do_not_undo_a_choice(hotel: Hotel) -> None:
    async with hotel.open():
        guest = await in_azerbaijani(hotel)
        await guest.says("hovuz qaynar deyil")
        assert not CYRILLIC.search(plain(await guest.last()))


async def test_a_name_says_nothing_of_the_language(hotel: Hotel) -> None:
    """Hungarian on an English phone; at the surname's turn."""
    guest = phone(hotel, 4102, "Péter", "en")
    async with hotel.open():
        await guest.says("Mikor van a reggeli?")
        await guest.sees("reggeli")
        await to_the_surname(guest)
        await guest.says("Nagy Péter")
        assert "Próbáljuk" in plain(await guest.last())


async def test_a_foreign_name_at_the_surnames_turn_is_only_a_name(hotel: Hotel) -> None:
    guest = phone(hotel, 4103, "Ursula", "en")
    async with hotel.open():
        await to_the_surname(guest)
        await guest.says("von der Leyen")
        assert plain(await guest.last()).startswith("Let's try once more.")


async def test_a_follow_up_is_in_the_language_of_what_it_follows(hotel: Hotel) -> None:
    guest = phone(hotel, 4104, "Nigar", "ru")
    async with hotel.open():
        await guest.says("Səhər yeməyi nə vaxtdır?")
        await guest.sees("Səhər yeməyi")
        await guest.says("bazar gunu?")
        assert "22 noyabr, bazar: 07:30–10:30." in plain(await guest.last())


async def test_words_of_somebody_else_say_nothing_of_the_language(hotel: Hotel) -> None:
    guest, friend = phone(hotel, 4105, "Igor", "ru"), phone(hotel, 4106, "Emma", "en")
    async with hotel.open():
        await guest.says("Во сколько завтрак?")
        await guest.sees("Завтрак")
        letter = await friend.says("Where can I park my car when I come to you?")
        hotel.loopback.forward(guest.person, letter)
        assert CYRILLIC.search(plain(await guest.last()))


async def test_who_has_only_pressed_start_is_heard_without_a_guess(hotel: Hotel) -> None:
    """The hotel's own language is only where we began."""
    guest = phone(hotel, 4107, "Nino", "ka")
    async with hotel.open():
        await guest.says("/start")
        await guest.sees("Qonaq")
        await guest.says("breakfast time?")
        assert "Breakfast is 07:30" in plain(await guest.last())


async def test_who_speaks_the_hotels_own_language_is_heard_in_it(hotel: Hotel) -> None:
    guest = phone(hotel, 4108, "Tamar", "ka")
    async with hotel.open():
        await guest.says("Səhər yeməyi nə vaxtdır?")
        await guest.sees("Səhər yeməyi")
        await guest.says("ok, sabah?")
        assert "21 noyabr" in plain(await guest.last())


async def test_a_question_in_another_language_changes_it_also_amid_a_booking(hotel: Hotel) -> None:
    guest = phone(hotel, 4109, "Vera", "en")
    async with hotel.open():
        await to_the_people(guest, "en")
        await guest.says("Во сколько завтрак?")
        await guest.sees("Завтрак")
        await guest.says("2 взрослых")
        assert "Итого" in plain(await guest.last())


async def test_who_says_at_length_who_comes_has_said_in_what_language(hotel: Hotel) -> None:
    guest = phone(hotel, 4110, "Réka", "en")
    async with hotel.open():
        await to_the_people(guest, "en")
        await guest.says("két felnőtt, egy 5 éves és egy 10 éves gyerek")
        assert "Összesen" in plain(await guest.last())


async def test_a_sentence_at_the_surnames_turn_is_heard_as_one(hotel: Hotel) -> None:
    guest = phone(hotel, 4111, "Lena", "en")
    async with hotel.open():
        await to_the_surname(guest)
        await guest.says("Нам нужны ещё два полотенца, и побольше, пожалуйста")
        assert CYRILLIC.search(plain(await guest.last()))


async def test_who_chose_a_language_changes_it_by_a_sentence(hotel: Hotel) -> None:
    async with hotel.open():
        guest = await in_azerbaijani(hotel)
        await guest.says("А где можно припарковать машину?")
        assert CYRILLIC.search(plain(await guest.last()))
        await guest.says("спасибо большое")
        assert CYRILLIC.search(plain(await guest.last()))


async def test_what_a_manager_writes_for_guests_says_nothing_of_the_managers_language(
    hotel: Hotel, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/manage")
        for label in ("Figures and more", "Ready replies", "Write a new one"):
            await madina.taps(label)
        await madina.says("Nein, {guset}, das können wir leider nicht für Sie tun")
        await madina.sees("Filled in for each guest: {guest}")
        await madina.says("/bookings")
        await madina.sees("Your next booking will be here.")
