"""A look at what something would do, with no trace of it left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection


class _Undone(Exception):  # no error: it takes back what was done
    """All of it has been seen."""


@contextmanager
def undone(conn: Connection) -> Iterator[None]:
    """What is done inside is undone at its end; what is raised inside is raised, and undone as well."""
    try:
        with conn.begin_nested():
            yield
            raise _Undone
    except _Undone:
        return
