"""What staff and guest do with a case: claim, promise, write, resolve, reopen, close."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import book
from bot.desk.cases import (
    buttons,
    calls,
    cards,
    case,
    closing,
    danger,
    duty,
    handing,
    ladder,
    pausing,
    promising,
    returning,
)
from bot.desk.cases.case import Case
from bot.desk.cases.states import PAUSED
from bot.desk.cases.triage import triage
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Join, Local, Say, Text, choice, say, text

AGAIN_AFTER = 10  # minutes


class AlreadyTaken(DeskError):
    """A colleague was quicker: {person} has it, and nobody else believes that they have."""

    key = "refuse.case_taken"


class CaseClosed(DeskError):
    """The guest has closed it; what staff write still reaches them, the same trouble opens it again."""

    key = "refuse.case_closed"


class StillAsked(DeskError):
    """What a guest has asked for is accepted or refused; nothing else is an answer to it."""

    key = "refuse.request_open"


def claim(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """Take the case; the clock to acknowledge stops. Twice by the same person is once."""
    _must_be_open(taken)
    if taken.owner == who.user_id:
        return taken
    if taken.owner is not None:
        raise AlreadyTaken(person=people.on_file(conn, house, taken.owner).name)
    case.note(conn, house, taken, "claimed", _staff(who))
    mine = _acknowledge(conn, house, taken, who)
    returning.listen(conn, house, mine)
    return mine


def take(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """Whoever names a time, or does anything else for the guest, has the case unless somebody has it."""
    _must_be_open(taken)
    return _acknowledge(conn, house, taken, who)


def on_my_way(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """The guest reads who is coming; a second press within minutes tells them nothing new."""
    _must_be_open(taken)
    had = _acknowledge(conn, house, taken, who)
    mine = _begin(conn, house, had)
    if case.lately(conn, house, mine, "on_my_way", minutes=AGAIN_AFTER, actor=_staff(who)):
        if mine.status != had.status:
            case.note(conn, house, mine, "begun", _staff(who))
        return mine
    case.note(conn, house, mine, "on_my_way", _staff(who))
    returning.spoke(conn, house, mine)
    guest = people.guest_by_id(conn, mine.guest_id)
    outbox.send(
        conn,
        house,
        guest.chat_id,
        say(text("case.on_the_way", person=who.name, department=people.department(house, who))),
    )
    return mine


def _begin(conn: Connection, house: House, mine: Case) -> Case:
    """Somebody is on it now, not only has it."""
    if mine.status == "in_progress":
        return mine
    if mine.status in PAUSED:
        return pausing.resume(conn, house, mine, "begun")
    begun = case.change(conn, house, mine, status="in_progress")
    cards.refresh(conn, house, begun)
    return begun


def wrote(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """Staff wrote to the guest in the topic: whoever answers has it."""
    case.note(conn, house, taken, "staff_wrote", _staff(who))
    returning.spoke(conn, house, taken)
    return _acknowledge(conn, house, taken, who) if taken.open else taken


def _acknowledge(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """Stop the first clock, and show who has it. What somebody had already stays theirs, as it stood."""
    if taken.acked_at is not None and taken.owner is not None:
        return taken
    timers.stop(conn, house, "acknowledge", str(taken.id))
    first = {"status": "acked", "owner": who.user_id} if taken.owner is None else {}
    mine = case.change(conn, house, taken, acked_at=taken.acked_at or house.now, **first)
    if first:
        handing.rotate_later(conn, house, mine)
    calls.answered(conn, house, taken, mine)
    cards.refresh(conn, house, mine)
    return mine


def resolve(conn: Connection, house: House, taken: Case, who: Colleague) -> Case:
    """Staff say it is solved; the guest is asked, and only the guest closes. Raises `StillAsked`."""
    if not taken.open:
        return taken
    _must_be_answered(conn, house, taken)
    stop_clocks(conn, house, taken)
    values = {"status": "resolved", "resolved_at": house.now, "owner": taken.owner or who.user_id}
    solved = case.change(conn, house, taken, acked_at=taken.acked_at or house.now, **values)
    case.note(conn, house, solved, "resolved", _staff(who))
    calls.answered(conn, house, taken, solved)
    cards.refresh(conn, house, solved)
    if solved.level:
        outbox.title(conn, house, solved.id)  # it says that the case is late
    guest = people.guest_by_id(conn, solved.guest_id)
    closing.wait(conn, house, solved)
    kept = promising.done(conn, house, solved, who)
    outbox.send(conn, house, guest.chat_id, kept or all_right(house, solved, who))
    return solved


def all_right(house: House, solved: Case, who: Colleague) -> Say:
    """Key moment 14: the guest decides."""
    return say(
        text("case.all_right", department=people.department(house, who), time=At(house.now)),
        choices=[
            choice(text("button.all_right"), "all_right", case=solved.id),
            choice(text("button.not_yet"), "not_yet", case=solved.id),
            choice(text("button.person"), "person"),
        ],
    )


def close(conn: Connection, house: House, solved: Case) -> Case:
    """The guest says that all is well."""
    if solved.status == "closed":
        return solved
    stop_clocks(conn, house, solved)
    shut = case.change(conn, house, solved, status="closed", closed_at=house.now, outcome="solved")
    case.note(conn, house, shut, "closed", "guest")
    calls.answered(conn, house, solved, shut)
    outbox.send(
        conn,
        house,
        None,
        say(text("card.guest_closed", ref=shut.ref)),
        kind="soft",
        case_id=shut.id,
        lane=outbox.STAFF,
    )
    cards.refresh(conn, house, shut)
    outbox.title(conn, house, shut.id, closed=True)
    closing.over(conn, house, shut)
    return shut


def withdraw(conn: Connection, house: House, opened: Case) -> Case:
    """The guest no longer wants it: nothing is left to do."""
    stop_clocks(conn, house, opened)
    values = {"status": "closed", "closed_at": house.now, "outcome": "withdrawn"}
    shut = case.change(conn, house, opened, **values)
    case.note(conn, house, shut, "withdrawn", "guest")
    calls.answered(conn, house, opened, shut)
    cards.refresh(conn, house, shut)
    outbox.send(
        conn, house, None, say(text("card.withdrawn", ref=shut.ref)), case_id=shut.id, lane=outbox.STAFF
    )
    outbox.title(conn, house, shut.id, closed=True)
    return shut


def settle(conn: Connection, house: House, opened: Case, why: str) -> Case:
    """Nothing is left for anybody to do; `why` is what staff read of it."""
    stop_clocks(conn, house, opened)
    shut = case.change(conn, house, opened, status="closed", closed_at=house.now, outcome="settled")
    case.note(conn, house, shut, "settled", "desk", why=why)
    calls.answered(conn, house, opened, shut)
    cards.refresh(conn, house, shut)
    outbox.send(conn, house, None, say(text(why, ref=shut.ref)), case_id=shut.id, lane=outbox.STAFF)
    outbox.title(conn, house, shut.id, closed=True)
    return shut


def reopen(conn: Connection, house: House, solved: Case) -> Case:
    """Not yet: the same case, its history and its people, with fresh clocks."""
    if solved.open or solved.kind == "booking":
        return solved
    again = case.change(
        conn,
        house,
        solved,
        status="reopened",
        outcome=None,
        acked_at=None,
        resolved_at=None,
        closed_at=None,
        owner=None,
        ack_missed=0,
        resolve_missed=0,
        **ladder.first(house, solved.severity, solved.department),
    )
    case.note(conn, house, again, "reopened", "guest")
    closing.again(conn, house, again)
    timers.start(conn, house, "acknowledge", str(again.id), again.ack_due)
    timers.start(conn, house, "resolve", str(again.id), again.resolve_due)
    outbox.title(conn, house, again.id, reopen=True)
    outbox.send(
        conn, house, None, say(text("card.reopened", ref=again.ref)), case_id=again.id, lane=outbox.ALARM
    )
    cards.refresh(conn, house, again)
    if again.kind == "sensitive":
        danger.ring(conn, house, again)
    duty.ring(conn, house, again)
    return again


def awaits(conn: Connection, house: House, opened: Case, *, kind: str = "") -> Case:
    """The guest reads once more by when a person writes: the first clock runs again, for whoever has the
    case. One that runs already keeps its moment."""
    going = pausing.answered(conn, house, case.by_id(conn, house, opened.id))
    if not going.open or going.acked_at is None:
        return going
    due = ladder.first(house, going.severity, going.department, kind=kind)["ack_due"]
    case.note(conn, house, going, "asked_again", "guest")
    timers.start(conn, house, "acknowledge", str(going.id), due)
    waits = case.change(conn, house, going, acked_at=None, ack_due=due)
    cards.refresh(conn, house, waits)
    return waits


def call(conn: Connection, house: House, opened: Case) -> Case:
    """The guest asks for a person without a word: whoever has the case reads so, and by when to write."""
    waits = awaits(conn, house, opened)
    if opened.acked_at:
        lines = [text("card.calls", ref=waits.ref), text("card.word_by", time=At(waits.ack_due))]
        outbox.send(conn, house, None, say(Join(lines, "lines")), case_id=waits.id, lane=outbox.STAFF)
    return waits


def hurry(conn: Connection, house: House, opened: Case) -> Case:
    """The guest says that it is urgent: at least as an unusable room is, and a word is due by that first
    clock, from whoever has it. While it runs, a second press within minutes tells nobody anything new."""
    again = case.lately(conn, house, opened, "urgent", minutes=AGAIN_AFTER)
    if not opened.open or (again and opened.acked_at is None):
        return opened
    case.note(conn, house, opened, "urgent", "guest")
    graver = case.change(conn, house, opened, severity=min(opened.severity, "S2"))  # S1 is the worst
    line = text("card.urgent", ref=opened.ref)
    sooner = _alarmed(conn, house, awaits(conn, house, graver), line)
    returning.nudge(conn, house, sooner, line, text("card.word_by", time=At(sooner.ack_due)))
    return sooner


def worse(conn: Connection, house: House, opened: Case, category: str | None) -> Case:
    """The guest tells of something graver than what the case was opened for: it is about that now, and as
    urgent. Whoever has it keeps it."""
    judged = triage(house, opened.kind, category)
    if not opened.open or judged.severity >= opened.severity:  # S1 is the worst
        return opened
    case.note(conn, house, opened, "graver", "guest", before=opened.category, after=category)
    theirs = {"department": judged.department} if opened.untaken else {}
    graver = case.change(conn, house, opened, severity=judged.severity, category=category, **theirs)
    outbox.title(conn, house, graver.id)
    return _alarmed(conn, house, graver, text("card.graver", ref=graver.ref, about=cards.about(graver)))


def _alarmed(conn: Connection, house: House, sooner: Case, line: Text) -> Case:
    """It is more urgent than it was: the first clock is cut, and people hear of it."""
    if sooner.acked_at is None:
        soonest = ladder.due(house, "acknowledge", sooner.severity, sooner.department) or house.now
        running = timers.due_at(conn, house, "acknowledge", str(sooner.id))
        due = min(running, soonest) if running else soonest  # the promise is the clock that runs
        timers.start(conn, house, "acknowledge", str(sooner.id), due)
        sooner = case.change(conn, house, sooner, ack_due=due)
    outbox.send(conn, house, None, say(line), case_id=sooner.id, lane=outbox.ALARM)
    cards.refresh(conn, house, sooner)
    duty.ring(conn, house, sooner)
    return sooner


def stop_clocks(conn: Connection, house: House, opened: Case) -> None:
    for kind in ("acknowledge", "resolve", returning.ACT, returning.SILENT, pausing.PAUSE):
        timers.stop(conn, house, kind, str(opened.id))
    closing.stop(conn, house, opened)
    handing.stop(conn, house, opened)


def _must_be_open(taken: Case) -> None:
    if not taken.open:
        raise CaseClosed


def _must_be_answered(conn: Connection, house: House, taken: Case) -> None:
    asked = book.by_id(conn, house, taken.booking_id or 0) if taken.kind == "booking" else None
    if asked and asked.status == "PENDING":
        raise StillAsked(extra=Local(asked.sold.title), ways=buttons.done(taken))


def _staff(who: Colleague) -> str:
    return f"staff:{who.user_id}"
