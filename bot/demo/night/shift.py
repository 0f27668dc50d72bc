"""Two colleagues on a night: Dana sees to what nobody has; Erlan takes every third case and falls asleep."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count

from bot.demo.telegram import Group, Loopback, Person, Pressed, Sent

CLAIM, SOLVED = "Claim", "Resolve"
SEEN, WRITES, SOLVES = (timedelta(minutes=n) for n in (2, 3, 12))  # after the case, after the claim, as well
EVERY = 3


@dataclass
class Shift:
    """What they will do and when; whoever owns the clock calls `act` and `look`. `wrote` hears each reply."""

    telegram: Loopback
    group: Group
    dana: Person
    erlan: Person
    asleep: datetime  # from when Erlan does nothing more with what he has taken
    now: Callable[[], datetime]
    wrote: Callable[[int, str], None] = lambda topic, words: None
    plan: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    taken: Counter[int] = field(default_factory=Counter)  # how often somebody has gone for the topic
    going: set[int] = field(default_factory=set)
    replies: int = 0
    pressed: Pressed | None = None
    _order: "count[int]" = field(default_factory=count)

    @property
    def next(self) -> datetime | None:
        return self.plan[0][0] if self.plan else None

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        heappush(self.plan, (moment, next(self._order), act))

    @property
    def answered(self) -> bool:
        """Whether the desk has seen what they did last."""
        return self.pressed is None or self.telegram.answer_to(self.pressed) is not None

    def act(self) -> None:
        """Do what is due by now."""
        while self.plan and self.plan[0][0] <= self.now():
            heappop(self.plan)[2]()

    def look(self) -> None:
        """Whoever sees a case that nobody has goes for it."""
        for topic in list(self.group.topics):
            if topic in self.going or not self._card(topic, CLAIM):
                continue
            first = not self.taken[topic]
            who = self.erlan if first and topic % EVERY == 0 else self.dana
            self.taken[topic] += 1
            self.going.add(topic)
            self.at(self.now() + SEEN, partial(self._claims, topic, who))

    def _claims(self, topic: int, who: Person) -> None:
        self.going.discard(topic)
        if not self._press(topic, CLAIM, who) or (who is self.erlan and self.now() >= self.asleep):
            return
        self.at(self.now() + WRITES, lambda: self._writes(topic, who))
        self.at(self.now() + SOLVES, lambda: self._press(topic, SOLVED, who))

    def _writes(self, topic: int, who: Person) -> None:
        if topic not in self.group.topics or self.group.topics[topic].closed:
            return
        self.replies += 1
        words = f"Somebody is with you shortly (no. {self.replies})."
        self.wrote(topic, words)
        self.telegram.say(who, words, chat=self.group, thread=topic)

    def _press(self, topic: int, label: str, who: Person) -> bool:
        card = self._card(topic, label)
        if card:
            self.pressed = self.telegram.press(who, card, label)
        return card is not None

    def _card(self, topic: int, label: str) -> Sent | None:
        shown = self.telegram.chat(self.group, thread=topic)
        return next((one for one in reversed(shown) if label in one.labels), None)
