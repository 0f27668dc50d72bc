"""Letters that are drawn when they are sent: room cards, tables, vouchers, charts; each in a thread."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import Bot, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import sheets
from bot.desk.mail import Letter
from bot.say import unpack, unpack_say
from bot.speech import Voice
from bot.tg.render import Page, page


def unchanged(error: BadRequest) -> bool:
    return "message is not modified" in error.message.lower()


def gone(error: BadRequest) -> bool:
    """The message to edit is not there any more, or was never ours to edit."""
    said = error.message.lower()
    return any(
        sign in said for sign in ("message to edit not found", "message can't be edited", "no text in")
    )


async def sheet(bot: Bot, letter: Letter, voice: Voice) -> int:
    """The card is drawn in a thread: a tenth of a second in which nobody else waits."""
    shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
    card = sheets.card_of(letter.content["card"], voice, bot.username)
    drawn = await asyncio.to_thread(sheets.pdf, [card], title=card.room)
    message = await bot.send_document(
        letter.chat_id or 0,
        drawn,
        filename=f"{card.room}.pdf",
        caption=shown.pieces[0],
        parse_mode=ParseMode.HTML,
    )
    return message.message_id


async def table(bot: Bot, letter: Letter, voice: Voice) -> int:
    """Written in a thread, as a sheet is drawn."""
    shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
    drawn = letter.content["table"]
    if "pages" in drawn:  # figures, not a form
        made = await asyncio.to_thread(sheets.book, drawn["pages"])
    else:
        made = await asyncio.to_thread(sheets.xlsx, _cells(drawn["rows"], voice), drawn["sheet"])
    message = await bot.send_document(
        letter.chat_id or 0,
        made,
        filename=drawn["name"],
        caption=shown.pieces[0],
        parse_mode=ParseMode.HTML,
        reply_markup=shown.keyboard,
    )
    return message.message_id


def _cells(rows: list[list[Any]], voice: Voice) -> list[list[str]]:
    """What is said in words is put into the reader's language."""
    return [[one if isinstance(one, str) else voice.label(unpack(one)) for one in row] for row in rows]


async def voucher(bot: Bot, letter: Letter, voice: Voice) -> int:
    """Drawn in a thread, as a sheet is."""
    shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
    facts = sheets.voucher_of(letter.content["voucher"], voice, bot.username)
    message = await bot.send_photo(
        letter.chat_id or 0,
        await asyncio.to_thread(sheets.picture, facts),
        caption=shown.pieces[0],
        parse_mode=ParseMode.HTML,
        reply_markup=shown.keyboard,
    )
    return message.message_id


async def chart(bot: Bot, letter: Letter, voice: Voice) -> int:
    """Drawn in a thread, as a sheet is; over an older chart where that is still there."""
    shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
    drawn = await asyncio.to_thread(sheets.png, sheets.chart_of(letter.content["chart"], voice))
    over: int | None = letter.content["message_id"]
    if over and await _redrawn(bot, letter, shown, drawn, over):
        return over
    message = await bot.send_photo(
        letter.chat_id or 0,
        drawn,
        caption=shown.pieces[0],
        parse_mode=ParseMode.HTML,
        reply_markup=shown.keyboard,
    )
    return message.message_id


async def _redrawn(bot: Bot, letter: Letter, shown: Page, drawn: bytes, message_id: int) -> bool:
    """Put the picture in the older one's place; False when that is gone."""
    media = InputMediaPhoto(drawn, shown.pieces[0], ParseMode.HTML)
    try:
        await bot.edit_message_media(
            media, chat_id=letter.chat_id or 0, message_id=message_id, reply_markup=shown.keyboard
        )
    except BadRequest as error:
        if not unchanged(error) and not gone(error):
            raise
        return unchanged(error)
    return True
