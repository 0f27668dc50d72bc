"""On a full disk SQLite rolls the whole transaction back by itself; the writer must notice.

`PRAGMA max_page_count` makes the disk full at a chosen moment. Research: docs/decisions/0005-one-writer.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.db import PRAGMAS, Connection, Job, StorageTrouble, commit_together, writing_engine
from tests.proofs import KEPT, proves

PAGES = 24
SMALL, LARGE = 10, 4096 * 2 * PAGES
Group = Callable[[Connection, Sequence[Job]], None]


class Answers:
    """Who was told what."""

    def __init__(self) -> None:
        self.fine: list[int] = []
        self.refused: dict[int, BaseException] = {}

    def job(self, number: int, size: int) -> Job:
        def book(conn: Connection) -> int:
            conn.execute(sql("INSERT INTO booked VALUES (:n, zeroblob(:size))"), {"n": number, "size": size})
            return number

        def answer(value: int, error: BaseException | None) -> None:
            if error:
                self.refused[number] = error
            else:
                self.fine.append(value)

        return Job(book, answer)


def naive(conn: Connection, jobs: Sequence[Job]) -> None:
    """Group commit as one would write it: a savepoint each, one COMMIT, no look at the transaction."""
    outcomes: list[tuple[object, BaseException | None]] = []
    with conn.begin() as transaction:
        for job in jobs:
            conn.exec_driver_sql("SAVEPOINT one")
            try:
                outcomes.append((job.run(conn), None))
                conn.exec_driver_sql("RELEASE one")
            except Exception as failure:
                outcomes.append((None, failure))
        transaction.commit()
    for job, (value, error) in zip(jobs, outcomes, strict=True):
        job.answer(value, error)


def five_bookings(path: Path, group: Group, sizes: Sequence[int]) -> tuple[Answers, list[int]]:
    """The answers, and what a new connection finds on disk."""
    engine = writing_engine(path, pragmas=(*PRAGMAS, f"max_page_count={PAGES}"))
    answers = Answers()
    with engine.connect() as conn:
        with conn.begin():
            conn.exec_driver_sql("CREATE TABLE booked (n INTEGER PRIMARY KEY, words BLOB)")
        group(conn, [answers.job(number, size) for number, size in enumerate(sizes)])
    with engine.connect() as conn:
        found = [n for (n,) in conn.exec_driver_sql("SELECT n FROM booked ORDER BY n")]
    engine.dispose()
    return answers, found


@proves(KEPT, injected="the disk is full for one")
@pytest.mark.parametrize("full_at", range(5))
def test_who_is_told_yes_is_on_disk_when_the_disk_is_full_for_one(tmp_path: Path, full_at: int) -> None:
    sizes = [LARGE if number == full_at else SMALL for number in range(5)]
    answers, found = five_bookings(tmp_path / "db", commit_together, sizes)
    assert sorted(answers.fine) == found == [number for number in range(5) if number != full_at]
    assert list(answers.refused) == [full_at]
    assert isinstance(answers.refused[full_at], StorageTrouble)


def test_when_the_disk_is_full_for_all_nobody_is_told_yes(tmp_path: Path) -> None:
    answers, found = five_bookings(tmp_path / "db", commit_together, [LARGE] * 5)
    assert answers.fine == found == []
    assert all(isinstance(error, StorageTrouble) for error in answers.refused.values())


@proves(KEPT, injected="it goes on after the failure")
def test_a_use_case_that_goes_on_after_the_failure_keeps_nothing(tmp_path: Path) -> None:
    """What it writes after the rollback would commit alone, outside of any transaction."""

    def stubborn(conn: Connection, number: int) -> int:
        try:
            conn.execute(sql("INSERT INTO booked VALUES (:n, zeroblob(:size))"), {"n": number, "size": LARGE})
        except Exception:
            conn.execute(sql("INSERT INTO booked VALUES (:n, zeroblob(:size))"), {"n": number, "size": SMALL})
        return number

    def group(conn: Connection, jobs: Sequence[Job]) -> None:
        commit_together(conn, [*jobs[:2], Job(lambda conn: stubborn(conn, 2), jobs[2].answer)])

    answers, found = five_bookings(tmp_path / "db", group, [SMALL] * 3)
    assert sorted(answers.fine) == found == [0, 1]
    assert isinstance(answers.refused[2], StorageTrouble)


@proves(KEPT, injected="one COMMIT, no look", control=True)
def test_a_naive_group_loses_bookings_that_it_confirmed(tmp_path: Path) -> None:
    """The positive control: without the guard, guests 0 and 1 are told yes and are not on disk."""
    answers, found = five_bookings(tmp_path / "db", naive, [SMALL, SMALL, LARGE, SMALL, SMALL])
    assert set(answers.fine) - set(found) == {0, 1}
