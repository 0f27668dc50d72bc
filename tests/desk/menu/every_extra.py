"""Somebody who wants an extra of the demo hotel and taps until they have it: a guest, or staff for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.desk.booking.book import Booking
from bot.desk.booking.told import SIZES
from bot.say import Choice, Say, Text
from bot.schema import bookings
from tests.desk.booking.phone import Phone
from tests.thin import savepoint

PARTIES = ("2 adults, 5 and 10", "2 adults", "2 adults, 14 and 15", "7 and 10", "4 adults")
ENDS = ("hold", "bundle_hold", "request_send")
YES = ("confirm", "bundle_confirm")
MOVES = ("day_move", "days", "request")
ORDER = (  # what leads furthest first
    *("needed", "party", "bundle_pick", "bundle_plan", "bundle_days"),
    *("book", "long", "many", "times", "wish", "days", "options", "request"),
)
MOST = 16  # steps of one walk
NEWEST = select(bookings).order_by(bookings.c.id.desc()).limit(1)


class NoWay(AssertionError):
    """A screen without a button that leads on."""


@dataclass
class Shopper:
    """`seen` are all screens that were passed; `wish` is written where the screen asks for the day."""

    phone: Phone
    words: Sequence[str] = PARTIES
    for_whom: str = ""
    wish: str = ""
    taps: int = 0
    seen: list[Say] = field(default_factory=list)

    def books(self, open_card: Callable[[Shopper], object]) -> Booking:
        """With the first party that the extra is for."""
        for words in self.words:
            self.for_whom, self.taps = words, 0
            before = savepoint(self.phone.conn)
            open_card(self)
            if self._arrives(words, last=True):
                before.commit()
                return self._done()
            before.rollback()  # who they said they are is forgotten
        raise NoWay(f"nobody may have it: {self.phone.keys()}")

    def moves(self) -> Booking:
        """From the screen on which a booking can be given up: another day, as early as there is one."""
        act = next(one for one in MOVES if one in self.phone.acts())
        self.tap(act)
        if not self._arrives(self.for_whom, last=False):
            raise NoWay(f"it cannot be moved: {self.phone.keys()}")
        return self._done()

    def tap(self, act: str, **facts: Any) -> Say:
        self.taps += 1
        said = self.phone.taps(act, **facts)
        self.seen.append(said)
        return said

    def _arrives(self, words: str, *, last: bool) -> bool:
        """At the screen that makes it theirs."""
        said = self.phone.screen()
        for _ in range(MOST):
            if any(one.act in ENDS for one in said.choices):
                return True
            onward = self._on(said, words, last=last)
            if onward is None:
                return False
            self.seen.append(onward)
            said = onward
        raise NoWay(f"no end of it: {self.phone.keys()}")

    def _on(self, said: Say, words: str, *, last: bool) -> Say | None:
        """One step on: an answer in words where the screen asks for one, else a tap."""
        asked = {one.key: one for one in said.body if isinstance(one, Text)}
        sizes = [one for key, one in asked.items() if key.removeprefix("need.") in SIZES]
        if self.wish and asked.keys() & {"request.when", "request.when_days"}:
            return self.phone.says(self.wish)
        if "book.people" in asked:
            return self.phone.says(words)
        if sizes:  # as in the example that the question gives
            return self.phone.says(str(sizes[0].params["example"]))
        index = _next(said.choices, last=last)
        if index is None:
            return None
        self.taps += 1
        return self.phone.taps_data(f"{self.phone.token()}:{index}")

    def _done(self) -> Booking:
        said = self.tap(next(one.act for one in self.phone.screen().choices if one.act in ENDS))
        if yes := [one.act for one in said.choices if one.act in YES]:
            self.tap(yes[0])
        return self.newest()

    def newest(self) -> Booking:
        return Booking.of(self.phone.conn.execute(NEWEST).mappings().one())


def _next(choices: Sequence[Choice], *, last: bool) -> int | None:
    """The button that leads furthest; of days and hours the last or the first."""
    for act in ORDER:
        found = [n for n, one in enumerate(choices) if one.act == act and _forward(one)]
        if found:
            return found[-1 if last and act in ("book", "long", "times") else 0]
    return None


def _forward(one: Choice) -> bool:
    """Not to a further page of the same, nor a part that was picked already."""
    picked = one.act == "bundle_pick" and one.args.get("toggle") in one.args.get("picked", ())
    return not picked and not {"from", "first"} & set(one.args)
