"""The porter's rounds: whatever is not well is told once, at most hourly while it lasts, and once when it is
over; where nothing is wrong nobody is bothered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.db import Connection
from bot.desk import alerts, inbox, outbox, people, rounds, timers
from bot.desk.asked import Asked
from bot.desk.catalog.staffing import Person, Roster, Shift
from bot.desk.house import House
from bot.desk.inbox import Arrival
from bot.desk.menu.manage import alerted
from bot.desk.rounds import Refused, Seen
from bot.patience import MB, NAMES, USUAL, Patience, read
from bot.say import say, text
from bot.schema import catalog_versions, letters
from bot.schema import inbox as inbox_rows
from tests.proofs import seen as proved

MADINA, GROUP = 3001, -1001
WELL = Seen(silence=timedelta(seconds=5), off=timedelta(seconds=1), free=9000 * MB)
ON_A_FILE = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)  # what is long, and the same on both
PROMISE = "what is not well with the desk is told to its owners, without a storm"


_HERS = update(letters).where(letters.c.chat_id == MADINA).values(state="sent")


@dataclass
class Night:
    """Madina's hotel, minute by minute."""

    conn: Connection
    house: House
    patience: Patience = USUAL
    before: dict[str, datetime] = field(default_factory=dict)
    read: int = 0

    def passes(self, minutes: float) -> None:
        self.house = replace(self.house, now=self.house.now + timedelta(minutes=minutes))

    def round(self, seen: Seen = WELL, *, after: float = 1) -> list[str]:
        """What Madina is told at it, by the keys of the first lines."""
        self.passes(after)
        self.before = dict(rounds.go(self.conn, self.house, seen, self.patience, self.before).found)
        if seen.silence == WELL.silence:  # her letters go out
            self.conn.execute(_HERS)
        return self.news()

    def hours(self, n: float, seen: Callable[[], Seen], *, each: float = 5) -> list[str]:
        return [key for _ in range(int(n * 60 / each)) for key in self.round(seen(), after=each)]

    def news(self) -> list[str]:
        found = select(letters.c.id, letters.c.content).where(letters.c.chat_id == MADINA)
        rows = self.conn.execute(found.where(letters.c.id > self.read).order_by(letters.c.id)).all()
        self.read = max((row[0] for row in rows), default=self.read)
        return [row[1]["say"]["body"][0]["text"] for row in rows]

    def sent(self) -> None:
        """Whatever waited has gone out."""
        self.conn.execute(update(letters).values(state="sent", sent_at=self.house.now))


@pytest.fixture
def night(conn: Connection, house: House) -> Night:
    people.ensure_property(conn, house.id)
    people.appoint(conn, house, MADINA, name="Madina", language="hu", role="owner")
    people.move_staff_chat(conn, house.id, GROUP)
    version = {"n": 1, "content": "{}", "author": "Madina", "reason": "", "published_at": house.now}
    conn.execute(insert(catalog_versions), {"property_id": house.id, **version})
    return Night(conn, house)


# --- Each trouble, made on the connection, and mended ----------------------------------------------------


def unsent(night: Night) -> Iterator[Seen]:
    outbox.send(night.conn, night.house, 1001, say(text("word.yes")))
    night.passes(11)
    yield WELL
    night.sent()


def unread(night: Night) -> Iterator[Seen]:
    inbox.store(night.conn, night.house.id, [Arrival(7, "1001", "{}")], now=night.house.now)
    night.passes(6)
    yield WELL
    night.conn.execute(update(inbox_rows).values(state="done"))


def overdue(night: Night) -> Iterator[Seen]:
    timers.start(night.conn, night.house, "tidy", "x", night.house.now)
    night.passes(4)
    yield WELL
    timers.stop(night.conn, night.house, "tidy", "x")


def full(night: Night) -> Iterator[Seen]:
    yield replace(WELL, free=120 * MB)


def fast(night: Night) -> Iterator[Seen]:
    yield replace(WELL, off=timedelta(minutes=7))


def slow(night: Night) -> Iterator[Seen]:
    yield replace(WELL, off=-timedelta(hours=7))


def refused(night: Night) -> Iterator[Seen]:
    yield replace(WELL, refused=Refused(night.house.now))


def never_copied(night: Night) -> Iterator[Seen]:
    night.passes(8 * 24 * 60)
    yield WELL


def deaf(night: Night) -> Iterator[Seen]:
    night.round()
    yield replace(WELL, silence=timedelta(minutes=4))


def nobody(night: Night) -> Iterator[Seen]:
    """Madina works nine to five, and it is the evening; the whole team stands in the roster."""
    shift = Shift(open=time(9), close=time(17))
    roster = Roster(people=[Person(name="Madina", shifts=[shift])])
    catalog = night.house.catalog.model_copy(update={"roster": roster})
    night.house = replace(night.house, catalog=catalog)
    night.passes(5 * 60)
    yield WELL
    night.passes(14 * 60)


TROUBLES: dict[str, tuple[str, Callable[[Night], Iterator[Seen]]]] = {
    "alert.letters": ("alert.letters_over", unsent),
    "alert.unread": ("alert.unread_over", unread),
    "alert.clocks": ("alert.clocks_over", overdue),
    "alert.disk": ("alert.disk_over", full),
    "alert.skew_ahead": ("alert.skew_over", fast),
    "alert.skew_behind": ("alert.skew_over", slow),
    "alert.database": ("alert.database_over", refused),
    "alert.deaf": ("alert.deaf_over", deaf),
    "alert.duty": ("alert.duty_over", nobody),
    "alert.backup": ("alert.backup_over", never_copied),
}


@pytest.mark.parametrize("key", TROUBLES)
def test_a_trouble_is_told_then_seldom_and_its_end_once(key: str, night: Night) -> None:
    over, make = TROUBLES[key]
    making = make(night)
    bad = next(making)
    told = night.hours(4, lambda: bad)
    kind = over.partition(".")[2].removesuffix("_over")
    most = 1 + timedelta(hours=4) // alerts.AGAIN.get(kind, timedelta(hours=1))
    assert set(told) == {key}
    assert 1 <= len(told) <= most
    next(making, None)
    well = replace(WELL, copied=night.house.now)
    assert [*night.round(well), *night.hours(1, lambda: well)] == [over]
    proved(PROMISE, injected=key, trials=60)


@ON_A_FILE
def test_where_nothing_is_wrong_nobody_is_bothered(night: Night) -> None:
    for _ in range(24):
        outbox.send(night.conn, night.house, 1001, say(text("word.yes")))
        inbox.store(night.conn, night.house.id, [Arrival(night.read + 1, "1001", "{}")], now=night.house.now)
        timers.start(night.conn, night.house, "tidy", "x", night.house.now)
        night.round(after=1)
        night.sent()
        night.conn.execute(update(inbox_rows).values(state="done"))
        timers.stop(night.conn, night.house, "tidy", "x")
        assert night.round(replace(WELL, copied=night.house.now), after=59) == []


def test_a_moved_clock_or_a_busy_minute_is_no_trouble(night: Night) -> None:
    """At the very moment when the clock was moved, everything is late."""
    timers.start(night.conn, night.house, "tidy", "x", night.house.now)
    night.passes(300)
    assert night.round() == []
    timers.stop(night.conn, night.house, "tidy", "x")
    assert night.round() == []


def comes_and_goes(night: Night) -> list[str]:
    """A disk at its limit for two hours, four minutes each way."""
    turns = iter(range(10**6))
    return night.hours(2, lambda: replace(WELL, free=(100 if next(turns) // 4 % 2 else 900) * MB), each=1)


@ON_A_FILE
def test_what_comes_and_goes_makes_no_storm(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    told = comes_and_goes(night)
    assert told.count("alert.disk") == 1
    assert len(told) <= 2
    monkeypatch.setattr(alerts, "AGAIN", {"disk": timedelta()})
    storm = comes_and_goes(night)
    assert len(storm) > 40, "the broken desk storms, and the count above would tell"
    proved(PROMISE, injected="comes and goes", trials=30)
    proved(PROMISE, injected="a desk that says everything", trials=30, violations=len(storm), control=True)


@ON_A_FILE
def test_what_could_not_be_sent_meanwhile_gives_way_to_the_newest_words(night: Night) -> None:
    night.round()
    silent = replace(WELL, silence=timedelta(minutes=30))
    assert night.hours(5, lambda: silent).count("alert.deaf") >= 4
    night.before = dict(rounds.go(night.conn, night.house, WELL, USUAL, night.before).found)
    assert night.news() == ["alert.deaf_over"]
    waiting = select(letters.c.content).where(letters.c.chat_id == MADINA, letters.c.state == "new")
    only = night.conn.execute(waiting).scalar_one()
    assert only["say"]["body"][0]["params"]["lasted"] == {"span": 5 * 60}


@pytest.mark.parametrize(
    ("away", "told"),
    [(2, []), (40, ["alert.deaf_over"]), (25 * 60, ["alert.deaf_over_long"])],
)
def test_a_desk_that_was_away_says_so_and_what_may_be_lost(night: Night, away: int, told: list[str]) -> None:
    """A power cut, an upgrade: nobody was there to say that it began."""
    night.round()
    night.before = {}
    assert night.round(replace(WELL, first=True), after=away) == told
    assert night.round() == []


def test_a_start_without_a_connection_is_not_taken_for_hearing(night: Night) -> None:
    night.round()
    unheard = replace(WELL, heard=False, first=True)
    assert night.round(unheard, after=60) == []
    assert alerts.heard(night.conn, night.house) == night.house.now - timedelta(minutes=60, seconds=5)


def test_who_was_told_past_the_database_is_not_told_again_but_hears_the_end(night: Night) -> None:
    past = Refused(night.house.now, told=night.house.now)
    assert night.round(replace(WELL, refused=past)) == []
    assert night.round() == ["alert.database_over"]


def test_a_lost_group_is_over_once_a_message_has_reached_it(night: Night) -> None:
    conn, house = night.conn, night.house
    alerts.begin(conn, house, "group", text("alert.no_group"))
    assert night.news() == ["alert.no_group"]
    outbox.send(conn, house, GROUP, say(text("word.yes")), lane=outbox.STAFF)
    assert night.round() == []
    night.sent()
    assert night.round() == ["alert.group_over"]


def test_letters_that_wait_for_a_lost_group_make_no_alert_of_their_own(night: Night) -> None:
    alerts.begin(night.conn, night.house, "group", text("alert.no_group"))
    outbox.send(night.conn, night.house, None, say(text("word.yes")), lane=outbox.STAFF)
    night.passes(30)
    assert "alert.letters" not in night.hours(0.5, lambda: WELL)


@ON_A_FILE
def test_a_backup_wakes_nobody_at_night(night: Night) -> None:
    night.passes(10 * 24 * 60 + 14 * 60)  # three in the morning
    assert night.hours(2, lambda: WELL, each=10) == []
    assert night.hours(8, lambda: WELL, each=10) == ["alert.backup"]


@ON_A_FILE
@pytest.mark.parametrize("name", NAMES)
def test_what_is_switched_off_is_not_told(night: Night, name: str) -> None:
    keys = {"silence": "alert.deaf", "skew": "alert.skew_ahead"}
    problems: list[str] = []
    night.patience = read(f"{name}=off", problems)
    bad = next(TROUBLES[keys.get(name, f"alert.{name}")][1](night))
    assert problems == []
    assert night.hours(1, lambda: bad) == []


def test_looking_again_shows_what_is_not_well_now(night: Night) -> None:
    asked = Asked(MADINA, MADINA, "Madina", "press")
    who = people.colleague(night.conn, night.house, MADINA)
    assert who
    night.round()
    alerted.look(night.conn, night.house, asked, who, {})
    assert night.news()[0] == "alert.well"
    night.hours(0.5, lambda: replace(WELL, free=MB, off=timedelta(hours=1)))
    alerted.look(night.conn, night.house, asked, who, {})
    rows = night.conn.execute(select(letters.c.content).order_by(letters.c.id.desc()).limit(1)).scalar_one()
    assert [one["text"] for one in rows["say"]["body"]] == [
        *("alert.disk", "alert.still"),
        *("alert.skew_ahead", "alert.still"),
    ]


# --- The setting -------------------------------------------------------------------------------------------


def test_the_setting_is_read_part_by_part() -> None:
    problems: list[str] = []
    found = read("letters=20, disk=1000 backup=2  duty=off", problems)
    expected: dict[str, Any] = {"disk": 1000 * MB, "duty": None, "backup": timedelta(days=2)}
    assert found == replace(USUAL, letters=timedelta(minutes=20), **expected)
    assert problems == []


@pytest.mark.parametrize("part", ["letter=20", "disk=", "disk=-1", "disk=1GB", "disk=0", "=5", "٣=٣"])
def test_what_cannot_be_right_is_said(part: str) -> None:
    problems: list[str] = []
    assert read(part, problems) == USUAL
    assert len(problems) == 1
    assert repr(part) in problems[0]
