"""How much the desk bears before it tells its owners that something is not well: QONAQ_ALERTS."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

MB = 1024 * 1024
MINUTES = ("silence", "unread", "letters", "clocks", "skew", "duty")
EXAMPLE = "letters=20 disk=1000 backup=3 duty=off"
ASKED = "QONAQ_ALERTS is a list such as"


@dataclass(frozen=True)
class Patience:
    """None: of that nobody is told."""

    silence: timedelta | None = timedelta(minutes=3)  # since Telegram was last heard
    unread: timedelta | None = timedelta(minutes=5)  # a guest's message that nobody worked
    letters: timedelta | None = timedelta(minutes=10)  # one that was not sent
    clocks: timedelta | None = timedelta(minutes=3)  # a timer that did not ring
    skew: timedelta | None = timedelta(minutes=2)  # between our clock and Telegram's
    duty: timedelta | None = timedelta(minutes=15)  # without anybody on duty
    disk: int | None = 500 * MB  # bytes that are free
    backup: timedelta | None = timedelta(days=2)  # since the last good one; one is made each night


USUAL = Patience()
NAMES = tuple(one.name for one in fields(Patience))


def read(value: str, problems: list[str]) -> Patience:
    """`letters=20 disk=1000 duty=off`: minutes, megabytes, days; what is not named stays as it is."""
    found = USUAL
    for part in filter(None, re.split(r"[,\s]+", value)):
        name, _, said = part.partition("=")
        if name not in NAMES:
            problems.append(f'{ASKED} "{EXAMPLE}", found {part!r}; its names are {", ".join(NAMES)}')
        elif said == "off":
            found = _with(found, name, None)
        elif re.fullmatch(r"[1-9]\d{0,5}", said, re.ASCII):
            found = _with(found, name, _of(name, int(said)))
        else:
            problems.append(f'{ASKED} "{EXAMPLE}", found {part!r}; write a whole number, or off')
    return found


def _with(found: Patience, name: str, value: timedelta | int | None) -> Patience:
    changed: dict[str, Any] = {name: value}
    return replace(found, **changed)


def _of(name: str, number: int) -> timedelta | int:
    if name in MINUTES:
        return timedelta(minutes=number)
    return number * MB if name == "disk" else timedelta(days=number)
