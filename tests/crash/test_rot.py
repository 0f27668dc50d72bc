"""A damaged database is told at the next start, whatever happened to it and however the desk had ended."""

from __future__ import annotations

import os
import queue
import shutil
import sqlite3
import struct
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bot import wayback
from bot.columns import EPOCH
from bot.config import Config
from bot.db import Connection, Job, seal, wal, whole, writing_engine
from bot.db.seal import Mark, Seal, seal_of
from bot.db.writer import TIDY_AFTER, Writer
from bot.schema import inbox
from bot.wayback import NoStart
from tests.crash.rot import NAME, ROT, TAILS, content, lay, others
from tests.proofs import PROVING, seen

PROMISE = "a damaged database is told before the desk opens"
TRIALS = 2200 if PROVING else 44
SEED = int(os.environ.get("SEED", "8"))


class Watched(Writer):
    """The desk's own writer; a test knows when it has rested."""

    def __init__(self, database: Path) -> None:
        self.rested = threading.Event()
        kept = whole.begin(database, whole.examine(database))
        self.mine = Seal(database, kept) if kept else None
        super().__init__(writing_engine(database, sealed=bool(kept)), self.mine)

    def _tidy(self, conn: Connection | None) -> None:
        super()._tidy(conn)
        self.rested.set()

    def do(self, work: Callable[[Connection], object], *, lasting: bool = True) -> None:
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.put(Job(work, lambda value, error: answers.put(error), lasting))
        assert answers.get(timeout=10) is None

    def rest(self) -> None:
        """What is in the log is moved into the database, as it is between messages."""
        self.rested.clear()
        for _ in range(TIDY_AFTER):
            self.do(lambda conn: None, lasting=False)
        assert self.rested.wait(10)

    def close(self) -> None:
        super().close()
        if self.mine:
            self.mine.close()


def busy(conn: Connection, rng: Random) -> None:
    """What a desk does: rows come, change and go."""
    raw = {"update_id": 1, "chat": "7", "raw": "söz " * rng.randint(1, 400), "received_at": EPOCH}
    conn.execute(insert(inbox), [{"property_id": "hotel", **raw} for _ in range(rng.randint(1, 4))])
    conn.execute(update(inbox).where(inbox.c.id % 7 == rng.randrange(7)).values(state="done"))
    if rng.random() < 0.1:
        conn.execute(delete(inbox).where(inbox.c.id % 5 == rng.randrange(5)))


def snapshot(database: Path, to: Path) -> Path:
    """What a kill -9 at this moment would leave on disk."""
    to.mkdir(parents=True)
    for tail in TAILS:
        if (source := database.with_name(database.name + tail)).exists():
            shutil.copyfile(source, to / source.name)
    return to


def lived(folder: Path, new_file: Path, rng: Random) -> list[Path]:
    """Moments in the life of a database, most of them in the middle of work."""
    folder.mkdir()
    database, found = folder / NAME, list[Path]()
    shutil.copyfile(new_file, database)
    for run in range(3):
        writer = Watched(database)
        for moment in range(3):
            for n in range(rng.choice((3, 10, 40))):
                writer.do(lambda conn: busy(conn, rng), lasting=n % 3 == 0)
            if rng.random() < 0.5:
                writer.rest()
            found.append(snapshot(database, folder / f"{run}.{moment}"))
        writer.close()
        found.append(snapshot(database, folder / f"{run}.closed"))
    return found


def told(database: Path) -> bool:
    """Whether the desk refuses to open on it, with a way on."""
    try:
        wayback.ready(Config(data=database.parent), EPOCH)
    except NoStart as refused:
        return "qonaq restore" in str(refused)
    return False


def play(states: list[Path], place: Path, trials: int, *, sealed: bool = True) -> Counter[str]:
    """How often damage was told, did no harm, and was not noticed: by what was done."""
    rng, counted = Random(SEED), Counter[str]()
    undamaged = {state: content(lay(state, place)) for state in states}
    for n in range(trials):
        name, rot = list(ROT.items())[n % len(ROT)]
        state = rng.choice(states)
        database, other = lay(state, place), rng.choice(others(states, state))
        rot(database, other, rng)
        if not sealed:
            seal.break_(database)
        if told(database):
            counted["told"] += 1
        elif _read(database) in (undamaged[state], _later(undamaged, state, other)):
            counted["no harm"] += 1
        else:
            counted["silent"] += 1
            counted[f"silent {name}"] += 1
    return counted


def _read(database: Path) -> str | None:
    """None when a guest's question would meet the damage."""
    try:
        return content(database)
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _later(undamaged: dict[Path, str], state: Path, other: Path) -> str:
    """With the log of a later moment it is as it was then: nothing that was acknowledged is lost."""
    return undamaged[other] if list(undamaged).index(other) > list(undamaged).index(state) else ""


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> list[Path]:
    return lived(tmp_path_factory.mktemp("life") / "data", new_file, Random(SEED))


def test_no_damage_is_silent(states: list[Path], tmp_path: Path) -> None:
    found = play(states, tmp_path, TRIALS)
    told = f"SEED={SEED}; {found['told']} told, {found['no harm']} did no harm"
    seen(PROMISE, injected="eleven kinds of rot, after a clean stop and after kill -9", trials=TRIALS,
         violations=found["silent"], told=told)  # fmt: skip
    assert found["silent"] == 0, (SEED, found)
    assert found["told"] > TRIALS / 2


def test_without_the_seal_much_is_silent(states: list[Path], tmp_path: Path) -> None:
    """The positive control: SQLite by itself, with all that it can check."""
    found = play(states, tmp_path, 22, sealed=False)
    seen(PROMISE, injected="no seal", trials=22, violations=found["silent"], control=True)
    assert found["silent"] > 0


def test_what_was_left_in_any_way_opens_again(states: list[Path], tmp_path: Path) -> None:
    """No false alarm: each moment of its life is one to go on from, to its last word."""
    for state in states:
        before = content(lay(state, tmp_path / "look"))
        database = lay(state, tmp_path)
        assert not told(database), state
        assert content(database) == before


def test_a_kill_after_the_head_of_a_new_log_is_no_damage(tmp_path: Path, new_file: Path) -> None:
    """All of the log before it was moved into the database, and of the new one no commit has come."""
    rng, database = Random(SEED), Path(shutil.copy(new_file, tmp_path / NAME))
    writer = Watched(database)
    for _ in range(5):
        writer.do(lambda conn: busy(conn, rng))
    writer.rest()
    killed = snapshot(database, tmp_path / "killed") / NAME
    writer.close()
    before = content(lay(killed.parent, tmp_path / "before"))
    _begin_a_log(wal.log_of(killed))
    whole.examine(killed)
    assert content(killed) == before


def _begin_a_log(log: Path) -> None:
    """As SQLite does: a head that counts one up, over frames of the log before."""
    head = list(struct.unpack(">8I", log.read_bytes()[: wal.HEADER]))
    head[4:6] = [head[4] + 1, head[5] ^ 1]
    said = struct.pack(">6I", *head[:6])
    with log.open("r+b") as file:
        file.write(said + struct.pack(">2I", *wal._sum(said, (0, 0), bool(head[0] & 1))))


def test_what_a_power_cut_takes_is_no_damage(
    states: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes from the log what was only noted, and nothing that was acknowledged."""
    (tmp_path / "boot_id").write_text("another start of the computer")
    monkeypatch.setattr(seal, "BOOT", tmp_path / "boot_id")
    for state in states:
        database = lay(state, tmp_path / "data")
        _cut_power(database)
        assert not told(database), state


def _cut_power(database: Path) -> None:
    """Before the log is moved into the database SQLite waits for the disk, too."""
    log, kept = wal.read(database), seal.load(database)
    synced = Mark.of(seal_of(database).read_bytes()[seal.SYNCED : seal.WRITTEN])
    if log is None or kept is None:
        return
    acknowledged = synced.frames if synced and synced.salt == log.salt else 0
    moved = kept.frames if kept.salt == log.salt else 0
    os.truncate(wal.log_of(database), wal.HEADER + max(acknowledged, moved) * (wal.FRAME + 4096))
