"""A guest's phone: what is pressed goes through the front door, and the screens are read from the letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, Heard
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.problems import DeskError
from bot.say import Say, Text, unpack_say
from bot.schema import guests, letters

MESSAGE = 7  # every screen takes the place of the one before
UNKNOWN = Heard("en", "handoff")
MINE = (
    select(letters.c.token, letters.c.content)
    .where(letters.c.chat_id == bindparam("chat"), letters.c.method.in_(("send", "edit")))
    .order_by(letters.c.id.desc())
)


@dataclass
class Phone:
    """`house` is the hotel at this moment; the test moves it on."""

    conn: Connection
    house: House
    chat: int = 214
    presses: int = 0

    def says(self, words: str) -> Say:
        return self._does(front.private, kind="text", text=words, heard=UNKNOWN)

    def hears(self, words: str, heard: Heard) -> Say:
        """What was written, as it was understood."""
        return self._does(front.private, kind="text", text=words, heard=heard)

    def writes(self, words: str, message: int, *, heard: Heard = UNKNOWN, edited: bool = False) -> Say:
        """With its number, by which it is known when it is mended."""
        facts = {"text": words, "heard": heard, "message_id": message, "edited": edited}
        return self._does(front.private, kind="text", **facts)

    def taps(self, act: str, **facts: Any) -> Say:
        """The newest button that asks for this."""
        return self.taps_data(self.button(act, **facts))

    def taps_data(self, data: str) -> Say:
        self.presses += 1
        press = {"query_id": str(self.presses), "message_id": MESSAGE, "data": data}
        return self._does(front.press, kind="press", **press)

    def button(self, act: str, **facts: Any) -> str:
        """What a press of the newest such button would send."""
        for row in self._letters(None):
            for index, one in enumerate(unpack_say(row["content"]["say"]).choices):
                if one.act == act and facts.items() <= dict(one.args).items():
                    return f"{row['token']}:{index}"
        raise AssertionError(f"no button {act} {facts}")

    def screen(self) -> Say:
        return unpack_say(next(self._letters())["content"]["say"])

    def keys(self) -> list[str]:
        return [one.key for one in self.screen().body if isinstance(one, Text)]

    def token(self) -> str:
        """Of the newest screen: with a number behind it, what a press sends."""
        return str(next(self._letters())["token"])

    def acts(self) -> list[str]:
        return [one.act for one in self.screen().choices]

    def ahead(self) -> list[Booking]:
        return book.of_guest(self.conn, self.house, self.id)

    @property
    def id(self) -> int:
        found = select(guests.c.id).where(guests.c.chat_id == self.chat)
        return int(self.conn.execute(found).scalar_one())

    def _does(self, door: Callable[[Connection, House, Asked], None], **facts: Any) -> Say:
        """As the desk does it: a refusal undoes the use case and is said."""
        asked = Asked(chat_id=self.chat, user_id=self.chat, name="Aygün", hint="en", **facts)
        try:
            with self.conn.begin_nested():
                door(self.conn, self.house, asked)
        except DeskError as refusal:
            outbox.send(self.conn, self.house, self.chat, refusal.say())
        return self.screen()

    def _letters(self, most: int | None = 1) -> Iterator[RowMapping]:
        """The newest first."""
        yield from self.conn.execute(MINE.limit(most), {"chat": self.chat}).mappings()


def told_staff(conn: Connection) -> list[str]:
    """The keys of what was written into the topics of cases, the oldest first."""
    query = select(letters.c.content).where(letters.c.case_id.is_not(None), letters.c.method == "send")
    said = [
        unpack_say(content["say"]).body[0] for content in conn.execute(query.order_by(letters.c.id)).scalars()
    ]
    return [one.key for one in said if isinstance(one, Text)]
