"""One line of the examination."""

from __future__ import annotations

from dataclasses import dataclass

from bot.logs import redacted


@dataclass(frozen=True)
class Finding:
    """`what` was looked at, what was found, and the cure when it is not well."""

    well: bool
    what: str
    words: str
    cure: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.well else "look"
        return redacted(" ".join(filter(None, (mark, f"{self.what}:", self.words, self.cure))))


def ok(what: str, words: str) -> Finding:
    return Finding(True, what, words)


def look(what: str, words: str, cure: str = "") -> Finding:
    return Finding(False, what, words, cure)
