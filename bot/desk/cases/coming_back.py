"""A solved case that is not: for a week it opens again with its history, later it is a new one."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.cases import case, opening, working
from bot.desk.cases.case import COMES_BACK, Case
from bot.desk.house import House
from bot.desk.people import Guest


def again(conn: Connection, house: House, guest: Guest, solved: Case, *, words: str = "") -> Case:
    """The same case with fresh clocks, or a new one that names the old."""
    if solved.closed_at is None or house.now - solved.closed_at <= COMES_BACK:
        return working.reopen(conn, house, solved)
    opened = opening.open_case(
        conn,
        house,
        guest,
        kind=solved.kind,
        words=words or solved.words,
        category=solved.category,
        department=solved.department,
    )
    case.note(conn, house, opened, "follows", "desk", earlier=solved.ref)
    return opened
