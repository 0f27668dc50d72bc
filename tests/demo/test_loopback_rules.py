"""Every rule in pairs: what breaks it is refused in Telegram's words, its lawful neighbour goes through."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import TelegramError

from bot.demo.telegram import Group, Loopback, Person, methods
from bot.demo.telegram.phones import TINY_PNG

Attempt = Callable[[Bot, int], Awaitable[object]]


async def refusal(loopback: Loopback, attempt: Awaitable[object]) -> str:
    with pytest.raises(TelegramError):
        await attempt
    return str(loopback.calls()[-1].error)


def html(text: str) -> Attempt:
    return lambda bot, chat: bot.send_message(chat, text, parse_mode="HTML")


def says(text: str) -> Attempt:
    return lambda bot, chat: bot.send_message(chat, text)


def shows(caption: str) -> Attempt:
    return lambda bot, chat: bot.send_photo(chat, TINY_PNG, caption=caption)


def offers(*, callback_data: str | None = None, url: str | None = None) -> Attempt:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", url, callback_data)]])
    return lambda bot, chat: bot.send_message(chat, "?", reply_markup=keys)


CANNOT_PARSE = "Bad Request: can't parse entities: "
PAIRS: dict[str, tuple[Attempt, str, Attempt]] = {
    "long text": (says("a" * 4097), "Bad Request: message is too long", says("a" * 4096)),
    "long text in UTF-16": (says("🏨" * 2049), "Bad Request: message is too long", says("🏨" * 2048)),
    "length counts after parsing": (
        html("<b>" + "a" * 4097 + "</b>"),
        "Bad Request: message is too long",
        html("<b>" + "&lt;" * 4096 + "</b>"),
    ),
    "empty text": (says(" \n "), "Bad Request: message text is empty", says(" . ")),
    "long caption": (shows("a" * 1025), "Bad Request: message caption is too long", shows("a" * 1024)),
    "unknown tag": (
        html("room <214> ok"),
        CANNOT_PARSE + 'Unsupported start tag "214" at byte offset 5',
        html("room &lt;214&gt; ok"),
    ),
    "unknown tag after Kazakh": (
        html("бөлме <div>"),
        CANNOT_PARSE + 'Unsupported start tag "div" at byte offset 11',
        html("бөлме <u>х</u>"),
    ),
    "unclosed tag": (
        html("<b>bold"),
        CANNOT_PARSE + 'Can\'t find end tag corresponding to start tag "b"',
        html("<b>bold</b>"),
    ),
    "crossed tags": (
        html("<b><i>x</b></i>"),
        CANNOT_PARSE + 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        html("<b><i>x</i></b>"),
    ),
    "stray end tag": (html("x</b>"), CANNOT_PARSE + "Unexpected end tag at byte offset 1", html("<b>x</b>")),
    "stray angle": (html("5 < 6"), CANNOT_PARSE + "Unclosed start tag at byte offset 2", html("5 &lt; 6")),
    "span without class": (
        html("<span>x</span>"),
        CANNOT_PARSE + 'Tag "span" must have class "tg-spoiler" at byte offset 0',
        html('<span class="tg-spoiler">x</span>'),
    ),
    "button data of 65 bytes": (
        offers(callback_data="ж" * 32 + "a"),
        "Bad Request: BUTTON_DATA_INVALID",
        offers(callback_data="ж" * 32),
    ),
    "button url": (
        offers(url="room214"),
        "Bad Request: inline keyboard button URL 'room214' is invalid: Wrong HTTP URL",
        offers(url="https://example.org/?a=1&b=2"),
    ),
    "button that does nothing": (
        offers(),
        "Bad Request: text buttons are not allowed in the inline keyboard",
        offers(callback_data="x"),
    ),
    "reply to nothing": (
        lambda bot, chat: bot.send_message(chat, "x", reply_parameters=ReplyParameters(999)),
        "Bad Request: message to be replied not found",
        lambda bot, chat: bot.send_message(
            chat, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
        ),
    ),
    "not a picture": (
        lambda bot, chat: bot.send_photo(chat, b"words"),
        "Bad Request: IMAGE_PROCESS_FAILED",
        lambda bot, chat: bot.send_document(chat, b"words"),
    ),
    "unknown file": (
        lambda bot, chat: bot.send_photo(chat, "AgACnobody"),
        "Bad Request: wrong file identifier/HTTP URL specified",
        lambda bot, chat: bot.send_photo(chat, TINY_PNG),
    ),
    "unknown chat": (
        lambda bot, chat: bot.send_message(chat + 1, "x"),
        "Bad Request: chat not found",
        lambda bot, chat: bot.send_message(chat, "x"),
    ),
    "unknown chat action": (
        lambda bot, chat: bot.send_chat_action(chat, "dancing"),
        "Bad Request: wrong parameter action in request",
        lambda bot, chat: bot.send_chat_action(chat, "typing"),
    ),
    "delete nothing": (
        lambda bot, chat: bot.delete_message(chat, 999),
        "Bad Request: message to delete not found",
        lambda bot, chat: bot.delete_message(chat, 1),
    ),
    "edit another's message": (
        lambda bot, chat: bot.edit_message_text("x", chat, 1),
        "Bad Request: message can't be edited",
        says("x"),
    ),
    "edit nothing": (
        lambda bot, chat: bot.edit_message_text("x", chat, 999),
        "Bad Request: message to edit not found",
        says("x"),
    ),
    "place off the globe": (
        lambda bot, chat: bot.send_location(chat, 91.0, 0.0),
        "Bad Request: wrong latitude or longitude specified",
        lambda bot, chat: bot.send_location(chat, 43.2, 76.9),
    ),
    "command with a capital": (
        lambda bot, chat: bot.set_my_commands([("Help", "x")]),
        "Bad Request: BOT_COMMAND_INVALID",
        lambda bot, chat: bot.set_my_commands([("help", "x")]),
    ),
}


@pytest.mark.parametrize("rule", PAIRS)
async def test_what_breaks_a_rule_is_refused_and_its_neighbour_is_not(
    loopback: Loopback, bot: Bot, aygun: Person, rule: str
) -> None:
    wrong, words, right = PAIRS[rule]
    loopback.say(aygun, "hello")
    assert await refusal(loopback, wrong(bot, aygun.chat_id)) == words
    await right(bot, aygun.chat_id)
    assert loopback.violations == []


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        ("TEXT_LIMIT", "long text"),
        ("CAPTION_LIMIT", "long caption"),
        ("DATA_LIMIT_BYTES", "button data of 65 bytes"),
    ],
)
async def test_a_rule_that_was_loosened_refuses_nothing(
    loopback: Loopback, bot: Bot, aygun: Person, monkeypatch: pytest.MonkeyPatch, limit: str, rule: str
) -> None:
    """Positive control: it is this rule that refuses, so the test of it would see the rule gone."""
    loopback.say(aygun, "hello")
    monkeypatch.setattr(methods, limit, 10_000)
    await PAIRS[rule][0](bot, aygun.chat_id)


async def test_html_becomes_entities_counted_in_utf16(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    text = (
        '🏨 <b>a <i>b</i></b> <a href="https://x.org">l</a> <blockquote expandable>q &amp; &#39;</blockquote>'
    )
    sent = await bot.send_message(aygun.chat_id, text, parse_mode="HTML")
    assert sent.text == "🏨 a b l q & '"
    assert {str(e.type): sent.parse_entity(e) for e in sent.entities} == {
        "bold": "a b",
        "italic": "b",
        "text_link": "l",
        "expandable_blockquote": "q & '",
    }
    (seen,) = [m for m in loopback.chat(aygun) if m.by_bot]
    assert (seen.text, seen.html, seen.quote) == (sent.text, text, "q & '")


async def test_an_ampersand_nobody_escaped_is_shown_but_noted(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    assert (await bot.send_message(aygun.chat_id, "B&B", parse_mode="HTML")).text == "B&B"
    assert "nobody escaped" in loopback.violations[0]


async def test_the_same_text_and_buttons_are_not_a_change(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(aygun.chat_id, "<b>x</b>", parse_mode="HTML", reply_markup=keys)
    again = bot.edit_message_text(
        "<b>x</b>", aygun.chat_id, sent.message_id, parse_mode="HTML", reply_markup=keys
    )
    assert (await refusal(loopback, again)).startswith("Bad Request: message is not modified: specified new")
    await bot.edit_message_text("<b>x</b>", aygun.chat_id, sent.message_id, parse_mode="HTML")
    seen = loopback.chat(aygun)[-1]
    assert (seen.edited, seen.buttons) == (True, ())


async def test_a_photo_has_a_caption_to_edit_and_no_text(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    text = await bot.send_message(aygun.chat_id, "x")
    photo = await bot.send_photo(aygun.chat_id, TINY_PNG)
    wrong = bot.edit_message_text("x", aygun.chat_id, photo.message_id)
    assert await refusal(loopback, wrong) == "Bad Request: there is no text in the message to edit"
    wrong = bot.edit_message_caption(aygun.chat_id, text.message_id, caption="x")
    assert await refusal(loopback, wrong) == "Bad Request: there is no caption in the message to edit"
    await bot.edit_message_caption(aygun.chat_id, photo.message_id, caption="the pool")
    assert loopback.chat(aygun)[-1].caption == "the pool"


async def test_a_stranger_cannot_be_written_to_until_they_write(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    words = await refusal(loopback, bot.send_message(aygun.chat_id, "x"))
    assert words == "Forbidden: bot can't initiate conversation with a user"
    loopback.say(aygun, "hello")
    await bot.send_message(aygun.chat_id, "x")


async def test_whoever_blocks_the_bot_is_out_of_reach_until_they_unblock(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    loopback.block(aygun)
    words = await refusal(loopback, bot.send_message(aygun.chat_id, "x"))
    assert words == "Forbidden: bot was blocked by the user"
    loopback.unblock(aygun)
    await bot.send_message(aygun.chat_id, "x")


async def test_a_group_that_removed_the_bot_is_closed_to_it(
    loopback: Loopback, bot: Bot, staff: Group
) -> None:
    loopback.remove_bot(staff)
    words = await refusal(loopback, bot.send_message(staff.chat_id, "x"))
    assert words == "Forbidden: bot was kicked from the supergroup chat"
    loopback.add_bot(staff)
    await bot.send_message(staff.chat_id, "x")


async def test_an_upgraded_group_says_where_it_went(loopback: Loopback, bot: Bot, staff: Group) -> None:
    old, new = staff.chat_id, loopback.upgrade(staff)
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(old, "x")
    assert getattr(caught.value, "new_chat_id", None) == new
    await bot.send_message(new, "x")


async def test_topics_open_close_reopen_and_vanish(loopback: Loopback, bot: Bot, staff: Group) -> None:
    chat = staff.chat_id
    thread = (await bot.create_forum_topic(chat, "Room 214")).message_thread_id
    sent = await bot.send_message(chat, "x", message_thread_id=thread)
    assert sent.is_topic_message
    assert sent.message_thread_id == thread
    await bot.edit_forum_topic(chat, thread, name="Room 215")
    loopback.close_topic(staff, thread)
    write = bot.send_message
    assert await refusal(loopback, write(chat, "x", message_thread_id=thread)) == "Bad Request: TOPIC_CLOSED"
    same = await refusal(loopback, bot.close_forum_topic(chat, thread))
    assert same == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot.reopen_forum_topic(chat, thread)
    await write(chat, "x", message_thread_id=thread)
    loopback.delete_topic(staff, thread)
    gone = await refusal(loopback, write(chat, "x", message_thread_id=thread))
    assert gone == "Bad Request: message thread not found"
    assert [m.thread_id for m in loopback.chat(staff)] == []


async def test_general_has_no_number(loopback: Loopback, bot: Bot, staff: Group) -> None:
    words = await refusal(loopback, bot.send_message(staff.chat_id, "x", message_thread_id=1))
    assert words == "Bad Request: message thread not found"
    assert (await bot.send_message(staff.chat_id, "x")).message_thread_id is None


async def test_topics_need_the_right_to_manage_them(loopback: Loopback, bot: Bot, dana: Person) -> None:
    group = loopback.forum("Desk", members=[dana], bot_admin=False)
    words = await refusal(loopback, bot.create_forum_topic(group.chat_id, "x"))
    assert words == "Bad Request: not enough rights to create a topic"
    loopback.add_bot(group)
    await bot.create_forum_topic(group.chat_id, "x")


async def test_where_only_administrators_may_write_another_bot_is_refused(
    loopback: Loopback, bot: Bot, staff: Group
) -> None:
    loopback.hush(staff)
    await bot.send_message(staff.chat_id, "x")
    loopback.add_bot(staff, admin=False)
    words = await refusal(loopback, bot.send_message(staff.chat_id, "x"))
    assert words == "Bad Request: not enough rights to send text messages to the chat"
