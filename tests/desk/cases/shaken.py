"""A desk shaken by a die: cases come, people claim and fall silent, the process dies, the wall clock jumps,
rosters and ladders are edited. What must hold after every look at the timers is checked from the cases
themselves, not from the timers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.clock import LOOK_AGAIN
from bot.db import Connection
from bot.desk import chores, timers
from bot.desk.cases import case, opening, pausing, roster, working
from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.catalog.staffing import Ladder, Roster
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.desk.timers import Due
from bot.schema import case_events, cases
from bot.schema import timers as rows

NIGHTS = (  # the clocks change there in these nights; the desk starts on the evening before
    ("Europe/Budapest", datetime(2027, 3, 27, 20, tzinfo=UTC)),
    ("Europe/Budapest", datetime(2027, 10, 30, 20, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 3, 14, 2, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 3, 10, tzinfo=UTC)),
    ("Asia/Baku", datetime(2026, 11, 20, 9, tzinfo=UTC)),
)
WORK = [{"open": "08:00", "close": "12:00"}, {"open": "14:00", "close": "01:30"}]
NIGHT = {"night": [{"open": "22:00", "close": "07:00"}], "work": WORK}
LADDERS = [
    Ladder.model_validate(one)
    for one in (
        {},
        {"clocks": [{"acknowledge": 5, "act": 7, "silent": 12, "resolve": 45}], "wait_minutes": 30},
        {
            "hours": NIGHT,
            "clocks": [
                {"when": "night", "severity": ["S2"], "acknowledge": 3, "act": 4, "silent": 9},
                {"severity": ["S3", "S4"], "within": "work", "acknowledge": 20, "resolve": 90},
                {"act": 15, "silent": 15},
            ],
            "steps": [
                {"when": "night", "call": ["night", "owner"]},
                {"call": ["department", "Dana", "owner"]},
            ],
        },
    )
]
DAYS = {"name": "Dana", "shifts": [{"open": "07:00", "close": "19:00"}]}
NIGHTLY = {"name": "Erlan", "shifts": [{"open": "19:00", "close": "07:00", "night": True}]}
ROSTERS = [Roster.model_validate({"people": one}) for one in ([], [DAYS], [DAYS, NIGHTLY], [NIGHTLY])]
TIMED = {
    "acknowledge": "missed_acknowledge",
    "resolve": "missed_resolve",
    "act": "missed_act",
    "silent": "missed_silent",
    "pause": "missed_pause",
}
Look = Callable[[Connection, House], list[Due]]
SOON = 60  # seconds after it is due, or after the restart
_ARMED = select(rows.c.kind, rows.c.ref, rows.c.due_at).where(rows.c.kind.in_(TIMED))
_RANG = select(case_events.c.kind, case_events.c.case_id, case_events.c.data).where(
    case_events.c.kind.in_(TIMED.values())
)
_TALK = select(case_events.c.kind).where(case_events.c.case_id == bindparam("c")).order_by(case_events.c.id)
_CASES = select(cases)


class Broken(AssertionError):
    """A clock was missed, rang twice, or rang late."""


@dataclass
class Shaken:
    """One run. `wall` is what the desk reads; `real` is the time that passes."""

    conn: Connection
    house: House
    die: random.Random
    staff: tuple[Colleague, ...]
    guests: tuple[Guest, ...]
    look: Look = timers.due
    opened: list[int] = field(default_factory=list)
    real: float = 0.0
    woke: float = 0.0
    steady: float = 0.0  # since then the desk is up and nobody has touched the clock
    rang: int = 0

    # time

    def pass_until(self, moment: float) -> None:
        """The desk is up: it sleeps until what is due, never longer than it may, and looks again."""
        while True:
            following = timers.next_due(self.conn, self.house.id)
            if following is None:  # it would look every half minute and find nothing
                self._forward(moment - self.real)
                return
            wakes = self.real + max(0.0, (following - self.house.now).total_seconds())
            if wakes > moment:
                self._forward(moment - self.real)
                return
            self._forward(wakes - self.real)
            self.wake()

    def _forward(self, seconds: float) -> None:
        self.real += seconds
        self.house = replace(self.house, now=self.house.now + timedelta(seconds=seconds))

    def jump(self, seconds: float) -> None:
        """Somebody sets the computer's clock: the sleeping desk sees it when it looks again."""
        self.house = replace(self.house, now=self.house.now + timedelta(seconds=seconds))
        self.steady = self.real
        asleep = LOOK_AGAIN - (self.real - self.woke) % LOOK_AGAIN
        self._forward(asleep)
        self.wake()

    def down(self, seconds: float) -> None:
        self._forward(seconds)
        self.steady = self.real
        self.wake()

    # what is due

    def wake(self) -> None:
        self.woke = self.real
        armed = self._armed()
        before = self._events()
        for _ in range(50):
            if not (found := self.look(self.conn, self.house)):
                break
            for one in found:
                chores.fire(self.conn, self.house, one)
            for one in found:  # a second worker had read the same
                chores.fire(self.conn, self.house, one)
        self._judge(armed, self._events() - before)

    def _armed(self) -> dict[tuple[str, int], datetime]:
        return {(kind, int(ref)): due for kind, ref, due in self.conn.execute(_ARMED)}

    def _events(self) -> Counter[tuple[str, int, str]]:
        return Counter((kind, number, data["due"]) for kind, number, data in self.conn.execute(_RANG))

    def _judge(self, armed: dict[tuple[str, int], datetime], rang: Counter[Any]) -> None:
        now, each = self.house.now, Counter((kind, number) for kind, number, _ in rang.elements())
        self.rang += sum(each.values())
        if double := [one for one, times in each.items() if times > 1]:
            raise Broken(f"rang twice at one look: {double}")
        for kind, number, due in rang:
            late = (now - datetime.fromisoformat(due)).total_seconds()
            if late < 0:
                raise Broken(f"{kind} of {number} rang before it was due")
            if min(late, self.real - self.steady) > SOON:
                raise Broken(f"{kind} of {number} rang {late:.0f} s late")
        for (clock, number), due in armed.items():
            if due <= now and not (each[TIMED[clock], number] or self._settled(clock, number)):
                raise Broken(f"{clock} of {number} was due at {due} and did not ring by {now}")
        self._nothing_overdue()

    def _settled(self, clock: str, number: int) -> bool:
        """Another clock that rang at the same look has ended this one: the case is back in the queue."""
        here = case.by_id(self.conn, self.house, number)
        heard = clock in ("act", "silent") and (here.owner is None or self._has_spoken(here))
        return heard or not here.open

    def _has_spoken(self, here: Case) -> bool:
        spoke, called = "staff_wrote", ("claimed", "guest_wrote", "missed_resolve", "resumed")
        found = self.conn.execute(_TALK, {"c": here.id}).scalars()
        last = [one for one in found if one in (*called, spoke, "on_my_way")][-1:]
        return last in ([spoke], ["on_my_way"])

    def _nothing_overdue(self) -> None:
        """What guests were told is still to come, in every case, whatever the table of timers says."""
        for here in self._cases():
            if here.status in PAUSED or not here.open:
                continue
            if here.untaken and here.ack_due <= self.house.now:
                raise Broken(f"{here.ref}: to be taken by {here.ack_due}, and nobody was called")
            if here.resolve_due <= self.house.now:
                raise Broken(f"{here.ref}: to be solved by {here.resolve_due}, and nobody was called")

    def _cases(self) -> list[Case]:
        return [case.of(row) for row in self.conn.execute(_CASES).mappings()]

    # what people do

    def act(self) -> None:
        """One deed of somebody; what the hotel's rules refuse is refused."""
        deed = self.die.choice(DEEDS if self.opened else (Shaken.open,))
        try:
            with self.conn.begin_nested():
                deed(self)
        except DeskError:
            return

    def one(self) -> Case:
        return case.by_id(self.conn, self.house, self.die.choice(self.opened))

    def open(self) -> None:
        about = self.die.choice(("dirty_room", "no_hot_water", "noise"))
        guest = self.guests[len(self.opened) % len(self.guests)]
        made = opening.open_case(
            self.conn, self.house, guest, kind="complaint", words="It is cold", category=about
        )
        self.opened.append(made.id)

    def claim(self) -> None:
        working.claim(self.conn, self.house, self.one(), self.die.choice(self.staff))

    def come(self) -> None:
        working.on_my_way(self.conn, self.house, self.one(), self.die.choice(self.staff))

    def write(self) -> None:
        working.wrote(self.conn, self.house, self.one(), self.die.choice(self.staff))

    def ask(self) -> None:
        mine, who = self.one(), self.die.choice(self.staff)
        if mine.open:
            pausing.pause(self.conn, self.house, working.wrote(self.conn, self.house, mine, who), who)

    def answer(self) -> None:
        self._guest_writes(small=False)

    def thank(self) -> None:
        self._guest_writes(small=True)

    def _guest_writes(self, *, small: bool) -> None:
        mine = self.one()
        guest = next(one for one in self.guests if one.id == mine.guest_id)
        opening.add_words(self.conn, self.house, mine, guest, "At five", small=small)

    def solve(self) -> None:
        working.resolve(self.conn, self.house, self.one(), self.die.choice(self.staff))

    def again(self) -> None:
        working.reopen(self.conn, self.house, self.one())

    def edit(self) -> None:
        rules = {"ladder": self.die.choice(LADDERS), "roster": self.die.choice(ROSTERS)}
        self.house = replace(self.house, catalog=self.house.catalog.model_copy(update=rules))

    def shift(self) -> None:
        change = self.die.choice((roster.begin, roster.end))
        change(self.conn, self.house, self.die.choice(self.staff))


DEEDS: tuple[Callable[[Shaken], None], ...] = (
    *(Shaken.open, Shaken.claim, Shaken.claim, Shaken.come, Shaken.write, Shaken.ask, Shaken.answer),
    *(Shaken.thank, Shaken.solve, Shaken.again, Shaken.edit, Shaken.shift),
)


def shake(desk: Shaken, *, deeds: int = 7) -> None:
    """Deeds, and between them minutes, a jump of the clock, or a desk that is down; then all that is left."""
    for _ in range(deeds):
        desk.act()
        fate = desk.die.random()
        if fate < 0.5:
            desk.pass_until(desk.real + desk.die.uniform(0, 900))
        elif fate < 0.65:
            desk.jump(desk.die.choice((-1, 1)) * desk.die.uniform(1, 4 * 3600))
        else:
            desk.down(desk.die.choice((0, 1, desk.die.uniform(0, 72 * 3600))))
    desk.pass_until(desk.real + 1800)
