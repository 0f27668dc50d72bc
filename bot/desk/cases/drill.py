"""A drill: the chain of danger is rung as if it were real, marked as a drill, and who answered is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk import groups, outbox, people, timers
from bot.desk.cases import danger
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Choice, Say, Text, choice, say, text
from bot.schema import drills

RING = "drill"  # a timer; its ref is the drill's id
MOST = 10  # rings; then it has failed, and that is told
_MINE = (drills.c.property_id == bindparam("p"),)
_LATEST = select(drills).where(*_MINE).order_by(drills.c.id.desc()).limit(bindparam("most"))
_BY_ID = select(drills).where(*_MINE, drills.c.id == bindparam("i"))


class DrillRuns(DeskError):
    """One at a time: the one that runs was begun at {time}."""

    key = "refuse.drill_runs"


@dataclass(frozen=True)
class Drill:
    id: int
    by: int
    at: datetime
    rings: int
    answered_by: int | None
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def seconds(self) -> int | None:
        """How long the first answer took."""
        return None if self.answered_at is None else int((self.answered_at - self.at).total_seconds())


def _of(row: Any) -> Drill:
    return Drill(**{name: row[name] for name in Drill.__dataclass_fields__})


def by_id(conn: Connection, house: House, drill_id: int) -> Drill:
    return _of(conn.execute(_BY_ID, {"p": house.id, "i": drill_id}).mappings().one())


def latest(conn: Connection, house: House, most: int = 5) -> list[Drill]:
    """The newest first."""
    return [_of(row) for row in conn.execute(_LATEST, {"p": house.id, "most": most}).mappings()]


def begin(conn: Connection, house: House, who: Colleague) -> Drill:
    """Ring everybody whom danger would ring, now and every minute until somebody answers."""
    running = next((one for one in latest(conn, house, 1) if one.ended_at is None), None)
    if running:
        raise DrillRuns(time=At(running.at))
    row = {"property_id": house.id, "by": who.user_id, "at": house.now, "rings": 0}
    made = conn.execute(insert(drills).values(**row).returning(drills.c.id)).scalar_one()
    _ring(conn, house, by_id(conn, house, int(made)))
    return by_id(conn, house, int(made))


def _ring(conn: Connection, house: House, drill: Drill) -> None:
    said = _alarm(drill)
    for one in danger.chain(conn, house, drill.rings):
        outbox.send(conn, house, one.user_id, said, lane=outbox.ALARM)
    if (group := groups.bound(conn, house).get(outbox.RESTRICTED)) and not drill.rings:
        outbox.send(conn, house, group, said, lane=outbox.ALARM)
    _set(conn, house, drill, rings=drill.rings + 1)
    timers.start(conn, house, RING, str(drill.id), house.later(danger.EVERY))


def _alarm(drill: Drill) -> Say:
    here: Choice = choice(text("button.drill_here"), "drill_here", drill=drill.id)
    return say(text("drill.alarm", time=At(drill.at)), choices=[here])


def again(conn: Connection, house: House, drill_id: int) -> None:
    """A minute has passed: ring once more; after the last one, say that nobody came."""
    drill = by_id(conn, house, drill_id)
    if drill.ended_at:
        return
    if drill.rings < MOST:
        _ring(conn, house, drill)
        return
    _set(conn, house, drill, ended_at=house.now)
    for one in [one for one in people.team(conn, house) if one.manages]:
        outbox.send(conn, house, one.user_id, say(text("drill.nobody", n=MOST)), lane=outbox.ALARM)


def answer(conn: Connection, house: House, drill_id: int, who: Colleague) -> Drill:
    """The first answer ends it, and whoever began it hears who it was and how fast."""
    drill = by_id(conn, house, drill_id)
    if drill.ended_at:
        return drill
    timers.stop(conn, house, RING, str(drill.id))
    _set(conn, house, drill, answered_by=who.user_id, answered_at=house.now, ended_at=house.now)
    ended = by_id(conn, house, drill_id)
    outbox.send(conn, house, drill.by, say(line(conn, house, ended)), lane=outbox.ALARM)
    return ended


def line(conn: Connection, house: House, drill: Drill) -> Text:
    """Who answered, after how long; or that nobody did."""
    if drill.seconds is None or drill.answered_by is None:
        key = "drill.runs" if drill.ended_at is None else "drill.unanswered"
        return text(key, at=At(drill.at, "stamp"))
    who = people.on_file(conn, house, drill.answered_by)
    took = f"{drill.seconds // 60}:{drill.seconds % 60:02}"
    return text("drill.answered", at=At(drill.at, "stamp"), person=who.name, took=took, rings=drill.rings)


def _set(conn: Connection, house: House, drill: Drill, **values: Any) -> None:
    mine = drills.c.property_id == house.id, drills.c.id == drill.id
    conn.execute(update(drills).where(*mine).values(**values))
