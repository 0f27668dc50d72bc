"""After danger a person sees the guest: who has not answered is looked after, and no clock shuts the case."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import cards, case, closing, danger, working
from bot.desk.cases.case import Case
from bot.desk.cases.closing import LOOK_IN
from bot.desk.cases.hours import daytime
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Say, choice, say, text

OFTEN, THEN = timedelta(hours=4), timedelta(hours=24)  # between reminders: the first, and the rest
FIRST = 3


def ask(conn: Connection, house: House, case_id: int) -> bool:
    """The guest has not said that it is well: somebody is to speak with them, and is asked until then."""
    solved = case.by_id(conn, house, case_id)
    if solved.status != "resolved":
        return False
    awake = daytime(house, house.now)
    if awake > house.now:
        timers.start(conn, house, LOOK_IN, str(case_id), awake)
        return False
    asked = len(case.since_reopened(conn, solved, "look_in"))
    case.note(conn, house, solved, "look_in", "desk", n=asked + 1)
    for one in _whom(conn, house, solved, everybody=asked > 0):
        outbox.send(conn, house, one.user_id, _asking(conn, house, solved), topic_of=solved.id)
    pause = OFTEN if asked + 1 < FIRST else THEN
    timers.start(conn, house, LOOK_IN, str(case_id), daytime(house, house.now + pause))
    return True


def _whom(conn: Connection, house: House, solved: Case, *, everybody: bool) -> list[Colleague]:
    """Whoever solved it; from the second time on, and where they have left, all who may know of danger."""
    team = [one for one in people.team(conn, house) if one.role != "read_only"]
    mine = [one for one in team if one.user_id == solved.owner]
    named = danger.listed(conn, house)
    know = [one for one in team if one.role == "owner" or one.user_id in named]
    return mine if mine and not everybody else list(dict.fromkeys([*mine, *know]))


def _asking(conn: Connection, house: House, solved: Case) -> Say:
    guest = people.guest_by_id(conn, solved.guest_id)
    said = text(
        "looking.ask",
        room=cards.room(guest),
        name=guest.name,
        about=cards.about(solved),
        ref=solved.ref,
        time=At(solved.resolved_at or house.now, "stamp"),
    )
    ways = [
        choice(text("button.looked_in"), "looked_in", case=solved.id),
        choice(text("button.not_well"), "not_well", case=solved.id),
    ]
    return say(said, choices=ways)


def seen(conn: Connection, house: House, solved: Case, who: Colleague) -> Case:
    """A person has spoken with the guest, and all is well: closed, and the history says by whose word."""
    if solved.status != "resolved":
        return solved
    closing.stop(conn, house, solved)
    values = {"status": "closed", "closed_at": house.now, "outcome": "looked_in"}
    shut = case.change(conn, house, solved, **values)
    case.note(conn, house, shut, "looked_in", f"staff:{who.user_id}")
    line = say(text("card.looked_in", person=who.name, ref=shut.ref))
    outbox.send(conn, house, None, line, kind="soft", case_id=shut.id, lane=outbox.STAFF)
    cards.refresh(conn, house, shut)
    outbox.title(conn, house, shut.id, closed=True)
    closing.over(conn, house, shut)
    return shut


def not_well(conn: Connection, house: House, solved: Case, who: Colleague) -> Case:
    """It is not over: open again with fresh clocks, and it rings."""
    case.note(conn, house, solved, "not_well", f"staff:{who.user_id}")
    return working.reopen(conn, house, solved)
