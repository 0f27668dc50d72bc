"""A case as it stands, its history, and how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from bot.db import Connection
from bot.desk import topics
from bot.desk.cases import promises
from bot.desk.cases.states import OPEN, STATUSES, UNTAKEN, before
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import case_events, cases

COMES_BACK = timedelta(days=7)  # so long the same trouble opens a closed case again
SPOKE = ("staff_wrote", "on_my_way", "promised", "resolved", "followed_up")  # what a guest answers to
_SPOKEN = (
    select(case_events.c.case_id, case_events.c.at)
    .join(cases, cases.c.id == case_events.c.case_id)
    .where(
        cases.c.property_id == bindparam("p"),
        cases.c.guest_id == bindparam("g"),
        cases.c.kind != "booking",
        case_events.c.kind.in_(SPOKE),
    )
    .order_by(case_events.c.id.desc())
    .limit(1)
)

_BY_ID = select(cases).where(cases.c.property_id == bindparam("p"), cases.c.id == bindparam("i"))
_BY_THREAD = select(cases).where(cases.c.property_id == bindparam("p"), cases.c.thread_id == bindparam("t"))
_IN_GROUP = _BY_ID.where(cases.c.thread_chat == bindparam("c"))
_BY_REF = select(cases).where(cases.c.property_id == bindparam("p"), cases.c.ref == bindparam("r"))
_EVERY_OPEN = (
    select(cases).where(cases.c.property_id == bindparam("p"), cases.c.status.in_(OPEN)).order_by(cases.c.id)
)
_OPEN_OF = (
    select(cases)
    .where(
        cases.c.property_id == bindparam("p"),
        cases.c.guest_id == bindparam("g"),
        cases.c.status.in_((*OPEN, "resolved")),
        cases.c.kind != "booking",
        cases.c.source != "internal",  # what one department asks of another is no talk with the guest
    )
    .order_by(cases.c.id.desc())
)
_NOTE = insert(case_events)
_HAPPENED = (
    select(case_events.c.kind, case_events.c.data)
    .where(case_events.c.case_id == bindparam("c"), case_events.c.kind.in_(bindparam("k", expanding=True)))
    .order_by(case_events.c.id)
)
_LAST_AT = (
    select(case_events.c.at)
    .where(case_events.c.case_id == bindparam("c"), case_events.c.kind == bindparam("k"))
    .order_by(case_events.c.id.desc())
    .limit(1)
)
_CARD = select(cases.c.card_id).where(cases.c.id == bindparam("b"))
_LAST_AT_BY = _LAST_AT.where(case_events.c.actor == bindparam("a"))


@dataclass(frozen=True)
class Case:
    id: int
    ref: str
    kind: str
    category: str | None
    severity: str
    status: str
    department: str
    guest_id: int
    booking_id: int | None
    stay_id: int | None
    source: str
    outcome: str | None
    room: str | None  # from where it was reported
    words: str
    opened_at: datetime
    ack_due: datetime
    acked_at: datetime | None
    resolve_due: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    owner: int | None
    ack_missed: int
    resolve_missed: int
    thread_id: int | None

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def untaken(self) -> bool:
        """It stands in the queue: nobody has it, or nobody has it any more."""
        return self.status in UNTAKEN

    @property
    def level(self) -> int:
        """How often it was passed on, by either clock."""
        return self.ack_missed + self.resolve_missed

    def missed(self, clock: str) -> int:
        return self.ack_missed if clock == "acknowledge" else self.resolve_missed


@dataclass(frozen=True)
class Written:
    """A message of the guest in a case: as staff read it, and what stands before it there ("Wi-Fi: …")."""

    case: Case
    words: str
    subject: str | None
    on_card: bool  # it opened the case


class MovedOn(DeskError):
    """A case cannot go from where it is to there: somebody was quicker, or it is over."""

    key = "refuse.case_moved"


_FIELDS = tuple(Case.__dataclass_fields__)


def of(row: Any) -> Case:
    return Case(**{name: row[name] for name in _FIELDS})


def by_id(conn: Connection, house: House, case_id: int) -> Case:
    return of(conn.execute(_BY_ID, {"p": house.id, "i": case_id}).mappings().one())


def by_thread(conn: Connection, house: House, thread_id: int, chat_id: int | None = None) -> Case | None:
    """The case of a topic, also of one that an outage has made twice; the same number means another topic in
    another group.
    """
    rows = conn.execute(_BY_THREAD, {"p": house.id, "t": thread_id}).mappings().all()
    found = (row for row in rows if chat_id is None or row["thread_chat"] in (None, chat_id))
    row = next(found, None)
    if row is None and chat_id is not None:
        facts = {"p": house.id, "c": chat_id, "i": topics.left(conn, house, chat_id, thread_id)}
        row = conn.execute(_IN_GROUP, facts).mappings().first()
    return of(row) if row else None


def by_ref(conn: Connection, house: House, ref: str) -> Case | None:
    row = conn.execute(_BY_REF, {"p": house.id, "r": ref.upper()}).mappings().first()
    return of(row) if row else None


def every_open(conn: Connection, house: House) -> list[Case]:
    """What somebody of the house still has to do something about, the oldest first."""
    return [of(row) for row in conn.execute(_EVERY_OPEN, {"p": house.id}).mappings()]


def open_case_of(conn: Connection, house: House, guest_id: int) -> Case | None:
    """The guest's newest case that is not closed yet."""
    row = conn.execute(_OPEN_OF, {"p": house.id, "g": guest_id}).mappings().first()
    return of(row) if row else None


def of_kind(conn: Connection, house: House, guest_id: int, kind: str) -> Case | None:
    """The guest's case of this kind that is open, else the newest that was open until a week ago."""
    mine = cases.c.property_id == house.id, cases.c.guest_id == guest_id, cases.c.kind == kind
    lately = or_(cases.c.closed_at.is_(None), cases.c.closed_at > house.now - COMES_BACK)
    newest = select(cases).where(*mine, lately).order_by(cases.c.status.in_(OPEN).desc(), cases.c.id.desc())
    row = conn.execute(newest).mappings().first()
    return of(row) if row else None


def all_open(conn: Connection, house: House, guest_id: int) -> list[Case]:
    """Every case of the guest that somebody still works on, requests too."""
    return _all(conn, house, guest_id, OPEN)


def all_solved(conn: Connection, house: House, guest_id: int) -> list[Case]:
    """Every case of the guest that waits for their word that it is well."""
    return _all(conn, house, guest_id, ("resolved",))


def _all(conn: Connection, house: House, guest_id: int, status: Sequence[str]) -> list[Case]:
    mine = cases.c.property_id == house.id, cases.c.guest_id == guest_id, cases.c.status.in_(status)
    return [of(row) for row in conn.execute(select(cases).where(*mine).order_by(cases.c.id)).mappings()]


def spoken(conn: Connection, house: House, guest_id: int) -> tuple[Case, datetime] | None:
    """The case in which staff last said something to the guest, and when."""
    row = conn.execute(_SPOKEN, {"p": house.id, "g": guest_id}).first()
    return (by_id(conn, house, row.case_id), row.at) if row else None


def headed(subject: str | None, words: str) -> str:
    """The words as a person must read them: with what they are about, where they do not say it themselves."""
    return f"{subject}: {words}" if subject else words


def of_message(conn: Connection, house: House, guest_id: int, message: int) -> Written | None:
    """What became of a message of the guest that opened a case or came on top."""
    mine = cases.c.property_id == house.id, cases.c.guest_id == guest_id
    there = (
        select(case_events.c.case_id, case_events.c.kind, case_events.c.data)
        .join(cases, cases.c.id == case_events.c.case_id)
        .where(*mine, case_events.c.kind.in_(("opened", "guest_wrote")))
        .where(case_events.c.data["message"].as_integer() == message)
    )
    row = conn.execute(there).first()
    if row is None:
        return None
    opened, said = by_id(conn, house, row.case_id), row.data
    return Written(opened, said.get("words", ""), said.get("subject"), on_card=row.kind == "opened")


def for_booking(conn: Connection, house: House, booking_id: int, *, kind: str = "booking") -> Case | None:
    """The case in which staff decide about a booking, or the one about what became of it."""
    mine = cases.c.property_id == house.id, cases.c.booking_id == booking_id, cases.c.kind == kind
    row = conn.execute(select(cases).where(*mine)).mappings().first()
    return of(row) if row else None


def change(conn: Connection, house: House, case: Case, **values: Any) -> Case:
    """The only way to change one. A status follows from where the row stands now, whatever `case` says:
    MovedOn when the table of moves has no such step.
    """
    if "status" in values and values["status"] not in STATUSES:
        raise ValueError(f"{values['status']} is no status of a case; see bot/desk/cases/states.py")
    mine = cases.c.property_id == house.id, cases.c.id == case.id
    here = [cases.c.status.in_(before(values["status"]))] if "status" in values else []
    if conn.execute(update(cases).where(*mine, *here).values(**values)).rowcount == 0:
        raise MovedOn(ref=case.ref)
    changed = by_id(conn, house, case.id)
    promises.followed(conn, house, case, changed)
    return changed


def note(conn: Connection, house: House, case: Case, kind: str, actor: str, **data: Any) -> None:
    """Add to the history; nothing is ever taken out of it."""
    values = {"property_id": house.id, "case_id": case.id, "at": house.now}
    conn.execute(_NOTE, values | {"actor": actor, "kind": kind, "data": data})


def shown(conn: Connection, case: Case) -> bool:
    """Whether its card stands in the group by now."""
    return conn.execute(_CARD, {"b": case.id}).scalar() is not None


def opened_by(conn: Connection, case: Case) -> str:
    """guest, desk, or staff:<user id>."""
    mine = case_events.c.case_id == case.id, case_events.c.kind == "opened"
    return str(conn.execute(select(case_events.c.actor).where(*mine).limit(1)).scalar() or "")


def last_at(conn: Connection, case: Case, kind: str, *, actor: str | None = None) -> datetime | None:
    """When something of this kind last happened in the case, by anybody or by one."""
    query, key = (_LAST_AT_BY, {"a": actor}) if actor else (_LAST_AT, {})
    at: datetime | None = conn.execute(query, {"c": case.id, "k": kind, **key}).scalar()
    return at


def lately(
    conn: Connection, house: House, case: Case, kind: str, *, minutes: int, actor: str | None = None
) -> bool:
    """Whether it happened within the last minutes: a second press is no second wish."""
    at = last_at(conn, case, kind, actor=actor)
    return at is not None and house.now - at < timedelta(minutes=minutes)


def since_reopened(conn: Connection, case: Case, *kinds: str) -> list[tuple[str, Any]]:
    """What happened of these kinds since the case was opened, or opened again: kind and data, in order."""
    found: list[tuple[str, Any]] = []
    for kind, data in conn.execute(_HAPPENED, {"c": case.id, "k": [*kinds, "reopened"]}):
        found = [] if kind == "reopened" and kind not in kinds else [*found, (kind, data)]
    return found


def promised(conn: Connection, case: Case, clock: str) -> datetime:
    """What the clock was first set to: it is late since then, however often it was set anew."""
    missed = misses(conn, case, clock)
    due = case.ack_due if clock == "acknowledge" else case.resolve_due
    return missed[0] if missed else due


def misses(conn: Connection, case: Case, clock: str) -> list[datetime]:
    """When it ran out since the case was opened, or opened again; the first clock, since the guest last
    counted on one more word."""
    anew = ("asked_again",) if clock == "acknowledge" else ()
    found: list[datetime] = []
    for kind, data in since_reopened(conn, case, f"missed_{clock}", *anew):
        found = [] if kind in anew else [*found, datetime.fromisoformat(data["due"])]
    return found
