"""What guest and staff send each other, on the wire: copies, albums, replies, and what is taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import Bot, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.desk.mail import Letter
from bot.say import text, unpack_say
from bot.speech import Voice
from bot.tg.render import page

NO_REPLY = ("message to be replied not found", "replied message not found")
NO_SOURCE = ("message to copy not found", "message can't be copied", "no messages to copy")
NO_TOPIC = ("not found", "topic_id_invalid", "topic_deleted")
Arrived = int | Sequence[int] | None  # the message a letter has become, or the messages in their order
Send = Callable[[Letter, Voice], Awaitable[Arrived]]
Instead = Callable[[Letter, str, int | None], Awaitable[int]]


def answers(letter: Letter) -> ReplyParameters | None:
    """The message that it replies to; if that is gone it comes without."""
    number = letter.content.get("answers")
    return ReplyParameters(number, allow_sending_without_reply=True) if number else None


async def copy(bot: Bot, letter: Letter, voice: Voice, thread: int | None, instead: Instead) -> int:
    """As it is; under "say", if that is given, in place of its own caption."""
    said = letter.content.get("say")
    under = page(unpack_say(said), voice, None, repeat=letter.repeat).pieces[0] if said else None
    try:
        copied = await bot.copy_message(
            letter.chat_id or 0,
            letter.content["from"],
            letter.content["message_id"],
            caption=under,
            parse_mode=ParseMode.HTML if under else None,
            message_thread_id=thread,
            reply_parameters=answers(letter),
        )
    except BadRequest as error:
        if not _lost(error):
            raise
        return await instead(letter, _words(voice, under), thread)
    return copied.message_id


async def album(
    bot: Bot, letter: Letter, voice: Voice, thread: int | None, instead: Instead
) -> Sequence[int]:
    """The pictures together, each with its own caption; those that are gone meanwhile are left out."""
    numbers = sorted(letter.content["message_ids"])  # Telegram takes them in rising order only
    try:
        source = letter.content["from"]
        copied = await bot.copy_messages(letter.chat_id or 0, source, numbers, message_thread_id=thread)
    except BadRequest as error:
        if not _lost(error):
            raise
        return [await instead(letter, _words(voice, None), thread)]
    return [one.message_id for one in copied]


def _lost(error: BadRequest) -> bool:
    """It was deleted before it could be passed on, or may not be copied."""
    return any(sign in error.message.lower() for sign in NO_SOURCE)


def _words(voice: Voice, under: str | None) -> str:
    """What was said with it, and that it is not there."""
    return "\n\n".join(one for one in (under, voice.html(text("relay.not_copied"))) if one)


async def leave(bot: Bot, letter: Letter, voice: Voice, send: Send) -> Arrived:
    """The last word in a topic whose case goes on elsewhere."""
    said = await send(letter, voice)
    with suppress(TelegramError):  # closed or not, it has said what it must
        await bot.close_forum_topic(letter.chat_id or 0, letter.thread_id or 0)
    return said


async def untopic(bot: Bot, letter: Letter) -> None:
    """The topic of somebody who was erased, with all that stands in it; gone already is as good."""
    try:
        await bot.delete_forum_topic(letter.chat_id or 0, letter.content["thread"])
    except BadRequest as error:
        if not any(sign in error.message.lower() for sign in NO_TOPIC):
            raise


async def delete(bot: Bot, letter: Letter) -> None:
    """Gone already is as good."""
    for number in letter.content["messages"]:
        try:
            await bot.delete_message(letter.chat_id or 0, number)
        except BadRequest as error:
            if "not found" not in error.message.lower():
                raise
