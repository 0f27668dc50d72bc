"""One who writes without end, and a thousand who write at once: the others are served, and staff are spared.

PROVE=1: fifty messages a second for four minutes, a thousand guests, ten thousand pictures. Telegram's limits
and the desk's own rates hold; time passes only as the clock of the hotel says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.demo.telegram import Person
from bot.desk.menu import talking
from bot.schema import cases, guests, inbox
from tests.hotel import plain
from tests.proofs import PROVING, seen
from tests.tg.conftest import fast
from tests.tg.fast import FastHotel

__all__ = ["fast"]  # a fixture

RATE, SECONDS = (50, 240) if PROVING else (12, 4)
GUESTS, ALBUMS = (1_000, 1_000) if PROVING else (15, 3)
EVERY = 12 if PROVING else 3  # seconds between two neighbours who complain
SELDOM = 30 if PROVING else 3  # beside pictures: of five in a minute some cards wait their turn
MOST = 5.0  # seconds until staff have the card
SETTLES = 60 if PROVING else 0  # an album takes half of what the group gets in its first minute
PROMISE = "a flood keeps nobody else waiting"
TROUBLES = (
    "There are insects in my bed!!",
    "The toilet is flooding my room!",
    "There is no hot water, nobody answers!",
)


class Neighbours:
    """Others who complain meanwhile, and how long it takes until staff read it."""

    def __init__(self, hotel: FastHotel) -> None:
        self.hotel, self.waits, self.began = hotel, list[float](), hotel.seconds()
        self.late = list[float]()
        self.open: dict[str, float] = {}
        self.number = 0

    def complain(self) -> None:
        self.number += 1
        words = f"{TROUBLES[self.number % 3]} (nr {self.number:05})"
        who = self.hotel.loopback.person(600_000 + self.number, "Bence", language="en")
        self.open[f"(nr {self.number:05})"] = self.hotel.seconds()
        self.hotel.loopback.say(who, words)

    def look(self) -> None:
        """Whose words stand in the group by now."""
        if not self.open:
            return
        shown = " ".join(plain(one) for one in self.hotel.loopback.chat(self.hotel.group)[-200:])
        for sign in [one for one in self.open if one in shown]:
            asked = self.open.pop(sign)
            self.waits.append(self.hotel.seconds() - asked)
            if self.waits[-1] > MOST and asked - self.began >= SETTLES:
                self.late.append(self.waits[-1])


async def states(hotel: FastHotel) -> Counter[str]:
    query = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    rows = await hotel._reads(lambda conn: conn.execute(query).all())
    return Counter({str(state): int(number) for state, number in rows})


async def cases_of(hotel: FastHotel, who: Person) -> Counter[str]:
    query = select(cases.c.kind).join(guests, guests.c.id == cases.c.guest_id)
    mine = query.where(guests.c.chat_id == who.chat_id)
    return Counter(await hotel._reads(lambda conn: [str(one) for one in conn.execute(mine).scalars()]))


async def under(
    hotel: FastHotel, push: Callable[[int], None], seconds: float, *, every: int = EVERY, step: float = 0.5
) -> Neighbours:
    """`push` so long, and a neighbour who complains now and then."""
    others, ticks = Neighbours(hotel), round(seconds / step)
    for tick in range(ticks):
        push(tick)
        if tick % round(every / step) == round(every / step) // 2:
            others.complain()
        await hotel.passes(step, step=step)
        others.look()
    for _ in range(240):
        if not others.open:
            break
        await hotel.passes(step, step=step)
        others.look()
    return others


def from_us(hotel: FastHotel, who: Person) -> list[str]:
    return [plain(one) for one in hotel.loopback.chat(who) if one.sender.is_bot]


@pytest.mark.timeout(60 + RATE * SECONDS // 10)
async def test_fifty_messages_a_second_keep_no_neighbour_waiting(fast: FastHotel) -> None:
    max_, sent = fast.loopback.person(500_001, "Max", language="en"), 0

    def pours(tick: int) -> None:
        nonlocal sent
        for _ in range(RATE // 2):
            sent += 1
            fast.loopback.say(
                max_, "The room is dirty and nobody came!" if sent % 7 == 0 else f"zzz qqq {sent}"
            )

    async with fast.open():
        others = await under(fast, pours, SECONDS)
        await fast.settled()
        found, said = await states(fast), from_us(fast, max_)
        kinds = await cases_of(fast, max_)
    seen(
        PROMISE,
        injected="one guest without end",
        trials=sent,
        violations=len(others.late),
        told=_told(others),
    )
    assert len(others.late) <= len(others.waits) // 20, others.waits
    assert others.waits
    assert set(found) == {"done"}, "each message was worked, and none lies with the dead"
    slowed = [one for one in said if "slow" in one.lower() or "at once" in one or "one message" in one]
    assert len(slowed) <= SECONDS // 60 + 1, "said once a minute"
    assert kinds["complaint"] == 1, "however often they complain"
    assert sum(kinds.values()) <= 3, kinds
    assert fast.floods() == []


def _told(others: Neighbours) -> str:
    ordered = sorted(others.waits)
    return f"{len(ordered)} neighbours, p95 {ordered[int(len(ordered) * 0.95)] if ordered else 0:.1f} s"


@pytest.mark.timeout(60 + GUESTS)
async def test_a_thousand_guests_at_once_all_have_an_answer(fast: FastHotel) -> None:
    crowd = [fast.loopback.person(700_000 + n, f"Guest {n}", language="en") for n in range(GUESTS)]
    async with fast.open():
        for one in crowd:
            fast.loopback.say(one, "What time is breakfast?")
        others = await under(fast, lambda tick: None, 2)
        took = await fast.until_sent(at_most=GUESTS / 20 + 60, step=0.5)
        without = [one.first_name for one in crowd if not any("07:30" in said for said in from_us(fast, one))]
    seen(
        PROMISE,
        injected="a thousand at once",
        trials=GUESTS,
        violations=len(without),
        told=f"all within {took:.0f} s",
    )
    assert without == []
    assert len(others.late) <= len(others.waits) // 20, others.waits
    assert fast.floods() == []


@pytest.mark.timeout(120 + ALBUMS * 2)
async def test_ten_thousand_pictures_of_one_guest_keep_no_neighbour_waiting(fast: FastHotel) -> None:
    max_, sent = fast.loopback.person(500_002, "Max", language="en"), 0

    def pours(tick: int) -> None:
        nonlocal sent
        if sent < ALBUMS and tick % 2 == 0:
            sent += 1
            fast.loopback.send_album(max_, [None] * 10)

    async with fast.open():
        others = await under(fast, pours, max(ALBUMS, 4), every=SELDOM)
        found = await states(fast)
    seen(
        PROMISE,
        injected="pictures of one guest",
        trials=ALBUMS * 10,
        violations=len(others.late),
        told=_told(others),
    )
    assert len(others.late) <= len(others.waits) // 20, others.waits
    assert set(found) == {"done"}
    assert fast.floods() == []


async def test_a_desk_that_never_says_slow_down_would_be_caught(
    fast: FastHotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: everything of everybody is worked as it comes, and answered."""
    monkeypatch.setattr(talking, "CROWD", 10**9)
    max_ = fast.loopback.person(500_001, "Max", language="en")
    async with fast.open():
        for n in range(40):
            fast.loopback.say(max_, f"zzz qqq {n}")
        await fast.settled()
        owed = await fast.owed()
    answers = len(from_us(fast, max_)) + owed
    seen(PROMISE, injected="no limit to what one is answered", trials=40, violations=answers, control=True)
    assert answers > 30
