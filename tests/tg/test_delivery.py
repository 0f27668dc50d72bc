"""How each kind of letter comes to stand on a screen, and what happens when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection, StorageTrouble
from bot.demo.telegram import DEMO_TOKEN, Sent
from bot.demo.telegram.shapes import Call
from bot.desk import outbox
from bot.desk.house import House
from bot.say import Say, say, text
from bot.schema import cases, file_ids, letters
from bot.tg.pictures import bot_of
from tests.hotel import Desk, Hotel, Phone, plain

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


async def writes(hotel: Hotel, use_case: Callable[[Connection, House], None]) -> None:
    """Do something as the desk does it, and wait until its letters are out."""
    assert hotel.running
    desk = hotel.running.channel.desk
    await hotel.running.db.write(lambda conn: use_case(conn, desk.house(conn)))
    hotel.running.channel.sender.wake()
    await hotel.settled()


async def shows(hotel: Hotel, guest: Phone, said: Say, *, over: Sent | None = None) -> Sent:
    """Send a screen, or put it in place of another; what stands in the chat then."""

    def owe(conn: Connection, house: House) -> None:
        chat = guest.person.chat_id
        if over:
            outbox.edit(conn, house, chat, over.message_id, said, on_photo=over.photo is not None)
        else:
            outbox.send(conn, house, chat, said)

    hotel.loopback.chats.started.add(guest.person.user_id)
    await writes(hotel, owe)
    return guest.from_bot()[-1]


def a_picture(hotel: Hotel) -> str:
    """Some picture that the hotel really has."""
    assert hotel.running
    names = hotel.running.channel.sender._delivery._pictures.media.names()
    return min(one for one in names if one.endswith((".png", ".jpg", ".webp")))


async def test_a_picture_takes_the_place_of_a_text_and_a_text_that_of_a_picture(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        photo = a_picture(hotel)
        first = await shows(hotel, chiara, say("One"))
        second = await shows(hotel, chiara, say("Two", photo=photo), over=first)
        assert (second.photo is not None, second.caption) == (True, "Two")
        third = await shows(hotel, chiara, say("Three"), over=second)
        assert plain(third) == "Three"
        fourth = await shows(hotel, chiara, say("Four"), over=third)
        assert plain(fourth) == "Four"
        assert len(chiara.from_bot()) == 1, "one screen, not a trail of them"


async def test_a_picture_is_uploaded_once_and_known_by_its_number_after(
    hotel: Hotel, chiara: Phone, bence: Phone
) -> None:
    async with hotel.open():
        photo = a_picture(hotel)
        for guest in (chiara, bence, chiara):
            await shows(hotel, guest, say("Look", photo=photo))
        sent = [str(call.params["photo"]) for call in hotel.loopback.calls("sendPhoto")]
        assert [one.startswith("attach://") for one in sent] == [True, False, False]
        shown = await shows(hotel, bence, say("And again", photo=photo), over=bence.from_bot()[-1])
        assert plain(shown) == "And again"
        media = hotel.loopback.calls("editMessageMedia")[-1].params["media"]
        held = media if isinstance(media, dict) else json.loads(str(media))
        assert not str(held["media"]).startswith("attach://")


async def test_a_picture_whose_name_cannot_be_kept_has_arrived_all_the_same(
    hotel: Hotel, chiara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        photo = a_picture(hotel)
        await hotel.settled()
        assert hotel.running
        pictures = hotel.running.channel.sender._delivery._pictures

        def full(*_: object) -> None:
            raise StorageTrouble("database or disk is full")

        monkeypatch.setattr(pictures, "_remember", full)
        shown = await shows(hotel, chiara, say("Look", photo=photo))
        assert shown.photo
        assert [one.photo is not None for one in chiara.from_bot()] == [True]
        states = await hotel.running.db.read(
            lambda conn: list(conn.execute(select(letters.c.state)).scalars())
        )
        assert "dead" not in states


async def test_a_picture_that_is_not_there_leaves_its_words(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        assert plain(await shows(hotel, chiara, say("Words", photo="gone.png"))) == "Words"


async def test_words_too_long_for_a_caption_come_under_the_picture(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        photo, long = a_picture(hotel), "word " * 300
        await shows(hotel, chiara, say(long.strip(), photo=photo))
        picture, words = chiara.from_bot()
        assert (picture.photo is not None, picture.caption) == (True, None)
        assert plain(words) == long.strip()


async def test_words_too_long_for_the_caption_replace_the_picture_whole(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        first = await shows(hotel, chiara, say("Short", photo=a_picture(hotel)))
        long = ("word " * 300).strip()
        await shows(hotel, chiara, say(long), over=first)
        assert [plain(one) for one in chiara.from_bot()] == [long]


async def test_a_message_that_is_gone_is_sent_anew(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        first = await shows(hotel, chiara, say("One"))
        hotel.loopback.chats.remove(first)
        second = await shows(hotel, chiara, say("Two"), over=first)
        assert plain(second) == "Two"
        assert second.message_id != first.message_id


async def test_a_message_too_old_to_edit_is_sent_anew(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        first = await shows(hotel, chiara, say("One"))
        hotel.loopback.fail(
            "editMessageText",
            status=400,
            body={"ok": False, "error_code": 400, "description": "Bad Request: message can't be edited"},
        )
        await shows(hotel, chiara, say("Two"), over=first)
        assert [plain(one) for one in chiara.from_bot()] == ["One", "Two"]


async def test_the_same_screen_again_is_no_error(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        first = await shows(hotel, chiara, say("One"))
        await shows(hotel, chiara, say("One"), over=first)
        assert [plain(one) for one in chiara.from_bot()] == ["One"]
        assert await states(hotel) == {"sent"}


async def test_an_old_picture_stays_without_its_buttons_when_it_cannot_be_deleted(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        await chiara.says("/help")
        first = await chiara.last()
        hotel.clock.advance(hours=72)
        await shows(hotel, chiara, say("A picture", photo=a_picture(hotel)), over=first)
        old, new = chiara.from_bot()
        assert old.buttons == ()
        assert new.photo


async def test_what_is_too_long_for_one_message_comes_in_several_in_order(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        words = " ".join(f"word{n}" for n in range(1500))
        await shows(hotel, chiara, say(words, text("guest.home")))
        shown = [plain(one) for one in chiara.from_bot()]
        assert len(shown) > 2
        assert " ".join(shown).split()[:1500] == words.split()


async def test_a_deleted_topic_is_made_anew_with_its_card(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        hotel.loopback.delete_topic(hotel.group, case.thread)
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        again = await dana.sees_case(about="no hot water")
        await again.shows("ice cold")
        assert "S2" in plain(again.card)
        assert len(hotel.group.topics) == 1


async def test_a_topic_whose_making_was_interrupted_is_found_again(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    """Telegram made it and the answer was lost: its own message tells of the topic, and no other is made."""
    async with hotel.open():
        hotel.loopback.lose_reply("createForumTopic")
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await hotel.pass_time(seconds=5)
        assert list(hotel.group.topics) == [case.thread]
        assert len([one for one in hotel.loopback.chat(hotel.group) if "no hot water" in plain(one)]) == 1
        await case.taps("Claim")
        await case.shows("Dana has it")


async def test_a_topic_that_a_colleague_made_is_nobodys_case(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    """The control: only what we made is ours, whatever it is called."""
    async with hotel.open():
        hotel.loopback.refuse_connection("createForumTopic")
        await chiara.says(FURIOUS)
        await chiara.sees("That spoils a stay")
        await hotel.settled()
        assert hotel.running
        ref = await hotel.running.db.read(lambda conn: conn.execute(select(cases.c.ref)).scalar_one())
        theirs = hotel.loopback.open_topic(hotel.people["Dana"], hotel.group, f"214 · water · {ref}")
        await hotel.pass_time(seconds=5)
        case = await dana.sees_case(about="no hot water")
        assert case.thread != theirs


async def test_a_topic_that_could_not_be_made_is_made_later(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        hotel.loopback.refuse_connection("createForumTopic")
        await chiara.says(FURIOUS)
        await chiara.sees("That spoils a stay")
        await hotel.pass_time(seconds=5)
        await dana.sees_case(about="no hot water")
        assert len(hotel.group.topics) == 1


async def test_without_the_right_to_topics_all_goes_to_general_and_the_owner_hears_once(
    hotel: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        hotel.loopback.add_bot(hotel.group, admin=False)
        await chiara.says(FURIOUS)
        await hotel.settled()
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        general = [plain(one) for one in hotel.loopback.chat(hotel.group) if one.thread_id is None]
        assert any("no hot water" in words for words in general)
        assert any("ice cold" in words for words in general)
        told = [plain(one) for one in madina.from_bot() if "topics" in plain(one)]
        assert len(told) == 1, [plain(one) for one in madina.from_bot()]


async def test_an_upgraded_group_is_followed_to_its_new_number(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        await dana.sees_case(about="no hot water")
        hotel.loopback.upgrade(hotel.group)
        await hotel.settled()
        await chiara.says("Still nothing, the water is ice cold and my kids cannot be washed")
        await hotel.settled()
        case = await dana.sees_case(about="no hot water")
        await case.shows("ice cold")
        assert case.card.chat_id == hotel.group.chat_id


async def test_a_letter_that_telegram_refuses_is_reported_not_repeated(
    hotel: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await hotel.settled()
        hotel.loopback.fail(
            "sendMessage",
            status=400,
            body={"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: oh"},
        )
        hotel.loopback.chats.started.add(chiara.person.user_id)
        lost = say("Never read")
        await writes(hotel, lambda conn, house: outbox.send(conn, house, chiara.person.chat_id, lost))
        await hotel.settled()
        assert chiara.from_bot() == []
        assert any("L-" in plain(one) for one in madina.from_bot())
        assert "dead" in await states(hotel)


async def test_a_topics_name_says_room_and_matter_and_is_closed_with_the_case(
    hotel: Hotel, aygun: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await aygun.says("Otaqda isti su yoxdur, heç kim cavab vermir!!")
        case = await dana.sees_case(about="214")
        await case.taps("Claim")
        await case.taps("Resolve")
        await aygun.taps(aygun.labels()[0])
        topic = hotel.group.topics[case.thread]
        assert "214" in topic.name
        assert topic.closed


async def test_every_letter_has_found_its_end(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("On my way")
        await hotel.settled()
        assert await states(hotel) <= {"sent", "dropped"}, "an older state of the card may be dropped"
        assert hotel.running

        def card(conn: Connection) -> tuple[int, int]:
            row = conn.execute(select(cases.c.thread_id, cases.c.card_id)).one()
            return row[0], row[1]

        assert await hotel.running.db.read(card) == (case.thread, case.card.message_id)
        assert hotel.clock.now() - case.card.date < timedelta(minutes=1)


async def states(hotel: Hotel) -> set[str]:
    assert hotel.running
    return await hotel.running.db.read(lambda conn: set(conn.execute(select(letters.c.state)).scalars()))


async def test_what_telegram_calls_a_picture_outlives_a_restart_and_is_no_token(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        photo = a_picture(hotel)
        await shows(hotel, chiara, say("One", photo=photo))
    async with hotel.open():
        await shows(hotel, chiara, say("Two", photo=photo))
        assert [uploaded(call) for call in hotel.loopback.calls("sendPhoto")] == [True, False]
        assert hotel.running
        rows = await hotel.running.db.read(lambda conn: conn.execute(select(file_ids)).mappings().all())
    assert [row["bot"] for row in rows] == [bot_of(DEMO_TOKEN)]
    assert not any(part in str(rows) for part in DEMO_TOKEN.split(":"))


async def test_a_picture_that_telegram_has_forgotten_is_uploaded_anew(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        photo = a_picture(hotel)
        first = await shows(hotel, chiara, say("One", photo=photo))
        hotel.loopback.chats.files.forget()
        await shows(hotel, chiara, say("Two", photo=photo))
        assert [uploaded(call) for call in hotel.loopback.calls("sendPhoto")] == [True, False, True]
        hotel.loopback.chats.files.forget()
        await shows(hotel, chiara, say("Three", photo=photo), over=chiara.from_bot()[-1])
        assert plain(chiara.from_bot()[-1]) == "Three"
        assert first.photo


def uploaded(call: Call) -> bool:
    return str(call.params["photo"]).startswith("attach://")
