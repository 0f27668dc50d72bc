"""Numbers, and failures of the machine, in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from bot.copies import BadCopy
from bot.db import StorageTrouble
from bot.db.whole import Damaged
from bot.desk.catalog.versions import Conflict, NoVersion
from bot.desk.problems import DeskError
from bot.handover import HandoverProblem
from bot.lock import AnotherDesk
from bot.migrate import SchemaProblem
from bot.wayback import NoStart

LOOK = "`qonaq doctor` says more."


def counted(n: int, one: str, many: str | None = None) -> str:
    """ "1 offer", "29 offers"."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def causes(error: BaseException) -> Iterator[BaseException]:
    """The errors inside a group, or the error itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from causes(inner)
    else:
        yield error


def known(error: BaseException) -> str | None:
    """A failure whose cause lies outside Qonaq, in words; None for our own mistakes."""
    match error:
        case AnotherDesk() | SchemaProblem() | HandoverProblem() | NoStart() | BadCopy() | Damaged():
            return str(error)
        case Conflict(params=facts):
            return f"Version {facts['live']} was published after version {facts['base']}."
        case NoVersion(params=facts):
            return f"There is no version {facts['version']}. `qonaq catalog history` lists them."
        case DeskError():
            return f"The desk refused: {error.key}."
        case StorageTrouble() | sqlite3.Error() | DBAPIError():
            return f"The database does not work: {_reason(error)}. {LOOK}"
        case OSError(errno=errno.EADDRINUSE):
            return "The port is taken by another program. Choose another with QONAQ_LISTEN=127.0.0.1:8081."
        case OSError(filename=str() | bytes() as name):
            return f"{name!s}: {error.strerror}. {LOOK}"
    return None


def _reason(error: BaseException) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).rstrip(".")
