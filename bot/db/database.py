"""What the desk needs of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from bot.db.postgres import Postgres

P = ParamSpec("P")
T = TypeVar("T")
Where = Path | str  # a file, or the address of a PostgreSQL database


class Database(Protocol):
    """Use cases are plain functions `(conn, …) -> value`. Every method raises `StorageTrouble`."""

    @property
    def shared(self) -> Postgres | None:
        """The database itself where other processes work on it too; None for a file of our own."""
        ...

    async def write(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run a use case; its value is returned only after the commit reached the disk."""
        ...

    async def note(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """As `write`, but not waiting for the disk: a crash keeps it, a power cut may lose it."""
        ...

    async def sync(self) -> None:
        """Return once everything that was noted is on disk."""
        ...

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `look(conn, …)` on a connection that cannot write."""
        ...

    async def clean(self, *, quiet: bool) -> bool:
        """Leave no remains of what was deleted; False: later. `quiet`: nobody minds if it takes a while."""
        ...

    def watch(self, wrote: Callable[[int, float], None]) -> None:
        """`wrote(n, seconds)` is called after each group of n use cases."""
        ...

    def alive(self) -> bool: ...

    async def close(self) -> None: ...
