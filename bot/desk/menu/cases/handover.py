"""/handover: the list that wrote itself, to whom it goes, and both confirm."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import cards, case, handovers, roster
from bot.desk.cases.handovers import Listed
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import private_card
from bot.desk.people import Colleague
from bot.say import At, Choice, Join, Say, Span, Text, Value, choice, say, text

LINES = 4  # of each kind; the rest is counted
WORDS = 60  # letters of a note
COLLEAGUES = 6
LABEL = 24  # letters of a button
TODAY = choice(text("button.my_day"), "today_staff")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the next shift must know, and a button for each colleague who may come."""
    others = [one for one in people.team(conn, house) if one.user_id != who.user_id and _may(one)]
    here = {one.user_id for one in roster.answering(conn, house)}
    ahead = sorted(others, key=lambda one: (one.department != who.department, one.user_id not in here))
    ways = [Choice(one.name[:LABEL], "handover_give", {"to": one.user_id}) for one in ahead[:COLLEAGUES]]
    nod(conn, house, asked)
    head = text("handover.head", time=At(house.now, "both"))
    reply(conn, house, asked, _screen(conn, house, who, head, [*ways, TODAY]))


def _may(one: Colleague) -> bool:
    return one.role != "read_only"


def command(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    show(conn, house, asked, who, {})


def give(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whoever goes has confirmed; whoever comes reads the same list."""
    to = people.on_staff(conn, house, facts["to"])
    given = handovers.give(conn, house, who, to)
    ways = [choice(text("button.handover_take"), "handover_take", handover=given.id)]
    head = text("handover.for_you", person=who.name, time=At(house.now))
    outbox.send(conn, house, to.user_id, _screen(conn, house, who, head, ways), lane=outbox.ALARM)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("handover.given", person=to.name), choices=[TODAY]))


def take(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    given = handovers.by_id(conn, house, facts["handover"])
    moved = [one for one in case.every_open(conn, house) if one.owner == given.from_staff]
    if handovers.take(conn, house, given, who) != given:
        for one in moved:
            private_card.taken(conn, house, case.by_id(conn, house, one.id), who, one.owner)
    nod(conn, house, asked)
    goes = people.on_file(conn, house, given.from_staff)
    reply(conn, house, asked, say(text("handover.yours", person=goes.name), choices=[TODAY]))


def _screen(conn: Connection, house: House, who: Colleague, head: Text, ways: list[Choice]) -> Say:
    found = handovers.listed(conn, house, who)
    parts = [
        _part("handover.broken", _broken(conn, house, found)),
        _part("handover.due", _due(conn, house, found)),
        _part("handover.cases", _cases(conn, house, found)),
        _part("handover.notes", [_note(one.room, one.kind, one.words) for one in found.notes]),
    ]
    kept = [one for one in parts if one]
    return say(head, *(kept or [text("handover.nothing")]), choices=ways)


def _part(key: str, lines: list[Value]) -> Value | None:
    """A heading with its count, the first lines, and how many more there are."""
    if not lines:
        return None
    left = len(lines) - LINES
    over: list[Value] = [text("handover.more", n=left)] if left > 0 else []
    return Join([text(key, number=len(lines)), *lines[:LINES], *over], "lines")


def _broken(conn: Connection, house: House, found: Listed) -> list[Value]:
    lines: list[Value] = []
    for one in found.broken:
        opened = case.by_id(conn, house, one.case_id)
        guest = people.guest_by_id(conn, opened.guest_id)
        lines.append(text("handover.line_broken", room=guest.room or "—", time=At(one.due), ref=opened.ref))
    return lines


def _due(conn: Connection, house: House, found: Listed) -> list[Value]:
    lines: list[Value] = []
    for one in found.due:
        opened = case.by_id(conn, house, one.case_id)
        guest = people.guest_by_id(conn, opened.guest_id)
        about = cards.about(opened)
        lines.append(text("handover.line_due", room=guest.room or "—", time=At(one.due), about=about))
    return lines


def _cases(conn: Connection, house: House, found: Listed) -> list[Value]:
    lines: list[Value] = []
    for one in found.cases:
        guest, age = people.guest_by_id(conn, one.guest_id), int((house.now - one.opened_at).total_seconds())
        holder = people.colleague(conn, house, one.owner) if one.owner else None
        facts = {
            "room": guest.room or "—",
            "about": cards.about(one),
            "person": holder.name if holder else "—",
        }
        lines.append(text("handover.line_case", **facts, age=Span(max(1, age // 60)), ref=one.ref))
    return lines


def _note(room: str | None, kind: str, words: str) -> Value:
    short = words if len(words) <= WORDS else f"{words[:WORDS].rstrip()}…"
    return text("handover.line_note", room=room or "—", kind=text(f"note.is_{kind}"), words=short)


ACTS: dict[str, StaffAct] = {"handover": show, "handover_give": give, "handover_take": take}
