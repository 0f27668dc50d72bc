"""Guests who never stop: they ask, complain, begin again and book, by pressing what they really see.

Colleagues answer them: one step in ten is theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from bot.demo.telegram import Loopback, Person, Pressed, Sent
from tests.crash.colleagues import Colleagues

FIRST_ID, CROWD = 5001, 16
SIGHT = 6  # messages that a guest looks back
ASTRAY = 0.1  # how often a guest presses something else
ANSWERED = 0.1  # how often it is a colleague who acts
WAY = (
    r"Yes, book them|Pay now by card",
    r"Hold these places",
    r"2 adults$",
    r"\d\d:\d\d",
    r"Tomorrow",
    r"Book$",
    r"Boating|Petting zoo|Fishing",
    r"Nature",
    r"Book an extra",
)
WORDS = (
    "What time is breakfast?",
    "How do I get the wifi password?",
    "There is no hot water in room {n} and nobody comes",
    "The air conditioner in {n} is broken!!",
    "/bookings",
    "Is the pool open in the evening?",
    "zxcv {n} qwerty",
)


@dataclass
class Walkers:
    """Every step is drawn from the seed; what it meets depends on the desk."""

    loopback: Loopback
    rng: Random
    crowd: int = CROWD
    people: list[Person] = field(default_factory=list)
    presses: list[tuple[str, Pressed]] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.colleagues = Colleagues(self.loopback, self.rng)
        for n in range(self.crowd):
            person = self.loopback.person(FIRST_ID + n, f"Guest {n}", language="en")
            self.people.append(person)
        for person in self.loopback.chats.people.values():  # colleagues too: a bot may write to no stranger
            self.loopback.say(person, "/start")

    def step(self) -> None:
        """One act of one guest; now and then the same button twice, as impatient fingers do."""
        self.steps += 1
        if self.rng.random() < ANSWERED and self.colleagues.step():
            return
        who = self.rng.choice(self.people)
        if self._pays(who):
            return
        screen = self._screen(who)
        if screen and (self._determined(who) or self.rng.random() < 0.8):
            label = self._wanted(screen)
            for _ in range(2 if self.rng.random() < 0.2 else 1):
                self.presses.append((label, self.loopback.press(who, screen, label)))
        elif screen is None:
            self.loopback.say(who, "/start")
        else:
            self.loopback.say(who, self.rng.choice(WORDS).format(n=self.rng.randint(101, 320)))

    def _pays(self, who: Person) -> bool:
        """What the desk has approved is charged, now and then told twice; a fresh invoice is paid."""
        theirs = [one for one in self.loopback.checkouts.values() if one.who == who]
        if due := next((one for one in theirs if one.approved and not one.paid), None):
            for _ in range(2 if self.rng.random() < 0.2 else 1):
                self.loopback.charge(due)
            return True
        invoices = [one for one in self.loopback.chat(who) if one.kind == "invoice"]
        tried = {one.payload for one in theirs}
        payloads = self.loopback.payloads
        fresh = [one for one in invoices if payloads[one.chat_id, one.message_id] not in tried]
        if fresh:
            self.loopback.pay(who, fresh[0])
        return bool(fresh)

    def pressed(self, pattern: str) -> int:
        """How many different buttons of this kind were pressed; the same one twice is one."""
        return len({one.data for label, one in self.presses if re.match(pattern, label)})

    def _screen(self, who: Person) -> Sent | None:
        """The newest message of the desk with a button on the way to a booking."""
        shown = [one for one in self.loopback.chat(who) if one.sender.is_bot and one.buttons]
        return next((one for one in shown[: -SIGHT - 1 : -1] if self._rank(one) < len(WAY)), None)

    def _rank(self, sent: Sent) -> int:
        labels = [button.label for row in sent.buttons for button in row]
        found = (n for n, way in enumerate(WAY) if any(re.match(way, label) for label in labels))
        return next(found, len(WAY))

    def _wanted(self, sent: Sent) -> str:
        labels = [button.label for row in sent.buttons for button in row if button.data]
        way = WAY[self._rank(sent)]
        onward = [label for label in labels if re.match(way, label)]
        astray = not onward or (self.rng.random() < ASTRAY and sent.chat_id % 2)
        return self.rng.choice(labels if astray else onward)

    def _determined(self, who: Person) -> bool:
        """Every other guest wants to book and does nothing else."""
        return who.user_id % 2 == 0
