"""Stays, as the rest of the hotel uses them: the register, what is expected, and what becomes of it."""

from __future__ import annotations

from bot.desk.stays.acts import cancel, check_in, check_out, extend, move_room, no_show, undo, walk_in
from bot.desk.stays.expecting import expect, match
from bot.desk.stays.register import (
    Arrival,
    State,
    Stay,
    by_id,
    by_ref,
    expected,
    find,
    here,
    in_room,
    kept,
    leaving,
    living,
)

__all__ = [
    "Arrival",
    "State",
    "Stay",
    "by_id",
    "by_ref",
    "cancel",
    "check_in",
    "check_out",
    "expect",
    "expected",
    "extend",
    "find",
    "here",
    "in_room",
    "kept",
    "leaving",
    "living",
    "match",
    "move_room",
    "no_show",
    "undo",
    "walk_in",
]
