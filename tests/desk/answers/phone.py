"""A guest who asks: what the desk understood is given, and what it says is read in a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from bot import shipped
from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.menu import front
from bot.say import unpack_say
from bot.schema import letters
from bot.speech import Speech

SPEECH = Speech.load(shipped.folder("locales"))
MESSAGE = 7


@dataclass
class Phone:
    conn: Connection
    house: House
    chat: int = 1001
    language: str = "en"
    sent: int = 0

    def asks(self, words: str, entry: str | None = None, **heard: Any) -> str:
        """`entry`: what it is surely about; else the evidence in full."""
        facts: dict[str, Any] = {"decision": "answer", "entries": ((entry, 0.97),)} if entry else {}
        found = Heard(self.language, **{"decision": "handoff", **facts, **heard})
        return self._does("text", text=words, heard=found)

    def mends(self, words: str) -> None:
        """What was sent last, with other words."""
        found = Heard(self.language, "handoff")
        self._does("text", text=words, heard=found, edited=True, message_id=self.sent)
        self.sent -= 1

    def taps(self, label: str) -> str:
        """The newest button that begins like this."""
        for row in self._rows():
            for index, one in enumerate(unpack_say(row["content"]["say"]).choices):
                if self._voice.label(one.label).startswith(label):
                    data = f"{row['token']}:{index}"
                    return self._does("press", query_id="q", message_id=MESSAGE, data=data)
        raise AssertionError(f"no button {label} among {self.labels()}")

    def later(self, minutes: int) -> None:
        self.house = replace(self.house, now=self.house.later(minutes))

    def read(self) -> str:
        said = unpack_say(self._rows()[0]["content"]["say"])
        return "\n".join(map(self._voice.html, said.body)).replace("\u00a0", " ")

    def labels(self) -> list[str]:
        said = unpack_say(self._rows()[0]["content"]["say"])
        return [self._voice.label(one.label).replace("\u00a0", " ") for one in said.choices]

    @property
    def _voice(self) -> Any:
        return SPEECH.voice(self.language, self.house.hotel.zone, self.house.hotel.default_language)

    def _does(self, kind: str, **facts: Any) -> str:
        self.sent += 1
        who: dict[str, Any] = {"chat_id": self.chat, "user_id": self.chat, "name": "Bence"}
        who |= {"hint": self.language, "message_id": self.sent}
        asked = Asked(**{**who, "kind": kind, **facts})
        (front.press if kind == "press" else front.private)(self.conn, self.house, asked)
        return self.read()

    def _rows(self) -> list[dict[str, Any]]:
        mine = (letters.c.chat_id == self.chat) & letters.c.method.in_(("send", "edit"))
        rows = self.conn.execute(select(letters).where(mine).order_by(letters.c.id.desc())).mappings()
        return [dict(row) for row in rows]
