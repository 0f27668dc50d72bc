"""A time that staff name to a guest: told at once, asked about before it is due, called out when broken."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.cases import buttons, cards, case, duty, pausing, pledge, promises, returning
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise
from bot.desk.cases.states import PAUSED
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Choice, Local, Say, Text, choice, say, text

AGAIN = (10, 20, 40, 60)  # minutes of each new time that the desk names when one has broken
FARTHEST = timedelta(hours=48)
SAME = timedelta(minutes=1)  # the second press of a button is no second promise


class NotATime(DeskError):
    """A promise needs a time that is still to come, within two days."""

    key = "refuse.promise_time"


def name_time(
    conn: Connection, house: House, mine: Case, who: Colleague, due: datetime, *, silent: bool = False
) -> Case:
    """The guest hears by when, or has heard it (`silent`). The case is taken already (`working.take`)."""
    if not house.now < due <= house.now + FARTHEST:
        raise NotATime(ways=times(mine))
    stood = promises.standing(conn, house, mine.id, "done") or pledge.paused(conn, house, mine)
    if stood and stood.by == who.user_id and stood.running and abs(stood.due - due) < SAME:
        return mine
    asker = stood.to_staff if stood else None
    made = promises.make(conn, house, mine, "done", due, by=who.user_id, to_staff=asker)
    case.note(conn, house, mine, "promised", f"staff:{who.user_id}", due=due.isoformat())
    going = pausing.resume(conn, house, mine, "promised") if mine.status in PAUSED else mine
    returning.spoke(conn, house, going)
    going = watch(conn, house, going, made)
    guest = people.guest_by_id(conn, going.guest_id)
    if not silent:
        outbox.send(conn, house, guest.chat_id, pledge.told(house, going, who, made, before=stood))
    _tell_asker(conn, house, going, made, "promise.asker_time")
    cards.refresh(conn, house, going)
    return going


def times(opened: Case) -> list[Choice]:
    """The usual times, one tap each."""
    return [
        choice(text("button.promise_in", n=minutes), "promise", case=opened.id, minutes=minutes)
        for minutes in (10, 20, 40, 60)
    ]


def watch(conn: Connection, house: House, opened: Case, made: Promise) -> Case:
    """The clock of the case is the promise's own from now on."""
    return case.change(conn, house, opened, resolve_due=pledge.start(conn, house, made))


def near(conn: Connection, house: House, promise_id: int) -> None:
    """Minutes before it is due whoever has the case is asked: done, a new time, or somebody else?"""
    one = promises.by_id(conn, house, promise_id)
    opened = case.by_id(conn, house, one.case_id)
    if not one.running or not opened.open or house.now >= one.due:
        return
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    if holder and holder.state == "active":
        guest = people.guest_by_id(conn, opened.guest_id)
        first = text("promise.ask", time=At(one.due), room=cards.room(guest), ref=opened.ref)
        _ask(conn, house, opened, holder, first)


def _ask(conn: Connection, house: House, opened: Case, holder: Colleague, first: Text) -> None:
    words = text("card.words", words=cards.brief(opened.words)) if opened.words else None
    said = say(first, words, choices=answers(opened))
    outbox.send(conn, house, holder.user_id, said, lane=outbox.ALARM, topic_of=opened.id)


def answers(opened: Case) -> list[Choice]:
    """Done, a new time, somebody else."""
    return [
        *buttons.done(opened),
        *times(opened)[:3],
        choice(text("button.hand_over"), "hand_over", case=opened.id),
    ]


def over(conn: Connection, house: House, promise_id: int) -> None:
    """Its time has come and it is not done: it is broken, and the guest hears so now, with a new time."""
    one = promises.by_id(conn, house, promise_id)
    opened = case.by_id(conn, house, one.case_id)
    if not one.running or not opened.open:
        return
    promises.broken(conn, house, one)
    first = promises.since_when(conn, house, one) or one.due
    step = promises.times_broken(conn, house, one)
    case.note(conn, house, opened, "promise_broken", "desk", due=one.due.isoformat(), step=step)
    called = duty.called(conn, house, opened, step)
    again = house.later(AGAIN[min(step, len(AGAIN)) - 1])
    new = promises.make(conn, house, opened, "done", again, to_staff=one.to_staff)
    late = watch(conn, house, opened, new)
    _call_out(conn, house, late, called, first)
    _tell_guest(conn, house, late, called, one, new)
    _tell_asker(conn, house, late, new, "promise.asker_late")
    cards.refresh(conn, house, late, alarm=True)


def _call_out(
    conn: Connection, house: House, opened: Case, called: Colleague | None, first: datetime
) -> None:
    """The topic, whoever has the case and the next person: each reads how late it is and may act at once."""
    late = cards.minutes_late(house, first)
    facts = {"ref": opened.ref, "person": called.name if called else ""}
    line = cards.late("alarm.promise_broken", late, **facts)
    outbox.send(conn, house, None, say(line), lane=outbox.ALARM, case_id=opened.id)
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    guest = people.guest_by_id(conn, opened.guest_id)
    if holder and holder.state == "active":
        asked = cards.late("promise.ask_late", late, room=cards.room(guest), ref=opened.ref)
        _ask(conn, house, opened, holder, asked)
    if called:
        about = cards.late(
            "alarm.called", late, room=cards.room(guest), about=cards.about(opened), ref=opened.ref
        )
        said = say(about, choices=[choice(text("button.take_over"), "take_over", case=opened.id)])
        outbox.send(conn, house, called.user_id, said, lane=outbox.ALARM, topic_of=opened.id)


def _tell_guest(
    conn: Connection, house: House, opened: Case, called: Colleague | None, broken: Promise, new: Promise
) -> None:
    """Key moment 13b: before they have to ask."""
    guest = people.guest_by_id(conn, opened.guest_id)
    said = text(
        "case.late",
        promised=At(broken.due, promises.style(house, broken.due)),
        new_time=At(new.due, promises.style(house, new.due)),
        person=called.name if called else Local(house.hotel.departments["duty"].role),
        department=people.department(house, called),
    )
    ways = [
        choice(text("button.wait"), "wait_more", case=opened.id),
        choice(text("button.manager"), "call_manager", case=opened.id),
    ]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways, lasting=True))


def _tell_asker(conn: Connection, house: House, opened: Case, one: Promise, key: str) -> None:
    """A colleague of another department waits for it too."""
    if one.to_staff and one.to_staff != one.by:
        guest = people.guest_by_id(conn, opened.guest_id)
        time = At(one.due, promises.style(house, one.due))
        said = say(text(key, room=cards.room(guest), time=time, ref=opened.ref))
        outbox.send(conn, house, one.to_staff, said, topic_of=opened.id)


def done(conn: Connection, house: House, solved: Case, who: Colleague) -> Say | None:
    """Key moment 13a: what the guest reads when a promised time was kept; whoever asked for it hears too.

    None where no time was promised, or where it was not kept: then there is nothing to be proud of.
    """
    mine = [one for one in promises.of_case(conn, house, solved.id) if one.what == "done" and one.kept_at]
    if not mine or mine[-1].kept_at != house.now:
        return None
    _tell_asker(conn, house, solved, mine[-1], "promise.asker_done")
    if mine[-1].broken_at:
        return None
    said = text(
        "case.kept",
        done=At(house.now),
        promised=At(mine[-1].due, promises.style(house, mine[-1].due)),
        person=who.name,
        department=people.department(house, who),
    )
    ways = [choice(text("button.all_right"), "all_right", case=solved.id)]
    ways.append(choice(text("button.not_yet"), "not_yet", case=solved.id))
    return say(said, choices=[*ways, choice(text("button.person"), "person")])
