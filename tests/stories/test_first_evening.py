"""The path a real person takes, end to end."""

from __future__ import annotations

from tests.hotel import Desk, Hotel, Phone


async def test_a_guest_is_welcomed_and_sees_who_is_speaking(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        shown = await chiara.sees("Good afternoon, and welcome to Lakeside Pines.")
        assert "Qonaq" in (shown.text or "")
        assert chiara.labels() == [
            "See what's on today",
            "Book an extra",
            "Call a person",
            "Change language",
            "My data",
        ]


async def test_a_guest_books_a_place_to_the_end(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.taps("Book an extra")
        await chiara.taps("Nature")
        await chiara.taps("Petting zoo")
        await chiara.taps("Book")
        await chiara.taps("Tomorrow")
        await chiara.taps("10:00")
        await chiara.taps("2 adults, 2 children")
        await chiara.says("5, 10")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        booked = await chiara.sees("Booked: Petting zoo")
        assert "B-" in (booked.text or "")


async def test_a_complaint_finds_a_person_and_is_closed_by_the_guest(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        await chiara.sees("That spoils a stay, and we are sorry.")
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.shows("Dana has it")
        await case.says("On it, ten minutes")
        await chiara.sees("On it, ten minutes")
        await chiara.sends_photo()
        await hotel.settled()
        assert any(one.photo for one in case.messages())
        await case.taps("Resolve")
        await chiara.sees("Is everything all right now?")
        await chiara.taps("Yes, all right")
        await case.shows("is closed")
