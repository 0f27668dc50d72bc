"""A list of arrivals may move people who live here: they are told, as if a colleague had moved them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.db import Connection
from bot.desk.house import House
from bot.desk.menu.staying_done import moved
from bot.desk.stays import phones, stay
from bot.desk.stays.acts import Done

T = TypeVar("T")


def after(conn: Connection, house: House, act: Callable[[], T]) -> T:
    """Do it; whoever has another room by it gets the letter, and the cards of their cases show it."""
    before = stay.here(conn, house)
    result = act()
    for one in before:
        if (now := stay.find(conn, house, one.id)) and now.room != one.room:
            moved(conn, house, Done(now, one, tuple(phones.linked(conn, house, one.id))))
    return result
