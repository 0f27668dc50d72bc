"""/handover: the list that wrote itself, begun by who goes, who comes or the roster; both confirm."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import cards, case, handovers, roster, shift_ends
from bot.desk.cases.case import Case
from bot.desk.cases.handovers import Handover, Listed
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import private_card
from bot.desk.people import Colleague
from bot.desk.timers import Due
from bot.say import At, Choice, Join, Named, Say, Span, Text, Value, choice, say, text

LINES = 4  # of each kind at most; the rest is counted
SCREEN, HEAD, HEADING = 900, 105, 45  # letters: of all, of the first lines, of a kind's heading and count
WORDS = 60  # letters of a note
ALLERGY = 120  # letters of an allergy, whose second half matters as much
COLLEAGUES = 5
LABEL = 24  # letters of a button
TODAY = choice(text("button.my_day"), "today_staff")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the next shift must know, and a button for each colleague who may come."""
    ways = [
        *(
            Choice(one.name[:LABEL], "handover_give", {"to": one.user_id})
            for one in _others(conn, house, who)
        ),
        choice(text("button.handover_from"), "handover_from"),
    ]
    nod(conn, house, asked)
    head = text("handover.head", time=At(house.now, "both"))
    reply(conn, house, asked, _screen(conn, house, who, head, [*ways, TODAY]))


def _others(conn: Connection, house: House, who: Colleague) -> list[Colleague]:
    """Of their department first, then who works now."""
    others = [one for one in roster.staff(conn, house) if one.user_id != who.user_id]
    here = {one.user_id for one in roster.answering(conn, house)}
    ahead = sorted(others, key=lambda one: (one.department != who.department, one.user_id not in here))
    return ahead[:COLLEAGUES]


def command(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    show(conn, house, asked, who, {})


def give(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whoever goes has confirmed; whoever comes reads the same list, unless they have it."""
    begun = handovers.by_id(conn, house, facts["handover"]) if "handover" in facts else None
    to = people.on_staff(conn, house, begun.to_staff if begun else facts["to"])
    begun = begun or handovers.begin(conn, house, who, to)
    before = _owned(conn, house, begun)
    given = handovers.confirm(conn, house, begun, who)
    _cards(conn, house, begun, given, before)
    if given.taken_at is None and begun.given_at is None:
        ways = [choice(text("button.handover_take"), "handover_take", handover=given.id)]
        head = text("handover.for_you", person=who.name, time=At(house.now))
        outbox.send(conn, house, to.user_id, _screen(conn, house, who, head, ways, to), lane=outbox.ALARM)
    nod(conn, house, asked)
    key = "handover.taken" if given.taken_at else "handover.given"
    reply(conn, house, asked, say(text(key, person=to.name), choices=[TODAY]))


def take(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whoever comes has confirmed; until the other has too, they know that they are asked."""
    _take(conn, house, asked, who, handovers.by_id(conn, house, facts["handover"]))


def _take(conn: Connection, house: House, asked: Asked, who: Colleague, begun: Handover) -> None:
    before = _owned(conn, house, begun)
    taken = handovers.confirm(conn, house, begun, who)
    _cards(conn, house, begun, taken, before)
    nod(conn, house, asked)
    goes = people.on_file(conn, house, taken.from_staff)
    key = "handover.yours" if taken.moved_at else "handover.waits"
    reply(conn, house, asked, say(text(key, person=goes.name), choices=[TODAY]))


def _owned(conn: Connection, house: House, begun: Handover) -> list[Case]:
    return [one for one in case.every_open(conn, house) if one.owner == begun.from_staff]


def _cards(conn: Connection, house: House, begun: Handover, now: Handover, before: list[Case]) -> None:
    """What has changed hands: the private cards go with it."""
    if now.moved_at and begun.moved_at is None:
        comes = people.on_file(conn, house, now.to_staff)
        for one in before:
            private_card.taken(conn, house, case.by_id(conn, house, one.id), comes, one.owner)


def from_whom(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Who comes may begin as well: from whom do they take over?"""
    ways = [
        Choice(one.name[:LABEL], "handover_start", {"goes": one.user_id}) for one in _others(conn, house, who)
    ]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("handover.from_whom"), choices=[*ways, TODAY]))


def start(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Begun by who comes: with this they have confirmed, and who goes is asked to."""
    goes = people.on_staff(conn, house, facts["goes"])
    begun = handovers.begin(conn, house, goes, who)
    if begun.given_at is None and begun.taken_at is None:
        head = text("handover.asked_of_you", person=who.name, time=At(house.now))
        outbox.send(conn, house, goes.user_id, _asking(conn, house, goes, head, begun), lane=outbox.ALARM)
    nod(conn, house, asked)
    outbox.send(conn, house, who.user_id, _screen(conn, house, goes, _of(house, goes), [], who))
    _take(conn, house, asked, who, begun)


def _of(house: House, goes: Colleague) -> Text:
    return text("handover.of", person=goes.name, time=At(house.now))


def _asking(conn: Connection, house: House, goes: Colleague, head: Text, begun: Handover) -> Say:
    confirm = choice(text("button.handover_confirm"), "handover_give", handover=begun.id)
    return _screen(conn, house, goes, head, [confirm])


def ends(conn: Connection, house: House, timer: Due) -> None:
    """The shift of this colleague is about to end: the list goes to both, and both confirm."""
    who = people.colleague(conn, house, int(timer.ref))
    over = shift_ends.ending(conn, house, who) if who and who.state == "active" else None
    if who is None or over is None:
        shift_ends.plan(conn, house)
        return
    found = shift_ends.relief(conn, house, who, over)
    if not found:
        ways = [
            Choice(one.name[:LABEL], "handover_give", {"to": one.user_id})
            for one in _others(conn, house, who)
        ]
        head = text("handover.ends_whom", time=At(over))
        outbox.send(conn, house, who.user_id, _screen(conn, house, who, head, [*ways, TODAY]))
        return
    comes = found[0]
    begun = handovers.begin(conn, house, who, comes)
    head = text("handover.ends", time=At(over), person=comes.name)
    outbox.send(conn, house, who.user_id, _asking(conn, house, who, head, begun), lane=outbox.ALARM)
    take = [choice(text("button.handover_take"), "handover_take", handover=begun.id)]
    to_them = text("handover.begins", time=At(over), person=who.name)
    shown = _screen(conn, house, who, to_them, take, comes)
    outbox.send(conn, house, comes.user_id, shown, lane=outbox.ALARM)


def _screen(
    conn: Connection,
    house: House,
    who: Colleague,
    head: Text,
    ways: list[Choice],
    reader: Colleague | None = None,
) -> Say:
    """The list of `who`, as far as `reader` may know it too."""
    found = handovers.listed(conn, house, who, reader)
    parts = {
        "handover.broken": _broken(conn, house, found),
        "handover.due": _due(conn, house, found),
        "handover.cases": _cases(conn, house, found),
        "handover.arrivals": [_arrival(one.room, one.full_name) for one in found.arrivals],
        "handover.allergies": [_allergy(one.room, one.words) for one in found.allergies],
        "handover.notes": [_note(one.room, one.kind, one.words) for one in found.notes],
    }
    kept = {key: lines for key, lines in parts.items() if lines}
    shares = _shares(list(kept.values()))
    shown = [_part(key, lines, most) for (key, lines), most in zip(kept.items(), shares, strict=True)]
    return say(head, *(shown or [text("handover.nothing")]), choices=ways)


def _shares(parts: list[list[Value]]) -> list[int]:
    """How many lines of each kind fit on the screen: the first of each, then the next."""
    free, shown = SCREEN - HEAD - HEADING * len(parts), [0] * len(parts)
    for row in range(LINES):
        for at, lines in enumerate(parts):
            if shown[at] < row or row >= len(lines):
                continue
            wide = _wide(lines[row])
            if row == 0 or wide <= free:
                free, shown[at] = free - wide, row + 1
    return shown


def _wide(value: Value) -> int:
    """About how many letters it becomes."""
    match value:
        case str():
            return len(value)
        case Named(surname, name):
            return len(surname) + len(name) + 1
        case Text(_, params) if params:
            return sum(_wide(one) + 3 for one in params.values())
    return 20 if isinstance(value, Text) else 7


def _part(key: str, lines: list[Value], most: int) -> Value:
    """A heading with its count, the first lines, and how many more there are."""
    left = len(lines) - most
    over: list[Value] = [text("handover.more", n=left)] if left > 0 else []
    return Join([text(key, number=len(lines)), *lines[:most], *over], "lines")


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


def _arrival(room: str | None, name: Value) -> Value:
    return text("handover.line_arrival", room=room or "—", name=name)


def _allergy(room: str | None, words: str) -> Value:
    return text("handover.line_allergy", room=room or "—", words=_short(words, ALLERGY))


def _note(room: str | None, kind: str, words: str) -> Value:
    return text("handover.line_note", room=room or "—", kind=text(f"note.is_{kind}"), words=_short(words))


def _short(words: str, most: int = WORDS) -> str:
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


ACTS: dict[str, StaffAct] = {
    "handover": show,
    "handover_give": give,
    "handover_take": take,
    "handover_from": from_whom,
    "handover_start": start,
}
