"""What one desk has compiled the next ones find compiled: each life would spend a tenth of its time on it."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.engine import Dialect

from bot.db.thin import KINDS, Known, Plan, plans


@dataclass(frozen=True)
class Born:
    """A fork that lives, and where it says what it compiles."""

    pid: int
    heard: int
    statements: dict[int, Known]

    def gone(self) -> int:
        """Its exit code, once it has ended; what it had to compile is compiled by then."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        with os.fdopen(self.heard, "rb") as pipe:
            for line in (pipe.read() or b"").splitlines():
                number, *given = json.loads(line)
                plans().plan(self.statements[number], tuple(given))
        return code


@dataclass(frozen=True)
class Learned:
    """The statements at module level, by what tells them apart in every fork."""

    statements: dict[int, Known]

    @classmethod
    def nothing(cls) -> Learned:
        """Of all that are loaded by now."""
        return cls({id(one): one for one in gc.get_objects() if isinstance(one, KINDS)})

    def fork(self, live: Callable[[], int], *, cold: bool) -> Born:
        """`live` goes on in a process of its own and ends it; a `cold` one compiles everything itself."""
        heard, says = os.pipe()
        os.set_blocking(says, False)  # what does not fit is told by another life
        if (pid := os.fork()) == 0:
            if cold:
                plans.cache_clear()
            self._tell(says)
            code = live()
            os._exit(code)  # a fork takes seconds to let go of what it shares; no desk of a hotel's has to
        os.close(says)
        return Born(pid, heard, self.statements)

    def _tell(self, says: int) -> None:
        compiled = Plan.of

        def told(statement: Known, given: Sequence[str], dialect: Dialect) -> Plan:
            if id(statement) in self.statements:
                with suppress(BlockingIOError):
                    os.write(says, (json.dumps([id(statement), *given]) + "\n").encode())
            return compiled(statement, given, dialect)

        setattr(Plan, "of", told)  # noqa: B010  # in this process, which is not ours any more
