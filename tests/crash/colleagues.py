"""Colleagues who work in the staff group beside the guests: they take cases, answer in them, and end them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bot.demo.cast import DANA, ERLAN, MADINA
from bot.demo.telegram import Group, Loopback, Person, Pressed, Sent

SIGHT = 60  # messages of the group that a colleague looks back
ACTS = ("Claim", "Resolve", "Hand over", "Reception")
WORKING = (DANA.user_id, DANA.user_id, ERLAN.user_id, MADINA.user_id)


@dataclass
class Colleagues:
    """Every word of theirs is signed, so that it can be told how often it has come to its guest."""

    loopback: Loopback
    rng: Random
    presses: list[tuple[str, Pressed]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def step(self) -> bool:
        """One act of one colleague; False while there is nothing to do."""
        cards = self._cards()
        group = next(iter(self.loopback.chats.groups.values()), None)
        if group is None or not cards:
            return False
        card, who = self.rng.choice(cards), self._somebody()
        if card.thread_id and self.rng.random() < 0.5:
            self._answers(who, group, card.thread_id)
        else:
            self._presses(who, card)
        return True

    def _answers(self, who: Person, group: Group, thread: int) -> None:
        sign = f"W{len(self.words)}."
        self.words.append(sign)
        self.loopback.say(who, f"{sign} We are on our way", chat=group, thread=thread)

    def _presses(self, who: Person, card: Sent) -> None:
        """Now and then twice, as impatient fingers do."""
        label = self.rng.choice([one for one in _labels(card) if one in ACTS])
        for _ in range(2 if self.rng.random() < 0.2 else 1):
            self.presses.append((label, self.loopback.press(who, card, label)))

    def _cards(self) -> list[Sent]:
        shown = [one for chat in self.loopback.chats.groups.values() for one in self.loopback.chat(chat)]
        return [one for one in shown[-SIGHT:] if one.sender.is_bot and set(_labels(one)) & set(ACTS)]

    def _somebody(self) -> Person:
        return self.loopback.chats.people[self.rng.choice(WORKING)]


def _labels(sent: Sent) -> Sequence[str]:
    return [button.label for row in sent.buttons for button in row if button.data]
