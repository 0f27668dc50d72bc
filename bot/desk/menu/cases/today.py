"""Today: the first screen of staff. What is due, what is mine, what waits for somebody; each one tap away."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking.redeeming import DAY
from bot.desk.cases import buttons, cards, case, promises
from bot.desk.cases.case import Case
from bot.desk.cases.handovers import RECEPTION, SHIFT, concerns
from bot.desk.cases.promises import Promise
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.desk.stays import register
from bot.desk.stays.acts import LIST
from bot.say import At, Choice, Day, Join, Say, Value, choice, say, text

PAGE = 6
HOME = choice(text("button.my_day"), "today_staff")
AS_GUEST = choice(text("button.as_guest"), "home")
WORKS = ("owner", "manager", "reception", "department")


def screen(conn: Connection, house: House, who: Colleague) -> Say:
    """The day of one colleague: reception sees the house, a department its own."""
    mine = [one for one in case.every_open(conn, house) if concerns(one, who)]
    due = _due(conn, house, mine)
    own = [one for one in mine if one.owner == who.user_id]
    asked = [one for one in mine if one.kind == "booking"]
    queue = [one for one in mine if one.untaken and one.kind != "booking"]
    head = text("today.staff", date=Day(house.today), name=who.name)
    lines: list[Value] = [
        _line("today.due", len(due), time=At(due[0].due) if due else ""),
        _line("today.queue", len(queue)),
        _line("today.own", len(own)),
        _line("today.asked", len(asked)),
        *_comings(conn, house, who),
    ]
    kept = [one for one in lines if one]
    ways = [
        _list("today_due", "button.due", due),
        _list("today_queue", "button.queue", queue),
        _list("today_cases", "button.own_cases", own),
        _list("today_asked", "button.asked", asked),
        DAY,
        LIST if who.role in RECEPTION else None,
        choice(text("button.handover"), "handover") if who.role in WORKS else None,
        AS_GUEST,
    ]
    return say(head, Join(kept, "lines") if kept else text("today.free"), choices=ways)


def _line(key: str, number: int, **facts: Value) -> Value:
    return text(key, number=number, **facts) if number else ""


def _list(act: str, label: str, found: Sequence[object]) -> Choice | None:
    return choice(text(label, number=len(found)), act) if found else None


def _due(conn: Connection, house: House, mine: Sequence[Case]) -> list[Promise]:
    """What must happen within the next shift; late ones have a new time and stand among them."""
    known = {one.id for one in mine}
    return [one for one in promises.due(conn, house, house.now + SHIFT) if one.case_id in known]


def _comings(conn: Connection, house: House, who: Colleague) -> list[Value]:
    if who.role not in RECEPTION:
        return []
    coming = len(register.expected(conn, house, on=house.today))
    going = len(register.leaving(conn, house, on=house.today))
    return [_line("today.arriving", coming), _line("today.leaving", going)]


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, screen(conn, house, who))


def command(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    home(conn, house, asked, who, {})


def due_list(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Promises, the soonest first: an hour and a room each."""
    mine = [one for one in case.every_open(conn, house) if concerns(one, who)]
    found = {one.case_id: one for one in reversed(_due(conn, house, mine))}
    ahead = sorted(found.values(), key=lambda one: one.due)
    by_id = {one.id: one for one in mine}
    shown = [(by_id[one.case_id], At(one.due)) for one in ahead]
    _listed(conn, house, asked, "today.due_head", shown, facts)


def own_list(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = [one for one in case.every_open(conn, house) if one.owner == who.user_id]
    _listed(conn, house, asked, "today.own_head", [(one, "") for one in found], facts)


def queue_list(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Nobody has these yet."""
    every = [one for one in case.every_open(conn, house) if concerns(one, who) and one.untaken]
    found = [(one, "") for one in every if one.kind != "booking"]
    _listed(conn, house, asked, "today.queue_head", found, facts)


def asked_list(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Bookings that wait for a yes or a no."""
    every = [one for one in case.every_open(conn, house) if concerns(one, who)]
    found = [(one, "") for one in every if one.kind == "booking"]
    _listed(conn, house, asked, "today.asked_head", found, facts)


def _listed(
    conn: Connection,
    house: House,
    asked: Asked,
    head: str,
    found: Sequence[tuple[Case, Value]],
    facts: Facts,
) -> None:
    start = facts.get("first", 0)
    shown = found[start : start + PAGE]
    lines = [_told(conn, house, one, prefix) for one, prefix in shown]
    ways = [_open(conn, house, one) for one, _ in shown]
    act = head.removesuffix("_head").replace(".", "_").replace("today_own", "today_cases")
    more = choice(text("button.more"), act, first=start + PAGE) if found[start + PAGE :] else None
    nod(conn, house, asked)
    body = Join(lines, "lines") if lines else text("today.free")
    reply(conn, house, asked, say(text(head, number=len(found)), body, choices=[*ways, more, HOME]))


def _told(conn: Connection, house: House, one: Case, prefix: Value) -> Value:
    """When, which room, what."""
    guest = people.guest_by_id(conn, one.guest_id)
    parts: list[Value] = [prefix, guest.room or "—", cards.about(one), one.ref]
    return Join([part for part in parts if part], "dot")


def _open(conn: Connection, house: House, one: Case) -> Choice:
    """A button that is never too long: the room and the number of the case."""
    guest = people.guest_by_id(conn, one.guest_id)
    return Choice(f"{guest.room or '—'} · {one.ref}", "case_show", {"case": one.id})


def show_case(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The card in the colleague's own chat: what can be done with it, the way to its topic, and back."""
    opened = case.by_id(conn, house, facts["case"])
    nod(conn, house, asked)
    show_private(conn, house, asked, opened)


def show_private(
    conn: Connection, house: House, asked: Asked, opened: Case, choices: Sequence[Choice] | None = None
) -> None:
    guest = people.guest_by_id(conn, opened.guest_id)
    first = [one for one in buttons.front(opened, guest) if one.act != "verify"]
    said = cards.card(conn, house, opened, choices or [*first, HOME])
    topic = opened.id if choices is None else None  # the way to it stands on the first keyboard
    if asked.query_id and asked.message_id and not asked.lasting:
        outbox.edit(conn, house, asked.chat_id, asked.message_id, said, topic_of=topic)
    else:
        outbox.send(conn, house, asked.chat_id, said, topic_of=topic)


ACTS: dict[str, StaffAct] = {
    "today_staff": home,
    "today_due": due_list,
    "today_cases": own_list,
    "today_queue": queue_list,
    "today_asked": asked_list,
    "case_show": show_case,
}
