"""When a clock runs out: say so, call the next person, and tell the guest before they have to ask."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import cards, case, opening
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, choice, say, text

LADDER = ("reception", "manager", "owner")  # who is called, step by step
MOST_STEPS = 6


def missed(conn: Connection, house: House, kind: str, case_id: int, due: datetime) -> bool:
    """A clock has run out: pass the case on. True when something was done."""
    late = case.by_id(conn, house, case_id)
    if not late.open or (kind == "acknowledge" and late.acked_at is not None):
        return False
    step = late.level + 1
    passed = case.change(conn, house, late, level=step)
    case.note(conn, house, passed, f"missed_{kind}", "desk", due=due.isoformat(), step=step)
    called = next_person(people.team(conn, house), passed)
    _tell_staff(conn, house, passed, kind, due, called)
    _tell_guest(conn, house, passed, kind, due, called)
    _again(conn, house, passed, kind)
    cards.refresh(conn, house, passed, alarm=True)
    outbox.title(conn, house, passed.id)
    return True


def next_person(team_on_duty: list[Colleague], passed: Case) -> Colleague | None:
    """The ladder: reception, then a manager, then an owner; never whoever has the case already."""
    for role in LADDER[min(passed.level, len(LADDER)) - 1 :]:
        found = [one for one in team_on_duty if one.role == role and one.user_id != passed.owner]
        if found:
            return found[(passed.level - 1) % len(found)]
    return None


def _tell_staff(
    conn: Connection, house: House, passed: Case, kind: str, due: datetime, called: Colleague | None
) -> None:
    minutes = max(1, int((house.now - due).total_seconds() // 60))
    line = text(f"alarm.missed_{kind}", ref=passed.ref, n=minutes, person=called.name if called else "")
    outbox.send(conn, house, None, say(line), lane=outbox.ALARM, case_id=passed.id)
    if called:
        call(conn, house, passed, called, minutes)


def call(conn: Connection, house: House, passed: Case, called: Colleague, minutes: int) -> None:
    """Write to one colleague in private: the case, how late it is, a button to take it."""
    guest = people.guest_by_id(conn, passed.guest_id)
    said = say(
        text("alarm.called", n=minutes, room=cards.room(guest), about=cards.about(passed), ref=passed.ref),
        text("card.words", words=passed.words),
        choices=[choice(text("button.claim"), "claim", case=passed.id)],
    )
    outbox.send(conn, house, called.user_id, said, lane=outbox.ALARM)


def _tell_guest(
    conn: Connection, house: House, passed: Case, kind: str, due: datetime, called: Colleague | None
) -> None:
    """Key moment 13b, sent before the guest has to ask; at every other step only, not to pester."""
    if passed.level > 2 or passed.kind == "booking":
        return
    guest = people.guest_by_id(conn, passed.guest_id)
    clock = house.hotel.clocks[passed.severity]  # type: ignore[index]  # a stored severity is S1..S4
    said = text(
        "case.late",
        promised=At(due),
        new_time=At(house.later(clock.acknowledge)),
        person=called.name if called else Local(house.hotel.departments["duty"].role),
        department=_team_of(house, called),
    )
    ways = [
        choice(text("button.wait"), "wait_more", case=passed.id),
        choice(text("button.manager"), "call_manager", case=passed.id),
    ]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways))


def _team_of(house: House, called: Colleague | None) -> Local:
    """Where whoever is called belongs, not where the case does: a colleague without one is reception's."""
    wanted = (called.department if called else "duty") or "reception"
    return Local(house.hotel.departments[wanted if wanted in house.hotel.departments else "reception"].name)


def _again(conn: Connection, house: House, passed: Case, kind: str) -> None:
    """The clock starts anew, so that nobody's silence is the end of it."""
    if passed.level >= MOST_STEPS:
        return
    clock = house.hotel.clocks[passed.severity]  # type: ignore[index]  # a stored severity is S1..S4
    minutes = clock.acknowledge if kind == "acknowledge" else clock.resolve
    timers.start(conn, house, kind, str(passed.id), house.later(minutes))
    if passed.kind == "sensitive" and passed.acked_at is None:
        opening.raise_alarm(conn, house, passed)
