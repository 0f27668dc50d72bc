"""Each update comes one to five times, mixed with others' and again after 23 hours: as if it had come once.

The arrivals go the way that both the poller and the webhook go, in batches of any size. PROVE=1 plays
5,000 orders.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.db import Connection
from bot.demo.telegram import Person
from bot.desk import inbox
from bot.schema import bookings, case_events, cases, guests, letters
from bot.tg.incoming import arrival
from tests.hotel import Hotel, plain
from tests.proofs import AT_LENGTH, PROVING, seen
from tests.stories.history import REFERENCE, rows

HOTELS, ORDERS = (20, 250) if PROVING else (1, 2)
TOGETHER = 50  # orders that come side by side
OF_ITSELF = {"troubles"}  # what the desk notes of its own health as time goes by
PROMISE = "an update that comes again changes nothing"
FIRST_ID = 20_000
FIRST_TWO = text("1"), text("2")  # columns
SCRIPTS: Sequence[Sequence[str]] = (  # "!" presses a button
    ("What time is breakfast?", "/bookings"),
    ("!Book an extra", "thank you"),
    ("There is no hot water in my room and nobody comes!!", "Still cold, the children cannot be washed"),
)
SELDOM = 0.1  # how often somebody complains: a case costs much more than a question
Update = dict[str, Any]


@dataclass
class Order:
    """Two or three guests, each with a script, and the order in which all that they do arrives."""

    people: dict[int, Person]
    rng: random.Random
    came: list[Update] = field(default_factory=list)

    def mixed(self, said: Sequence[Sequence[Update]]) -> list[Update]:
        """Each guest's own things stay in order; each comes again up to four times, at any time after."""
        left, order = [list(one) for one in said if one], list[Update]()
        while left:
            whose = self.rng.choice(left)
            order.append(whose.pop(0))
            left = [one for one in left if one]
        for update in list(order):
            for _ in range(self.rng.randrange(5)):
                order.insert(self.rng.randint(order.index(update) + 1, len(order)), update)
        self.came += order
        return order


def taken(hotel: Hotel, who: Person, words: str) -> Update:
    """What the guest does, as an update that has not come yet."""
    telegram = hotel.loopback
    if words.startswith("!"):
        shown = next(one for one in reversed(telegram.chat(who)) if words[1:] in str(one.labels))
        label = next(one for one in shown.labels if one.startswith(words[1:]))
        telegram.press(who, shown, label)
    else:
        telegram.say(who, words)
    telegram.updates.pushed.pop()
    return telegram.updates.queue.pop().body


async def come(hotel: Hotel, order: Sequence[Update], rng: random.Random) -> None:
    """In batches, one after the other."""
    assert hotel.running
    left = list(order)
    while left:
        batch, left = left[: (size := rng.randint(1, 6))], left[size:]
        await hotel.running.channel._keep([arrival(json.loads(json.dumps(one))) for one in batch])


def labels(hotel: Hotel, who: Person) -> list[str]:
    found = hotel.loopback.chat(who)
    return [REFERENCE.sub("<ref>", f"{plain(one)} {one.labels}") for one in found if one.sender.is_bot]


def counts(conn: Connection, chats: Sequence[int]) -> dict[int, Counter[str]]:
    """What each guest has caused."""
    found = {chat: Counter[str]() for chat in chats}
    whose = dict(conn.execute(select(guests.c.id, guests.c.chat_id)).all())
    of_cases = select(cases.c.guest_id, case_events.c.kind, func.count()).select_from(cases.join(case_events))
    questions = (
        ("booking", select(bookings.c.guest_id, bookings.c.status, func.count())),
        ("case", select(cases.c.guest_id, cases.c.status, func.count())),
        ("event", of_cases),
    )
    for what, question in questions:
        for guest, kind, n in conn.execute(question.group_by(*FIRST_TWO)):
            if (chat := whose[guest]) in found:
                found[chat][f"{what} {kind}"] = n
    sent = select(letters.c.chat_id, letters.c.method, func.count()).group_by(*FIRST_TWO)
    for chat, method, n in conn.execute(sent):
        if chat in found:
            found[chat][f"letter {method}"] = n
    return found


async def quiet(hotel: Hotel) -> None:
    """All is done, however much it was."""
    for _ in range(6):
        with suppress(TimeoutError):
            await hotel.settled()
            return
    await hotel.settled()


@dataclass
class Play:
    """Many orders in one hotel, and what came of them."""

    hotel: Hotel
    rng: random.Random
    born: int = FIRST_ID

    def people(self, *, all_scripts: bool = False) -> dict[int, Person]:
        some = len(SCRIPTS) - (not all_scripts and self.rng.random() > SELDOM)
        self.born += some
        numbers = enumerate(range(self.born - some, self.born))
        return {n: self.hotel.loopback.person(one, "Max", language="en") for n, one in numbers}

    async def played(self, orders: Sequence[Order], *, once: bool = False) -> None:
        """First all say hello, then each script goes on as far as it can without an answer, and so on."""
        assert self.hotel.running
        for step in range(-1, max(map(len, SCRIPTS))):
            streams = list[list[Update]]()
            for order in orders:
                said = [list(self._said(who, n, step)) for n, who in order.people.items()]
                streams.append([one for own in said for one in own] if once else order.mixed(said))
            async with asyncio.TaskGroup() as tasks:
                for order, stream in zip(orders, streams, strict=True):
                    tasks.create_task(come(self.hotel, stream, order.rng))
            await quiet(self.hotel)

    def _said(self, who: Person, n: int, step: int) -> Iterator[Update]:
        words = "/start" if step < 0 else SCRIPTS[n][step] if step < len(SCRIPTS[n]) else None
        if words:
            yield taken(self.hotel, who, words)

    async def state(self, order: Order) -> dict[int, Any]:
        """Of each script, what its guest sees and has caused."""
        assert self.hotel.running
        chats = [who.chat_id for who in order.people.values()]
        counted = await self.hotel.running.db.read(counts, chats)
        return {n: (labels(self.hotel, who), counted[who.chat_id]) for n, who in order.people.items()}


async def differences(hotel: Hotel, seed: int, orders: int) -> list[str]:
    """Of so many orders, those that came to another state than the one in which all came once."""
    rng, found = random.Random(seed), list[str]()
    async with hotel.open():
        play = Play(hotel, rng)
        await hotel.settled()
        plainly = Order(play.people(all_scripts=True), rng)
        await play.played([plainly], once=True)
        meant, all_orders = await play.state(plainly), list[Order]()
        for _ in range(0, orders, TOGETHER):
            some = [Order(play.people(), random.Random(rng.random())) for _ in range(min(TOGETHER, orders))]
            await play.played(some)
            for one in some:
                came = await play.state(one)
                found += [f"seed {seed}: {came[n]} is not {meant[n]}" for n in came if came[n] != meant[n]]
            all_orders += some
        found += await again_the_next_day(hotel, all_orders, rng)
    return found


async def again_the_next_day(hotel: Hotel, orders: Sequence[Order], rng: random.Random) -> list[str]:
    """All of it once more, 23 hours later: not a row of the database changes."""
    assert hotel.running
    hotel.clock.advance(hours=23)
    hotel.running.chores_idle = False
    await quiet(hotel)
    before = await hotel.running.db.read(rows)
    async with asyncio.TaskGroup() as tasks:
        for order in orders:
            tasks.create_task(come(hotel, order.came, rng))
    await quiet(hotel)
    after = await hotel.running.db.read(rows)
    return [
        f"{name} has changed after 23 hours"
        for name in before.keys() - OF_ITSELF
        if before[name] != after[name]
    ]


@pytest.mark.parametrize("number", range(HOTELS))
async def test_what_comes_again_in_whatever_order_is_done_once(hotel: Hotel, number: int) -> None:
    found = await differences(hotel, number, ORDERS)
    seen(PROMISE, injected="doubled, mixed, again after 23 h", trials=ORDERS, violations=len(found))
    assert not found, found[:3]


@AT_LENGTH
async def test_a_desk_that_knows_no_numbers_is_caught(hotel: Hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control."""
    values, number = inbox._values, iter(range(10**9))

    def as_new(*what: Any) -> dict[str, Any]:
        return values(*what) | {"dedupe": f"new {next(number)}"}

    monkeypatch.setattr(inbox, "_values", as_new)
    found = await differences(hotel, 1, 1)
    seen(PROMISE, injected="numbers are not looked at", trials=1, violations=len(found), control=True)
    assert found
