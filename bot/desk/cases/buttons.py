"""The buttons under a case's card: what is pressed most stands on it, the rest behind "More"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.people import Guest
from bot.say import Choice, choice, text

USUAL = 20  # minutes: the time that is promised most
PAGE = 6  # rarer acts at once; with the next page and the way back a screen has eight buttons


def is_open(case: Case) -> bool:
    return case.open


def is_trouble(case: Case) -> bool:
    """Something to make good, also when it is closed: a kind word may come late."""
    return case.kind in ("complaint", "fault", "incident", "sensitive", "person", "request")


def may_wait(case: Case) -> bool:
    """Somebody has it and nothing waits yet: then the next word may be the guest's."""
    theirs = case.kind != "booking" and case.source != "internal"
    return theirs and case.open and case.owner is not None and case.status not in PAUSED


def is_held(case: Case) -> bool:
    return case.open and case.owner is not None


@dataclass(frozen=True)
class Act:
    """A rarer act: the key of its button, the staff act that it asks for, and on which cases it stands."""

    label: str
    act: str
    when: Callable[[Case], bool] = is_open
    facts: Mapping[str, Any] = field(default_factory=dict)


# In the order shown. A new act on a case is a line here, and one in some ACTS of bot/desk/menu/staff.py.
RARER: tuple[Act, ...] = (
    Act("button.ready", "ready"),
    Act("button.wait_guest", "wait_guest", may_wait),
    Act("button.remedy", "remedy", is_trouble),
    Act("button.hand_over", "hand_over", is_held),
    Act("button.need", "need_whom"),
    Act("button.playbook", "playbook"),
    Act("button.private", "private", is_held),
    Act("button.notes", "note_list"),
)


def front(case: Case, guest: Guest) -> list[Choice]:
    """What a case needs first."""
    args = {"case": case.id}
    unsure = guest.room is not None and not guest.verified and case.open
    verify = [choice(text("button.verify"), "verify", **args, room=guest.room)] if unsure else []
    if case.kind == "booking" and case.open:
        return [*done(case), *verify, *_more(case)]
    if not case.open:
        return _more(case)
    claim = [choice(text("button.claim"), "claim", **args)] if case.owner is None else []
    return [
        *claim,
        choice(text("button.on_my_way"), "on_my_way", **args),
        choice(text("button.promise_in", n=USUAL), "promise", **args, minutes=USUAL),
        choice(text("button.promise_time"), "promise_times", **args),
        *done(case),
        *verify,
        *_more(case),
    ]


def done(case: Case) -> list[Choice]:
    """With what it is done: a request for a booking with a yes or a no, which its guest reads."""
    args = {"case": case.id}
    if case.kind == "booking":
        return [
            choice(text("button.accept"), "accept", **args),
            choice(text("button.refuse"), "refuse", **args),
        ]
    return [choice(text("button.resolve"), "resolve", **args)]


def _more(case: Case) -> list[Choice]:
    return [choice(text("button.more"), "case_more", case=case.id)] if rarer(case) else []


def rarer(case: Case) -> list[Choice]:
    """Every rarer act that this case can have now."""
    return [choice(text(one.label), one.act, case=case.id, **one.facts) for one in RARER if one.when(case)]


def page(case: Case, first: int = 0) -> list[Choice]:
    """A keyboard of rarer acts, with the way to the next ones and the way back to the front."""
    every = rarer(case)
    last = first + PAGE
    ahead = [choice(text("button.more"), "case_more", case=case.id, first=last)] if every[last:] else []
    return [*every[first:last], *ahead, choice(text("button.back"), "case_front", case=case.id)]
