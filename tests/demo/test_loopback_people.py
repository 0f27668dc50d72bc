"""What people do, as the bot hears of it and as it stands on the screens."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest

from bot.demo.telegram import Group, Loopback, Person, Sent
from tests.demo.conftest import Clock


async def heard(loopback: Loopback, bot: Bot, sent: Sent) -> Update:
    (update,) = [u for u in await bot.get_updates() if u.update_id == sent.update_id]
    return update


async def offer(bot: Bot, who: Person, *labels: str) -> None:
    keys = [[InlineKeyboardButton(label, callback_data=label.lower())] for label in labels]
    await bot.send_message(who.chat_id, "Shall I?", reply_markup=InlineKeyboardMarkup(keys))


async def test_a_command_is_marked_as_one(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    update = await heard(loopback, bot, loopback.say(aygun, "/start r214"))
    assert update.message
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    plain = await heard(loopback, bot, loopback.say(aygun, "towels and/or soap"))
    assert plain.message
    assert plain.message.entities == ()


async def test_words_in_a_topic_carry_its_number(
    loopback: Loopback, bot: Bot, staff: Group, dana: Person
) -> None:
    thread = (await bot.create_forum_topic(staff.chat_id, "214")).message_thread_id
    card = await bot.send_message(staff.chat_id, "card", message_thread_id=thread)
    update = await heard(loopback, bot, loopback.say(dana, "On the way", chat=staff, thread=thread))
    message = update.message
    assert message
    assert (message.message_thread_id, message.is_topic_message) == (thread, True)
    reply = loopback.say(dana, "Done", chat=staff, thread=thread, reply_to=card.message_id)
    assert reply.reply_to == card.message_id
    assert [m.text for m in loopback.chat(staff, thread=thread)] == ["", "card", "On the way", "Done"]
    general = await heard(loopback, bot, loopback.say(dana, "Lunch?", chat=staff))
    assert general.message
    assert general.message.message_thread_id is None


async def test_a_press_is_answered_once_and_in_time(
    loopback: Loopback, bot: Bot, aygun: Person, clock: Clock
) -> None:
    loopback.say(aygun, "hello")
    await offer(bot, aygun, "Yes, please", "No")
    screen = loopback.chat(aygun)[-1]
    pressed = loopback.press(aygun, screen, "Yes")
    assert pressed.data == "yes, please"
    await bot.answer_callback_query(pressed.query_id, "Booked", show_alert=True)
    answer = loopback.answer_to(pressed)
    assert answer
    assert (answer.text, answer.alert) == ("Booked", True)
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(pressed.query_id)
    late = loopback.press(aygun, screen, 1)
    clock.advance(seconds=16)
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(late.query_id)
    assert len(loopback.answers()) == 1


async def test_a_button_that_is_not_there_cannot_be_pressed(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    await offer(bot, aygun, "Yes", "No")
    with pytest.raises(LookupError, match=r"\['Yes', 'No'\]"):
        loopback.press(aygun, loopback.chat(aygun)[-1], "Maybe")


async def test_an_old_button_and_a_forged_one_reach_the_bot(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    await offer(bot, aygun, "Yes")
    old = loopback.chat(aygun)[-1]
    await bot.edit_message_text("Gone", aygun.chat_id, old.message_id)
    loopback.press(aygun, old, "Yes")
    await bot.delete_message(aygun.chat_id, old.message_id)
    loopback.press_data(aygun, old, "forged")
    queries = [u.callback_query for u in await bot.get_updates() if u.callback_query]
    assert [(q.data, q.message.is_accessible) for q in queries if q.message] == [
        ("yes", True),
        ("forged", False),
    ]


async def test_every_act_is_an_update_python_telegram_bot_can_read(
    loopback: Loopback, bot: Bot, staff: Group, aygun: Person, dana: Person
) -> None:
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    first = loopback.say(aygun, "hello")
    thread = loopback.open_topic(dana, staff, "Towels")
    loopback.send_photo(aygun, caption="broken lamp")
    loopback.send_voice(dana, chat=staff, thread=thread)
    loopback.send_document(aygun)
    loopback.send_location(aygun)
    loopback.send_sticker(aygun)
    loopback.edit(aygun, first, "hello!")
    loopback.forward(aygun, first)
    loopback.say_as_group(staff, "from above", thread)
    loopback.close_topic(staff, thread)
    loopback.reopen_topic(staff, thread)
    loopback.block(aygun)
    loopback.unblock(aygun)
    loopback.leave(dana, staff)
    loopback.join(dana, staff)
    loopback.remove_bot(staff)
    loopback.add_bot(staff)
    loopback.upgrade(staff)
    updates = await bot.get_updates()
    assert [u.update_id for u in updates] == loopback.pushed()
    assert len(updates) == 23
    assert loopback.violations == []
    assert [u.message.sender_chat.title for u in updates if u.message and u.message.sender_chat] == [
        "Front desk"
    ]
    assert loopback.chat(aygun)[0].text == "hello!"


async def test_whoever_is_not_in_the_group_cannot_write_there(
    loopback: Loopback, staff: Group, aygun: Person
) -> None:
    with pytest.raises(LookupError, match="not in Front desk"):
        loopback.say(aygun, "hello", chat=staff)


async def test_copies_pins_and_reactions_stand_on_the_screen(
    loopback: Loopback, bot: Bot, staff: Group, aygun: Person
) -> None:
    said = loopback.send_photo(aygun, caption="broken lamp")
    await bot.copy_message(staff.chat_id, aygun.chat_id, said.message_id)
    await bot.set_message_reaction(aygun.chat_id, said.message_id, "👀")
    copy = loopback.chat(staff)[-1]
    await bot.pin_chat_message(staff.chat_id, copy.message_id)
    assert loopback.chat(aygun)[-1].reactions == ("👀",)
    assert (copy.caption, copy.by_bot, loopback.chat(staff)[-1].pin) == ("broken lamp", True, True)


async def test_waiting_for_what_never_comes_tells_what_did(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "towels please")
    with pytest.raises(AssertionError, match="Aygün: towels please"):
        await loopback.until(lambda: loopback.answers(), timeout=0.05)
    assert await loopback.until(lambda: loopback.chat(aygun)) == loopback.chat(aygun)


async def test_old_messages_go_when_there_are_too_many(loopback: Loopback, aygun: Person) -> None:
    for number in range(510):
        loopback.say(aygun, str(number))
    assert (len(loopback.chat(aygun)), loopback.chat(aygun)[0].text) == (500, "10")


async def test_the_feed_tells_what_is_new(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    seq = loopback.events_since(0)[-1].seq
    await bot.send_message(aygun.chat_id, "x")
    assert await loopback.changed(seq, timeout=1) > seq
    assert [e.kind for e in loopback.events_since(seq)] == ["message", "call"]
