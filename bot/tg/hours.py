"""How far this computer's clock is from Telegram's, by the Date of its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime


class Hours:
    """`off`: ours less theirs; None until an answer has said the time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.off: timedelta | None = None

    def heard(self, date: str | None) -> None:
        """The Date of an answer that has just come. What is no date, or has no zone, says nothing."""
        try:
            theirs = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.off = self._now() - theirs
