"""One run of the demo: the loopback Telegram with its people, the hotel's clock, and what the page may do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.demo.cast import CAST, GROUP, GUESTS, IN_THE_GROUP, MADINA, NEW_GUEST, OTHER_SHIFTS, Character
from bot.demo.night import Sleeper
from bot.demo.telegram import Floods, Group, Loopback, Person, Pressed, Sent

# Quick fingers and a moved clock must not meet Telegram's limits: here the desk is shown, not its patience.
GENEROUS = Floods(overall=(300, 1.0), private=(60, 1.0), group=(200, 60.0))
BETWEEN_NEW_GUESTS = 100


class Clock(Protocol):
    """The hotel's time, which the page moves."""

    def now(self) -> datetime: ...
    def advance(self, *, minutes: int) -> object: ...


@dataclass
class Stage:
    """Everything that one opening of the desk begins with anew."""

    number: int
    telegram: Loopback
    clock: Clock
    zone: ZoneInfo
    hotel: str
    group: Group
    people: dict[int, Person]
    guests: list[Character]
    open: bool = False  # whether the desk has opened
    pressed_in: dict[str, int] = field(default_factory=dict)

    @classmethod
    def build(cls, number: int, clock: Clock, *, hotel: str, zone: ZoneInfo) -> "Stage":
        telegram = Loopback(clock.now, floods=GENEROUS)
        everybody = [each for each in (*CAST, *OTHER_SHIFTS) if each is not NEW_GUEST]
        people = {each.user_id: _phone(telegram, each) for each in everybody}
        members = [people[each.user_id] for each in (*IN_THE_GROUP, *OTHER_SHIFTS)]
        group = telegram.forum(GROUP, members=members, owner=people[MADINA.user_id])
        return cls(number, telegram, clock, zone, hotel, group, people, list(GUESTS))

    def local(self, moment: datetime | None = None) -> datetime:
        """A moment, by default this one, on the hotel's wall."""
        return (moment or self.clock.now()).astimezone(self.zone)

    def welcome(self, language: str) -> Character:
        """A new guest, not known to the desk, whose phone speaks that language."""
        met = sum(1 for each in self.guests if each.name == NEW_GUEST.name)
        who = Character(NEW_GUEST.user_id + BETWEEN_NEW_GUESTS * met, NEW_GUEST.name, language)
        self.guests.append(who)
        self.people[who.user_id] = self.telegram.person(who.user_id, who.name, language=language)
        self.telegram.watch.ring("people")
        return who

    def sleeper(self, who: Sleeper) -> Person:
        """The phone of a guest of the night."""
        if who.id not in self.people:
            self.people[who.id] = self.telegram.person(who.id, who.name, language=who.language)
            self.telegram.chats.started.add(who.id)
        return self.people[who.id]

    def press(self, who: Person, message: Sent, button: int | str) -> Pressed:
        """Press, remembering in which chat: the answer comes up on that phone."""
        pressed = self.telegram.press(who, message, button)
        self.pressed_in[pressed.query_id] = message.chat_id
        return pressed

    def move_clock(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.telegram.watch.ring("time")

    def minutes_to(self, at: str) -> int:
        """How long until the wall clock next shows `at` (HH:MM); no time at all if it does now."""
        here = self.local()
        hour, minute = at.split(":")
        there = here.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        waiting = there - here.replace(second=0, microsecond=0)
        return int((waiting % timedelta(days=1)).total_seconds() // 60)

    def opened(self) -> None:
        self.open = True
        self.telegram.watch.ring("desk")


def _phone(telegram: Loopback, who: Character) -> Person:
    person = telegram.person(who.user_id, who.name, language=who.language)
    telegram.chats.started.add(who.user_id)  # they have met the bot before the demo begins
    return person
