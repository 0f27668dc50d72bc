"""A guest who presses whatever is on the screen and writes whatever comes to mind, through the front door.

A walk is its dice: nothing in it may come from the clock, the order of a set or the numbers that the desk
draws by itself. What it leads to still changes with every text and every offer of the hotel, so what a walk
shall come past is never left to luck: a curious one tries first what was tried least.
"""

from __future__ import annotations

import random
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.db import Connection
from bot.desk import chores, dialogues, outbox, timers
from bot.desk.asked import Asked, Heard
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import front, group, guest_acts, manager, staff
from bot.desk.problems import DeskError
from bot.say import Choice, Say, Text, unpack_say
from bot.schema import cases, letters
from bot.speech import PLACEHOLDER, Speech
from tests.thin import savepoint

MOST_BUTTONS = 8
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
ANSWERS = {
    "people": ("2 adults", "2 adults, 3 and 10", "2 adults, 5 and 10", "6 adults", "5 adults, 10"),
    "ages": ("5", "5 10", "3 10"),
    "room": ("214", "118"),
}
COMMANDS = ("/start", "/start room", "/bookings", "/language", "/help", "/frobnicate", "/staff", "/manage")
KEY = re.compile(r"[a-z]+\.[a-z_]+")  # what is shown when a text is missing
JUMPS = (1, 1, 4, 4, 16, 16, 70, 600, 1600)  # minutes; the curious see little of nights and days
CURIOUS = 0.6  # how often a curious walk presses what was tried least
MEDIA = ("photo", "voice", "sticker", "location", "other", "contact", "video_note")
EDITED = "replies."  # screens where a manager edits a ready reply: what it may name is shown as it is
BATCH = 6  # timers that are worked at a time; the rest waits for the next time that time passes


@dataclass(frozen=True)
class Button:
    """One way on that a letter offers, and in whose chat; None is the staff group."""

    chat: int | None
    token: str
    index: int
    act: str


@dataclass
class Walk:
    """Everybody's phones on one connection.

    `pressed` are the acts that were tried, `reached` those that went through; `journal` is all that was done.
    """

    conn: Connection
    shut: House
    shelf: Shelf
    dice: random.Random
    entries: tuple[str, ...]
    speech: Speech
    curious: bool
    read: int = 0
    pressed: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    tried: Counter[str] = field(default_factory=Counter)
    offered: dict[str, list[Button]] = field(default_factory=dict)  # by what they do, the newest last
    journal: list[tuple[int, int, str]] = field(default_factory=list)
    messages: int = 0
    who: int = 1001
    screens: deque[tuple[int | None, str, Say]] = field(default_factory=lambda: deque(maxlen=300))

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
            self._time_passes(self.dice.choice(JUMPS[: 7 if self.curious else None]))
        self._look()

    def _press(self) -> None:
        """Mostly the newest screen of who is at it, then the staff's, now and then one from long ago."""
        if self.curious and self.offered and self.dice.random() < CURIOUS:
            self._tap(self._least_tried(), STAFF)
            return
        roll = self.dice.random()
        mine = [one for one in self.screens if one[0] == self.who][-2:]
        theirs = [one for one in self.screens if one[0] not in GUESTS][-8:]
        screens = mine if roll < 0.75 else theirs if roll < 0.93 else self.screens
        if not screens:
            self._write()
            return
        chat, token, said = self.dice.choice(screens)
        index = min(self.dice.randrange(len(said.choices)) for _ in range(2))  # people press what comes first
        self._tap(Button(chat, token, index, said.choices[index].act), (*STAFF, STRANGER))

    def _least_tried(self) -> Button:
        """Of what was tried least by the people who can, one; and one of the newest buttons that do it."""
        new = [one for one, buttons in self.offered.items() if buttons[-1].act not in self.reached]
        known = new if new and self.dice.random() < 0.3 else list(self.offered)
        least = min(self.tried[one] for one in known)
        found = self.dice.choice([one for one in known if self.tried[one] == least])
        self.tried[found] += 1
        return self.dice.choice(self.offered[found])

    def _tap(self, button: Button, colleagues: tuple[int, ...]) -> None:
        if self.curious and button.act == "privacy_erase":  # it ends all that a walk has come to
            return
        self.messages += 1
        press = {"kind": "press", "query_id": f"q{self.messages}", "message_id": self.messages % 500 + 1}
        press |= {"data": f"{button.token}:{button.index}"}
        if button.chat is None:
            asked = self._asked(GROUP, self.dice.choice(colleagues), private=False, **press)
        else:
            asked = self._asked(button.chat, button.chat, **press)
        self._do(front.press, asked, button.act)

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
            words, heard = self.dice.choice(WORDS), self._heard()
            if self.curious and (waiting := dialogues.waiting(self.conn, self.house, who)):
                words, heard = self._fitting(waiting.screen, words, heard)
            asked = self._asked(who, who, kind="text", text=words, heard=heard, message_id=self.messages)
            asked = replace(asked, backlog=21 if self.dice.random() < 0.02 else 0)
        self._do(front.private, asked, asked.text or asked.kind)

    def _fitting(self, screen: str, words: str, heard: Heard) -> tuple[str, Heard]:
        """Mostly what the screen has asked for."""
        if screen not in ANSWERS or self.dice.random() < 0.3:
            return words, heard
        return self.dice.choice(ANSWERS[screen]), Heard("en", "handoff")

    def _staff_writes(self) -> None:
        said = self.dice.choice(("on it", "// between us", "/help", "ok?"))
        who = self.dice.choice((*STAFF, STRANGER))
        threads = (None, *self.conn.execute(select(cases.c.thread_id).order_by(cases.c.id)).scalars())
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
        for timer in timers.due(self.conn, self.house, most=BATCH):
            chores.fire(self.conn, self.house, timer)

    def _do(self, door: Any, asked: Asked, what: str) -> None:
        """As the desk does it: a refusal undoes the use case and is said; nothing else may be raised."""
        self.pressed[what] += 1
        self.journal.append((asked.chat_id, asked.user_id, what))
        before = savepoint(self.conn)
        try:
            door(self.conn, self.house, asked)
        except DeskError as refusal:
            before.rollback()
            self.refused.add(refusal.key)
            said = refusal.say()
            check(said)
            if asked.private:
                outbox.send(self.conn, self.house, asked.chat_id, said)
        else:
            before.commit()
            self.reached.add(what)

    def _look(self) -> None:
        """What has been written since: every screen is within bounds and leads somewhere real."""
        query = select(letters).where(letters.c.id > self.read).order_by(letters.c.id)
        for row in self.conn.execute(query).mappings().all():
            self.read = row["id"]
            if "say" in row["content"]:
                said = unpack_say(row["content"]["say"])
                check(said)
                self._read_aloud(said)
                if row["case_id"]:
                    self._give_topic(row["case_id"])
                if said.choices:
                    self.screens.append((row["chat_id"], row["token"], said))
                self._remember(row["chat_id"], row["token"], said)
        self._deliver()

    def _remember(self, chat: int | None, token: str, said: Say) -> None:
        """The ways on by what they do, for which offer and guest; the first of a screen stands for all."""
        guest = chat if chat in GUESTS else ""
        for index, one in reversed(list(enumerate(said.choices))):
            what = f"{one.act} {one.args.get('offer', '')} {guest}"
            newest = self.offered.setdefault(what, [])
            newest[:] = [button for button in newest if button.token != token][-3:]
            newest.append(Button(chat, token, index, one.act))

    def _deliver(self) -> None:
        """As the sender does: what is for the staff group is known by that chat from then on."""
        chat = func.coalesce(letters.c.chat_id, GROUP)
        self.conn.execute(update(letters).where(letters.c.state == "new").values(state="sent", chat_id=chat))

    def _give_topic(self, case_id: int) -> None:
        """As the sender does with the first letter of a case."""
        bare = (cases.c.id == case_id) & cases.c.thread_id.is_(None)
        self.conn.execute(update(cases).where(bare).values(thread_id=40 + case_id))

    def _read_aloud(self, said: Say) -> None:
        """In some language, without a hole in the sentence or a button that says nothing."""
        hotel = self.shut.hotel
        voice = self.speech.voice(self.dice.choice(hotel.languages), hotel.zone, hotel.default_language)
        for part in said.body:
            html = voice.html(part)
            raw = isinstance(part, Text) and part.key.startswith(EDITED)
            assert raw or not PLACEHOLDER.search(html), html
            assert not KEY.fullmatch(html), f"no text {html!r}"
        for one in said.choices:
            assert voice.label(one.label), f"no label for {one}"

    def _asked(self, chat: int, user: int, **facts: Any) -> Asked:
        return Asked(chat_id=chat, user_id=user, name=f"Guest {user}", hint="en", **facts)


def check(said: Say) -> None:
    listed = said.choices[said.grid :]  # a month is a table of days
    assert len(listed) <= MOST_BUTTONS, [one.act for one in listed]
    assert len({repr(one.label) for one in listed}) == len(listed), f"twice the same: {said.choices}"
    assert said.body
    for one in unknown(said.choices):
        raise AssertionError(f"no act {one.act!r} behind {one.label!r}")


def unknown(choices: Any) -> Iterator[Choice]:
    for one in choices:
        known = one.act in guest_acts.GUEST_ACTS or one.act in staff.ACTS or one.act in manager.ACTS
        if not known and not one.url:
            yield one
