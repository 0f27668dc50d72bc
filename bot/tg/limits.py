"""Telegram's limits as arithmetic: 30 a second overall, 1 a second in a chat, 20 a minute in a group.

Of a group's minute a few messages are kept for danger: the card about a fire never waits for cards about
cold water. Pure: every function takes the time in seconds on a clock that never goes back.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from bot.desk.outbox import FOR_DANGER

LONG_AGO = float("-inf")


@dataclass(frozen=True)
class Rates:
    """Messages per seconds. `burst` is what Telegram tolerates in one private chat."""

    overall: int = 29
    overall_seconds: float = 1.0
    chat: int = 3
    chat_seconds: float = 3.0
    group: int = 19
    group_seconds: float = 60.0


@dataclass
class Window:
    """At most `most` events in any `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float, *, kept: int = 0) -> float:
        """Seconds until one more fits and leaves room for what is `kept`; 0 when it does now."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        most = max(1, self.most - kept)
        return 0.0 if len(self.times) < most else self.times[len(self.times) - most] + self.seconds - now

    def take(self, now: float) -> None:
        self.times.append(now)

    @property
    def left(self) -> int:
        """How many more fit, as of the last look."""
        return max(0, self.most - len(self.times))


@dataclass
class Limits:
    """Who may be written to now."""

    rates: Rates = field(default_factory=Rates)
    _all: Window = field(init=False)
    _chats: dict[int, Window] = field(default_factory=dict, init=False)
    _paused: dict[int | None, float] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)  # two threads ask

    def __post_init__(self) -> None:
        self._all = Window(self.rates.overall, self.rates.overall_seconds)

    def wait(self, chat_id: int, now: float, *, danger: bool = True) -> float:
        """Seconds to wait before a message to this chat; one that is not about danger leaves room."""
        pauses = [self._paused.get(chat_id, LONG_AGO) - now, self._paused.get(None, LONG_AGO) - now]
        kept = 0 if danger or chat_id >= 0 else FOR_DANGER
        return max(0.0, self._all.wait(now), self._window(chat_id).wait(now, kept=kept), *pauses)

    def shut(self, now: float) -> tuple[set[int], float]:
        """The chats where all but danger must wait, and the seconds until one of them may get more."""
        with self._lock:
            return self._shut(now)

    def _shut(self, now: float) -> tuple[set[int], float]:
        self._forget(now)  # whoever was quiet for a while is free, and need not be looked at each time
        chats = {chat for chat in (*self._chats, *self._paused) if chat is not None}
        closed = {chat for chat in chats if self.wait(chat, now, danger=False) > 0}
        opens = [self.wait(chat, now) or self.wait(chat, now, danger=False) for chat in closed]
        overall = max(self._all.wait(now), self._paused.get(None, LONG_AGO) - now)
        return closed, max(0.01, min([*opens, 60.0 if overall <= 0 else overall]))

    def left(self, now: float) -> int:
        """How many messages may still go out in this moment, whatever the chat."""
        with self._lock:
            if self._paused.get(None, LONG_AGO) > now or self._all.wait(now) > 0:
                return 0
            return self._all.left

    def spare(self, chat_id: int, now: float) -> int:
        """How many messages this chat may still get in this moment, with what is kept for danger."""
        with self._lock:
            return 0 if self.wait(chat_id, now) > 0 else self._window(chat_id).left

    def take(self, chat_id: int, now: float) -> None:
        with self._lock:
            self._all.take(now)
            self._window(chat_id).take(now)

    def pause(self, chat_id: int | None, seconds: float, now: float) -> None:
        """Telegram said retry_after. None pauses everything."""
        with self._lock:
            self._paused[chat_id] = max(self._paused.get(chat_id, LONG_AGO), now + seconds)

    def _window(self, chat_id: int) -> Window:
        if chat_id not in self._chats:
            group = chat_id < 0
            most = self.rates.group if group else self.rates.chat
            self._chats[chat_id] = Window(
                most, self.rates.group_seconds if group else self.rates.chat_seconds
            )
        return self._chats[chat_id]

    def _forget(self, now: float) -> None:
        self._chats = {
            chat: w for chat, w in self._chats.items() if w.times and w.times[-1] > now - w.seconds
        }
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
