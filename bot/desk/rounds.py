"""The porter's rounds: once a minute somebody looks whether the desk itself is well, and the owners hear
what is not. What is seen at two rounds running counts: a busy minute or a moved clock is nobody's trouble.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, bindparam, func, or_, select

from bot.db import Connection
from bot.desk import alerts, outbox, people
from bot.desk.cases import roster
from bot.desk.cases.hours import daytime
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.setup import state
from bot.patience import MB, Patience
from bot.say import At, Text, choice, text
from bot.schema import catalog_versions, inbox, letters, timers

DOCTOR, COPY = "qonaq doctor", "qonaq backup"
DATABASE = text("alert.database", command=DOCTOR)
DAY = timedelta(hours=24)  # so long Telegram keeps messages
DUTY = choice(text("button.duty_now"), "duty_now")
WAYS = {"duty": (DUTY, alerts.LOOK)}

_P: Any = bindparam("p")
_UNREAD = select(func.count(), func.min(inbox.c.received_at)).where(
    inbox.c.property_id == _P, inbox.c.state == "new"
)
_UNSENT = (
    select(func.count(), func.min(letters.c.created_at))
    .where(letters.c.property_id == _P, letters.c.state == "new", letters.c.lane < outbox.SOFT)
    .where(or_(letters.c.chat_id.is_not(None), bindparam("group", type_=Boolean)))
)
_OVERDUE = select(func.count(), func.min(timers.c.due_at)).where(
    timers.c.property_id == _P, timers.c.due_at < bindparam("now")
)
_SINCE = select(func.min(catalog_versions.c.published_at)).where(catalog_versions.c.property_id == _P)
_REACHED = (
    select(letters.c.id)
    .where(letters.c.chat_id == bindparam("c"), letters.c.sent_at > bindparam("since"))
    .where(letters.c.property_id == _P)
    .limit(1)
)


@dataclass(frozen=True)
class Refused:
    """The database could keep nothing, since then; `told`: when the owners heard it past the database."""

    since: datetime
    told: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """What the porter saw outside of the books. None: it could not be told."""

    silence: timedelta | None = None  # since Telegram was last heard
    heard: bool = True  # in this run at all
    off: timedelta | None = None  # our clock less Telegram's
    free: int | None = None  # bytes on the disk
    refused: Refused | None = None  # none: the database is well
    copied: datetime | None = None  # the last good backup
    first: bool = False  # the first round since the desk was opened


@dataclass(frozen=True)
class Round:
    """What was not well, and since which round; and to whom to say it when nothing can be kept."""

    found: Mapping[str, datetime]
    open: frozenset[str] = frozenset()  # of which the owners know, or knew within the hour
    owners: tuple[tuple[int, str], ...] = ()


def go(
    conn: Connection, house: House, seen: Seen, patience: Patience, before: Mapping[str, datetime]
) -> Round:
    """One round. `before`: what the last one found."""
    _telegram(conn, house, seen, patience)
    found: dict[str, datetime] = {}
    for kind, said in judge(conn, house, seen, patience):
        if said is None:
            alerts.end(conn, house, kind)
            continue
        found[kind] = before.get(kind, house.now)
        if (kind in before or _known(kind, seen)) and house.now - found[kind] >= _bears(kind, patience):
            _begin(conn, house, kind, said, seen)
    _group(conn, house)
    known = frozenset(one.kind for one in alerts.open_troubles(conn, house))
    owners = people.owners(conn, house)
    return Round(found, known, tuple((one.user_id, _reads(conn, house, one)) for one in owners))


def _reads(conn: Connection, house: House, owner: Colleague) -> str:
    """Whoever has a chat with the desk reads in it what they chose there."""
    chat = people.guest(conn, house, owner.user_id)
    return chat.language if chat else owner.language


def _known(kind: str, seen: Seen) -> bool:
    """The owners have been told already, past the database."""
    return kind == "database" and seen.refused is not None and seen.refused.told is not None


def _bears(kind: str, patience: Patience) -> timedelta:
    """What is not itself a length of time must have been so for a while."""
    return patience.duty or timedelta() if kind == "duty" else timedelta()


def _begin(conn: Connection, house: House, kind: str, said: Text, seen: Seen) -> None:
    refused = seen.refused if kind == "database" else None
    since, told = (refused.since, refused.told) if refused else (None, None)
    since = alerts.heard(conn, house) if kind == "deaf" else since
    ways = WAYS.get(kind, (alerts.LOOK,))
    alerts.begin(conn, house, kind, said, since=since, told_at=told, ways=ways)


def judge(
    conn: Connection, house: House, seen: Seen, patience: Patience
) -> Iterator[tuple[str, Text | None]]:
    """Each kind that could be looked at, and what is not well with it."""
    yield from _outside(house, seen, patience)
    if not seen.refused:  # then nothing is worked, and one alert says so
        yield from _work(conn, house, patience, deaf=_deaf(seen, patience))
    if patience.duty and any(one.shifts for one in house.catalog.roster.people):
        yield "duty", None if roster.on_duty(conn, house) else text("alert.duty")
    if patience.backup and daytime(house, house.now) == house.now:  # nobody is woken for that
        yield "backup", _backup(conn, house, seen.copied, patience.backup)


def _outside(house: House, seen: Seen, patience: Patience) -> Iterator[tuple[str, Text | None]]:
    if seen.silence is not None and _deaf(seen, patience):
        yield "deaf", text("alert.deaf", lasted=alerts.lasted(seen.silence), command=DOCTOR)
    yield "database", DATABASE if seen.refused else None
    if seen.free is not None and patience.disk:
        yield "disk", text("alert.disk", free=seen.free // MB) if seen.free < patience.disk else None
    if seen.off is not None and patience.skew:
        wrong = abs(seen.off) > patience.skew
        key = "alert.skew_ahead" if seen.off > timedelta() else "alert.skew_behind"
        yield "skew", text(key, off=alerts.lasted(abs(seen.off))) if wrong else None


def _deaf(seen: Seen, patience: Patience) -> bool:
    return bool(seen.silence is not None and patience.silence and seen.silence > patience.silence)


def _work(
    conn: Connection, house: House, patience: Patience, *, deaf: bool
) -> Iterator[tuple[str, Text | None]]:
    """What lies on the desk for too long. What waits for Telegram or a lost group has an alert already."""
    mine = {"p": house.id, "now": house.now}
    group = people.staff_chat(conn, house.id) and not alerts.is_open(conn, house, "group")
    looks = (
        ("clocks", "alert.clocks", patience.clocks, _OVERDUE),
        ("unread", "alert.unread", patience.unread, _UNREAD),
        ("letters", "alert.letters", patience.letters, _UNSENT),
    )
    for kind, key, most, statement in looks:
        n, oldest = conn.execute(statement, mine | {"group": bool(group)}).one()
        age = house.now - oldest if oldest else timedelta()
        if most and not (deaf and kind == "letters"):
            told = text(key, count=n, lasted=alerts.lasted(age), command=DOCTOR)
            yield kind, told if age > most else None


def _backup(conn: Connection, house: House, copied: datetime | None, most: timedelta) -> Text | None:
    """A hotel of a few days has little to lose."""
    begun = conn.execute(_SINCE, {"p": house.id}).scalar()
    last = copied or begun
    if last is None or house.now - last <= most:
        return None
    return text("alert.backup", at=At(copied, "stamp") if copied else "", command=COPY)


def _telegram(conn: Connection, house: House, seen: Seen, patience: Patience) -> None:
    """Heard again: what was lost meanwhile is said, also when it was the desk that was away."""
    if seen.silence is None or not seen.heard or _deaf(seen, patience):
        return
    now_heard, before = house.now - seen.silence, alerts.heard(conn, house)
    since = alerts.is_open(conn, house, "deaf")
    if since is not None:
        alerts.end(conn, house, "deaf", _back(now_heard - since, now_heard))
    elif seen.first and before and patience.silence and now_heard - before > patience.silence:
        alerts.told(conn, house, _back(now_heard - before, now_heard))
    alerts.note_heard(conn, house, now_heard)


def _back(away: timedelta, now: datetime) -> Text:
    """Telegram keeps a press for 150 seconds and a message for a day."""
    if away <= DAY:
        return text("alert.deaf_over", lasted=alerts.lasted(away))
    return text("alert.deaf_over_long", lasted=alerts.lasted(away), before=At(now - DAY, "both"))


def _group(conn: Connection, house: House) -> None:
    """A message that reached the staff group since is proof enough."""
    since, chat = alerts.is_open(conn, house, "group"), people.staff_chat(conn, house.id)
    if since is None or chat is None:
        return
    setup = state.of(conn, house)
    away = setup and setup.group and not setup.group.here
    if not away and conn.execute(_REACHED, {"p": house.id, "c": chat, "since": since}).first():
        alerts.end(conn, house, "group")
