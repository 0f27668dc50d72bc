"""What guests live through when they book."""

from __future__ import annotations

from tests.hotel import Desk, Hotel, Phone, plain


async def reach_the_price(guest: Phone, *way: str, people: str = "2 adults") -> None:
    """Tap through to the price card of tomorrow's first time."""
    await guest.says("/start")
    for label in ("Book an extra", *way, "Book", "Tomorrow"):
        await guest.taps(label)
    await guest.taps(guest.labels()[0])
    await guest.taps(people)


async def moves_to_sunday(guest: Phone) -> None:
    """Of what has just been booked, to the first start of the day after."""
    for label in ("Change or cancel", "Move it", "Sun 22 November"):
        await guest.taps(label)
    await guest.taps(guest.labels()[0])
    await guest.taps("Hold these places")
    await guest.taps("Yes, book them")


async def test_a_double_tap_books_once(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        held = await chiara.sees("Held for you until")
        hotel.loopback.press(chiara.person, held, "Yes, book them")
        hotel.loopback.press(chiara.person, held, "Yes, book them")
        await hotel.settled()
        booked = [one for one in chiara.from_bot() if "Booked: Boating" in (one.text or "")]
        assert len(booked) == 1


async def test_two_guests_race_for_the_last_place(hotel: Hotel, chiara: Phone) -> None:
    """The sauna has one house: one wins, the other is shown other times."""
    rival = Phone(hotel, "Rustam")
    async with hotel.open():
        for guest in (chiara, rival):
            await guest.says("/language")
            await guest.taps("English")
            await reach_the_price(guest, "Nature", "More", "Sauna")
        cards = [await guest.sees("Total:") for guest in (chiara, rival)]
        for guest, card in zip((chiara, rival), cards, strict=True):
            hotel.loopback.press(guest.person, card, "Hold these places")
        await hotel.settled()
        texts = [
            (guest.from_bot()[-1].text or guest.from_bot()[-1].caption or "") for guest in (chiara, rival)
        ]
        assert sorted("Held for you until" in said for said in texts) == [False, True]
        other = next(said for said in texts if "Held for you" not in said)
        assert "Yes, it is available:" in other
        loser = (chiara, rival)[texts.index(other)]
        assert len(loser.labels()) == 3
        await loser.taps(loser.labels()[0])
        await loser.sees("Total:")


async def test_a_hold_runs_out_and_can_be_taken_again(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await hotel.pass_time(minutes=16)
        await chiara.sees("the places were held until now")
        await chiara.taps("Hold them again")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Boating")


async def test_a_booking_is_cancelled_by_the_terms_that_were_shown(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.taps("Change or cancel")
        await chiara.sees("Cancel Boating,")
        await chiara.taps("Cancel the booking")
        await chiara.sees("Cancelled: Boating.")
        await chiara.says("/bookings")
        await chiara.sees("Your next booking will be here.")


async def test_a_booking_is_put_into_the_calendar(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.taps("Add to calendar")
        file = (await chiara.last()).document
        assert file
        assert b"BEGIN:VEVENT" in file.content


async def test_a_booking_is_moved_without_paying_twice(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await moves_to_sunday(chiara)
        await chiara.says("/bookings")
        shown = await chiara.last()
        assert (shown.text or "").count("B-") == 1
        assert "22 November" in plain(shown)


async def test_a_move_stays_a_move_when_the_time_is_changed_on_the_way(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.taps("Change or cancel")
        await chiara.taps("Move it")
        for day in ("Sun 22 November", "Mon 23 November"):
            await chiara.taps(day)
            await chiara.taps(chiara.labels()[0])
            await chiara.taps("Change the time" if "22" in day else "Hold these places")
        await chiara.says("/bookings")
        await chiara.taps("23 November")
        await chiara.taps("Yes, book them")
        await chiara.says("/bookings")
        shown = plain(await chiara.last())
        assert shown.count("B-") == 1
        assert "23 November" in shown


async def test_what_was_let_go_is_held_again_from_the_same_message(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.taps("Release the places")
        await chiara.taps("Boating")
        for label in ("Book", "Tomorrow"):
            await chiara.taps(label)
        await chiara.taps(chiara.labels()[0])
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Boating")


async def test_staff_who_arranged_it_hear_that_the_guest_has_cancelled(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await ask_for_a_transfer(chiara)
        case = await dana.sees_case(about="Asks for: Family transfer")
        await case.says("/accept 21.11 9:00")
        await chiara.sees("Booked: Family transfer")
        await chiara.taps("Change or cancel")
        await chiara.taps("Cancel the booking")
        await chiara.sees("Cancelled: Family transfer")
        await dana.sees_case(about="The guest has cancelled: Family transfer")


async def test_a_price_that_changes_before_the_hold_is_shown_first(
    hotel: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await madina.says("boating 40")
        await madina.taps("Publish")
        await chiara.taps("Hold these places")
        card = plain(await chiara.sees("The price has changed since you saw it."))
        assert "AZN 40" in card
        await chiara.taps("Hold these places")
        await chiara.sees("Held for you until")


async def test_a_request_is_accepted_for_a_day_and_an_hour(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await ask_for_a_transfer(chiara)
        case = await dana.sees_case(about="Asks for: Family transfer")
        await case.taps("Accept")
        await case.shows("for which day and hour?")
        await case.says("/accept 9:00")
        await chiara.sees("Booked: Family transfer, Sat 21 November, 09:00.")
        await case.shows("Dana has accepted")


async def test_a_refused_request_shows_another_way(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await ask_for_a_transfer(chiara)
        case = await dana.sees_case(about="Asks for: Family transfer")
        await case.taps("Decline, show others")
        await chiara.sees("Yes, we can offer:")
        assert len(chiara.labels()) == 4
        await chiara.taps(chiara.labels()[0])


async def ask_for_a_transfer(guest: Phone) -> None:
    await guest.says("/start")
    for label in ("Book an extra", "Family"):
        await guest.taps(label)
    while "Family transfer" not in " ".join(guest.labels()):
        await guest.taps("More")
    await guest.taps("Family transfer")
    await guest.taps("Ask for it")
    await guest.taps("Qəbələ airport")
    await guest.says("tomorrow after breakfast")
    await guest.taps("2 adults")
    await guest.sees("tomorrow after breakfast")
    await guest.taps("Send the request")


async def test_a_price_that_changes_while_held_stays_as_it_was_shown(
    hotel: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        await chiara.sees("AZN 45")
        await madina.says("boating 40")
        await madina.taps("Publish")
        await chiara.taps("Yes, book them")
        booked = await chiara.sees("Booked: Boating")
        assert "AZN 45" in plain(booked)
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating"):
            await chiara.taps(label)
        card = await chiara.last()
        assert "AZN 40" in plain(card)


async def test_who_waits_is_offered_the_place_that_comes_free(hotel: Hotel, chiara: Phone) -> None:
    rival = Phone(hotel, "Rustam")
    async with hotel.open():
        await rival.says("/language")
        await rival.taps("English")
        for guest in (chiara, rival):
            await reach_the_price(guest, "Nature", "More", "Sauna")
        await chiara.taps("Hold these places")
        await rival.taps("Hold these places")
        await rival.taps("Join the waiting list")
        await rival.sees("You are on the waiting list")
        await chiara.taps("Release the places")
        await rival.sees("Available for you now: Sauna")
        await rival.taps("Yes, book them")
        await rival.sees("Booked: Sauna")
