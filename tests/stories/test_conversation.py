"""A guest and staff talk: nothing is lost on the way, nothing is out of order, and no note leaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.demo.telegram import Sent
from bot.desk import topics
from bot.desk.house import House
from bot.desk.menu.cases import conversing
from bot.schema import cases
from tests.hotel import Desk, Hotel, Phone, Topic, plain
from tests.tg.test_delivery import writes

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"
NOTES = ("// he shouts at everyone", "/n he shouts at everyone", "/n@qonaq_demo_bot he shouts at everyone")


async def talking(chiara: Phone, dana: Desk) -> Topic:
    await chiara.says(FURIOUS)
    case = await dana.sees_case(about="no hot water")
    await case.says("Which room is it?")
    await chiara.sees("Which room is it?")
    return case


def after(shown: list[Sent], words: str) -> list[Sent]:
    """What stands after the line that says this."""
    place = max(n for n, one in enumerate(shown) if words in plain(one))
    return shown[place + 1 :]


async def test_an_album_and_a_voice_message_are_answered_by_a_reply(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        await chiara.sends_album("the tap", None, "the boiler")
        voice = hotel.loopback.send_voice(chiara.person)
        await chiara.says("and this is the bathroom")
        await hotel.settled()
        shown = after(case.messages(), "Which room is it?")
        assert [one.kind for one in shown] == ["text", "photo", "photo", "photo", "voice", "text"]
        assert [one.caption for one in shown[1:4]] == ["the tap", None, "the boiler"]
        assert len({one.raw.get("media_group_id") for one in shown[1:4]}) == 1
        assert shown[1].raw["media_group_id"]
        answer = await case.replies(shown[4], "I heard you, on my way")
        there = await chiara.sees("I heard you, on my way")
        assert there.reply_to == voice.message_id
        await chiara.says("Good, I wait here", reply_to=there)
        assert (await case.shows("Good, I wait here")).reply_to == answer.message_id


async def test_what_is_said_while_the_desk_is_down_arrives_in_order(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
    await chiara.sends_album("one", "two")
    await chiara.says("three, and the floor is wet")
    async with hotel.open():
        await case.shows("three, and the floor is wet")
        await chiara.sends_album("four", "five")
        await hotel.settled()
    hotel.clock.advance(minutes=1)  # the desk went down between the pictures and the end of the album
    async with hotel.open():
        await hotel.settled()
        shown = [plain(one) for one in after(case.messages(), "Which room is it?")]
        assert shown[1:3] == ["one", "two"]
        assert "three" in shown[3]
        assert shown[-2:] == ["four", "five"]


async def test_every_kind_goes_both_ways(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        telegram, place = hotel.loopback, {"chat": hotel.group, "thread": case.thread}
        for kind in ("video", "video_note", "audio"):
            telegram.send_file(chiara.person, kind)
            telegram.send_file(case.who, kind, **place)  # type: ignore[arg-type]  # a place is both
        telegram.send_contact(chiara.person, "Ana", "+36201234567")
        telegram.send_location(case.who, **place)  # type: ignore[arg-type]  # as above
        telegram.send_sticker(chiara.person)
        telegram.send_document(case.who, "map.pdf", **place)  # type: ignore[arg-type]  # as above
        telegram.send_dice(chiara.person)
        await chiara.says("Thank you very much!")
        await case.shows("Thank you very much!")
        await hotel.settled()
        theirs = [one.kind for one in case.messages() if one.sender.is_bot and one.kind != "text"]
        assert theirs[1:] == ["video", "video_note", "audio", "contact", "sticker", "dice"]
        ours = [one.kind for one in chiara.from_bot() if one.kind != "text"]
        assert ours == ["video", "video_note", "audio", "location", "document"]


async def test_a_correction_stands_under_what_it_corrects(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        wrong = await chiara.says("It is room two hundred and five I think", reply_to=None)
        line = await case.shows("two hundred and five")
        hotel.loopback.edit(chiara.person, wrong, "It is room 305, sorry")
        mended = await case.shows("It is room 305, sorry")
        assert "corrected" in plain(mended)
        assert mended.reply_to == line.message_id
        said = await case.says("The engineer comes at 5")
        first = await chiara.sees("comes at 5")
        hotel.loopback.edit(case.who, said, "The engineer comes at 6")
        again = await chiara.sees("comes at 6")
        assert "corrected" in plain(again)
        assert again.reply_to == first.message_id
        picture = await chiara.sends_photo("the sink")
        shown = await case.shows("the sink")
        hotel.loopback.edit_caption(chiara.person, picture, "the bath")
        assert (await case.shows("the bath")).reply_to == shown.message_id


async def test_a_colleague_takes_the_last_words_back(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        await case.says("That is what you get for five stars")
        await chiara.sees("five stars")
        await case.says("/unsay")
        await case.shows("Taken back from the guest's chat: Dana")
        await hotel.settled()
        assert not any("five stars" in plain(one) for one in chiara.from_bot())
        assert any("Which room is it?" in plain(one) for one in chiara.from_bot())
        await hotel.pass_time(hours=49)
        await case.says("/unsay")
        await case.shows("nothing older than 48 hours")


def internal(case: Topic, erlan: Desk, hotel: Hotel) -> Iterator[Sent]:
    """Every way of saying something that is not for the guest."""
    place = {"chat": hotel.group, "thread": case.thread}
    for note in NOTES:
        yield hotel.loopback.say(case.who, note, **place)  # type: ignore[arg-type]  # a place is both
    yield hotel.loopback.send_photo(case.who, caption="// he shouts at everyone", **place)  # type: ignore[arg-type]  # as above
    first = hotel.loopback.say(erlan.person, "// who knows this guest?", **place)  # type: ignore[arg-type]  # as above
    words = "he shouts at everyone"
    yield hotel.loopback.say(case.who, words, reply_to=first.message_id, **place)  # type: ignore[arg-type]  # as above


def leaked(chiara: Phone) -> list[str]:
    return [plain(one) for one in chiara.from_bot() if "shouts" in plain(one) or one.kind == "photo"]


async def test_no_note_reaches_the_guest(
    hotel: Hotel, chiara: Phone, dana: Desk, erlan: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        notes = list(internal(case, erlan, hotel))
        await hotel.settled()
        hotel.loopback.edit(case.who, notes[0], "he shouts at everyone, really")  # the slashes are gone
        await hotel.settled()
        assert leaked(chiara) == []
        monkeypatch.setattr(conversing, "wrote", conversing._relay)  # the positive control
        list(internal(case, erlan, hotel))
        await hotel.settled()
        assert len(leaked(chiara)) == 5, "a door that is open is seen to be open"


async def test_what_the_guest_deletes_before_it_is_passed_on_is_said_to_be_gone(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        hotel.loopback.refuse_connection("copyMessage")
        picture = await chiara.sends_photo("the broken tap")
        hotel.loopback.delete(picture)
        await hotel.pass_time(seconds=3)
        shown = await case.shows("deleted before it could be passed on")
        assert "the broken tap" in plain(shown)


async def test_a_case_that_opens_again_has_its_old_topic(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        case = await talking(chiara, dana)
        await case.taps("Resolve")
        await chiara.taps("Yes, all right")
        await hotel.settled()
        assert hotel.group.topics[case.thread].closed
        await chiara.says("There is no hot water again!!")
        await case.shows("no hot water again")
        await hotel.settled()
        assert not hotel.group.topics[case.thread].closed
        assert len(hotel.group.topics) == 1


async def test_without_topics_the_general_chat_does_and_replies_reach_the_guest(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        case = await talking(chiara, dana)
        hotel.loopback.switch_off_topics(hotel.group)
        await chiara.says("It is room 305, the water is ice cold")
        await madina.sees("Turn topics on in the staff group")
        await hotel.settled()
        line = next(one for one in hotel.loopback.chat(hotel.group) if "ice cold" in plain(one))
        assert line.thread_id is None
        hotel.loopback.say(case.who, "Coming now", chat=hotel.group, reply_to=line.message_id)
        await chiara.sees("Coming now")
        hotel.loopback.switch_on_topics(hotel.group)
        await chiara.says("Thank you, and the sink drips as well")
        await hotel.settled()
        again = await dana.sees_case(about="the sink drips")
        await again.shows("Dana has it")


async def test_the_last_word_in_a_topic_that_was_left_stands_there_and_closes_it(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    """Also where it is closed already: an administrator can still write there."""
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await hotel.settled()

        def left(conn: Connection, house: House) -> None:
            number = conn.execute(select(cases.c.id)).scalar_one()
            topics.say_left(conn, house, number, hotel.group.chat_id, case.thread)

        for n in (1, 2):
            await writes(hotel, left)
            said = [one for one in case.messages() if "no longer reaches the guest" in plain(one)]
            assert len(said) == n
            assert hotel.group.topics[case.thread].closed
