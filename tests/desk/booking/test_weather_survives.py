"""A weather action whose desk dies again and again: every booking is handled once, and in the end all are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.db import Connection, writing_engine
from bot.desk import chores, timers
from bot.desk.booking import holding, weather
from bot.desk.booking.closing import Closure
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import calling_off
from bot.schema import bookings, letters, metadata, weather_parties
from tests.desk.booking.cast import arrive, assert_books_balance, start_at, wish
from tests.desk.tiny import tiny_catalog

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PARTIES = 16


class Killed(Exception):
    """The process is gone: whatever the transaction did is undone."""


class Desk:
    """One desk after the other on one file, each killed in the middle of a transaction by chance."""

    def __init__(self, folder: Path, rng: Random) -> None:
        self.path, self.rng = folder / "desk.db", rng
        self.house = House("lakeside", tiny_catalog(), 1, NOON)

    def lives(self, act: Callable[[Connection], object], *, dies: bool = False) -> None:
        """One transaction of a process that may end before its commit."""
        engine = writing_engine(self.path)
        try:
            with engine.begin() as conn:
                act(conn)
                if dies:
                    raise Killed
        except Killed:
            pass
        finally:
            engine.dispose()

    def opens(self) -> None:
        def act(conn: Connection) -> None:
            metadata.create_all(conn)
            for n in range(PARTIES):
                guest = arrive(conn, self.house, n + 1, f"guest {n}")
                start = start_at(self.house, 10 if n < PARTIES // 2 else 15)
                held = holding.hold(conn, self.house, wish(self.house, guest, Party(1), start=start))
                holding.confirm(conn, self.house, held.id, guest, "desk")

        self.lives(act)

    def begins(self, how: weather.How, request: str = "one") -> None:
        hours = Closure(
            frozenset({"canoe"}), start_at(self.house, 0), start_at(self.house, 0) + timedelta(days=1)
        )
        card = (-100, 7)

        def act(conn: Connection) -> None:
            weather.begin(conn, self.house, how, hours, request=request, by=2001, card=card)

        self.lives(act, dies=True)
        self.lives(act)
        self.lives(act)  # Telegram delivers the press again

    def stops_the_first(self) -> None:
        def act(conn: Connection) -> None:
            *_, first = weather.ahead(conn, self.house)
            assert weather.stop(conn, self.house, first)

        self.lives(act)

    def steps(self) -> None:
        """The weather's first few parties, and no more."""
        due: list[timers.Due] = []
        self.lives(lambda conn: due.extend(timers.due(conn, self.house)))
        step = next(one for one in due if one.kind == weather.STEP)
        self.lives(lambda conn: chores.fire(conn, self.house, step))

    def works(self) -> None:
        """All timers that are due, with a death now and then."""
        for _ in range(200):
            due: list[timers.Due] = []
            self.lives(lambda conn: due.extend(timers.due(conn, self.house)))  # noqa: B023  # runs at once
            if not due:
                return
            for one in due:
                self.lives(lambda conn: chores.fire(conn, self.house, one), dies=self.rng.random() < 0.4)  # noqa: B023  # runs at once
        raise AssertionError("the work never ended")

    def told(self) -> Counter[int]:
        found: Counter[int] = Counter()

        def act(conn: Connection) -> None:
            sent = letters.c.method == "send"
            found.update(conn.execute(select(letters.c.chat_id).where(sent)).scalars())
            assert_books_balance(conn, self.house)

        self.lives(act)
        return found

    def states(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()

        def act(conn: Connection) -> None:
            both = select(weather_parties.c.state, bookings.c.status).join(
                bookings, bookings.c.id == weather_parties.c.booking_id
            )
            found.update((state, status) for state, status in conn.execute(both))

        self.lives(act)
        return found

    def later(self, **by: float) -> None:
        self.house = replace(self.house, now=self.house.now + timedelta(**by))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(calling_off, "CHUNK", 3)
    made = Desk(tmp_path, Random(7))
    made.opens()
    return made


def each_is_asked_once_and_ended_once(desk: Desk) -> None:
    """Nobody answers: a question each, and in time a cancellation each."""
    assert desk.told() == Counter({n + 1: 1 for n in range(PARTIES)})
    assert desk.states() == {("told", "CONFIRMED"): PARTIES}
    desk.later(hours=4)
    desk.works()
    assert desk.told() == Counter({n + 1: 2 for n in range(PARTIES)})
    assert desk.states() == {("cancelled", "CANCELLED"): PARTIES}


def test_every_party_is_asked_once_and_ended_once(desk: Desk) -> None:
    desk.begins("move")
    desk.works()
    each_is_asked_once_and_ended_once(desk)


def test_a_cancellation_for_all_is_told_once(desk: Desk) -> None:
    desk.begins("cancel")
    desk.works()
    assert desk.told() == Counter({n + 1: 1 for n in range(PARTIES)})
    assert desk.states() == {("cancelled", "CANCELLED"): PARTIES}


def test_a_stop_in_the_middle_leaves_the_rest_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three were asked when staff stop it: they hear that it goes ahead, the others hear nothing."""
    desk.begins("move")
    desk.steps()
    assert sum(desk.told().values()) == 3

    def stop(conn: Connection) -> None:
        (action,) = weather.ahead(conn, desk.house)
        assert weather.stop(conn, desk.house, action)
        assert not weather.stop(conn, desk.house, action)

    desk.lives(stop)
    desk.works()
    desk.later(hours=5)
    desk.works()
    assert sorted(desk.told().values()) == [2, 2, 2]
    assert desk.states() == {("kept", "CONFIRMED"): PARTIES}


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_a_question_stands_when_another_action_still_closes_its_hours(desk: Desk, how: weather.How) -> None:
    """The first is stopped: nobody hears that it goes ahead, and who does not answer is cancelled in time."""
    desk.begins("move")
    desk.works()
    desk.begins(how, "two")
    desk.stops_the_first()
    desk.works()
    each_is_asked_once_and_ended_once(desk)


def test_who_was_not_asked_yet_hears_it_from_the_other_action_alone(desk: Desk) -> None:
    desk.begins("move")
    desk.steps()
    desk.begins("cancel", "two")
    desk.stops_the_first()
    desk.works()
    assert desk.told() == Counter({n + 1: 1 for n in range(PARTIES)})
    assert desk.states() == {("told", "CONFIRMED"): 3, ("cancelled", "CANCELLED"): PARTIES - 3}


def test_a_desk_that_does_not_write_down_whom_it_told_is_found_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: the rows stay as they were, so a chunk is worked again."""
    settle, seen = weather.settle, Counter[int]()

    def forgetful(
        conn: Connection, house: House, called: weather.Called, state: str, **facts: object
    ) -> object:
        seen[called.id] += 1
        if seen[called.id] == 1:
            return called
        return settle(conn, house, called, state, **facts)  # type: ignore[arg-type]  # the same call

    monkeypatch.setattr(weather, "settle", forgetful)
    desk.begins("move")
    desk.works()
    assert desk.told() != Counter({n + 1: 1 for n in range(PARTIES)})


def test_a_guest_without_an_answer_is_not_ended_before_the_deadline(desk: Desk) -> None:
    desk.begins("move")
    desk.works()
    desk.later(hours=2, minutes=59)
    desk.works()
    assert desk.states() == {("told", "CONFIRMED"): PARTIES}


@pytest.mark.parametrize(
    ("now", "start", "by"),
    [  # the hotel's clock
        ("20 13:00", "21 14:00", "20 16:00"),  # three hours
        ("20 13:00", "20 15:00", "20 14:00"),  # half the time
        ("20 13:00", "20 13:40", "20 13:15"),  # half an hour before the start, but a quarter at least
        ("20 13:00", "20 13:10", "20 13:10"),
        ("20 20:00", "21 14:00", "21 09:00"),  # three hours would end by night
        ("20 23:00", "21 14:00", "21 09:00"),
        ("20 23:00", "21 09:00", "21 08:30"),
        ("21 02:00", "21 06:00", "21 05:30"),
    ],
)
def test_nobody_is_asked_for_an_answer_in_the_night(now: str, start: str, by: str) -> None:
    def moment(words: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-{words}+04:00").astimezone(UTC)

    house = House("lakeside", tiny_catalog(), 1, moment(now))
    assert weather.answer_by(house, moment(start)) == moment(by)
