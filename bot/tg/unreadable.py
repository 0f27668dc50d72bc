"""An update that cannot be read and comes again for ever: found, and put aside for a person to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.desk.inbox import Arrival

ENOUGH = 3  # times: a line that is bad for a moment is nobody's fault
KEPT = 400  # characters of it: no deeper than anybody can read
ANSWER = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')  # of Telegram's, not some proxy's page
NUMBER = re.compile(rb'"update_id"\s*:\s*([0-9]{1,18})(?![0-9])')


@dataclass
class Unreadable:
    """After a few answers that cannot be read, updates are fetched `one_by_one`, until the bad one is out."""

    answers: int = 0
    last: bytes = b""
    same: int = 0

    @property
    def one_by_one(self) -> bool:
        return self.answers >= ENOUGH

    def read(self, number: int) -> None:
        """An answer with so many updates could be read; those before the bad one can."""
        if not (number and self.one_by_one):
            self.answers = 0

    def found(self, raw: bytes) -> Arrival | None:
        """The update that is to blame, once it is alone and has come a few times."""
        if not ANSWER.match(raw):
            return None
        if not self.one_by_one:
            self.answers += 1
            return None
        self.same, self.last = self.same + 1 if raw == self.last else 1, raw
        number = NUMBER.search(raw)
        if self.same < ENOUGH or number is None:
            return None
        self.answers, self.last, self.same = 0, b"", 0
        return Arrival(int(number[1]), "-", raw[:KEPT].decode("utf-8", "replace"))
