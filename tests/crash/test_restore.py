"""Restores that are killed and given again: the copy's moment, nobody who was erased, nothing old said."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from bot import copies, errands, migrate
from bot.db import Connection
from bot.demo.telegram import Floods
from bot.desk import outbox, people, restored
from bot.desk.privacy import erase
from bot.desk.restored import GRACE, Parked
from bot.say import say, text
from bot.schema import bookings, cases, guests, inbox, letters
from bot.tg.hearing import Hearing
from tests.crash.guests import CROWD, FIRST_ID, Walkers
from tests.desk.privacy.planted import values
from tests.hotel import Hotel, Phone
from tests.proofs import PROVING, seen
from tests.stories.test_disaster import told

ROUNDS = 30 if PROVING else 2
SEED = int(os.environ.get("SEED") or Random().randrange(10**6))
PROMISE = "a restore that is killed and given again is whole, without the erased, and says nothing old"
MARK, CHAT = "Xanthippe", 7_700_123
WITHIN = 0.4  # seconds that a restore takes
MADE_SINCE = (bookings, cases, guests, inbox)  # of which a restore brings nothing that the copy has not


@dataclass
class Round:
    """A hotel with a copy of some moment; `erased` since."""

    hotel: Hotel
    rng: Random
    place: Path

    @property
    def kept(self) -> Path:
        return self.place / "copies"

    async def works(self) -> None:
        """Guests at work, a copy meanwhile, and somebody who asks to be forgotten."""
        crowd = Walkers(self.hotel.loopback, self.rng)
        xanthippe = Phone(self.hotel, MARK)
        async with self.hotel.open():
            await xanthippe.says(f"There is no hot water, says {MARK}")
            await self._walk(crowd)
            await self.hotel.settled()
            await self._write(self._owe)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(asyncio.to_thread(told, self.hotel, "backup", str(self.kept)))
                await self._walk(crowd)
            await self._walk(crowd)
            await self.hotel.settled()
            self.hotel.clock.advance(minutes=5)
            await self._write(self._erase)
            assert self.hotel.running
            await self.hotel.running.witness.follow(self.hotel.running.db)
        self.hotel.clock.advance(hours=5)

    async def _walk(self, crowd: Walkers) -> None:
        for _ in range(self.rng.randint(1, 12)):
            crowd.step()
            await asyncio.sleep(0)

    async def _write(self, act: object) -> None:
        assert self.hotel.running
        await self.hotel.running.db.write(act)  # type: ignore[arg-type]  # a use case

    def _owe(self, conn: Connection) -> None:
        """Letters that Telegram wants later: they are old when the copy comes back."""
        house = errands.house(conn, self.hotel.clock.now())
        for n in range(CROWD):
            outbox.send(conn, house, FIRST_ID + n, say(text("front.home")))
        conn.execute(letters.update().where(letters.c.state == "new").values(not_before=house.later(60)))

    def _erase(self, conn: Connection) -> None:
        house = errands.house(conn, self.hotel.clock.now())
        known = people.guest(conn, house, CHAT)
        assert known
        erase.erase(conn, house, known, by="guest")

    def disaster(self) -> None:
        """The disk has rotted, the computer is gone, or somebody only wants to go back."""
        match self.rng.choice(("rots", "gone", "well")):
            case "rots":
                self.hotel.config().database.write_bytes(self.rng.randbytes(50_000))
            case "gone":
                shutil.rmtree(self.hotel.folder)
                self.hotel.folder = self.place / "another computer"

    def killed(self) -> bool:
        """A restore in a process that is ended at a random moment; False when it was quicker."""
        after = self.rng.uniform(0.001, WITHIN)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends it, wherever it is
            signal.setitimer(signal.ITIMER_REAL, after)
            try:
                told(self.hotel, "restore", "--over", str(self.kept))
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    async def breaches(self) -> list[str]:
        """After a restore that came to its end."""
        told(self.hotel, "restore", "--over", str(self.kept))
        database, (copy,) = self.hotel.config().database, copies.listed(self.kept)
        found = [f"damaged: {why}" for why in copies.found_flaws(database)]
        found += [f"{name} that the copy has not" for name in newer(database, copy.path)]
        before = self._said()
        async with self.hotel.open():
            await self.hotel.settled()
            if self._said() != before:
                found.append(f"{self._said() - before} old letters were sent")
            await self.hotel.pass_time(minutes=2 + GRACE // timedelta(minutes=1))  # the last traces go then
        return [*found, *(f"{MARK} is back in {where}" for where in remains(database))]

    def _said(self) -> int:
        """Messages of the desk to guests."""
        everyone = self.hotel.loopback.chats.people.values()
        phones = [one for one in everyone if one.user_id >= FIRST_ID]
        return sum(one.sender.is_bot for who in phones for one in self.hotel.loopback.chat(who))


@contextmanager
def looking(database: Path) -> Iterator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: migrate.looking(database), poolclass=NullPool)
    with engine.connect() as conn:
        yield conn


def remains(database: Path) -> list[str]:
    """Where the guest still stands, by name or chat."""
    with looking(database) as conn:
        return sorted(
            {
                f"{table}.{column}"
                for table, column, value in values(conn)
                if MARK in str(value) or str(CHAT) in str(value)
            }
        )


def newer(database: Path, copy: Path) -> list[str]:
    with looking(database) as here, looking(copy) as there:
        return [
            table.name
            for table in MADE_SINCE
            if set(here.execute(select(table.c.id)).scalars())
            - set(there.execute(select(table.c.id)).scalars())
        ]


@asynccontextmanager
async def a_round(place: Path, hearing: Hearing, seed: int) -> AsyncIterator[Round]:
    hotel = Hotel(place / "data", hearing, floods=Floods.none())
    hotel.people[MARK] = hotel.loopback.person(CHAT, MARK, language="en")
    await hotel.loopback.open()
    try:
        made = Round(hotel, Random(seed), place)
        await made.works()
        yield made
    finally:
        await hotel.loopback.close()


async def test_killed_and_given_again(tmp_path: Path, hearing: Hearing) -> None:
    found, cut = list[str](), 0
    for n in range(ROUNDS):
        async with a_round(tmp_path / str(n), hearing, SEED + n) as one:
            one.disaster()
            cut += one.killed()
            found += [f"seed {SEED + n}: {breach}" for breach in await one.breaches()]
    sys.stdout.write(f"seed {SEED}: {ROUNDS} restores, {cut} cut short\n")
    injected = "a kill at a random moment; the disk rotten, the computer gone"
    told_of = f"{cut} were cut short"
    seen(PROMISE, injected=injected, trials=ROUNDS, violations=len(found), told=told_of)
    assert found == []


@pytest.mark.parametrize("broken", ["erase.again", "restored.take_up"])
async def test_a_restore_that_leaves_something_out_is_caught(
    tmp_path: Path, hearing: Hearing, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is erased again; or nothing old is put aside."""
    async with a_round(tmp_path, hearing, SEED) as one:
        if broken == "erase.again":
            monkeypatch.setattr(erase, "again", lambda conn, house, found: 0)
        else:
            monkeypatch.setattr(restored, "take_up", lambda conn, house, copied: Parked(0, 0))
        found = await one.breaches()
    seen(PROMISE, injected=f"a restore without {broken}", trials=1, violations=len(found), control=True)
    words = "is back in" if broken == "erase.again" else "old letters were sent"
    assert any(words in one for one in found)
