"""The hotel's own folder beside the live catalog: what its files mean, and what is known of them.

Every export carries the version it came from (`version.yaml`). Files of the live version that were edited are
published. Files of an older one are brought up to date while nobody has edited them; once edited they would
take back what was published since, so a manager is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.check import check
from bot.desk.catalog.diff import Change, diff
from bot.desk.catalog.issues import Issue, broken
from bot.desk.catalog.merging import merged
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import NoVersion, canonical
from bot.desk.house import House
from bot.schema import folders

Verdict = Literal["same", "publish", "behind", "conflict"]
_NOTE = select(folders).where(folders.c.property_id == bindparam("p"))
_NEW = insert(folders)
EMPTY: dict[str, Any] = {
    "told": [],
    "digest": None,
    "waiting": None,
    "since": None,
    "live": None,
    "accepted": False,
}


@dataclass(frozen=True)
class Seen:
    """The folder at one quiet moment. `digest` names its content; `catalog` None: it has mistakes."""

    catalog: Catalog | None
    issues: Sequence[Issue]
    base: int | None
    digest: str


@dataclass(frozen=True)
class Note:
    """What is remembered of the folder between two looks."""

    told: Sequence[str]
    digest: str | None
    waiting: str | None
    since: int | None
    live: int | None
    accepted: bool

    def catalog(self) -> Catalog | None:
        """The files that wait for a manager's word."""
        return Catalog.model_validate_json(self.waiting) if self.waiting else None


def judge(found: Catalog, base: int | None, live: int, now: Catalog, before: Catalog | None) -> Verdict:
    """What the files mean. `before` is the version they came from; None when nobody knows it."""
    if canonical(found) == canonical(now):
        return "same"
    if base == live:
        return "publish"
    if before is not None and _nothing_own(before, found, now):
        return "behind"
    return "conflict"


def _nothing_own(before: Catalog, found: Catalog, now: Catalog) -> bool:
    """Whoever wrote the files has changed nothing that is not live: a half-written update, too."""
    both = merged(before, now, found)
    return both is not None and canonical(both) == canonical(now)


def reverted(now: Catalog, found: Catalog, before: Catalog | None) -> list[Change]:
    """What publishing the files would silently take back; every difference, when nobody knows "before"."""
    lost = diff(now, found)
    if before is None:
        return lost
    since = {one.where for one in diff(before, now)}
    return [one for one in lost if one.where in since] or lost


def together(before: Catalog | None, found: Catalog, now: Catalog) -> Catalog | None:
    """The live catalog with what the files changed elsewhere; None when that would be broken."""
    if before is None:
        return now
    both = merged(before, found, now)
    return both if both and not broken(_without_photos(both)) else None


def _without_photos(catalog: Catalog) -> list[Issue]:
    pictures = frozenset(catalog.shown())
    return check(catalog, pictures)


def came_from(conn: Connection, house: House, base: int | None) -> Catalog | None:
    """The version that the files came from, when there is one."""
    if base is None or not 0 < base <= house.version:
        return None
    try:
        return house.catalog if base == house.version else versions.load(conn, house.id, base)
    except NoVersion:
        return None


def note(conn: Connection, house: House) -> Note:
    row = conn.execute(_NOTE, {"p": house.id}).mappings().first()
    facts = dict(row) if row else EMPTY
    return Note(**{name: facts[name] for name in Note.__dataclass_fields__})


def mark(conn: Connection, property_id: str) -> tuple[int, bool]:
    """What besides the files may have changed: the live version, and a manager's word about the files."""
    row = conn.execute(_NOTE, {"p": property_id}).mappings().first()
    return versions.live_number(conn, property_id), bool(row and row["accepted"])


def remember(conn: Connection, house: House, **facts: Any) -> None:
    mine = folders.c.property_id == house.id
    if conn.execute(update(folders).where(mine).values(**facts)).rowcount == 0:
        conn.execute(_NEW, {**EMPTY, **facts, "property_id": house.id})


def settle(conn: Connection, house: House) -> None:
    """Files and live catalog are one again: forget what was said about them."""
    if (known := note(conn, house)).told or known.digest:
        remember(conn, house, **EMPTY)


def untold(known: Note, issues: Sequence[Issue]) -> list[Issue]:
    """The problems of which managers have not heard; a line number alone makes no new one."""
    return [one for one in issues if one.level == "error" and problem(one) not in known.told]


def problem(issue: Issue) -> str:
    return f"{issue.file}: {issue.problem}; {issue.fix}"
