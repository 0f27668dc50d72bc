"""How a table says what it holds of people. The tables themselves: guests.py and hotel.py beside this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

About = Literal["guest", "staff", "nobody"]
Erasing = Literal["row", "emptied", "stays"]
KINDS: Mapping[str, str] = {
    "number": "the desk's own numbers, keys and states: nobody is known by them alone",
    "when": "a moment or a date",
    "who": "a name, a room, an age: by it a person may be known",
    "reach": "a chat, a phone, a message: where a person is reached",
    "words": "what a person wrote, or what was written of them",
    "health": "allergies, sizes, a parent's consent: asked only when something needs it",
    "wish": "what was asked for, booked, chosen or answered",
    "money": "an amount, a price, a payment",
    "key": "a key, or the hash of one",
    "staff": "who of the hotel did it",
    "hotel": "a fact of the hotel",
}
ERASING: Mapping[Erasing, str] = {
    "row": "deleted",
    "emptied": "emptied",
    "stays": "stays, and leads to nobody any more",
}
EVERYWHERE: Mapping[str, str] = {"id": "number", "property_id": "number"}


@dataclass(frozen=True)
class Held:
    """What a table holds. `by`: the columns that lead from a guest to its rows; a row that one leads to is
    theirs. `part`: under which heading of their data the guest reads it; none: it is no word about them.
    `partly`: columns of which only something goes, and what.
    """

    about: About
    kept: str
    erasing: Erasing = "stays"
    by: tuple[str, ...] = ()
    part: str = ""
    emptied: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    partly: Mapping[str, str] = field(default_factory=dict)

    def erases(self, column: str) -> str:
        """What erasing a guest does to a column."""
        if self.about != "guest":
            return "is about no guest"
        if column in self.partly:
            return self.partly[column]
        return ERASING["row" if self.erasing == "row" else "emptied" if column in self.emptied else "stays"]


def guest(
    kept: str,
    erasing: Erasing,
    by: str,
    part: str = "",
    *,
    emptied: str = "",
    withheld: str = "",
    partly: Mapping[str, str] | None = None,
    **kinds: str,
) -> Held:
    """A table with rows that belong to a guest. `kinds`: the columns of each kind."""
    named = _kinds(kinds)
    unseen = {name for name, kind in named.items() if kind in ("key", "number", "staff")}
    seen = frozenset(withheld.split()) | unseen
    gone = frozenset(emptied.split())
    return Held("guest", kept, erasing, tuple(by.split()), part, gone, seen, named, partly or {})


def staff(kept: str, **kinds: str) -> Held:
    """About a colleague, or what one of them did for the hotel."""
    return Held("staff", kept, kinds=_kinds(kinds))


def nobody(kept: str, **kinds: str) -> Held:
    return Held("nobody", kept, kinds=_kinds(kinds))


def _kinds(named: Mapping[str, str]) -> Mapping[str, str]:
    if strange := named.keys() - KINDS.keys():
        raise ValueError(f"no such kind: {', '.join(strange)}")
    return {**EVERYWHERE, **{name: kind for kind, names in named.items() for name in names.split()}}
