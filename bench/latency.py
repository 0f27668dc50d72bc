"""From a guest's message to the reply, at 50 a second: our desk beside stock python-telegram-bot.

Both commit with synchronous=FULL before they reply. The peer does one commit and one reply and, when it is
killed, forgets what it has not handled; our desk keeps the update, works it and owes the letter on disk.
Rounds alternate; each side has a loopback Telegram of its own in this process. Goals: both ratios at most
1.5, idle memory at most 110 MB.

python bench/latency.py [seconds a side]
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter

os.environ.setdefault("PTB_TIMEDELTA", "true")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.demo.telegram import DEMO_TOKEN, Floods, Loopback, Person

RATE, ROUND, GUESTS = 50, 5.0, 200
GOAL, MEMORY = 1.5, 110
WORDS = ("What time is breakfast?", "/start", "Is there wifi in the room?")
TICKS = os.sysconf("SC_CLK_TCK")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # a bench has no other clock


@dataclass
class Side:
    """One bot in its own process, its Telegram, and what was measured."""

    name: str
    loopback: Loopback
    pid: int
    guests: list[Person]
    waiting: dict[int, deque[float]] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    cpu: float = 0.0
    idle: dict[str, float] = field(default_factory=dict)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self, seconds: float) -> None:
        """Push at fixed moments, whatever the bot does, and wait for the last reply."""
        began, before = perf_counter(), _cpu(self.pid)
        for n, (who, words) in zip(range(int(seconds * RATE)), self._script(), strict=False):
            await asyncio.sleep(max(0.0, began + n / RATE - perf_counter()))
            self.waiting.setdefault(who.user_id, deque()).append(perf_counter())
            self.loopback.say(who, words)
        async with asyncio.timeout(60):
            while any(self.waiting.values()):
                self._heard.clear()
                await self._heard.wait()
        self.cpu += _cpu(self.pid) - before

    def _script(self) -> Iterator[tuple[Person, str]]:
        words = cycle(WORDS)
        while True:
            for who in self.guests:
                yield who, next(words)

    async def listen(self) -> None:
        """Match the bot's messages to what was asked, chat by chat."""
        seen = self.loopback.watch.seq
        while True:
            await self.loopback.changed(seen, 60)
            events, seen = self.loopback.events_since(seen), self.loopback.watch.seq
            for event in events:
                if event.kind == "message" and self._from_bot(event.chat_id, event.message_id):
                    self._answered(event.chat_id or 0)
            self._heard.set()

    def _from_bot(self, chat_id: int | None, message_id: int | None) -> bool:
        sent = self.loopback.chats.find(chat_id or 0, message_id)
        return sent is not None and sent.sender.is_bot

    def _answered(self, chat_id: int) -> None:
        if queue := self.waiting.get(chat_id):
            self.delays.append(perf_counter() - queue.popleft())

    def at(self, percent: int) -> float:
        """The percentile in milliseconds."""
        return quantiles(self.delays, n=100, method="inclusive")[percent - 1] * 1000


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> dict[str, float]:
    """Resident and proportional memory in MB, where the system tells."""
    found = {}
    for name, path in (("VmRSS", f"/proc/{pid}/status"), ("Pss", f"/proc/{pid}/smaps_rollup")):
        for line in Path(path).read_text().splitlines():
            if line.startswith(f"{name}:"):
                found[name] = int(line.split()[1]) / 1024
    return found


@asynccontextmanager
async def side(name: str, folder: Path) -> AsyncIterator[Side]:
    """A loopback and a bot that polls it."""
    loopback = Loopback(now, floods=Floods.none(), check=False)
    await loopback.open()
    guests = [loopback.person(10_000 + n, f"Guest {n}", language="en") for n in range(GUESTS)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("_sides.py")),
        name,
        DEMO_TOKEN,
        loopback.url,
        str(folder / name),
        stderr=DEVNULL if name == "peer" else None,  # at its end it tells at length that nobody answers
    )
    try:
        await loopback.until(lambda: any(one.kind == "poll" for one in loopback.events_since(0)), 60)
        yield Side(name, loopback, process.pid, guests)
    finally:
        process.kill()  # what it still has to do is of no interest
        await process.wait()
        await loopback.close()


async def compare(seconds: float) -> tuple[Side, Side]:
    """Both sides measured in turns: peer, ours, peer, ours …"""
    with scratch() as folder:
        async with side("peer", folder) as peer, side("ours", folder) as ours:
            await asyncio.sleep(min(3.0, seconds))
            for one in (peer, ours):
                one.idle = memory(one.pid)
            async with asyncio.TaskGroup() as tasks:
                listening = [tasks.create_task(one.listen()) for one in (peer, ours)]
                for one in (peer, ours):  # everybody says hello once: who is new costs more
                    await one.load(GUESTS / RATE if seconds > ROUND else 0.5)
                    one.delays.clear()
                    one.cpu = 0.0
                for _ in range(max(1, round(seconds / ROUND))):
                    await peer.load(min(ROUND, seconds))
                    await ours.load(min(ROUND, seconds))
                for task in listening:
                    task.cancel()
    return peer, ours


@contextmanager
def scratch() -> Iterator[Path]:
    """Beside the project: /tmp may be memory, where an fsync costs nothing."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".run-") as folder:
        yield Path(folder)


def report(peer: Side, ours: Side) -> Iterator[str]:
    yield f"{RATE} updates a second, {len(ours.delays)} a side, synchronous=FULL"
    yield f"{'':18}{'p50 ms':>9}{'p99 ms':>9}{'CPU s per 1000':>16}{'idle RSS MB':>13}{'PSS':>7}"
    for one in (peer, ours):
        cpu, rss, pss = one.cpu / len(one.delays) * 1000, one.idle["VmRSS"], one.idle.get("Pss", 0)
        name = "stock PTB" if one is peer else "Qonaq"
        yield f"  {name:16}{one.at(50):9.1f}{one.at(99):9.1f}{cpu:16.2f}{rss:13.0f}{pss:7.0f}"
    for percent in (50, 99):
        ratio = ours.at(percent) / peer.at(percent)
        met = "met" if ratio <= GOAL else "MISSED"
        yield f"  ratio p{percent}        {ratio:9.2f}   goal ≤ {GOAL}: {met}"
    met = "met" if ours.idle["VmRSS"] <= MEMORY else "MISSED"
    yield f"  idle memory      {ours.idle['VmRSS']:9.0f}   goal ≤ {MEMORY} MB: {met}"


async def main(seconds: float) -> None:
    for line in report(*await compare(seconds)):
        print(line)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0))
