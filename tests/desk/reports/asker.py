"""Guests who ask, at any hour, and what the desk heard; and the figures counted from the log itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.reports.questions import Figures
from bot.say import unpack_say
from bot.schema import letters, questions

BREAKFAST = Heard("en", "answer", (("breakfast", 0.9),))
UNSURE = Heard("en", "clarify", (("breakfast", 0.45), ("wifi", 0.3)))
UNKNOWN = Heard("en", "handoff", (("pets", 0.2), ("pool", 0.1)))
NOTHING = Heard("hu", "handoff")
THANKS = Heard("en", "answer", (("thanks", 0.9),))
NOISE = Heard("en", "answer", (("noise", 0.8),), complaint=0.9)
FIRE = Heard("en", "sensitive", (("fire", 0.9),), risk="fire")
PERSON = Heard("en", "handoff", (("human", 0.8),), person=True)


class Asker:
    """A guest's phone on the desk's own functions."""

    def __init__(self, conn: Connection, house: House, user: int = 214, name: str = "Aygün") -> None:
        self.conn, self.house, self.user, self.name = conn, house, user, name
        self._step = 0

    def at(self, moment: datetime) -> Asker:
        self.house = replace(self.house, now=moment)
        return self

    def says(self, words: str, heard: Heard | None = None) -> None:
        front.private(self.conn, self.house, replace(self._asked("text"), text=words, heard=heard))

    def taps(self, act: str, **facts: str) -> None:
        """Press the newest button that asks for this."""
        mine = letters.c.chat_id == self.user, letters.c.token.is_not(None)
        rows = self.conn.execute(select(letters).where(*mine).order_by(letters.c.id.desc())).mappings()
        for row in rows:
            for index, one in enumerate(unpack_say(row["content"]["say"]).choices):
                if one.act == act and facts.items() <= dict(one.args).items():
                    press = replace(self._asked("press"), query_id="q", data=f"{row['token']}:{index}")
                    front.press(self.conn, self.house, press)
                    return
        raise LookupError(act)

    def _asked(self, kind: str) -> Asked:
        self._step += 1
        return Asked(self.user, self.user, self.name, kind, message_id=self._step)


def logged(conn: Connection, *columns: str) -> list[tuple[object, ...]]:
    picked = [questions.c[name] for name in columns]
    return [tuple(row) for row in conn.execute(select(*picked).order_by(questions.c.id))]


def counted(conn: Connection, days: Iterable[str], **only: str) -> Figures:
    """By looking at every row."""
    seen, found = set[tuple[object, object]](), Figures()
    wanted = set(days)
    for row in conn.execute(select(questions).order_by(questions.c.id)).mappings():
        new = (row["guest_id"], row["day"]) not in seen
        seen.add((row["guest_id"], row["day"]))
        if row["day"] in wanted and all(row[name] == value for name, value in only.items()):
            one = {row["outcome"]: 1} if row["outcome"] != "again" else {}
            found += Figures(visits=int(new), complex=int(row["complex"]), **one)
    return found
