"""A tiny desk for trying the page: it answers, books, opens topics, edits, sends pictures and files."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.config import Config
from bot.demo.page import sample
from bot.demo.stage import Clock

CARD = (
    "<b>Boating, 1 h · 45 ₼</b>\n17 July, 16:00 · with a skipper\n\n"
    "2 adults × 15 ₼ = 30 ₼\n2 children × 7.50 ₼ = 15 ₼\n<b>Total: 45 ₼</b>\n\n"
    "<i>Free to cancel until 12:00</i>"
)
LONG = "Bağışlayın, bu saatda isti susuz qalmaq çox narahatedicidir. " * 4


@dataclass
class HandClock:
    """It stands still between the page's moves: a minute that ended by itself would be read as one."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251 - this is the clock

    def now(self) -> datetime:
        return self.at

    def advance(self, *, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


def keys(*rows: str) -> InlineKeyboardMarkup:
    """Rows of labels; a label is its own data."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label[:20]) for label in row.split("|")] for row in rows]
    )


async def serve(
    config: Config, *, clock: Clock, stop: asyncio.Event, ready: Callable[[object], None], cast: object
) -> None:
    """Poll the loopback until told to stop."""
    async with Bot(str(config.token), f"{config.api}/bot", f"{config.api}/file/bot") as bot:
        ready(None)
        offset = 0
        while not stop.is_set():
            for update in await bot.get_updates(offset=offset, timeout=0):
                offset = update.update_id + 1
                await answer(bot, config, update)
            try:
                async with asyncio.timeout(0.05):
                    await stop.wait()
            except TimeoutError:
                continue


async def answer(bot: Bot, config: Config, update: Update) -> None:
    if update.callback_query:
        await pressed(bot, update)
    elif update.message and update.message.chat_id > 0:
        await private(bot, config, update.message)
    elif update.message and update.message.text and update.message.message_thread_id:
        await bot.send_message(1002, f"<b>Erlan, karbantartás:</b>\n{update.message.text}", "HTML")


async def private(bot: Bot, config: Config, said: Message) -> None:
    me = said.chat_id
    if said.photo and config.staff_chat:
        await bot.copy_message(config.staff_chat, me, said.message_id, message_thread_id=TOPICS.get(me))
    elif "meleg" in (said.text or "") and config.staff_chat:
        await complaint(bot, config.staff_chat, said)
    elif "kartı" in (said.text or ""):
        await bot.send_photo(
            me, sample.tap(), CARD, parse_mode="HTML", reply_markup=keys("Yeri saxla", "Vaxtı dəyiş|Sual ver")
        )
    else:
        await bot.send_message(
            me,
            f"<b>Nə arzu edirsiniz?</b>\n{LONG}",
            "HTML",
            reply_markup=keys("Bu gün nə var", "Təbiət|Ailə", "Əməkdaş çağır"),
        )


TOPICS: dict[int, int] = {}


async def complaint(bot: Bot, staff: int, said: Message) -> None:
    me = said.chat_id
    await bot.send_message(
        me,
        "<b>Nagyon sajnáljuk, hogy ez elrontja a pihenését.</b>\n"
        "23:47-ig egy munkatársunk ide írja, mit teszünk. Ügy: C-4KQ",
        "HTML",
        reply_markup=keys("Kiegészítem", "Sürgős"),
    )
    topic = await bot.create_forum_topic(staff, "305 · no hot water")
    TOPICS[me] = topic.message_thread_id
    await bot.send_message(
        staff,
        f"<b>S2 · Engineering · room 305</b> (verified)\nUnderstood: no hot water <i>(a guess)</i>"
        f"<blockquote>{said.text}</blockquote>\nBence · hu\nAcknowledge by <b>23:47</b>",
        "HTML",
        message_thread_id=topic.message_thread_id,
        reply_markup=keys("Claim", "On my way|Resolve"),
    )
    await bot.create_forum_topic(staff, "🔴 118 · towels, late")
    closed = await bot.create_forum_topic(staff, "207 · baby cot")
    await bot.close_forum_topic(staff, closed.message_thread_id)


async def pressed(bot: Bot, update: Update) -> None:
    query = update.callback_query
    assert query
    match query.data:
        case "Claim":
            await query.answer("Yours now")
            await query.edit_message_text(
                "<b>S2 · Engineering · room 305</b>\nErlan has it",
                "HTML",
                reply_markup=keys("On my way|Resolve"),
            )
        case "Yeri saxla":
            await query.answer("Yerlər 15 dəqiqə saxlanılır", show_alert=True)
            await query.edit_message_caption(
                CARD + "\n⏳ 15:45", parse_mode="HTML", reply_markup=keys("Bəli, bron et", "Yerləri burax")
            )
        case "Bəli, bron et":
            await query.answer()
            calendar = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
            await bot.send_document(query.from_user.id, calendar, "Qayıq", filename="B-7F3K.ics")
        case _:
            await query.answer("Oldu")
