"""What a guest writes while a screen waits for something else; and danger, which waits for nothing."""

from __future__ import annotations

from tests.hotel import Desk, Hotel, Phone, plain

BOATING = ("Book an extra", "Nature", "Boating", "Book", "Tomorrow")


async def to_the_people(chiara: Phone) -> None:
    """Boating, tomorrow, the first start: who is coming?"""
    await chiara.says("/start")
    for label in BOATING:
        await chiara.taps(label)
    await chiara.taps(chiara.labels()[0])
    await chiara.sees("Who is coming?")


def alarms(phone: Phone, words: str) -> int:
    """How often a colleague's own phone rang with these words."""
    return sum(words in plain(one) for one in phone.from_bot())


async def test_a_price_asked_for_at_the_people_is_answered_and_the_people_asked_again(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("How much for 3 hours?")
        await chiara.sees("per boat")
        await hotel.settled()
        *_, price, people = map(plain, chiara.from_bot())
        assert price.startswith("Boating")
        assert "AZN 45" in price
        assert people.startswith("Who is coming?")
        await chiara.says("2 adults")
        await chiara.sees("2 adults")
        assert "Hold these places" in chiara.labels()


async def test_a_question_at_the_people_goes_to_a_person_and_the_people_are_asked_again(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("Does the boatman know where the herons nest?")
        await dana.sees_case(about="herons")
        await hotel.settled()
        assert plain(chiara.from_bot()[-1]).startswith("Who is coming?")


async def test_a_second_emergency_raises_the_alarm_again(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says("I feel chest pain")
        case = await dana.sees_case(about="chest pain")
        await case.taps("Claim")
        await hotel.settled()
        await chiara.says("there is a fire in our corridor!!")
        other = await dana.sees_case(about="fire in our corridor")
        assert other.thread != case.thread
        assert alarms(madina, "fire in our corridor") == 1


async def test_the_same_danger_that_nobody_has_taken_rings_again_in_one_case(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says("there is a fire in our corridor!!")
        case = await dana.sees_case(about="fire in our corridor")
        await chiara.says("fire! the whole floor is burning")
        await hotel.settled()
        assert alarms(madina, "the whole floor is burning") == 1
        assert any("whole floor" in plain(one) for one in case.messages())
        threads = {one.thread_id for one in hotel.loopback.chat(hotel.group) if one.thread_id}
        assert len(threads) == 1


async def test_a_danger_that_a_colleague_has_taken_is_a_new_one_when_it_comes_again(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says("I feel chest pain")
        case = await dana.sees_case(about="chest pain")
        await case.taps("Claim")
        await chiara.says("my wife is not breathing")
        await dana.sees_case(about="not breathing")
        await hotel.settled()
        assert alarms(madina, "not breathing") == 1


async def test_a_picture_of_a_danger_reaches_the_case(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.sends_photo("there is a fire in our corridor!!")
        await chiara.sees("call 112")
        case = await dana.sees_case(about="fire in our corridor")
        await hotel.settled()
        assert any("there is a fire in our corridor!!" in (one.caption or "") for one in case.messages())


async def test_a_picture_of_a_complaint_is_a_complaint(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.sends_photo("There are insects in my bed!!")
        await chiara.sees("That spoils a stay")
        case = await dana.sees_case(about="insects")
        await hotel.settled()
        assert any("There are insects in my bed!!" in (one.caption or "") for one in case.messages())


async def test_danger_is_heard_in_a_command(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("/help my wife is not breathing")
        await chiara.sees("call 112")
        await dana.sees_case(about="not breathing")


async def test_our_own_commands_are_no_danger(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        for command in ("/start", "/language", "/bookings", "/help", "/language English", "/start a8f3b2"):
            await chiara.says(command)
        await hotel.settled()
        assert not [one for one in hotel.loopback.chat(hotel.group) if one.thread_id]


async def test_a_complaint_while_people_are_asked_for_is_a_complaint(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("There is no hot water in room 214 and nobody answers!!")
        await chiara.sees("That spoils a stay")
        await dana.sees_case(about="no hot water")


async def test_a_question_while_people_are_asked_for_is_answered_and_the_booking_goes_on(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("When is breakfast?")
        await chiara.sees("Breakfast is 07:30")
        await chiara.says("me, my wife and a 5 year old")
        card = await chiara.sees("Total:")
        assert "2 adults, 1 child (5)" in plain(card)


async def test_hours_are_no_people(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("3 hours")
        await chiara.sees("I'd like to be sure who is coming.")
        await chiara.says("2 adults and 2 children")
        await chiara.sees("How old will the 2 children be")
        await chiara.says("5 and 10")
        card = await chiara.sees("Total:")
        assert "2 adults, 2 children (5, 10)" in plain(card)


async def test_nobody_is_asked_again_and_is_no_large_group(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.says("0")
        assert "I'd like to be sure" in plain(await chiara.last())
        await chiara.says("40 adults")
        assert "For a large group" in plain(await chiara.last())


async def test_a_number_that_was_refused_may_be_mended_in_the_message(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        sent = await chiara.says("40 adults")
        assert "For a large group" in plain(await chiara.last())
        hotel.loopback.edit(chiara.person, sent, "4 adults")
        card = await chiara.sees("Total:")
        assert "4 adults" in plain(card)


async def test_a_picture_does_not_end_the_booking(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await to_the_people(chiara)
        await chiara.taps("2 adults, 1 child")
        await chiara.sees("How old will your child be")
        await chiara.sends_photo()
        await hotel.settled()
        await chiara.says("7")
        card = await chiara.sees("Total:")
        assert "2 adults, 1 child (7)" in plain(card)


async def test_trouble_at_the_room_screen_is_heard(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await held(chiara)
        await chiara.taps("Enter my room")
        await chiara.says("There are insects in my bed!!")
        await chiara.sees("That spoils a stay")
        await chiara.taps("Back")
        await chiara.taps("Enter my room")
        await chiara.says("call a person please")
        await chiara.sees("a person")
        assert not any("try once more" in plain(one) for one in chiara.from_bot())


async def held(chiara: Phone) -> None:
    await to_the_people(chiara)
    await chiara.taps("2 adults")
    await chiara.taps("Hold")
    await chiara.sees("Held for you")


async def test_the_hold_is_on_screen_again_once_the_room_is_known(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await held(chiara)
        await chiara.taps("Enter my room")
        await chiara.says("my room is 214")
        noted = await chiara.sees("Room: 214.")
        assert "Yes" in chiara.labels()[0] or "Book" in chiara.labels()[0]
        assert noted.buttons


async def test_let_go_after_yes_shows_the_booking_as_it_is(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await held(chiara)
        hold = next(one for one in reversed(chiara.from_bot()) if one.buttons)
        confirm, release = hold.buttons[0][0].data, hold.buttons[1][0].data
        assert confirm
        assert release
        hotel.loopback.press_data(chiara.person, hold, confirm)
        await hotel.settled()
        hotel.loopback.press_data(chiara.person, hold, release)
        await hotel.settled()
        assert not any("The places are free again" in plain(one) for one in chiara.from_bot())


async def test_a_question_from_a_card_is_asked_for_first(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("/start")
        for label in BOATING[:3]:
            await chiara.taps(label)
        await chiara.taps("Ask a question")
        await chiara.sees("What would you like to know?")
        assert not [one for one in hotel.loopback.chat(hotel.group) if one.thread_id]
        await chiara.says("zzz qqq vvv www")
        case = await dana.sees_case(about="zzz qqq")
        assert "Qayıq gəzintisi: zzz" in (case.card.text or "")  # as the hotel calls it
