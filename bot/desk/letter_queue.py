"""Whose letter goes next: one of each address at a time, urgent first, as many as Telegram takes.

Whose turn it is shows without the words: of hundreds that wait those of a few are read. Only what may take
several messages is looked into.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Text, bindparam, case, cast, func, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.outbox import DANGER, FOR_CASES, FOR_DANGER, STAFF
from bot.schema import letters

Address = tuple[int | None, int | None]
NOWHERE = 0  # stands for the staff group while there is none: its letters wait
FEW = 40
LONGEST = timedelta(hours=1)  # that a letter is put off; longer waits of Telegram's are kept by the limits

_OPEN = (letters.c.property_id == bindparam("p"), letters.c.state == "new")
_INSIDE = case((letters.c.method == "album", cast(letters.c.content, Text)))
_OUTSIDE = (
    letters.c.id,
    letters.c.chat_id,
    letters.c.case_id,
    letters.c.lane,
    letters.c.method,
    letters.c.not_before,
    _INSIDE.label("inside"),
)
_FEW = select(*_OUTSIDE).where(*_OPEN).order_by(letters.c.lane, letters.c.id).limit(FEW)
_ALONE = case((letters.c.method == "answer", letters.c.id), else_=0)  # answers wait for nobody
_HEADS = (  # the first of each address: what waits for its moment holds back what came after it
    select(
        *_OUTSIDE,
        func.row_number()
        .over(
            partition_by=(letters.c.chat_id, letters.c.case_id, _ALONE),
            order_by=(letters.c.lane, letters.c.id),
        )
        .label("place"),
    )
    .where(*_OPEN)
    .subquery()
)
_READY = (
    select(_HEADS)
    .where(_HEADS.c.place == 1)
    .where(
        or_(
            _HEADS.c.not_before.is_(None),
            _HEADS.c.not_before <= bindparam("now"),
            _HEADS.c.not_before > bindparam("never", type_=Moment),
        )
    )
    .where(  # those who must wait are left out here: two hundred of them would hide everybody else
        or_(
            _HEADS.c.method == "answer",
            _HEADS.c.lane == DANGER,
            func.coalesce(_HEADS.c.chat_id, bindparam("group")).not_in(bindparam("shut", expanding=True)),
        )
    )
    .order_by(_HEADS.c.lane, _HEADS.c.id)
    .limit(200)
)


@dataclass(frozen=True)
class Head:
    """What is first for its address, as it looks from outside; `inside` only where that counts."""

    id: int
    chat_id: int | None
    case_id: int | None
    lane: int
    method: str
    inside: dict[str, Any]

    @property
    def size(self) -> int:
        return size_of(self.inside)

    @property
    def address(self) -> Address:
        return address_of(self.id, self.method, self.chat_id, self.case_id)

    @property
    def shared(self) -> bool:
        """One group, many topics: they share its limit."""
        return self.chat_id is not None and self.chat_id < 0

    @property
    def kept(self) -> int:
        """How many of the group's messages it leaves to others.

        Words, pictures, names of topics and cards that only change take what is spare: a guest who writes
        without end keeps no new case waiting.
        """
        if self.lane == DANGER:
            return 0
        return FOR_DANGER if self.lane < STAFF else FOR_DANGER + FOR_CASES


def size_of(content: Mapping[str, Any]) -> int:
    """How many messages it is: an album is as many as it has pictures."""
    return max(1, len(content.get("message_ids", ())))


def address_of(letter_id: int, method: str, chat_id: int | None, case_id: int | None) -> Address:
    """What is delivered in order: a chat, or one topic of the staff group; answers wait for nobody."""
    return (-letter_id, None) if method == "answer" else (chat_id, case_id)


def first(conn: Connection, property_id: str) -> Sequence[RowMapping]:
    """The first few that are open, whether they may go or not."""
    return conn.execute(_FEW, {"p": property_id}).mappings().all()


def next_ones(
    conn: Connection,
    few: Sequence[RowMapping],
    ready: Ready,
    *,
    busy: Collection[Address],
    most: int,
    spare: Callable[[int], int],
) -> Iterator[int]:
    """Those that go now, of the `first` and what comes after: one of each address that is not `busy`, `most`
    in all, and of each chat what it may still get.
    """
    taken, given, chosen = set(busy), Counter[int](), 0
    for row in _heads(conn, few, ready):
        one = _head(row, ready.group)
        if one.address in taken:
            continue
        if one.method != "answer" and one.chat_id is not None:
            if chosen >= most:
                return
            size = one.size if one.shared else 1
            if given[one.chat_id] + size > spare(one.chat_id) - (one.kept if one.shared else 0):
                continue
            given[one.chat_id] += size
        taken.add(one.address)
        chosen += 1
        yield one.id


@dataclass(frozen=True)
class Ready:
    """What may go: not before its moment, and not to a chat that is shut."""

    property_id: str
    now: datetime
    group: int | None
    shut: Collection[int]

    @property
    def asked(self) -> dict[str, Any]:
        shut = [*self.shut, NOWHERE]
        facts = {"p": self.property_id, "now": self.now, "never": self.now + LONGEST}
        return {**facts, "group": self.group or NOWHERE, "shut": shut}

    def waits(self, until: datetime | None) -> bool:
        """An hour that is too far off was set by a clock that was wrong."""
        return until is not None and self.now < until <= self.now + LONGEST


def _heads(conn: Connection, few: Sequence[RowMapping], ready: Ready) -> Sequence[RowMapping]:
    """The first letter of each address that may go: found here while few are open, else by the database."""
    if len(few) == FEW:
        return conn.execute(_READY, ready.asked).mappings().all()
    heads: dict[tuple[Any, ...], RowMapping] = {}
    for row in few:
        alone = row["id"] if row["method"] == "answer" else 0
        heads.setdefault((row["chat_id"], row["case_id"], alone), row)
    return [row for row in heads.values() if _may_go(row, ready)]


def _may_go(row: RowMapping, ready: Ready) -> bool:
    if ready.waits(row["not_before"]):
        return False
    chat = (ready.group or NOWHERE) if row["chat_id"] is None else row["chat_id"]
    shut = chat == NOWHERE or chat in ready.shut
    return row["method"] == "answer" or row["lane"] == DANGER or not shut


def _head(row: RowMapping, group: int | None) -> Head:
    inside = json.loads(row["inside"] or "{}")
    chat_id = group if row["chat_id"] is None else row["chat_id"]
    return Head(row["id"], chat_id, row["case_id"], row["lane"], row["method"], inside)
