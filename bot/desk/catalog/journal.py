"""What managers changed, kept in order; each change can be undone once, and the undoing is kept too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, insert, select, update

from bot.db import Connection
from bot.desk.catalog import changing, entries, lifetimes, pauses, today, versions
from bot.desk.catalog.edits import option_of, price_of, set_price
from bot.desk.catalog.replying import Reply
from bot.desk.catalog.ways import CHANGES, HOME, PRICES
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import changes

Act = Literal[
    "price",
    "stop",
    "resume",
    "capacity",
    "import",
    "answer",
    "reply",
    "staffing",
    "offer",
    "pause",
    "lifetime",
    "undo",
]
Facts = Mapping[str, Any]
WAYS = (CHANGES, PRICES, HOME)

_RECORD = insert(changes).returning(changes.c.id)
_RECENT = (
    select(changes)
    .where(changes.c.property_id == bindparam("p"))
    .order_by(changes.c.id.desc())
    .limit(bindparam("most"))
)
_ONE = select(changes).where(changes.c.property_id == bindparam("p"), changes.c.id == bindparam("i"))
_STANDING = (
    select(changes)
    .where(changes.c.property_id == bindparam("p"), changes.c.act == bindparam("a"))
    .where(changes.c.subject == bindparam("s"), changes.c.undone_at.is_(None))
    .order_by(changes.c.id.desc())
)
_MARK = (
    update(changes)
    .where(
        changes.c.property_id == bindparam("p"), changes.c.id == bindparam("i"), changes.c.undone_at.is_(None)
    )
    .values(undone_at=bindparam("now"))
)


class AlreadyUndone(DeskError):
    """The change was undone before, or is itself an undoing."""

    key = "refuse.undo_done"


class ChangedSince(DeskError):
    """What the change set was changed again: undoing it would lose that."""

    key = "refuse.undo_changed"


@dataclass(frozen=True)
class Deed:
    """A change, with the facts before and after.

    subject: an offer's or an answer's code, "offer/option", "catalog".
    """

    act: Act
    subject: str
    before: Facts
    after: Facts


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    id: int
    at: datetime
    actor: str
    deed: Deed
    undone_at: datetime | None


def record(conn: Connection, property_id: str, deed: Deed, *, at: datetime, actor: str) -> int:
    """Add a line and return its id."""
    line = {"property_id": property_id, "at": at, "actor": actor, "act": deed.act, "subject": deed.subject}
    found = {**line, "before": dict(deed.before), "after": dict(deed.after)}
    return int(conn.execute(_RECORD, found).scalar_one())


def recent(conn: Connection, house: House, most: int = 10) -> list[Entry]:
    """The newest first."""
    rows = conn.execute(_RECENT, {"p": house.id, "most": most}).mappings()
    return [_entry(row) for row in rows]


def standing(conn: Connection, house: House, act: Act, subject: str) -> list[Entry]:
    """What was done of this kind to it, and not undone, however long ago; the newest first."""
    rows = conn.execute(_STANDING, {"p": house.id, "a": act, "s": subject}).mappings()
    return [_entry(row) for row in rows]


def one(conn: Connection, house: House, change_id: int) -> Entry | None:
    row = conn.execute(_ONE, {"p": house.id, "i": change_id}).mappings().one_or_none()
    return _entry(row) if row else None


def undo(conn: Connection, house: House, change_id: int, by: str) -> Entry:
    """Put things back as they were before the change, or leave all as it is; returns what was undone."""
    row = conn.execute(_ONE, {"p": house.id, "i": change_id}).mappings().one_or_none()
    if row is None or row["act"] == "undo":
        raise AlreadyUndone(ways=WAYS)
    entry = _entry(row)
    deed = entry.deed
    with conn.begin_nested():
        if conn.execute(_MARK, {"p": house.id, "i": change_id, "now": house.now}).rowcount != 1:
            raise AlreadyUndone(ways=WAYS)
        _reverse(conn, house, entry, by)
        undoing = Deed("undo", deed.subject, deed.after, deed.before)
        record(conn, house.id, undoing, at=house.now, actor=by)
    return entry


def _entry(row: RowMapping) -> Entry:
    deed = Deed(row["act"], row["subject"], row["before"], row["after"])
    return Entry(row["id"], row["at"], row["actor"], deed, row["undone_at"])


def _reverse(conn: Connection, house: House, entry: Entry, by: str) -> None:
    deed = entry.deed
    if back := VERSIONED.get(deed.act):
        back(conn, house, entry, by)
        return
    match deed.act:
        case "stop":
            _need(today.lift_stop(conn, house, deed.subject))
        case "resume":
            _need(not today.is_stopped(conn, house, deed.subject))
            today.put_stop(conn, house, deed.subject, by)
        case "capacity":
            _capacity_back(conn, house, entry)
        case "lifetime":
            _lifetime_back(conn, house, entry, by)
        case "pause":
            _need(pauses.lift(conn, house, deed.after["pause"]))
        case "import":
            _need(versions.live_number(conn, house.id) == deed.after["version"])
            reason = f"undo {entry.id}"
            n = deed.before["version"]
            versions.restore(conn, house.id, n, author=by, reason=reason, now=house.now)


def _need(unchanged: bool) -> None:
    if not unchanged:
        raise ChangedSince(ways=WAYS)


def _price_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    """A new version of the live catalog with the one price set back."""
    live = versions.live_number(conn, house.id)
    catalog = versions.load(conn, house.id, live)
    after = entry.deed.after
    place = (after["offer"], after["option"], after["unit"])
    _need(price_of(catalog, *place) == Decimal(after["price"]))
    old = set_price(catalog, *place, Decimal(entry.deed.before["price"]))
    reason = f"undo {entry.id}"
    versions.publish(conn, house.id, old, base=live, author=by, reason=reason, now=house.now)


def _answer_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    """A new version of the live catalog with the one answer as it was, or without it."""
    live = versions.live_number(conn, house.id)
    catalog, deed = versions.load(conn, house.id, live), entry.deed
    _need(entries.packed(catalog.knowledge.get(deed.subject)) == deed.after["entry"])
    old = entries.put(catalog, deed.subject, entries.unpacked(deed.before["entry"]))
    reason = f"undo {entry.id}"
    versions.publish(conn, house.id, old, base=live, author=by, reason=reason, now=house.now)


def _staffing_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    """A new version of the live catalog with the ladder, or the roster, as it was."""
    live = versions.live_number(conn, house.id)
    catalog, name = versions.load(conn, house.id, live), entry.deed.subject
    part = getattr(catalog, name)
    kept = part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    _need(kept == entry.deed.after["part"])
    old = catalog.model_copy(update={name: type(part).model_validate(entry.deed.before["part"])})
    reason = f"undo {entry.id}"
    versions.publish(conn, house.id, old, base=live, author=by, reason=reason, now=house.now)


def _reply_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    """A new version of the live catalog with the one ready reply as it was, or without it."""
    live = versions.live_number(conn, house.id)
    catalog, deed = versions.load(conn, house.id, live), entry.deed
    now = catalog.replies.reply(deed.subject)
    _need((now.model_dump(mode="json") if now else None) == deed.after["reply"])
    was = Reply.model_validate(deed.before["reply"]) if deed.before["reply"] else None
    old = catalog.model_copy(update={"replies": catalog.replies.put(deed.subject, was)})
    reason = f"undo {entry.id}"
    versions.publish(conn, house.id, old, base=live, author=by, reason=reason, now=house.now)


def _offer_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    """A new version of the live catalog with the parts of the one offer as they were."""
    live = versions.live_number(conn, house.id)
    catalog, deed = versions.load(conn, house.id, live), entry.deed
    after = deed.after["parts"]
    _need(changing.parts_of(catalog.offer(deed.subject), after) == after)
    old = changing.put(catalog, deed.subject, deed.before["parts"])
    _need(not changing.spoilt(catalog, old))
    reason = f"undo {entry.id}"
    versions.publish(conn, house.id, old, base=live, author=by, reason=reason, now=house.now)


def _lifetime_back(conn: Connection, house: House, entry: Entry, by: str) -> None:
    kept = lifetimes.read(conn, house)
    _need((kept[0] if kept else None) == entry.deed.after["inputs"])
    lifetimes.put(conn, house, entry.deed.before["inputs"], by)


def _capacity_back(conn: Connection, house: House, entry: Entry) -> None:
    """The day's capacity as it was; never below what was sold since."""
    after = entry.deed.after
    place = (after["offer"], after["option"], date.fromisoformat(after["day"]))
    _need(today.by_hand(conn, house, *place) == after["set"])
    old = entry.deed.before["set"]
    option_of(house.catalog, *place[:2])
    size = today.usual(house, *place[:2]) if old is None else old
    if size is not None:
        _need(size >= today.most_used(conn, house, *place))
        today.resize(conn, house, *place, size)
    today.put_capacity(conn, house, *place, old)


VERSIONED: Mapping[Act, Callable[[Connection, House, Entry, str], None]] = {
    "price": _price_back,
    "answer": _answer_back,
    "staffing": _staffing_back,
    "reply": _reply_back,
    "offer": _offer_back,
}
