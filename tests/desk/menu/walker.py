"""A guest who presses whatever is on the screen and writes whatever comes to mind, through the front door."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.db import Connection
from bot.desk import chores, outbox, timers
from bot.desk.asked import Asked, Heard
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import front, group, manager, staff
from bot.desk.problems import DeskError
from bot.say import Choice, Say, unpack_say
from bot.schema import cases, letters
from bot.speech import PLACEHOLDER, Speech

MOST_BUTTONS = 6
GROUP = -100
GUESTS = (1001, 1002, 1003)
STAFF = (2001, 2002, 3001)
STRANGER = 2009
WORDS = (
    "2 adults",
    "2 adults, 5 and 10",
    "0",
    "2, 4, 6, 7, 9, 11",
    "99999999999999999999",
    "1 999",
    "5",
    "5 10",
    "214",
    "no such room",
    "tomorrow at noon",
    "thank you",
    "it is still broken",
    "🙂",
    "²",
    "x" * 4000,
)
COMMANDS = ("/start", "/start room", "/bookings", "/language", "/help", "/frobnicate", "/staff", "/manage")
KEY = re.compile(r"[a-z]+\.[a-z_]+")  # what is shown when a text is missing
MEDIA = ("photo", "voice", "sticker", "location", "other", "contact", "video_note")


@dataclass
class Walk:
    """Everybody's phones on one connection; `seen` are the acts that were offered, `pressed` those done."""

    conn: Connection
    shut: House
    shelf: Shelf
    dice: random.Random
    entries: tuple[str, ...]
    speech: Speech
    read: int = 0
    seen: set[str] = field(default_factory=set)
    pressed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    messages: int = 0
    who: int = 1001
    screens: list[tuple[int | None, str, Say]] = field(default_factory=list)

    @property
    def house(self) -> House:
        """The hotel at this moment, with the catalog that is live: managers walk too."""
        version, catalog = self.shelf.live(self.conn)
        return replace(self.shut, catalog=catalog, version=version)

    def step(self) -> None:
        """One thing that somebody does, with the time that goes by."""
        roll = self.dice.random()
        if roll < 0.08:
            self.who = self.dice.choice(GUESTS)
        if roll < 0.70:
            self._press()
        elif roll < 0.88:
            self._write()
        elif roll < 0.94:
            self._staff_writes()
        else:
            self._time_passes(self.dice.choice((1, 1, 4, 4, 16, 16, 70, 600, 1600)))
        self._look()

    def _press(self) -> None:
        """Mostly the newest screen of who is at it, then the staff's, now and then one from long ago."""
        roll = self.dice.random()
        mine = [one for one in self.screens if one[0] == self.who][-2:]
        theirs = [one for one in self.screens if one[0] not in GUESTS][-8:]
        screens = mine if roll < 0.75 else theirs if roll < 0.93 else self.screens
        if not screens:
            self._write()
            return
        chat, token, said = self.dice.choice(screens)
        index = min(self.dice.randrange(len(said.choices)) for _ in range(2))  # people press what comes first
        self.messages += 1
        press = {"kind": "press", "query_id": f"q{self.messages}", "message_id": self.messages % 500 + 1}
        press |= {"data": f"{token}:{index}"}
        if chat is None:
            asked = self._asked(GROUP, self.dice.choice((*STAFF, STRANGER)), private=False, **press)
        else:
            asked = self._asked(chat, chat, **press)
        self._do(front.press, asked, said.choices[index].act)

    def _write(self) -> None:
        who, self.messages = self.dice.choice((self.who, self.who, self.who, STAFF[2])), self.messages + 1
        roll = self.dice.random()
        if roll < 0.15:
            asked = self._asked(
                who, who, kind="text", text=self.dice.choice(COMMANDS), late=self.dice.choice((0, 500))
            )
        elif roll < 0.25:
            asked = self._asked(who, who, kind=self.dice.choice(MEDIA), message_id=self.messages)
        else:
            words = self.dice.choice(WORDS)
            asked = self._asked(
                who, who, kind="text", text=words, heard=self._heard(), message_id=self.messages
            )
            asked = replace(asked, backlog=21 if self.dice.random() < 0.02 else 0)
        self._do(front.private, asked, asked.text or asked.kind)

    def _staff_writes(self) -> None:
        said = self.dice.choice(("on it", "// between us", "/help", "ok?"))
        who = self.dice.choice((*STAFF, STRANGER))
        threads = (None, *self.conn.execute(select(cases.c.thread_id)).scalars())
        facts = {"kind": "text", "text": said, "thread_id": self.dice.choice(threads), "private": False}
        asked = self._asked(GROUP, who, **facts)
        self._do(group.message, asked, said)

    def _heard(self) -> Heard:
        """Evidence of every sort, likely or not."""
        decision = self.dice.choice(("answer", "clarify", "handoff", "handoff", "sensitive"))
        names = (
            "breakfast",
            "wifi",
            "canoe",
            "human",
            "cancel",
            "language",
            "greeting",
            "leak",
            "nothing_like_it",
            *self.entries,
        )
        found = tuple((self.dice.choice(names), 0.5) for _ in range(self.dice.randrange(4)))
        risk = (
            self.dice.choice(("medical", "theft"))
            if decision == "sensitive" or self.dice.random() < 0.02
            else None
        )
        return Heard(
            self.dice.choice(("en", "az", "ru")),
            decision,
            found,
            self.dice.choice((0.0, 0.0, 0.9)),
            risk,
            self.dice.random() < 0.1,
        )

    def _time_passes(self, minutes: int) -> None:
        self.shut = replace(self.shut, now=self.shut.now + timedelta(minutes=minutes))
        for timer in timers.due(self.conn, self.house):
            chores.fire(self.conn, self.house, timer)

    def _do(self, door: Any, asked: Asked, what: str) -> None:
        """As the desk does it: a refusal undoes the use case and is said; nothing else may be raised."""
        self.pressed.add(what)
        savepoint = self.conn.begin_nested()
        try:
            door(self.conn, self.house, asked)
        except DeskError as refusal:
            savepoint.rollback()
            self.refused.add(refusal.key)
            said = refusal.say()
            check(said)
            if asked.private:
                outbox.send(self.conn, self.house, asked.chat_id, said)
        else:
            savepoint.commit()

    def _look(self) -> None:
        """What has been written since: every screen is within bounds and leads somewhere real."""
        query = select(letters).where(letters.c.id > self.read).order_by(letters.c.id)
        for row in self.conn.execute(query).mappings().all():
            self.read = row["id"]
            if "say" in row["content"]:
                said = unpack_say(row["content"]["say"])
                check(said)
                self._read_aloud(said)
                self.seen.update(one.act for one in said.choices)
                if row["case_id"]:
                    self._give_topic(row["case_id"])
                if said.choices:
                    self.screens.append((row["chat_id"], row["token"], said))

    def _give_topic(self, case_id: int) -> None:
        """As the sender does with the first letter of a case."""
        bare = (cases.c.id == case_id) & cases.c.thread_id.is_(None)
        self.conn.execute(update(cases).where(bare).values(thread_id=40 + case_id))

    def _read_aloud(self, said: Say) -> None:
        """In some language, without a hole in the sentence or a button that says nothing."""
        hotel = self.shut.hotel
        voice = self.speech.voice(self.dice.choice(hotel.languages), hotel.zone, hotel.default_language)
        for html in map(voice.html, said.body):
            assert not PLACEHOLDER.search(html), html
            assert not KEY.fullmatch(html), f"no text {html!r}"
        for one in said.choices:
            assert voice.label(one.label), f"no label for {one}"

    def _asked(self, chat: int, user: int, **facts: Any) -> Asked:
        return Asked(chat_id=chat, user_id=user, name=f"Guest {user}", hint="en", **facts)


def check(said: Say) -> None:
    assert len(said.choices) <= MOST_BUTTONS, [one.act for one in said.choices]
    assert len({repr(one.label) for one in said.choices}) == len(said.choices), (
        f"twice the same: {said.choices}"
    )
    assert said.body
    for one in unknown(said.choices):
        raise AssertionError(f"no act {one.act!r} behind {one.label!r}")


def unknown(choices: Any) -> Iterator[Choice]:
    for one in choices:
        known = one.act in front.GUEST_ACTS or one.act in staff.ACTS or one.act in manager.ACTS
        if not known and not one.url:
            yield one
