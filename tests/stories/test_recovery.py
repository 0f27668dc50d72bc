"""An unusable room, solved and made good: the voucher, the rating, the seven questions, a word of praise."""

from __future__ import annotations

import re

from tests.hotel import Desk, Hotel, Phone, plain

COLD = "There is no hot water in my room and nobody answers the phone!!"


async def test_a_cold_room_is_made_good_with_a_yes_from_above_and_learnt_from(
    hotel: Hotel, chiara: Phone, dana: Desk, madina: Phone
) -> None:
    async with hotel.open():
        for colleague in (madina, Phone(hotel, "Dana")):
            await colleague.says("/start")
        await chiara.says(COLD)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.taps("More")
        await case.taps("Put it right")
        await case.taps_under("What would put it right?", "A discount voucher")
        await case.taps_under(
            "A discount voucher for room", "Ask for"
        )  # 20 is within Dana's limit, 40 is not
        await case.shows("Waiting for a yes: A discount voucher")
        await madina.sees("Dana asks for: A discount voucher")
        await madina.taps("Yes, give it")
        letter = await chiara.sees("off, from us to you")
        assert re.search(r"Your code: [2-9A-Z]{5}-[2-9A-Z]{5}", plain(letter))
        assert "40" in plain(letter)
        await case.shows("Madina says yes")
        await case.shows("Given: A discount voucher")  # the card itself

        await case.taps("Resolve")
        await chiara.taps("Yes, all right")
        await chiara.sees("How did we handle it?")
        await chiara.taps("2")
        await chiara.sees("What should we have done differently?")
        await madina.sees("2 of 5 from Chiara")
        await chiara.says("Somebody should have told me how long it would take")
        await madina.sees("Why 2 of 5")
        await chiara.sees("The manager has your words")

        await hotel.pass_time(minutes=1)
        await madina.sees("What can we learn from")
        await madina.taps("Answer in two minutes")
        for tap in ("Tired", "Stayed polite", "The room", "Something broke", "Not heard"):
            await madina.taps(tap)
        await madina.taps("In my own words")
        await madina.says("She stayed, and booked the sauna")
        await madina.sees("7/7")
        await madina.taps("Nobody")
        await madina.sees("is complete")

        await chiara.says("Dana was wonderful, the best receptionist we have ever met!")
        await Phone(hotel, "Dana").sees("Praise for you from Chiara")
        await madina.sees("Praise for Dana")
        await chiara.sees("This goes to: Dana")


async def test_without_an_answer_it_asks_once_by_day_and_closes_by_itself(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(COLD)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Resolve")
        await hotel.pass_time(hours=4)
    hotel.clock.advance(hours=1)  # a restart in between asks nothing twice
    async with hotel.open():
        await chiara.sees("Is it all right now?")
        await chiara.says("thanks")  # neither an answer nor a new trouble
        await hotel.settled()
        await hotel.pass_time(hours=26)
        await case.shows("Closed without an answer")
        asked = [one for one in chiara.from_bot() if "Is it all right now?" in plain(one)]
        assert len(asked) == 1
