"""Catalog versions: immutable, numbered from 1, published only by who has seen the newest."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.db import Connection
from bot.desk.catalog import outdated
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.places import plain
from bot.desk.catalog.ways import SINCE
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import catalog_versions as versions

_LIVE = select(func.max(versions.c.n)).where(versions.c.property_id == bindparam("p"))
_CONTENT = select(versions.c.content).where(
    versions.c.property_id == bindparam("p"), versions.c.n == bindparam("n")
)
_HISTORY = (
    select(versions.c.n, versions.c.parent, versions.c.author, versions.c.reason, versions.c.published_at)
    .where(versions.c.property_id == bindparam("p"))
    .order_by(versions.c.n.desc())
    .limit(bindparam("most"))
)
_PUBLISH = insert(versions)


class Conflict(DeskError):
    """Someone published after the version that this change was made from. params: base, live."""

    key = "refuse.catalog_conflict"


class NoVersion(DeskError):
    """There is no catalog version with this number. params: version."""

    key = "refuse.catalog_version"


@dataclass(frozen=True)
class Version:
    n: int
    parent: int | None
    author: str
    reason: str
    published_at: datetime


def live_number(conn: Connection, property_id: str) -> int:
    """The newest version's number; 0 before the first."""
    found: int | None = conn.execute(_LIVE, {"p": property_id}).scalar()
    return found or 0


def load(conn: Connection, property_id: str, n: int) -> Catalog:
    """The catalog as it was published; NoVersion when there is none with this number."""
    content = conn.execute(_CONTENT, {"p": property_id, "n": n}).scalar()
    if content is None:
        raise NoVersion(version=n, ways=SINCE)
    return Catalog.model_validate_json(content)


def live(conn: Connection, house: House) -> House:
    """The house with what was published last."""
    number = live_number(conn, house.id)
    if number <= house.version:
        return house
    return replace(house, catalog=load(conn, house.id, number), version=number)


def publish(
    conn: Connection,
    property_id: str,
    catalog: Catalog,
    *,
    base: int,
    author: str,
    reason: str,
    now: datetime,
) -> int:
    """Make it live and return its number; Conflict unless `base` (0 at first) is the live version."""
    newest = live_number(conn, property_id)
    if newest != base:
        raise _conflict(base, newest)
    facts = plain(catalog)
    row = {"property_id": property_id, "n": base + 1, "parent": base or None, "content": _written(facts)}
    try:
        with conn.begin_nested():
            conn.execute(_PUBLISH, {**row, "author": author, "reason": reason, "published_at": now})
    except IntegrityError:  # another process took the number at the same moment
        raise _conflict(base, base + 1) from None
    _follow(conn, property_id, facts, base=base, now=now)
    return base + 1


def _follow(conn: Connection, property_id: str, facts: dict[str, Any], *, base: int, now: datetime) -> None:
    """Translations that this version leaves behind are kept in mind."""
    before = conn.execute(_CONTENT, {"p": property_id, "n": base}).scalar()
    if before is not None:
        outdated.follow(conn, property_id, json.loads(before), facts, now=now)


def restore(conn: Connection, property_id: str, n: int, *, author: str, reason: str, now: datetime) -> int:
    """Publish an old version anew; what happened in between stays in the history."""
    catalog, newest = load(conn, property_id, n), live_number(conn, property_id)
    return publish(conn, property_id, catalog, base=newest, author=author, reason=reason, now=now)


def history(conn: Connection, property_id: str, most: int = 10) -> list[Version]:
    """The newest first."""
    return [Version(*row) for row in conn.execute(_HISTORY, {"p": property_id, "most": most})]


def canonical(catalog: Catalog) -> str:
    """One text for one catalog: equal catalogs give equal texts."""
    return _written(plain(catalog))


def _written(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _conflict(base: int, live: int) -> Conflict:
    return Conflict(base=base, live=live, ways=SINCE)
