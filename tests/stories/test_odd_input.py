"""Whatever comes in, the right person gets a clear answer and nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.schema import inbox, letters
from tests.hotel import Desk, Hotel, Phone, plain

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


async def test_an_unknown_command_gets_the_home_screen(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/frobnicate now")
        await chiara.sees("Just write what you need")
        assert len(chiara.labels()) == 7


async def test_a_sticker_gets_a_kind_word(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        hotel.loopback.send_sticker(chiara.person)
        await chiara.sees("I understand words, photos and voice messages best.")


async def test_a_forgotten_button_shows_the_home_screen(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        shown = await chiara.sees("welcome to")
        hotel.loopback.press_data(chiara.person, shown, "AAAAAAAAAAAAAAAA:0")
        await chiara.sees("That button is an old one.")


@pytest.mark.parametrize("data", ["x", ":", "a:b", "🙂", "token:99999999999999999999", "a" * 64])
async def test_forged_button_data_does_nothing(hotel: Hotel, chiara: Phone, data: str) -> None:
    async with hotel.open():
        await chiara.says("/start")
        shown = await chiara.sees("welcome to")
        hotel.loopback.press_data(chiara.person, shown, data)
        await chiara.sees("That button is an old one.")


async def test_another_guests_button_is_refused(hotel: Hotel, chiara: Phone, bence: Phone) -> None:
    """A modified client may send any data: what was sent to Chiara works for nobody else."""
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "Tomorrow"):
            await chiara.taps(label)
        await chiara.taps(chiara.labels()[0])
        await chiara.taps("2 adults")
        card = await chiara.sees("Total:")
        stolen = card.buttons[0][0].data
        assert stolen
        await bence.says("/language")
        await bence.taps("English")
        await bence.says("/start")
        mine = await bence.sees("welcome to")
        hotel.loopback.press_data(bence.person, mine, stolen)
        await bence.sees("That button belongs to somebody else.")
        await bence.says("/bookings")
        await bence.sees("Your next booking will be here.")


async def test_a_rant_of_4096_characters_reaches_staff_whole(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    words = "The room is dirty and nobody came. "
    rant = (words * 200)[:4080].strip() + " THE END"
    async with hotel.open():
        await chiara.says(rant[:4096])
        await chiara.sees("That spoils a stay")
        case = await dana.sees_case(about="THE END")
        await case.taps("Claim")  # the card is edited; the words must not go with it
        written = " ".join((one.text or "") for one in case.messages() if one != case.card)
        assert "THE END" in written
        assert written.count("nobody came") == rant.count("nobody came")
        assert len(case.card.text or "") < 2000


async def test_bidi_overrides_and_markup_reach_staff_as_plain_words(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(
            "There are insects in my bed!! \u202eevil\u202c <b>S1</b> </blockquote> & <a href='x'>go</a>"
        )
        case = await dana.sees_case(about="insects")
        said = case.card.text or ""
        assert "\u202e" not in said
        assert "<b>S1</b> </blockquote> & <a href='x'>go</a>" in said


async def test_an_edited_message_is_read_anew(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        sent = await chiara.says("when is brekfst")
        await hotel.settled()
        hotel.loopback.edit(chiara.person, sent, "When is breakfast?")
        await chiara.sees("Breakfast is 07:30")


async def test_a_forwarded_message_is_read_like_any_other(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        sent = await chiara.says("When is breakfast?")
        await hotel.settled()
        before = len(chiara.from_bot())
        hotel.loopback.forward(chiara.person, sent)
        await hotel.settled()
        assert len(chiara.from_bot()) == before + 1


async def test_a_flood_gets_one_slow_down_and_staff_are_spared(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        for n in range(60):
            await chiara.says(f"zzz qqq {n} www")
        await hotel.settled()
        told = [one for one in chiara.from_bot() if "send it again in one message" in plain(one)]
        assert len(told) == 1
        topics = {one.thread_id for one in hotel.loopback.chat(hotel.group) if one.thread_id}
        assert len(topics) <= 1
        await chiara.says("my child is not breathing")
        await chiara.sees("call 112")


async def test_a_complaint_in_a_flood_is_heard_and_what_follows_it_is_kept(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        for n in range(25):
            await chiara.says(f"zzz qqq {n} www")
        await chiara.says(FURIOUS)
        await chiara.sees("That spoils a stay")
        case = await dana.sees_case(about="no hot water")
        for n in range(5):
            await chiara.says(f"word number {n}")
        await hotel.pass_time(minutes=1)
        shown = await case.shows("word number 4")
        assert all(f"word number {n}" in plain(shown) for n in range(5)), "one line for all of them"


async def test_busy_taps_do_not_make_the_next_words_a_flood(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        for _ in range(12):
            await chiara.taps("Book an extra")
            await chiara.taps("Home")
        await chiara.says("When is breakfast?")
        await chiara.sees("Breakfast is 07:30")


async def test_a_correction_never_answers_what_a_screen_has_asked_since(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        sent = await chiara.says("There are insects in my bed!!")
        case = await dana.sees_case(about="insects")
        await chiara.says("/start room")
        await chiara.taps("Add details")
        hotel.loopback.edit(chiara.person, sent, "There are many insects in my bed!!")
        await case.shows("corrected")
        await hotel.settled()
        assert "many insects" in (case.card.text or "")
        assert sum("insects" in plain(one) for one in case.messages()) == 2
        await chiara.says("Big brown ones")
        await chiara.sees("Passed on to our team.")


async def test_a_correction_that_speaks_of_danger_is_an_emergency(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        sent = await chiara.says(FURIOUS)
        await dana.sees_case(about="no hot water")
        hotel.loopback.edit(chiara.person, sent, "help my child is not breathing")
        await chiara.sees("call 112")


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {"message": {"chat": {"id": "seven"}}},
        {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": 5, "type": "private"}}},
        {"callback_query": {"id": "1"}},
        {"a_new_kind_of_update": {"x": 1}},
        {"poll": {"id": 3}},
    ],
)
async def test_a_malformed_update_blocks_nobody(
    hotel: Hotel, chiara: Phone, update: dict[str, object]
) -> None:
    async with hotel.open():
        hotel.loopback.push_raw(dict(update))
        await chiara.says("When is breakfast?")
        await chiara.sees("Breakfast is 07:30")


async def test_an_update_that_cannot_be_handled_lies_with_the_dead_letters(
    hotel: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        broken = {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": 5, "type": "private"}}}
        hotel.loopback.push_raw(broken)
        await madina.sees("One message could not be handled: U-")
        assert hotel.running

        def dead(conn: Connection) -> list[str]:
            return list(conn.execute(select(inbox.c.state).where(inbox.c.state == "dead")).scalars())

        assert await hotel.running.db.read(dead) == ["dead"]


async def test_a_guest_who_blocks_us_is_told_to_staff(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.block(chiara.person)
        await case.says("We are coming")
        await case.shows("the guest has blocked the chat")


async def test_an_upgraded_group_is_followed(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        new = hotel.loopback.upgrade(hotel.group)
        await chiara.says(FURIOUS)
        await hotel.settled()
        assert hotel.running

        def sent_to(conn: Connection) -> set[int]:
            return set(conn.execute(select(letters.c.chat_id).where(letters.c.method == "card")).scalars())

        assert await hotel.running.db.read(sent_to) == {new}


async def test_a_group_without_us_is_told_to_the_owner_and_nothing_is_lost(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        hotel.loopback.remove_bot(hotel.group)
        await chiara.says(FURIOUS)
        await chiara.sees("That spoils a stay")
        await madina.sees("Add me to the staff group again.")
        hotel.loopback.add_bot(hotel.group)
        await hotel.pass_time(minutes=1)
        await dana.sees_case(about="no hot water")


async def test_the_language_is_switched_midway(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("/start")
        await aygun.sees("Xoş gəlmisiniz")
        await aygun.taps("Xidmət seç")
        await aygun.says("/language")
        await aygun.taps("Русский")
        await aygun.sees("Чего бы вам хотелось?")
        await aygun.taps("Выбрать услугу")
        await aygun.says("Во сколько завтрак?")
        await aygun.sees("Завтрак: 07:30")
        assert "ə" not in plain(aygun.from_bot()[-1])


async def test_a_guest_who_writes_another_language_is_followed(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("/start")
        await aygun.says("Во сколько у вас начинается завтрак?")
        await aygun.sees("Завтрак")
