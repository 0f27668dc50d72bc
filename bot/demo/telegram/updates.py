"""The queue between Telegram and the bot, with Telegram's own rules of confirming and forgetting."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from bot.demo.telegram.rules import BATCH_LIMIT, MESSAGE_LIFE, QUERY_LIFE
from bot.demo.telegram.shapes import Raw

FIRST_UPDATE_ID = 418_000_001
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
SHORT_LIVED = frozenset({"callback_query", "pre_checkout_query", "shipping_query"})
TAIL_SLACK = 10
REMEMBERED = 100_000


@dataclass(frozen=True)
class Waiting:
    update_id: int
    body: Raw
    expires: datetime


class Updates:
    """Updates in the order they were queued. Ids rise by one until a restart moves them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.queue: deque[Waiting] = deque()
        self.soonest = now()  # when the first of them is due to be forgotten
        self.tail = FIRST_UPDATE_ID  # the id the next update will get
        self.pushed: deque[int] = deque(maxlen=REMEMBERED)
        self.confirmed: set[int] = set()
        self.forgotten: set[int] = set()  # nobody fetched them in time
        self.allowed: frozenset[str] | None = None

    def push(self, kind: str, body: Raw) -> int | None:
        """Queue an update and give its id; None when the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        life = QUERY_LIFE if kind in SHORT_LIVED else MESSAGE_LIFE
        return self._add(self.tail, {"update_id": self.tail, kind: body}, self.now() + life)

    def push_raw(self, body: Raw) -> int:
        """Queue whatever is given, however malformed; it gets the next id unless it brings one."""
        update_id = body.get("update_id", self.tail)
        number = update_id if isinstance(update_id, int) else self.tail
        return self._add(number, {"update_id": update_id} | body, self.now() + MESSAGE_LIFE)

    def _add(self, update_id: int, body: Raw, expires: datetime) -> int:
        self.soonest = min(self.soonest, expires) if self.queue else expires
        self.queue.append(Waiting(update_id, body, expires))
        self.pushed.append(update_id)
        self.confirmed.discard(update_id)
        self.forgotten.discard(update_id)
        self.tail = update_id + 1
        return update_id

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ONLY_WHEN_ASKED

    def allow(self, kinds: Iterable[str]) -> None:
        """What the bot wants to hear of from now on; an empty list means Telegram's default."""
        self.allowed = frozenset(kinds) or None

    def restart_ids(self, at: int) -> None:
        """Go on numbering from `at`, as Telegram does after a week without updates."""
        self.tail = at

    def pending(self) -> int:
        """How many wait, once those whose time is over are forgotten."""
        now = self.now()
        if self.queue and self.soonest <= now:
            self.forgotten |= {each.update_id for each in self.queue if each.expires <= now}
            self.queue = deque(each for each in self.queue if each.expires > now)
            self.soonest = min((each.expires for each in self.queue), default=now)
        return len(self.queue)

    def drop(self) -> None:
        self.queue.clear()

    def waiting(self) -> list[Waiting]:
        """What is to be pushed to a webhook, oldest first."""
        self.pending()
        return list(self.queue)

    def received(self, one: Waiting) -> None:
        """A webhook has taken it."""
        if one in self.queue:
            self.queue.remove(one)
            self.confirmed.add(one.update_id)

    def take(self, offset: int, limit: int) -> list[Raw]:
        """Confirm what the offset says has been received, and give what comes next."""
        self.pending()
        for _ in range(self._received(offset)):
            self.confirmed.add(self.queue.popleft().update_id)
        if len(self.confirmed) > 2 * REMEMBERED:
            self.confirmed &= set(self.pushed)
            self.forgotten &= set(self.pushed)
        most = limit if 1 <= limit <= BATCH_LIMIT else BATCH_LIMIT
        return [each.body for each, _ in zip(self.queue, range(most), strict=False)]

    def _received(self, offset: int) -> int:
        """How many from the head the offset confirms: by place in the queue, not by number."""
        if offset == 0 or not self.queue:
            return 0
        if offset < 0:
            return max(len(self.queue) + offset, 0)
        if offset > self.tail + TAIL_SLACK:
            return 0  # "in the future": from the head, confirming nothing
        for place, each in enumerate(self.queue):
            if each.update_id == offset:
                return place
            if each.update_id == offset - 1:
                return place + 1
        return sum(1 for _ in takewhile(lambda each: each.update_id < offset, self.queue))
