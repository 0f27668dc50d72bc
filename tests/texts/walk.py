"""Someone who presses every button there is, once for each thing it can ask for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.problems import DeskError
from bot.say import Choice, Say, unpack_say
from bot.schema import letters

PASSING = (
    "booking",
    "case",
    "moves",
    "change",
    "start",
    "from",
    "first",
    "page",
    "day",
    "before",
    "version",
    "known",
    "seen",
    "shown",
    "starts",
    "picked",
    "told",
    "extra",
    "of",
    "n",
    "base",
    "mark",
    "row",
    "tongue",
)
SETTING = {  # how many of them are pressed
    "m_clock": 60,
    "m_step": 60,
    "m_step_who": 60,
    "m_hours_set": 30,
    "m_clock_set": 12,
    "m_step_set": 12,
}


@dataclass
class Walker:
    """Presses what it has not pressed yet, wherever its own chat leads; keeps every screen it saw."""

    conn: Connection
    shut: House
    user: int
    name: str
    seen: set[str] = field(default_factory=set)
    screens: list[Say] = field(default_factory=list)
    ahead: deque[str] = field(default_factory=deque)
    read: int = 0
    step: int = 0
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.shut.id)

    @property
    def house(self) -> House:
        version, catalog = self.shelf.live(self.conn)
        return replace(self.shut, catalog=catalog, version=version)

    def writes(self, words: str, heard: Heard | None = None) -> None:
        self.sends("text", text=words, heard=heard)

    def sends(self, kind: str, **facts: Any) -> None:
        self._does(front.private, replace(self._asked(kind), hint="en", **facts))

    def button(self, act: str, **facts: object) -> str:
        """The newest in its own chat that asks for this."""
        mine = (letters.c.chat_id == self.user) & letters.c.token.is_not(None)
        for row in self.conn.execute(select(letters).where(mine).order_by(letters.c.id.desc())).mappings():
            for index, one in enumerate(unpack_say(row["content"]["say"]).choices):
                if one.act == act and facts.items() <= dict(one.args).items():
                    return f"{row['token']}:{index}"
        raise AssertionError(f"no button {act} {facts}")

    def presses(self, data: str) -> None:
        self._does(front.press, replace(self._asked("press"), query_id=str(self.step), data=data))

    def taps(self, act: str, **facts: object) -> None:
        self.presses(self.button(act, **facts))

    def walks(self, most: int) -> None:
        """Until there is nothing new to press, or `most` presses."""
        for _ in range(most):
            if not self.ahead:
                return
            self.presses(self.ahead.popleft())

    def _asked(self, kind: str) -> Asked:
        self.step += 1
        return Asked(self.user, self.user, self.name, kind, message_id=self.step)

    def _does(self, what: Callable[[Connection, House, Asked], None], asked: Asked) -> None:
        try:
            with self.conn.begin_nested():
                what(self.conn, self.house, asked)
        except DeskError as refused:
            self.screens.append(refused.say())
        for token, said in self._new():
            self.screens.append(said)
            self._plans(token, said.choices)

    def _new(self) -> Iterator[tuple[str | None, Say]]:
        """What was sent since, to this chat or to the staff group."""
        sent = letters.c.method.in_(("send", "edit", "card", "chart")), letters.c.id > self.read
        for row in self.conn.execute(select(letters).where(*sent).order_by(letters.c.id)).mappings():
            self.read = row["id"]
            mine = row["chat_id"] == self.user
            yield (row["token"] if mine else None), unpack_say(row["content"]["say"])

    def _plans(self, token: str | None, choices: Sequence[Choice]) -> None:
        for index, one in enumerate(choices):
            asks = f"{one.act} {sorted((k, str(v)) for k, v in one.args.items() if k not in PASSING)}"
            if token and asks not in self.seen and not self._enough(one.act):
                self.seen.add(asks)
                self.ahead.append(f"{token}:{index}")

    def _enough(self, act: str) -> bool:
        """Every clock and step of every rule leads to the same few screens: some of them show it."""
        return act in SETTING and sum(one.startswith(f"{act} ") for one in self.seen) >= SETTING[act]
