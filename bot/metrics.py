"""What the desk tells a monitor: counts since it was started, and how the house stands when it is asked.

Numbers only. No label carries an id, a name, a room or a word, so the page may be kept for years.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from bot import __version__
from bot.db import StorageTrouble
from bot.standing import CLOCKS, LANES, SEVERITIES, STATUSES, Standing

FRESH = 5.0  # seconds: however often the page is asked for, the database is looked at this seldom
AWAITING = 5000  # chats that may be owed a reply: so many are kept in mind
AGAIN = (
    "wait",
    "unknown",
    "moved",
    "no_topic",
    "no_right",
    "no_group",
)  # a verdict that leaves the letter open
REPLY = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
WRITE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
GROUP = (1, 2, 4, 8, 16, 32, 64)


class Tally:
    """Counts of one run of the desk. They may be told from any thread."""

    def __init__(self) -> None:
        self.registry = mine = CollectorRegistry()
        self._received = Counter("qonaq_updates_received", "Updates kept in the inbox", registry=mine)
        self._done = Counter("qonaq_updates_done", "Updates worked to the end", registry=mine)
        self._failed = Counter("qonaq_updates_failed", "Attempts at an update that failed", registry=mine)
        self._dead = Counter("qonaq_updates_dead", "Updates given up: a person must look", registry=mine)
        self._sent = Counter("qonaq_letters_sent", "Letters that Telegram took", ["lane"], registry=mine)
        self._unsent = Counter("qonaq_letters_failed", "Letters given up", ["reason"], registry=mine)
        self._again = Counter("qonaq_letters_retried", "Attempts to be repeated", ["reason"], registry=mine)
        self._replied = _seconds("qonaq_reply_seconds", "From a private update to its reply", REPLY, mine)
        self._wrote = _seconds("qonaq_write_seconds", "A group of use cases with its commit", WRITE, mine)
        size = "Use cases that shared a commit"
        self._group = Histogram("qonaq_write_group_size", size, buckets=GROUP, registry=mine)
        Info("qonaq_build", "Which Qonaq this is", registry=mine).info(
            {"version": __version__, "python": platform.python_version()}
        )
        ProcessCollector(registry=mine)
        self._awaited: dict[str, tuple[datetime, datetime, datetime]] = {}
        for lane in LANES.values():
            self._sent.labels(lane)

    def received(self, n: int) -> None:
        self._received.inc(n)

    def done(self, chat: str, received_at: datetime, began: datetime, ended: datetime) -> None:
        """An update is worked: a letter to its chat that was written between these moments is its reply."""
        self._done.inc()
        if len(self._awaited) >= AWAITING:
            self._awaited.clear()
        if not chat.startswith("-"):
            self._awaited[chat] = (received_at, began, ended)

    def skipped(self) -> None:
        self._done.inc()

    def failed(self, *, dead: bool) -> None:
        self._failed.inc()
        if dead:
            self._dead.inc()

    def sent(self, chat_id: int | None, lane: int, created_at: datetime, now: datetime) -> None:
        self._sent.labels(LANES.get(lane, str(lane))).inc()
        awaited = self._awaited.get(str(chat_id))
        if awaited and awaited[1] <= created_at <= awaited[2] and LANES.get(lane) != "answer":
            del self._awaited[str(chat_id)]
            self._replied.observe((now - awaited[0]).total_seconds())

    def unsent(self, verdict: str) -> None:
        """A delivery failed: by its verdict the letter waits for another attempt, or is given up."""
        (self._again if verdict in AGAIN else self._unsent).labels(verdict).inc()

    def wrote(self, n: int, seconds: float) -> None:
        self._group.observe(n)
        self._wrote.observe(seconds)


def _seconds(name: str, what: str, buckets: tuple[float, ...], registry: CollectorRegistry) -> Histogram:
    return Histogram(name, what, buckets=buckets, registry=registry)


@dataclass(frozen=True)
class Watched:
    """What the porter's last round saw; None: it could not be told."""

    free: int | None = None  # bytes
    off: float | None = None  # seconds of our clock ahead of Telegram's
    copied: datetime | None = None  # the last good backup
    troubles: Mapping[str, bool] = field(default_factory=dict)  # by kind, whether it is one now


class Board:
    """The page: the tally, what is alive, and how the house stands; scraping it often costs nothing more."""

    def __init__(
        self,
        tally: Tally,
        *,
        parts: Callable[[], Mapping[str, bool]],
        silence: Callable[[], float],
        look: Callable[[], Awaitable[Standing]],
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        watched: Callable[[], Watched],
    ) -> None:
        self._tally, self._parts, self._look = tally, parts, look
        self._now, self._seconds, self._watched = now, seconds, watched
        self._standing: Standing | None = None
        self._looked = float("-inf")
        self._one = asyncio.Lock()
        quiet = "Since Telegram was last heard from"
        Gauge("qonaq_telegram_silence_seconds", quiet, registry=tally.registry).set_function(silence)

    async def page(self) -> bytes:
        async with self._one:
            if self._seconds() - self._looked >= FRESH:
                self._standing = await self._see()
                self._looked = self._seconds()
        return generate_latest(self)

    async def _see(self) -> Standing | None:
        """None when the database cannot be read: then its figures are missing, never old."""
        try:
            return await self._look()
        except (StorageTrouble, SQLAlchemyError):
            return None

    def collect(self) -> Iterator[Metric]:
        """Without the birthdays that the library adds to each counter: nobody asks for them."""
        for family in self._tally.registry.collect():
            family.samples = [one for one in family.samples if not one.name.endswith("_created")]
            yield family
        alive = GaugeMetricFamily(
            "qonaq_part_alive", "1 while this part of the desk is well", labels=["part"]
        )
        for part, well in self._parts().items():
            alive.add_metric([part], well)
        yield alive
        yield from _of_the_rounds(self._watched(), self._now())
        if self._standing:
            yield from _families(self._standing, self._now())


def _of_the_rounds(watched: Watched, now: datetime) -> Iterator[Metric]:
    yield _many("qonaq_trouble", "1 while this is not well", "trouble", watched.troubles)
    if watched.free is not None:
        yield _one("qonaq_disk_free_bytes", "Room on the disk of the data folder", watched.free)
    if watched.off is not None:
        yield _one("qonaq_clock_off_seconds", "This computer's clock ahead of Telegram's", watched.off)
    if watched.copied is not None:
        age = (now - watched.copied).total_seconds()
        yield _one("qonaq_backup_age_seconds", "Since the last good backup", age)


def _families(standing: Standing, now: datetime) -> Iterator[Metric]:
    yield _one("qonaq_inbox_depth", "Updates not worked yet", standing.inbox.n)
    yield _one("qonaq_inbox_oldest_seconds", "Age of the oldest of them", standing.inbox.age(now))
    lanes = {name: standing.outbox.get(lane) for lane, name in LANES.items()}
    depths = {name: one.n if one else 0 for name, one in lanes.items()}
    ages = {name: one.age(now) if one else 0.0 for name, one in lanes.items()}
    yield _many("qonaq_outbox_depth", "Letters not sent yet", "lane", depths)
    yield _many("qonaq_outbox_oldest_seconds", "Age of the oldest of them", "lane", ages)
    yield _one("qonaq_timers_overdue", "Timers that should have fired", standing.timers_overdue)
    cases = {one: standing.cases.get(one, 0) for one in SEVERITIES}
    yield _many("qonaq_cases_open", "Open cases", "severity", cases)
    late = {one: standing.late.get(one, 0) for one in CLOCKS}
    yield _many("qonaq_cases_late", "Open cases that have missed this clock", "clock", late)
    bookings = {one.lower(): standing.bookings.get(one, 0) for one in STATUSES}
    yield _many("qonaq_bookings", "Bookings; on_hold are those being decided", "status", bookings)


def _one(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _many(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for one, value in values.items():
        family.add_metric([one], value)
    return family
