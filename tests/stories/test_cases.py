"""Complaints, questions and emergencies: nothing is forgotten."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.db import Connection
from bot.schema import case_events, cases
from tests.hotel import Desk, Hotel, Phone

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


async def test_an_unknown_question_goes_to_a_person(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("Which notary in town certifies translations of birth certificates?")
        await chiara.sees("Which of these is closest?")
        await chiara.says("None of them. A notary who certifies a translation")
        await chiara.sees("I'd rather not guess, so I've asked")
        case = await dana.sees_case(about="notary")
        await case.says("There is one opposite the town hall, open until 17:00.")
        await chiara.sees("opposite the town hall")
        await chiara.says("Perfect, thank you for finding that out for me so quickly")
        await case.shows("thank you for finding")


async def test_a_missed_clock_is_called_out_across_a_restart(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
    hotel.clock.advance(minutes=9)  # the desk is down while the promise breaks
    async with hotel.open():
        await case.shows("2 min late: nobody has taken")
        await chiara.sees("We are late, and we are sorry")
        await case.says("On the way!")
        await chiara.sees("On the way!")


async def test_a_topic_deleted_by_hand_is_made_again(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        hotel.loopback.delete_topic(hotel.group, case.thread)
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        again = await dana.sees_case(about="no hot water")
        assert again.thread != case.thread
        await again.shows("ice cold")
        await again.says("The engineer is at your door")
        await chiara.sees("The engineer is at your door")


async def test_a_closed_topic_does_not_swallow_words(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.close_topic(hotel.group, case.thread)
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        again = await dana.sees_case(about="no hot water")
        await again.shows("ice cold")


async def test_a_stranger_in_the_group_can_press_nothing(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    stranger = hotel.people["Rustam"]
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = (await dana.sees_case(about="no hot water")).by(stranger)
        await case.taps("Claim")
        await case.taps("Resolve")
        await case.says("I will sort it out")
        await case.shows("this has not gone to the guest")
        assert "nobody has it yet" in (case.card.text or "")
        assert not any("sort it out" in (one.text or "") for one in chiara.from_bot())
        alerts = [answer.text for answer in hotel.loopback.answers() if answer.text]
        assert all("/staff" in said for said in alerts[-2:])


async def test_my_child_is_not_breathing(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("help my child is not breathing")
        first = await chiara.sees("call 112 or reception +994 24 555 01 01 now")
        assert (first.text or "").startswith("If anyone is in danger")
        assert "Stay with the person." in (first.text or "")
        case = await dana.sees_case(about="medical emergency")
        assert "S1" in (case.card.text or "")
        for name in ("Dana", "Madina"):
            await Phone(hotel, name).says("/start")
            await hotel.settled()
        await case.taps("Claim")
        await case.shows("Dana has it")


async def test_five_angry_messages_are_one_case(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        for words in (FURIOUS, "Still broken!!", "This is a disgrace", "Nobody came", "I want my money back"):
            await chiara.says(words)
        await hotel.settled()
        assert hotel.running

        def count(conn: Connection) -> int:
            return int(conn.execute(select(func.count()).select_from(cases)).scalar_one())

        assert await hotel.running.db.read(count) == 1


async def test_the_guest_says_not_yet_and_the_case_goes_on(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Claim")
        await case.taps("Resolve")
        await chiara.taps("Not yet")
        await chiara.sees("Then we go on.")
        await case.shows("is open again")
        await chiara.says("It is lukewarm at best")
        await case.shows("lukewarm")


async def test_a_clock_stops_when_someone_answers(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("On my way")
        await chiara.sees("Dana is on the way.")
        await hotel.pass_time(minutes=9)

        def missed(conn: Connection) -> int:
            events = select(func.count()).where(case_events.c.kind == "missed_acknowledge")
            return int(conn.execute(events).scalar_one())

        assert hotel.running
        assert await hotel.running.db.read(missed) == 0


async def test_staff_join_only_with_the_owners_yes(hotel: Hotel, chiara: Phone, madina: Phone) -> None:
    newcomer = Phone(hotel, "Rustam")
    async with hotel.open():
        await madina.says("/start")
        await newcomer.says("/staff")
        await madina.sees("Rustam wants to join the staff.")
        await madina.taps("Reception")
        await chiara.says(FURIOUS)
        case = await Desk(hotel, "Rustam").sees_case(about="no hot water")
        await case.taps("Claim")
        await case.shows("Rustam has it")


async def test_who_leaves_the_group_is_staff_no_more(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.leave(hotel.people["Dana"], hotel.group)
        await hotel.settled()
        hotel.loopback.press(hotel.people["Dana"], case.card, "Claim")
        await hotel.settled()
        assert "nobody has it yet" in (case.card.text or "")
