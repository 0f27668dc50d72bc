"""Once a week, in the morning, managers hear which answers nobody has confirmed for long."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases.hours import daytime
from bot.desk.house import House
from bot.desk.learning import review, wrong
from bot.desk.menu.manager_proposals import TEACH
from bot.desk.timers import Due
from bot.say import Choice, Join, Local, Value, choice, say, text

TIMER = "answers_week"
MONDAY, TEN = 0, time(10)
SHOWN = 5
LABELS = {"old": "button.teach_old", "reported": "button.teach_reported"}


def plan(conn: Connection, house: House) -> None:
    """The next look, where none is planned yet."""
    if timers.due_at(conn, house, TIMER, "answers") is None:
        timers.start(conn, house, TIMER, "answers", house.moment(_monday(house), TEN))


def _monday(house: House) -> date:
    """Today where it is one and not ten yet, else the next."""
    day = house.today + timedelta(days=-house.today.weekday() % 7)
    return day if house.moment(day, TEN) > house.now else day + timedelta(days=7)


def fire(conn: Connection, house: House, timer: Due) -> None:
    """Nothing is said while every answer is fresh, nor at night after the desk was down."""
    if (awake := daytime(house, house.now)) > house.now:
        timers.start(conn, house, TIMER, timer.ref, awake)
        return
    plan(conn, house)
    old, reported = review.stale(house), wrong.counts(conn, house)
    if not old and not reported:
        return
    lines: list[Value] = [text("kn.week_line", title=Local(one.title)) for one in old[:SHOWN]]
    said = say(
        text("kn.week", n=len(old)) if old else None,
        Join(lines, "lines") if lines else None,
        text("kn.week_reported", n=len(reported)) if reported else None,
        choices=[_list("old", len(old)), _list("reported", len(reported)), TEACH],
    )
    for one in people.team(conn, house):
        if one.manages:
            outbox.send(conn, house, one.user_id, said)


def _list(kind: str, number: int) -> Choice | None:
    label = text(LABELS[kind], number=number)
    return choice(label, "m_answers", kind=kind) if number else None
