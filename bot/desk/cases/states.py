"""How a case may move: one table, and every change of a status goes through it (`case.change`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Status = Literal["new", "acked", "in_progress", "waiting_guest", "resolved", "reopened", "closed"]

MOVES: Mapping[str, frozenset[str]] = {
    "new": frozenset(("acked", "in_progress", "resolved", "closed")),
    "acked": frozenset(("in_progress", "waiting_guest", "new", "resolved", "closed")),  # new: to the queue
    "in_progress": frozenset(("acked", "waiting_guest", "new", "resolved", "closed")),
    "waiting_guest": frozenset(("in_progress", "new", "resolved", "closed")),
    "resolved": frozenset(("reopened", "closed")),
    "reopened": frozenset(("acked", "in_progress", "resolved", "closed")),
    "closed": frozenset(("reopened",)),
}
STATUSES: tuple[str, ...] = get_args(Status)
OPEN = ("new", "acked", "in_progress", "waiting_guest", "reopened")  # somebody still has to do something
UNTAKEN = ("new", "reopened")  # it stands in the queue: nobody has it
PAUSED = ("waiting_guest",)  # the only state in which a clock stands still


def may(old: str, new: str) -> bool:
    """Whether a case may go from one to the other; to stay where it is, it always may."""
    return old == new or new in MOVES.get(old, ())


def before(new: str) -> tuple[str, ...]:
    """From where a case may come to this status, or be in it already; nothing for what is no status."""
    return tuple(old for old in STATUSES if may(old, new)) if new in MOVES else ()
