"""A full house, a whole night: forty guests, sixty messages, two colleagues of whom one falls silent.

Telegram goes away for five minutes, a topic is deleted, and the desk is killed twice. In the morning every
complaint has reached a person, every clock has rung once and every promise was kept or called out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.demo.cast import DANA, ERLAN, IN_THE_GROUP
from bot.demo.night import Line, guests, lines
from bot.demo.night.shift import Shift
from bot.demo.telegram import Floods, Person
from bot.demo.telegram.faults import ANY
from tests.crash import wall
from tests.crash.checks import all_confirmed, lost
from tests.crash.desk import Stable, World, a_stable, a_world
from tests.proofs import CLOCKS, proves

TEN_IN_THE_EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # 22:00 in Baku
MORNING = 9 * 60  # minutes after it: 07:00
SILENT_FROM = 2 * 60  # Erlan falls asleep at midnight
AWAY = range(2 * 60 + 28, 2 * 60 + 33)  # minutes without Telegram: a leak is written of at 00:30
DELETED = 90  # at 23:30 somebody deletes a topic
KILLED = (43, 4 * 60 + 40)  # at the third angry message, and when smoke was seen
BREATH = timedelta(seconds=2)  # how often one looks again while letters wait


def after(minutes: float) -> datetime:
    return TEN_IN_THE_EVENING + timedelta(minutes=minutes)


@dataclass
class Night:
    """The time that everybody shares, and what is still to happen."""

    world: World
    stable: Stable
    file: Path
    shift: Shift = field(init=False)
    replies: dict[str, int] = field(default_factory=dict)  # what staff wrote, and the chat it is meant for
    attended: bool = True  # whether anybody is on duty at all

    def __post_init__(self) -> None:
        telegram, dana, erlan = self.world.loopback, self.person(DANA.name), self.person(ERLAN.name)
        asleep = after(SILENT_FROM)
        self.shift = Shift(telegram, self.world.group, dana, erlan, asleep, lambda: self.now, self.wrote)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def move(self, to: datetime) -> None:
        self.world.clock.ahead += max(to, self.now) - self.now
        wall.write(self.file, self.now.timestamp())

    async def begin(self, variant: str = "desk") -> None:
        wall.write(self.file, self.now.timestamp())
        await self.stable.begin(self.world.life(clock=str(self.file), poll=1, variant=variant))
        await self.stable.ready()
        await self.settle()

    async def settle(self) -> None:
        """Everything that was said has come in, and what is due by now is done."""
        while True:
            pushed = set(self.world.loopback.pushed())
            if not self.away:
                await self._heard()
            await self.stable.settle()
            if set(self.world.loopback.pushed()) == pushed:
                return

    async def _heard(self) -> None:
        try:
            await self.world.until(lambda: all_confirmed(self.world))
        except TimeoutError:
            calls = [(call.method, call.status) for call in self.world.loopback.calls()[-8:]]
            raise AssertionError(f"{self.now}: not heard; {calls}; {self.stable.log[-8:]}") from None

    @property
    def away(self) -> bool:
        return bool(self.world.loopback.faults.expects(ANY))

    async def until(self, moment: datetime) -> None:
        """Let the night go on: from one thing that is due to the next."""
        while self.now < moment:
            self.move(min(moment, self._next()))
            self.shift.act()
            await self.settle()
            if self.attended:
                self.shift.look()

    def _next(self) -> datetime:
        ((due,),) = self.world.rows("SELECT min(due_at) FROM timers")
        moments = [datetime.fromtimestamp(due / 1000, UTC)] if due is not None else []
        moments += [self.shift.next] if self.shift.next else []
        if self.world.rows("SELECT 1 FROM letters WHERE state IN ('new', 'sending') LIMIT 1"):
            moments.append(self.now + BREATH)
        return max(min(moments), self.now + timedelta(seconds=0.5))

    def wrote(self, topic: int, words: str) -> None:
        """A colleague has answered: whose words they are."""
        rows = self.world.rows(
            "SELECT c.thread_id, g.chat_id FROM cases c JOIN guests g ON g.id = c.guest_id"
        )
        self.replies[words] = dict(rows)[topic]

    def person(self, name: str) -> Person:
        return self.world.people[name]


@asynccontextmanager
async def a_night(folder: Path) -> AsyncIterator[Night]:
    clock = Clock(TEN_IN_THE_EVENING)
    async with a_world(folder / "data", clock=clock, floods=Floods.telegram()) as world, a_stable() as stable:
        for one in guests():
            world.people[one.name] = world.loopback.person(one.user_id, one.name, language=one.language)
        yield Night(world, stable, folder / "time")


def write_script(night: Night) -> list[Line]:
    said = list(lines())
    for line in said:
        who = night.person(line.who.name)
        night.shift.at(after(line.minute), partial(night.world.loopback.say, who, line.text))
    telegram = night.world.loopback
    night.shift.at(after(AWAY.start), lambda: telegram.fail(ANY, status=502, times=10**6))
    night.shift.at(after(AWAY.stop), telegram.faults.clear)
    night.shift.at(
        after(DELETED), lambda: telegram.delete_topic(night.world.group, min(night.world.group.topics))
    )
    return said


async def play(night: Night, *, variant: str = "desk", until: int = MORNING) -> list[str]:
    """What was not as it should be, in words."""
    for one in IN_THE_GROUP:
        night.world.loopback.say(night.person(one.name), "/start")
    said = write_script(night)
    await night.begin(variant)
    for minute in (one for one in KILLED if one < until):
        await night.until(after(minute) - timedelta(seconds=1))
        night.move(after(minute))
        night.shift.act()
        await night.stable.killed()
        await night.begin(variant)
    await night.until(after(until))
    said = [line for line in said if line.minute < until]
    found = [*reached(night, said), *kept(night), *private(night), *paced(night)]
    return [*found, *night.world.loopback.violations]


def test_the_script_is_a_full_house() -> None:
    said = list(lines())
    assert (len(guests()), len(said), len({line.who.language for line in said})) == (40, 60, 7)
    assert Counter(line.kind for line in said)["danger"] == 3
    assert sum(line.needs_somebody for line in said) == 18


@proves(CLOCKS, injected="clocks that nobody hears", control=True)
@pytest.mark.timeout(300)
async def test_a_desk_that_forgets_its_clocks_is_caught(tmp_path: Path) -> None:
    """The positive control: nobody is on duty, until somebody would have been called."""
    async with a_night(tmp_path) as night:
        night.attended = False
        found = await play(night, variant="no_clocks", until=40)
        assert any("silently broken" in one for one in found)


@proves(CLOCKS, injected="a night: outage, kills, a topic deleted", trials=60)
@pytest.mark.timeout(300)
async def test_the_night_ends_with_every_promise_kept_or_called_out(tmp_path: Path) -> None:
    async with a_night(tmp_path) as night:
        found = await play(night)
        happened = Counter(kind for (kind,) in night.world.rows("SELECT kind FROM case_events"))
        sys.stdout.write(f"{dict(happened)}\n")
        assert happened["returned"], "Erlan fell asleep over a case, and nobody got it back"
        assert not found, "\n".join(found)


def reached(night: Night, said: list[Line]) -> list[str]:
    """What did not reach a person, or was not answered."""
    rows = night.world.rows(
        "SELECT g.chat_id, c.words, c.acked_at, c.ack_missed FROM cases c JOIN guests g ON g.id = c.guest_id"
    )
    found = [f"{len(gone)} updates are lost"] if (gone := lost(night.world)) else []
    for line in said:
        answered = [m for m in night.world.loopback.chat(night.person(line.who.name)) if m.sender.is_bot]
        if not any(m.date >= after(line.minute) for m in answered) and line.kind != "more":
            found.append(f"{line.who.name} got no answer: {line.text}")
        mine = [row for row in rows if row[0] == line.who.id and line.text[:40] in row[1]]
        if line.needs_somebody and not mine:
            found.append(f"no case: {line.text}")
        if line.needs_somebody and not any(acked or missed for _, _, acked, missed in mine):
            found.append(f"nobody has seen: {line.text}")
    return found


def kept(night: Night) -> list[str]:
    """Clocks that rang twice or late, promises that were broken in silence."""
    events = night.world.rows(
        "SELECT case_id, kind, data ->> 'step', data ->> 'due', at FROM case_events "
        "WHERE kind LIKE 'missed_%'"
    )
    rang = Counter((case, kind, step) for case, kind, step, _, _ in events)
    found = [f"{what} rang {n} times" for what, n in rang.items() if n > 1]
    for case, kind, _, due, at in events:
        late = datetime.fromtimestamp(at / 1000, UTC) - datetime.fromisoformat(due)
        if not timedelta() <= late <= timedelta(seconds=60):
            found.append(f"{kind} of case {case} rang {late} after its time")
    called = {(case, kind) for case, kind, *_ in events}
    for case, ack_due, acked, resolve_due, resolved in night.world.rows(
        "SELECT id, ack_due, acked_at, resolve_due, coalesce(resolved_at, closed_at) FROM cases"
    ):
        now = night.now.timestamp() * 1000
        for kind, due, done in (("acknowledge", ack_due, acked), ("resolve", resolve_due, resolved)):
            if (done or now) > due + 60_000 and (case, f"missed_{kind}") not in called:
                found.append(f"case {case}: {kind} was promised and silently broken")
    return found


def private(night: Night) -> list[str]:
    """Words of the staff that another guest reads, or that nobody reads."""
    found = []
    for words, meant in night.replies.items():
        for name, who in night.world.people.items():
            read = any(words in m.words for m in night.world.loopback.chat(who) if m.sender.is_bot)
            if read and who.user_id != meant:
                found.append(f"{name} reads what is not theirs: {words}")
            if not read and who.user_id == meant:
                found.append(f"{name} never read: {words}")
    return found


def paced(night: Night) -> list[str]:
    """More than twenty messages in any minute of the group, or a word from Telegram to slow down."""
    times = [m.date for m in night.world.loopback.chat(night.world.group) if m.sender.is_bot]
    most = max(sum(start <= one < start + timedelta(seconds=60) for one in times) for start in times)
    found = [f"{most} messages in one minute"] if most > 20 else []
    slow = [call for call in night.world.loopback.calls() if call.status == 429]
    return [*found, *(["Telegram asked to slow down"] if slow else [])]
