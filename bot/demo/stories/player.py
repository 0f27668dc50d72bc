"""Plays a story one step at a time through the phones, and waits for what the step must bring."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property, partial
from math import ceil

from bot.demo import night
from bot.demo.cast import IN_THE_GROUP, MADINA, by_name
from bot.demo.night.shift import Shift
from bot.demo.page import sample
from bot.demo.stage import Stage
from bot.demo.stories.steps import Button, Seen, Step, Story
from bot.demo.telegram import Person, Sent
from bot.demo.telegram.shapes import Raw

PATIENCE = timedelta(seconds=20)
AT_ONCE = 3  # minutes of the night that pass at once when nobody does anything
BREATH = 0.04  # seconds without an event


class Player:
    """Where one story stands. `state`: ready, working, stuck (what was expected did not come), done."""

    def __init__(self, stage: Stage, story: Story, *, patience: timedelta = PATIENCE) -> None:
        self.stage, self.story, self.patience = stage, story, patience
        self.played = 0
        self.state = "ready"
        self.why = ""
        self.look: Raw | None = None
        self._since = stage.telegram.watch.seq  # where the events stood when the last act began
        self._acted = False  # whether the act of the step in hand has been done
        self._pressed = 0  # how many of its buttons have been pressed
        self._topic: int | None = None
        self._heard = set[night.Line]()  # what guests of the night have written
        self._before = frozenset(stage.group.topics)

    @property
    def step(self) -> Step | None:
        """The step to come."""
        return self.story.steps[self.played] if self.played < len(self.story.steps) else None

    def told(self) -> Raw:
        last = self.story.steps[self.played - 1].id if self.played else "intro"
        place = {"played": self.played, "of": len(self.story.steps), "caption": last}
        return place | {"name": self.story.story, "state": self.state, "look": self.look}

    async def next(self) -> None:
        """One step: the act, once, then its consequence; a stuck step waits for the consequence again."""
        step = self.step
        if not step or self.state == "working":
            return
        self._turn("working")
        try:
            await self._play(step)
        except (AssertionError, LookupError) as missing:
            self.why = f"{self.story.story}/{step.id}: {missing}"
            self._turn("stuck")
            return
        self.played, self._pressed, self._acted, self.why = self.played + 1, 0, False, ""
        self._turn("ready" if self.step else "done")

    def _turn(self, state: str) -> None:
        self.state = state
        self.stage.telegram.watch.ring("story")

    async def _play(self, step: Step) -> None:
        if not self._acted and step.does != "looks":
            self._since = self.stage.telegram.watch.seq
            await self._act(step)
        self._acted = True
        if step.seen:
            await self._wait(lambda: self._seen(step, step.seen))

    async def _wait(self, found: Callable[[], object]) -> None:
        await self.stage.telegram.until(found, self.patience.total_seconds())

    async def _act(self, step: Step) -> None:
        match step.does:
            case "waits":
                self.stage.move_clock(step.minutes)
            case "clock":
                self.stage.move_clock(self.stage.minutes_to(step.at or ""))
            case "night":
                await self._live_until(self.stage.minutes_to(step.at or ""))
            case "presses":
                await self._press_all(step)
            case "says" | "photo":
                self._say(step)

    def _say(self, step: Step) -> None:
        who, chat, thread = self._where(step)
        group = self.stage.group if chat != who.chat_id else None
        telegram = self.stage.telegram
        if step.does == "photo":
            telegram.send_photo(who, sample.tap(), chat=group, thread=thread, caption=step.text)
        else:
            telegram.say(who, step.text or "", chat=group, thread=thread)

    async def _live_until(self, minutes: int) -> None:
        """The guests of the night write what they wrote in those minutes; each is heard before the next."""
        stage, telegram = self.stage, self.stage.telegram
        ends = stage.clock.now() + timedelta(minutes=minutes)
        while True:
            for line in night.lines():
                if not stage.minutes_to(line.at) and line not in self._heard:
                    telegram.say(stage.sleeper(line.who), line.text)
                    self._heard.add(line)
            self.shift.act()
            await self._wait(lambda: self.shift.answered and set(telegram.pushed()) <= telegram.confirmed())
            self.shift.look()
            if stage.clock.now() >= ends:
                return
            stage.move_clock(self._until_something(ends))

    def _until_something(self, ends: datetime) -> int:
        """Minutes until somebody writes or acts, a few at most: the desk's own clocks run meanwhile."""
        stage, ahead = self.stage, [self.shift.next, ends]
        planned = [ceil((one - stage.clock.now()) / timedelta(minutes=1)) for one in ahead if one]
        said = [stage.minutes_to(line.at) for line in night.lines() if line not in self._heard]
        return max(1, min([*planned, *said, AT_ONCE]))

    async def _quiet(self) -> None:
        """Nothing has happened in Telegram for a moment: the desk has done what it had to."""
        seq, before = self.stage.telegram.watch.seq, -1
        while seq != before:
            before, seq = seq, await self.stage.telegram.changed(seq, BREATH)

    @cached_property
    def shift(self) -> Shift:
        """Who else is awake; Erlan falls asleep an hour after the night has begun."""
        stage = self.stage
        dana, erlan = (stage.people[by_name(name).user_id] for name in ("Dana", "Erlan"))
        asleep = stage.clock.now() + timedelta(hours=1)
        return Shift(stage.telegram, stage.group, dana, erlan, asleep, stage.clock.now)

    async def _press_all(self, step: Step) -> None:
        """One button after another, each as soon as it is there and the one before has had its effect."""
        for button in step.press[self._pressed :]:
            await self._wait(partial(self._press, step, button))
            self._pressed += 1

    def _press(self, step: Step, button: Button) -> bool:
        who, chat, thread = self._where(step)
        if self._pressed and not any(self._changed(chat)):
            return False
        found = button_on(self.stage.telegram.chats.shown(chat, thread), button)
        if found:
            self._since = self.stage.telegram.watch.seq
            self.stage.press(who, *found)
        return bool(found)

    def _where(self, step: Step) -> tuple[Person, int, int | None]:
        """Who acts, in which chat and topic."""
        character = by_name(step.who or "")
        who = self.stage.people[character.user_id]
        return who, *self._place(step.screen or character.name)

    def _place(self, on: str) -> tuple[int, int | None]:
        if on == "topic":
            return self.stage.group.chat_id, self._topic
        if on == "general":
            return self.stage.group.chat_id, None
        return by_name(on).user_id, None

    def _seen(self, step: Step, seen: Seen | None) -> bool:
        if not seen:
            return True
        if seen.closed and not self._is_closed():
            return False
        sent = next((each for each in self._fresh(seen) if matches(each, seen)), None)
        if not sent and not seen.closed:
            return False
        if sent and seen.opens:
            self._topic = sent.thread_id
        self.look = self._look_at(step, seen, sent)
        return True

    def _is_closed(self) -> bool:
        topic = self.stage.group.topics.get(self._topic or 0)
        return bool(topic and topic.closed)

    def _fresh(self, seen: Seen) -> Iterable[Sent]:
        """What the bot has put or changed on that screen since the act, newest first."""
        chat, thread = self._place(seen.screen)
        kinds = ("message",) if seen.new else ("message", "edited")
        return (sent for sent in self._changed(chat, kinds) if self._in_topic(sent, seen, thread))

    def _changed(self, chat: int, kinds: tuple[str, ...] = ("message", "edited")) -> Iterable[Sent]:
        events = self.stage.telegram.events_since(self._since)
        numbers = dict.fromkeys(
            e.message_id for e in reversed(events) if e.kind in kinds and e.chat_id == chat
        )
        for number in numbers:
            sent = self.stage.telegram.chats.find(chat, number)
            if sent and sent.by_bot:
                yield sent

    def _in_topic(self, sent: Sent, seen: Seen, thread: int | None) -> bool:
        if seen.opens:
            return sent.thread_id is not None and sent.thread_id not in self._before
        return sent.thread_id == thread or seen.screen not in ("topic", "general")

    def _look_at(self, step: Step, seen: Seen, sent: Sent | None) -> Raw:
        chat, thread = self._place(step.look or seen.screen)
        here = sent if not step.look else None
        return {
            "phone": self._phone(step.look or seen.screen),
            "chat": chat,
            "thread": here.thread_id if here else thread,
            "message": here.message_id if here else None,
            "as": by_name(step.who).user_id if step.who else None,
        }

    @staticmethod
    def _phone(on: str) -> str:
        if on in ("topic", "general") or on in [each.name for each in IN_THE_GROUP if each is not MADINA]:
            return "staff"
        return "manager" if on == MADINA.name else "guest"


def matches(sent: Sent, seen: Seen) -> bool:
    words = sent.words.casefold()
    said = not seen.words or any(each.casefold() in words for each in seen.words)
    held = not seen.button or any(_begins(label, seen.button) for label in sent.labels)
    known = sent.kind == seen.kind if seen.kind else not sent.kind.startswith("forum_topic")
    return said and held and known


def button_on(shown: list[Sent], wanted: Button) -> tuple[Sent, int] | None:
    """The newest message that has such a button, and the button's place on it."""
    keyed = [sent for sent in reversed(shown) if sent.buttons]
    for sent in keyed:
        for place, label in enumerate(sent.labels):
            if _begins(label, wanted.label):
                return sent, place
    if not keyed or wanted.nth is None:
        return None
    last = len(keyed[0].labels)
    return (keyed[0], wanted.nth % last) if -last <= wanted.nth < last else None


def _begins(label: str, wanted: tuple[str, ...]) -> bool:
    plain = label.casefold()
    bare = plain.lstrip("".join(c for c in plain if not c.isalnum()))
    return any(
        each[1:].casefold() in plain if each.startswith("*") else bare.startswith(each.casefold())
        for each in wanted
    )
