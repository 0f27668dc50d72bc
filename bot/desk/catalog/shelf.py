"""The catalog as this process knows it: parsed once a version, never older than the connection sees."""

from __future__ import annotations

import logging
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import load
from bot.schema import catalog_versions as versions

log = logging.getLogger(__name__)

_NEWEST = (
    select(
        versions.c.n,
        versions.c.published_at,
        versions.c.author,
        versions.c.reason,
    )
    .where(versions.c.property_id == bindparam("p"))
    .order_by(versions.c.n.desc())
    .limit(1)
)


class NothingPublished(LookupError):
    """The property has no catalog yet."""


class Shelf:
    """Shared by all threads of the process."""

    def __init__(self, property_id: str) -> None:
        self._property = property_id
        self._lock = Lock()
        self._mark: Any = None
        self._catalog: Catalog | None = None

    def latest(self) -> tuple[int, Catalog] | None:
        """What was live at the last look, without a new one."""
        with self._lock:
            return (self._mark.n, self._catalog) if self._catalog else None

    def live(self, conn: Connection) -> tuple[int, Catalog]:
        """The live version's number and content; NothingPublished before the first."""
        mark = conn.execute(_NEWEST, {"p": self._property}).one_or_none()
        if mark is None:
            raise NothingPublished(self._property)
        with self._lock:
            # More than the number: a publication that was rolled back leaves its number to another one.
            if self._catalog is None or mark != self._mark:
                self._catalog, self._mark = self._read(conn, mark.n), mark
            return mark.n, self._catalog

    def _read(self, conn: Connection, n: int) -> Catalog:
        """That version; when it cannot be read, what was known before, or the newest one that can.

        A desk without a catalog would leave guests in danger without an answer.
        """
        try:
            return load(conn, self._property, n)
        except ValueError:  # written by another version, or by hand
            log.exception("catalog version %s cannot be read; an older one is used until it is mended", n)
            if self._catalog is not None:
                return self._catalog
            if n <= 1:
                raise
            return self._read(conn, n - 1)
