"""A time for the guest: by a tap on the card, or "/promise 16:30" in the case's topic."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod
from bot.desk.cases import case, promises, promising, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import more
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Choice, choice, say, text

HOURS = 6  # clock times on one keyboard
HALF = timedelta(minutes=30)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
MINUTES = re.compile(r"\d{1,3}")
REF = re.compile(r"c-[2-9a-z]{4}", re.IGNORECASE)
ANY_REF = choice(text("button.my_cases"), "today_cases")


class PromiseWhat(DeskError):
    """ "/promise" without a time, or nobody knows for which case."""

    key = "refuse.promise_what"


def press(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """So many minutes from now, or at that hour."""
    opened = case.by_id(conn, house, facts["case"])
    due = house.later(facts["minutes"]) if "minutes" in facts else datetime.fromisoformat(facts["at"])
    _name(conn, house, asked, who, opened, due)


def _name(conn: Connection, house: House, asked: Asked, who: Colleague, opened: Case, due: datetime) -> None:
    mine = promising.name_time(conn, house, working.take(conn, house, opened, who), who, due)
    said = text("staff.promised", time=At(due, promises.style(house, due)), ref=mine.ref)
    nod(conn, house, asked, said)
    if asked.private:
        more.show(conn, house, asked, mine)
    elif not asked.query_id:  # typed in the topic
        outbox.send(conn, house, None, say(said), kind="soft", lane=outbox.STAFF, case_id=mine.id)


def times(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The usual lengths of time, and the way to the clock."""
    opened = case.by_id(conn, house, facts["case"])
    clock = choice(text("button.promise_at"), "promise_hours", case=opened.id)
    back = choice(text("button.back"), "case_front", case=opened.id)
    nod(conn, house, asked)
    more.show(conn, house, asked, opened, [*promising.times(opened), clock, back])


def hours(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Half hours from the next one on; a page further they are whole hours, tomorrow's too."""
    opened, page = case.by_id(conn, house, facts["case"]), facts.get("page", 0)
    found = clock_times(house, page)
    at = [
        Choice(At(one, promises.style(house, one)), "promise", {"case": opened.id, "at": one.isoformat()})
        for one in found
    ]
    later = choice(text("button.promise_later"), "promise_hours", case=opened.id, page=page + 1)
    back = choice(text("button.back"), "promise_times", case=opened.id)
    nod(conn, house, asked)
    more.show(conn, house, asked, opened, [*at, *([later] if page < 2 else []), back])


def clock_times(house: House, page: int) -> list[datetime]:
    """Half hours first, then every second hour of the working day."""
    local = house.local(house.now)
    start = local.replace(minute=0, second=0, microsecond=0) + HALF * (2 if local.minute >= 30 else 1)
    start = start if start - local > timedelta(minutes=5) else start + HALF
    if page == 0:
        return [start + HALF * n for n in range(HOURS)]
    if page == 1:
        later = start + HALF * HOURS
        return [later + 2 * HALF * n for n in range(HOURS)]
    tomorrow = house.today + timedelta(days=1)
    return [house.moment(tomorrow, time(hour)) for hour in (8, 9, 10, 12, 15, 18)]


def typed_time(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/promise 20" is minutes, "/promise 16:30" an hour; outside a topic "/promise C-4KQ7 20"."""
    named = REF.search(words)
    opened = about(conn, house, asked, named[0].upper() if named else None)
    due = read_time(house, REF.sub("", words))
    if opened is None or due is None:
        raise PromiseWhat(ways=[ANY_REF], example="/promise 16:30" if opened else "/promise C-4KQ7 16:30")
    _name(conn, house, asked, who, opened, due)


def about(conn: Connection, house: House, asked: Asked, ref: str | None) -> Case | None:
    if ref:
        return case.by_ref(conn, house, ref)
    return case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None


def read_time(house: House, words: str) -> datetime | None:
    """Minutes from now, or the next time that the hotel's clock shows this."""
    if found := CLOCK.search(words):
        hour, minute = int(found[1]), int(found[2])
        if hour > 23 or minute > 59:
            return None
        at = house.moment(house.today, time(hour, minute))
        return at if at > house.now else house.moment(house.today + timedelta(days=1), time(hour, minute))
    if (found := MINUTES.search(words)) and int(found[0]):
        return house.later(int(found[0]))
    return None


ACTS: dict[str, StaffAct] = {"promise": press, "promise_times": times, "promise_hours": hours}
