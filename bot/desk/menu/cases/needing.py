"""Asking another department: by taps from a card, or "/need accounting 10:00 invoice" in the case's topic."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import by_hand
from bot.desk.cases import case, internal, promises
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import more
from bot.desk.menu.cases.promised import ANY_REF, CLOCK, MINUTES, clock_times, read_time
from bot.desk.menu.staying_words import read
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.desk.stays import stay
from bot.say import At, Choice, Local, Text, choice, say, text

SHOWN = 7
USUAL = (20, 40, 60)  # minutes


class NeedWhat(DeskError):
    """ "/need" without a department, a time, or something to ask for."""

    key = "refuse.need_what"


def departments(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which department can help."""
    opened = case.by_id(conn, house, facts["case"])
    others = [one for one in house.hotel.departments if one not in (opened.department, "duty")]
    ways = [
        choice(Local(house.hotel.departments[one].name), "need_by", case=opened.id, to=one)
        for one in others[:SHOWN]
    ]
    nod(conn, house, asked)
    more.show(conn, house, asked, opened, [*ways, _back(opened)])


def by_when(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """By when it is needed."""
    opened, known = case.by_id(conn, house, facts["case"]), {"case": facts["case"], "to": facts["to"]}
    soon = [choice(text("button.promise_in", n=one), "need", **known, minutes=one) for one in USUAL]
    at = [
        Choice(At(one, promises.style(house, one)), "need", {**known, "at": one.isoformat()})
        for one in (clock_times(house, 0)[3:4] + clock_times(house, 2)[1:4])
    ]
    nod(conn, house, asked)
    more.show(conn, house, asked, opened, [*soon, *at, _back(opened)])


def _back(opened: Case) -> Choice:
    return choice(text("button.back"), "case_front", case=opened.id)


def press(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The words of the case are what is asked for; more is written in the new topic."""
    opened = case.by_id(conn, house, facts["case"])
    guest = people.guest_by_id(conn, opened.guest_id)
    due = house.later(facts["minutes"]) if "minutes" in facts else datetime.fromisoformat(facts["at"])
    made = internal.need(conn, house, who, guest, facts["to"], opened.words, due)
    case.note(conn, house, opened, "asked_department", f"staff:{who.user_id}", ref=made.ref)
    nod(conn, house, asked, _told(house, made, due))
    more.show(conn, house, asked, opened)


def _told(house: House, made: Case, due: datetime) -> Text:
    department = Local(house.department(made.department).name)
    return text("need.done", department=department, time=At(due, promises.style(house, due)), ref=made.ref)


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """A department, a time and what for; outside a topic the room: "/need accounting 214 10:00 bill"."""
    code, left = _department(house, words)
    due = read_time(house, left) if code else None
    guest, room = _whom(conn, house, asked, who, left)
    what = _without_time(left, room)
    if code is None or due is None or guest is None or not what:
        raise NeedWhat(ways=[ANY_REF], example="/need reception 214 10:00 invoice")
    made = internal.need(conn, house, who, guest, code, what, due)
    told = say(_told(house, made, due))
    about = case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None
    if about:
        outbox.send(conn, house, None, told, kind="soft", lane=outbox.STAFF, case_id=about.id)
    else:
        reply(conn, house, asked, told)


def _department(house: House, words: str) -> tuple[str | None, str]:
    """The department that the words begin with, by its code or its name in any language, and the rest."""
    begun = words.casefold()
    names = sorted(
        (
            (name.casefold(), code)
            for code, one in house.hotel.departments.items()
            for name in (code, *one.name.values())
        ),
        key=lambda one: -len(one[0]),
    )
    found = next(((name, code) for name, code in names if begun.startswith(name)), None)
    return (found[1], words[len(found[0]) :].strip()) if found else (None, words)


def _whom(
    conn: Connection, house: House, asked: Asked, who: Colleague, words: str
) -> tuple[Guest | None, str | None]:
    """Whose topic it is, or who lives in the room that was written."""
    about = case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None
    if about:
        return people.guest_by_id(conn, about.guest_id), None
    room = read(house, words).room
    living = stay.living(conn, house, room) if room else []
    return (by_hand.guest_of(conn, house, living[0], who) if living else None), room


def _without_time(words: str, room: str | None) -> str:
    kept = CLOCK.sub("", words, count=1) if CLOCK.search(words) else None
    rest = [one for one in (kept or words).split() if one.casefold() != (room or "").casefold()]
    if kept is None:
        first = next((one for one in rest if MINUTES.fullmatch(one)), None)
        rest = [one for one in rest if one != first]
    return " ".join(rest)


ACTS: dict[str, StaffAct] = {"need_whom": departments, "need_by": by_when, "need": press}
