"""Drafts: whole catalogs that were checked and wait to be published, at a word or at their hour.

A draft knows the version it was made from. While that one is live, publishing it loses nothing; afterwards
`behind` names what it would take back, and `rebased` makes a new draft that has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import RowMapping, bindparam, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import timers
from bot.desk.catalog import journal, runtime, versions
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import NoVersion, canonical
from bot.desk.catalog.ways import SINCE
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import drafts

Source = Literal["folder", "workbook", "chat", "translations", "console"]
State = Literal["open", "scheduled", "published", "discarded"]
TIMER = "publish_draft"  # its ref is the draft's id
WAITING: tuple[State, ...] = ("open", "scheduled")
LISTED = 12

_ABOUT = [one for one in drafts.c if one.name not in ("property_id", "content")]
_KEEP = insert(drafts).returning(drafts.c.id)
_ONE = select(drafts).where(drafts.c.property_id == bindparam("p"), drafts.c.id == bindparam("i"))
_WAITING = (
    select(*_ABOUT)
    .where(drafts.c.property_id == bindparam("p"), drafts.c.state.in_(WAITING))
    .order_by(drafts.c.id.desc())
    .limit(bindparam("most"))
)
_OF_SOURCE = (
    select(drafts)
    .where(drafts.c.property_id == bindparam("p"), drafts.c.source == bindparam("s"))
    .where(drafts.c.state.in_(WAITING))
    .order_by(drafts.c.id.desc())
)
_OF_VERSION = select(*_ABOUT).where(
    drafts.c.property_id == bindparam("p"), drafts.c.version == bindparam("v")
)
_MOVE = (
    update(drafts)
    .where(drafts.c.property_id == bindparam("p"), drafts.c.id == bindparam("i"), drafts.c.state.in_(WAITING))
    .values(state=bindparam("to"), publish_at=bindparam("at", type_=Moment), version=bindparam("made"))
)

_FOLLOW = (
    update(drafts)
    .where(drafts.c.property_id == bindparam("p"), drafts.c.id == bindparam("i"))
    .values(base=bindparam("to"))
)


class DraftGone(DeskError):
    """It was published or discarded, or there never was one."""

    key = "refuse.draft_gone"


class DraftBehind(DeskError):
    """Something was published after the version that it was made from. params: base, live."""

    key = "refuse.draft_behind"


class HourPast(DeskError):
    """The hour it was to be published at is over."""

    key = "refuse.draft_hour"


@dataclass(frozen=True)
class About:
    """A draft without what is in it. `base` None: nobody knows what it was made from."""

    id: int
    base: int | None
    source: Source
    place: str
    reason: str
    author: str
    made_at: datetime
    publish_at: datetime | None
    state: State
    version: int | None

    @property
    def waits(self) -> bool:
        return self.state in WAITING


@dataclass(frozen=True)
class Draft:
    about: About
    catalog: Catalog


@dataclass(frozen=True)
class Published:
    """`change` is the journal's line that undoes it; none for the first version."""

    version: int
    change: int | None


def keep(
    conn: Connection,
    house: House,
    catalog: Catalog,
    *,
    base: int | None,
    source: Source,
    author: str,
    place: str = "",
    reason: str = "",
) -> int:
    """Keep a catalog that was checked; the draft's id."""
    row = {"property_id": house.id, "base": base, "content": canonical(catalog), "source": source}
    about = {"place": place, "reason": reason, "author": author, "made_at": house.now, "state": "open"}
    return int(conn.execute(_KEEP, {**row, **about}).scalar_one())


def load(conn: Connection, house: House, draft: int) -> Draft:
    """With what is in it; DraftGone when there is none."""
    row = conn.execute(_ONE, {"p": house.id, "i": draft}).mappings().first()
    if row is None:
        raise DraftGone(ways=SINCE)
    return Draft(_about(row), Catalog.model_validate_json(row["content"]))


def waiting(conn: Connection, house: House, draft: int) -> Draft:
    """One that can still be published; DraftGone otherwise."""
    found = load(conn, house, draft)
    if not found.about.waits:
        raise DraftGone(ways=SINCE)
    return found


def listed(conn: Connection, house: House, most: int = LISTED) -> list[About]:
    """Those that wait, the newest first."""
    return [_about(row) for row in conn.execute(_WAITING, {"p": house.id, "most": most}).mappings()]


def newest(conn: Connection, property_id: str, source: Source) -> Draft | None:
    """The newest of that source that waits. Raises ValueError when this version cannot read it."""
    row = conn.execute(_OF_SOURCE.limit(1), {"p": property_id, "s": source}).mappings().first()
    return Draft(_about(row), Catalog.model_validate_json(row["content"])) if row else None


def behind_version(conn: Connection, house: House, version: int) -> About | None:
    """The draft that became this version."""
    row = conn.execute(_OF_VERSION, {"p": house.id, "v": version}).mappings().first()
    return _about(row) if row else None


def publish(conn: Connection, house: House, draft: int, *, by: str, reason: str = "") -> Published:
    """Make it live. DraftGone when it waits no more, DraftBehind when it would take something back."""
    found = waiting(conn, house, draft)
    if found.about.base != house.version:
        raise DraftBehind(base=found.about.base or 0, live=house.version, ways=SINCE)
    why = reason or found.about.reason or found.about.place or found.about.source
    base, now = house.version, house.now
    n = runtime.import_catalog(conn, house.id, found.catalog, base=base, author=by, reason=why, now=now)
    done(conn, house, draft, n)
    return Published(n, journal.recent(conn, house, 1)[0].id if house.version else None)


def follow(conn: Connection, house: House, draft: int) -> None:
    """What was published since takes nothing from it: it counts as made from what is live."""
    conn.execute(_FOLLOW, {"p": house.id, "i": draft, "to": house.version})


def done(conn: Connection, house: House, draft: int, version: int) -> None:
    """It has become this version."""
    _move(conn, house, draft, "published", None, version)


def schedule(conn: Connection, house: House, draft: int, at: datetime) -> None:
    """Publish it at that hour, in place of an earlier one. HourPast, DraftGone."""
    waiting(conn, house, draft)
    if at <= house.now:
        raise HourPast(ways=SINCE)
    _move(conn, house, draft, "scheduled", at)
    timers.start(conn, house, TIMER, str(draft), at)


def call_off(conn: Connection, house: House, draft: int) -> None:
    """It waits for a word again."""
    _move(conn, house, draft, "open", None)


def discard(conn: Connection, house: House, draft: int) -> None:
    """Nobody wants it; DraftGone when it is not there to be thrown away."""
    _move(conn, house, draft, "discarded", None)


def came_from(conn: Connection, house: House, base: int | None) -> Catalog | None:
    """The version that a draft was made from; None when nobody knows it."""
    if base is None or not 0 < base <= house.version:
        return None
    try:
        return house.catalog if base == house.version else versions.load(conn, house.id, base)
    except NoVersion:
        return None


def _move(
    conn: Connection, house: House, draft: int, to: State, at: datetime | None, made: int | None = None
) -> None:
    facts = {"p": house.id, "i": draft, "to": to, "at": at, "made": made}
    if conn.execute(_MOVE, facts).rowcount != 1:
        raise DraftGone(ways=SINCE)
    if to != "scheduled":
        timers.stop(conn, house, TIMER, str(draft))


def _about(row: RowMapping) -> About:
    return About(**{name: row[name] for name in About.__dataclass_fields__})
