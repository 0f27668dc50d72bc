"""How much a bot may send: 30 a second in all, one a second to a person, 20 a minute to a group."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.telegram.rules import refuse


@dataclass(frozen=True)
class Floods:
    """Messages allowed in a window of seconds; None means no limit."""

    overall: tuple[int, float] | None = (30, 1.0)
    private: tuple[int, float] | None = (3, 3.0)  # one a second, with a short burst
    group: tuple[int, float] | None = (20, 60.0)

    @classmethod
    def telegram(cls) -> "Floods":
        return cls()

    @classmethod
    def none(cls) -> "Floods":
        return cls(None, None, None)


class Meter:
    """Counts what was accepted; what is refused costs nothing more."""

    def __init__(self, floods: Floods, now: Callable[[], datetime]) -> None:
        self.floods, self.now = floods, now
        self.taken: OrderedDict[object, deque[datetime]] = OrderedDict()

    def take(self, chat_id: int) -> None:
        """Let one message through, or refuse with the seconds to wait."""
        now = self.now()
        asked = [("overall", self.floods.overall)]
        asked.append((str(chat_id), self.floods.group if chat_id < 0 else self.floods.private))
        lanes = [(self._lane(key, limit[1], now), *limit) for key, limit in asked if limit]
        wait = max((_wait(lane, most, seconds, now) for lane, most, seconds in lanes), default=0)
        if wait:
            raise refuse("flood", {"retry_after": wait}, seconds=wait)
        for lane, _, _ in lanes:
            lane.append(now)

    def _lane(self, key: str, seconds: float, now: datetime) -> deque[datetime]:
        lane = self.taken.setdefault(key, deque())
        self.taken.move_to_end(key)
        if len(self.taken) > 2000:
            self.taken.popitem(last=False)
        while lane and lane[0] <= now - timedelta(seconds=seconds):
            lane.popleft()
        return lane


def _wait(lane: deque[datetime], most: int, seconds: float, now: datetime) -> int:
    if len(lane) < most:
        return 0
    free_at = lane[len(lane) - most] + timedelta(seconds=seconds)
    return max(1, math.ceil((free_at - now).total_seconds()))
