"""The letter that carries a guest's own data: read and written at sending, and kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.constants import ParseMode

from bot.db import Connection, Database
from bot.desk.house import House
from bot.desk.mail import Letter
from bot.desk.privacy import export
from bot.desk.privacy.export import Parts
from bot.say import Local, unpack_say
from bot.sheets import own_data
from bot.speech import Voice
from bot.tg.render import page

NAME = "my-data.html"


@dataclass(frozen=True)
class OwnData:
    db: Database
    house: Callable[[Connection], House]

    async def drawn(self, bot: Bot, letter: Letter, voice: Voice) -> int:
        house, name, parts = await self.db.read(self._gathered, letter.content["guest"])
        hotel = voice.label(Local(house.hotel.name))
        made = await asyncio.to_thread(own_data.page, parts, name, hotel, house.now, voice)
        shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
        sent = await bot.send_document(
            letter.chat_id or 0,
            made.encode(),
            filename=NAME,
            caption=shown.pieces[0],
            parse_mode=ParseMode.HTML,
            reply_markup=shown.keyboard,
        )
        return sent.message_id

    def _gathered(self, conn: Connection, guest_id: int) -> tuple[House, str, Parts]:
        house = self.house(conn)
        return house, *export.for_letter(conn, house, guest_id)
