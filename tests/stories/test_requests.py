"""What a person arranges: asked for in words, accepted for an hour and its price, or ended unanswered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import shipped
from tests.hotel import Desk, Hotel, Phone, Topic, plain
from tests.stories.test_modes import edited, goes


@pytest.fixture
def files(hotel: Hotel, tmp_path: Path) -> Path:
    """A catalog of the hotel's own: the demo's, to be edited before it opens."""
    place = tmp_path / "catalog"
    shutil.copytree(shipped.folder("packages_catalog"), place)
    hotel.catalog = place
    return place


async def asks(guest: Phone, extra: str, option: str, wish: str, *answers: str, group: str = "Family") -> str:
    """Sent; what the card said before. `wish` is a label if the screen has one, else words."""
    await guest.says("/start")
    await guest.last()
    await goes(guest, "Book an extra", group, extra, "Ask for it", option)
    if wish in guest.labels():
        await guest.taps(wish)
    else:
        await guest.says(wish)
    await guest.last()
    await goes(guest, "2 adults", *answers)
    card = plain(await guest.sees("Total:"))
    await guest.taps("Send the request")
    return card


async def asks_for_a_nanny(guest: Phone, wish: str) -> str:
    return await asks(guest, "Childcare", "Daytime", wish, "No allergies")


async def the_request(dana: Desk) -> Topic:
    return await dana.sees_case(about="Asks for:")


async def test_hours_that_the_guest_names_are_priced_booked_and_owed(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        card = await asks_for_a_nanny(chiara, "tomorrow 10:00–14:00")
        assert "AZN 72" in card
        assert "Sat 21 November" in card
        case = await the_request(dana)
        await case.taps("Accept")
        await case.taps("Sat 21 November, 10:00 · 4\u00a0hrs")
        booked = plain(await chiara.sees("Booked: Childcare (nanny), Sat 21 November, 10:00, 4 hrs."))
        assert "AZN 72" in booked
        assert "pay at reception" in booked or "reception" in booked
        assert "Reminder:" in booked
        assert "Add to calendar" in " ".join(chiara.labels())
        await case.shows("Dana has accepted. The guest has the booking.")
        await goes(chiara, "Change or cancel")
        await chiara.sees("AZN 36")  # half of it: less than 24 hours are left


async def test_another_price_than_was_shown_binds_when_the_guest_says_yes(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        assert "AZN 18" in await asks_for_a_nanny(chiara, "on 23 November, for the evening")
        case = await the_request(dana)
        await case.taps("Accept")
        await case.shows("for which day and hour?")
        await case.says("/accept 23.11 16:00 4")
        offer = plain(
            await chiara.sees("Yes, we can do it: Childcare (nanny), Mon 23 November, 16:00, 4 hrs.")
        )
        assert "Price: AZN 72" in offer
        assert "You had seen: AZN 18" in offer
        assert "Free to cancel until Sun 22 November, 16:00" in offer
        assert "After that, 50% of the price is kept." in offer
        await case.shows("the guest can say yes or no until:")
        await chiara.taps(next(one for one in chiara.labels() if one.startswith("Yes")))
        await chiara.sees("Booked: Childcare (nanny), Mon 23 November, 16:00, 4 hrs.")
        await case.shows("The guest says yes: Childcare (nanny)")


async def test_another_day_than_was_asked_for_binds_when_the_guest_says_yes(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await asks_for_a_nanny(chiara, "on 23 November at 16:00")
        case = await the_request(dana)
        await case.says("/accept 24.11 16:00")
        offer = plain(await chiara.sees("Yes, we can do it: Childcare (nanny), Tue 24 November, 16:00."))
        assert "You had asked for: Mon 23 November" in offer
        assert "Price: AZN 18" in offer
        assert "You had seen" not in offer
        told = plain(await case.shows("Dana has accepted for another day: Tue 24 November, 16:00."))
        assert "The guest had seen" not in told
        await chiara.taps(next(one for one in chiara.labels() if one.startswith("Yes")))
        await chiara.sees("Booked: Childcare (nanny), Tue 24 November, 16:00.")


async def test_a_price_that_the_guest_does_not_take_frees_the_places(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await asks_for_a_nanny(chiara, "on 23 November, for the evening")
        case = await the_request(dana)
        await case.says("/accept 23.11 16:00 4")
        await chiara.sees("Yes, we can do it")
        await hotel.pass_time(hours=13)
        await chiara.sees("are free again")
        await case.shows("The guest did not take it: Childcare (nanny)")
        await goes(chiara, "Hold", "No allergies", "Send the request")
        await chiara.sees("Passed on to")


async def test_what_is_not_understood_is_said_and_nothing_is_lost(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await asks_for_a_nanny(chiara, "some evening")
        case = await the_request(dana)
        await case.taps("Accept")
        await case.says("/accept 21.11 whenever")
        await case.shows("Not understood: whenever")
        await case.says("/accept 19.11 19:00")
        await case.shows("This one has passed: Thu 19 November")
        await case.says("/accept 22 November 16:00")
        await chiara.sees("Booked: Childcare (nanny), Sun 22 November, 16:00.")


async def test_cars_that_are_all_hired_out_are_not_promised_again(
    hotel: Hotel, chiara: Phone, dana: Desk, files: Path
) -> None:
    """Words without a day hold nothing; the day that staff set does."""
    edited(
        files / "hotel.yaml",
        "    capacity: 3\n    grain: 1440\n  guides",
        "    capacity: 1\n    grain: 1440\n  guides",
    )
    rival = Phone(hotel, "Rustam")
    async with hotel.open():
        card = await asks(
            chiara,
            "Car rental",
            "Small car",
            "from the 23rd to the 25th",
            "Yes, with a licence",
            group="Active",
        )
        assert "AZN 180" in card
        first = await the_request(dana)
        await first.says("/accept 9:00")
        await chiara.sees("Booked: Car rental, Mon 23 November, 09:00, 2 days.")
        await rival.says("/language")
        await rival.taps("English")
        await asks(
            rival, "Car rental", "Small car", "as soon as there is one", "Yes, with a licence", group="Active"
        )
        second = await the_request(dana)
        await second.says("/accept 24.11 9:00 1")
        said = plain(await second.shows("all taken"))
        assert "B-" in said
        await second.says("/accept 26.11 9:00 1")
        await rival.sees("Booked: Car rental, Thu 26 November, 09:00.")


async def test_what_is_had_by_the_day_is_accepted_by_one_tap(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await asks(chiara, "Car rental", "Small car", "Tomorrow", "Yes, with a licence", group="Active")
        case = await the_request(dana)
        await case.taps("Accept")
        await chiara.sees("Booked: Car rental, Sat 21 November, 1 day.")
        await case.shows("Dana has accepted. The guest has the booking.")


async def test_a_day_without_the_notice_is_refused_at_once(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Family", "Kids' party", "Ask for it", "Up to 8")
        assert chiara.labels() == ["Sun 22 November", "Mon 23 November", "Back"]
        await chiara.says("tomorrow at 15:00")
        await chiara.last()
        await goes(chiara, "2 adults")
        said = plain(await chiara.sees("The next times to book: Sun 22 November or Mon 23 November."))
        assert "2 days" in said or "48" in said
        await goes(chiara, "Sun 22 November", "No allergies", "Send the request")
        await chiara.sees("Passed on to")


async def test_a_request_that_nobody_answers_ends_when_its_day_is_over(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await asks_for_a_nanny(chiara, "on 22 November, in the evening")
        case = await the_request(dana)
        await hotel.pass_time(hours=29.5)
        near = plain(await case.shows("Still no answer: Childcare (nanny)."))
        assert "Mon 23 November, 08:00" in near
        await hotel.pass_time(hours=38)
        await case.shows("Nobody answered in time.")
        await chiara.sees("We owed you an answer, and we are sorry.")
        await chiara.says("/bookings")
        assert "B-" not in plain(await chiara.last())
