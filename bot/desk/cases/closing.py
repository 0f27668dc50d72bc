"""After it is solved: the guest answers, or is asked once more, and then the case closes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import cards, case, loss, remedies, silence
from bot.desk.cases.case import Case
from bot.desk.cases.hours import daytime, no_later
from bot.desk.house import House
from bot.desk.stays import clocks, phones
from bot.say import Say, choice, say, text

FOLLOW_UP, UNANSWERED, LOOK_IN = "follow_up", "unanswered", "look_in"  # timers; their ref is the case's id
ASK_AFTER = timedelta(hours=4)
SOONEST = timedelta(minutes=15)  # after the first question, for who leaves today
SHUT_AFTER = timedelta(hours=24)  # after the second question
LEAVING = timedelta(hours=2)  # before check-out: the last moment to mend anything


def wait(conn: Connection, house: House, solved: Case) -> None:
    """The guest has been asked; when they say nothing, one more question and then the end are due.

    After danger nobody is asked by us again, and nothing closes by itself: a person looks in (`looking_in`).
    """
    leaves = check_out(conn, house, solved.guest_id)
    asks = ask_at(house, leaves)
    if solved.kind == "sensitive":
        timers.start(conn, house, LOOK_IN, str(solved.id), asks or house.now + SOONEST)
    elif asks and solved.kind != "booking":
        timers.start(conn, house, FOLLOW_UP, str(solved.id), asks)
    timers.start(conn, house, UNANSWERED, str(solved.id), shut_at(house, asks, leaves))


def stop(conn: Connection, house: House, answered: Case) -> None:
    for kind in (FOLLOW_UP, UNANSWERED, LOOK_IN):
        timers.stop(conn, house, kind, str(answered.id))


def check_out(conn: Connection, house: House, guest_id: int) -> datetime | None:
    """When the guest leaves, if the desk knows."""
    there = phones.stay_of(conn, house, guest_id)
    return clocks.leaves_at(house, there.departure) if there else None


def ask_at(house: House, leaves: datetime | None) -> datetime | None:
    """Some hours later, in the daytime, and while it can still be mended; None when they are gone by then."""
    usual = daytime(house, house.now + ASK_AFTER)
    if leaves is None or usual <= (latest := no_later(house, leaves - LEAVING)):
        return usual
    soon = max(daytime(house, house.now + SOONEST), latest)
    return soon if soon < leaves else None


def shut_at(house: House, asks: datetime | None, leaves: datetime | None) -> datetime:
    """A day after the last question; for who leaves before that, as they leave."""
    last = asks or house.now
    usual = last + SHUT_AFTER
    return usual if leaves is None else min(usual, max(leaves, last + SOONEST))


def follow_up(conn: Connection, house: House, case_id: int) -> bool:
    """Once for each time it was solved, and never at night: what the night held up waits for the morning."""
    solved = case.by_id(conn, house, case_id)
    if solved.status != "resolved" or case.since_reopened(conn, solved, "followed_up"):
        return False
    leaves, awake = check_out(conn, house, solved.guest_id), daytime(house, house.now)
    if leaves and awake >= leaves:
        return False
    timers.start(conn, house, UNANSWERED, str(case_id), shut_at(house, awake, leaves))
    if awake > house.now:
        timers.start(conn, house, FOLLOW_UP, str(case_id), awake)
        return False
    case.note(conn, house, solved, "followed_up", "desk")
    guest = people.guest_by_id(conn, solved.guest_id)
    outbox.send(conn, house, guest.chat_id, _still_well(solved))
    return True


def _still_well(solved: Case) -> Say:
    return say(
        text("case.follow_up", about=cards.about(solved), ref=solved.ref),
        choices=[
            choice(text("button.all_right"), "all_right", case=solved.id),
            choice(text("button.not_yet"), "not_yet", case=solved.id),
            choice(text("button.person"), "person"),
        ],
    )


def unanswered(conn: Connection, house: House, case_id: int) -> bool:
    """Nobody said whether it is well: it closes, and its history says that it was so."""
    solved = case.by_id(conn, house, case_id)
    if solved.status != "resolved":
        return False
    if solved.kind == "sensitive":
        return loss.begin(conn, house, solved)
    shut = unheard(conn, house, solved)
    said = say(text("card.unanswered", ref=shut.ref))
    outbox.send(conn, house, None, said, kind="soft", case_id=shut.id, lane=outbox.STAFF)
    cards.refresh(conn, house, shut)
    outbox.title(conn, house, shut.id, closed=True)
    over(conn, house, shut)
    return True


def unheard(conn: Connection, house: House, solved: Case) -> Case:
    """Closed without the guest's word, and without one to anybody; its history says so."""
    stop(conn, house, solved)
    values = {"status": "closed", "closed_at": house.now, "outcome": "unanswered"}
    shut = case.change(conn, house, solved, **values)
    case.note(conn, house, shut, "unanswered", "desk")
    return shut


def over(conn: Connection, house: House, shut: Case) -> None:
    """What a closed case leaves behind: whether the remedy helped, what to learn, whom to ask again."""
    remedies.went(conn, house, shut, shut.outcome or "solved")
    loss.begin(conn, house, shut)
    silence.watch(conn, house, shut)


def again(conn: Connection, house: House, reopened: Case) -> None:
    """Not solved after all: nothing is asked any more, and what was given has not helped."""
    stop(conn, house, reopened)
    remedies.went(conn, house, reopened, "reopened")


def confirmed(conn: Connection, house: House, shut: Case) -> Case:
    """The guest answers after all, when it had closed by itself."""
    if shut.outcome != "unanswered":
        return shut
    remedies.went(conn, house, shut, "solved")
    case.note(conn, house, shut, "confirmed", "guest")
    return case.change(conn, house, shut, outcome="solved")
