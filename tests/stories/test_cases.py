"""Complaints, questions and emergencies: nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.config import PROPERTY
from bot.db import Connection
from bot.desk import rooms
from bot.desk.catalog import versions
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.stays import tokens
from bot.schema import case_events, cases
from tests.hotel import FRIDAY, Desk, Hotel, Phone, Topic

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


async def test_an_unknown_question_goes_to_a_person(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("Which notary in town certifies translations of birth certificates?")
        await chiara.sees("I'd rather not guess, so I've asked")
        case = await dana.sees_case(about="notary")
        await case.says("There is one opposite the town hall, open until 17:00.")
        await chiara.sees("opposite the town hall")
        await chiara.says("Could the notary come to us with the papers tomorrow?")
        await case.shows("come to us with the papers")


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


async def test_a_late_case_that_is_solved_no_longer_stands_there_as_late(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await hotel.pass_time(minutes=9)
        await case.shows("nobody has taken")
        await hotel.settled()
        assert hotel.group.topics[case.thread].name.startswith("⏰")
        await case.taps("Resolve")
        await chiara.sees("Is everything all right now?")
        await hotel.settled()
        assert hotel.group.topics[case.thread].name.startswith("✅")


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


def without(department: str) -> Callable[[Connection], int]:
    """Somebody publishes a catalog that does not have it any more."""

    def publish(conn: Connection) -> int:
        n = versions.live_number(conn, PROPERTY)
        old = versions.load(conn, PROPERTY, n)
        kept = {code: one for code, one in old.hotel.departments.items() if code != department}
        new = old.model_copy(update={"hotel": old.hotel.model_copy(update={"departments": kept})})
        reason = "the engineers have gone"
        return versions.publish(conn, PROPERTY, new, base=n, author="Madina", reason=reason, now=FRIDAY)

    return publish


async def test_a_case_outlives_its_department(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    """Its clock, its buttons, its topic and the guest's words go on: reception stands for what is gone."""
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.shows("Engineering")
        assert hotel.running
        await hotel.running.db.write(without("engineering"))
        await hotel.pass_time(minutes=9)
        await case.shows("2 min late: nobody has taken")
        await chiara.sees("We are late, and we are sorry")
        await case.taps("Claim")
        await case.shows("Reception")
        hotel.loopback.delete_topic(hotel.group, case.thread)
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        again = await dana.sees_case(about="no hot water")
        assert again.thread != case.thread
        await again.taps("Resolve")
        await chiara.sees("Is everything all right now?")


async def test_a_closed_topic_does_not_swallow_words(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.close_topic(hotel.group, case.thread)
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        again = await dana.sees_case(about="no hot water")
        await again.shows("ice cold")


async def solved(hotel: Hotel, chiara: Phone, dana: Desk) -> Topic:
    """Staff have written and say it is done; the guest has not answered yet."""
    await chiara.says(FURIOUS)
    case = await dana.sees_case(about="no hot water")
    await case.says("The boiler runs again")
    await case.taps("Resolve")
    await chiara.sees("Is everything all right now?")
    return case


async def test_a_new_trouble_minutes_after_the_first_was_solved_is_a_case_of_its_own(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await solved(hotel, chiara, dana)
        await chiara.says("Now the neighbours are so loud that we cannot sleep")
        await chiara.sees("That spoils a stay, and we are sorry.")
        other = await dana.sees_case(about="cannot sleep")
        assert other.thread != case.thread
        assert "Take it by" in (other.card.text or "")


async def test_danger_minutes_after_a_case_was_solved_is_an_emergency(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await solved(hotel, chiara, dana)
        await chiara.says("help my child is not breathing")
        await chiara.sees("call 112")
        await dana.sees_case(about="medical emergency")


async def test_words_to_a_solved_case_open_it_again_with_a_fresh_time(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await solved(hotel, chiara, dana)
        await chiara.says("No, there is still no hot water")
        await chiara.sees("Then we carry on:")
        await case.shows("still no hot water")
        await case.shows("is open again")
        await hotel.settled()
        assert "nobody has it yet" in (case.card.text or "")
        await hotel.pass_time(minutes=11)
        await case.shows("nobody has taken")


@pytest.mark.parametrize("words", ["thanks", "Perfect", "ok", "yes"])
async def test_a_thank_you_opens_nothing_and_is_answered(
    hotel: Hotel, chiara: Phone, dana: Desk, words: str
) -> None:
    async with hotel.open():
        case = await solved(hotel, chiara, dana)
        before = len(chiara.from_bot())
        await chiara.says(words)
        await hotel.settled()
        assert len(chiara.from_bot()) == before + 1
        assert "solved by Dana" in (case.card.text or "")


async def test_a_colleague_in_a_closed_topic_learns_that_the_guest_reads_it(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await solved(hotel, chiara, dana)
        await chiara.taps("Yes, all right")
        hotel.loopback.reopen_topic(hotel.group, case.thread)
        await case.says("The towels are on the balcony")
        await chiara.sees("The towels are on the balcony")
        await case.shows("This reaches the guest.")


async def test_a_confirmed_room_is_the_one_that_stood_on_the_card(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    """Reception looks at a card that says 101; in the meantime the guest has said 318."""
    async with hotel.open():
        assert hotel.running
        made = dict(await hotel.running.db.write(links))
        await chiara.says(f"/start {made['101']}")
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        stale = next(b for row in case.card.buttons for b in row if b.label == "Confirm the room")
        await chiara.says(f"/start {made['318']}")
        await case.shows("room 318, not verified")
        assert stale.data
        hotel.loopback.press_data(hotel.people["Dana"], case.card, stale.data)
        await hotel.settled()
        assert "room 318, not verified" in (case.card.text or "")
        alerts = [one.text for one in hotel.loopback.answers() if one.text]
        assert "318" in alerts[-1]
        await case.taps("Confirm the room")
        await case.shows("room 318, verified")
        await hotel.pass_time(hours=24 * 14)
        await case.shows("room 318, not verified")


async def test_a_rooms_code_shows_the_room_and_proves_nothing(
    hotel: Hotel, chiara: Phone, bence: Phone, dana: Desk
) -> None:
    async with hotel.open():
        assert hotel.running
        made = dict(await hotel.running.db.write(links))
        await chiara.says(f"/start {made['214']}")
        await chiara.sees("Room: 214. Reception confirms it")
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        assert "room 214, not verified" in (case.card.text or "")
        again = dict(await hotel.running.db.write(links))
        assert again["214"] != made["214"], "running it again ends the earlier codes"
        stranger = Phone(hotel, "Rustam")
        await stranger.says(f"/start {made['214']}")
        shown = await stranger.last()
        assert "214" not in (shown.text or "")
        assert "Lakeside Pines" in (shown.text or "")


def links(conn: Connection) -> list[tuple[str, str]]:
    number, catalog = Shelf(PROPERTY).live(conn)
    house = House(PROPERTY, catalog, number, FRIDAY)
    return tokens.wall(conn, house, rooms.every(house), only=True)


async def test_the_manager_is_called_once_however_often_it_is_pressed(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says(FURIOUS)
        await dana.sees_case(about="no hot water")
        await hotel.pass_time(minutes=11)
        before = len(madina.from_bot())
        for _ in range(3):
            await chiara.taps("Call the manager")
        assert len(madina.from_bot()) == before + 1


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
        await chiara.sees("Then we carry on:")
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
