"""Who really answers a case at this hour: what a guest is told of it, and whose phone rings for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.cases import cards, case, ladder, roster
from bot.desk.cases.case import Case
from bot.desk.catalog.staffing import USUAL
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, Value, choice, say, text

LEADING = ("manager", "owner")  # who is called off duty too, when their hours are not known
SEVERE = ("S1", "S2")  # what does not wait for the first clock at night


def role(conn: Connection, house: House, opened: Case) -> Local:
    """Whom the guest of this case is told of."""
    return role_of(conn, house, opened.department, rings=_rings(house, opened))


def role_of(conn: Connection, house: House, department: str, *, rings: bool = False) -> Local:
    """A department that has nobody, or sleeps, answers nothing: reception does, or who is on duty."""
    return Local(house.department(_answering(conn, house, department, rings=rings)).role)


def _answering(conn: Connection, house: House, department: str, *, rings: bool) -> str:
    team, night = roster.answering(conn, house), people.at_night(house)
    if department == "duty":
        return department
    watched = night and (rings or department != "reception")
    if watched and night_duty(conn, house):
        return "duty"
    if not night and department != "reception" and any(one.department == department for one in team):
        return department
    return "reception" if not team or any(one.role == "reception" for one in team) else "duty"


def _rings(house: House, opened: Case) -> bool:
    return opened.severity in SEVERE and people.at_night(house)


def ring(conn: Connection, house: House, opened: Case) -> None:
    """At night nobody watches the group: what does not wait calls one person in private, at once and once.

    Danger has its own alarm, which goes to everybody.
    """
    if opened.kind == "sensitive" or not opened.open or not _rings(house, opened) or rung(conn, opened):
        return
    if called := night_duty(conn, house) or on_step(conn, house, opened, 1):
        case.note(conn, house, opened, "rung", "desk", user=called.user_id)
        guest = people.guest_by_id(conn, opened.guest_id)
        first = text("alarm.night", room=cards.room(guest), about=cards.about(opened), ref=opened.ref)
        to_phone(conn, house, opened, called, first)


def rung(conn: Connection, opened: Case) -> list[int]:
    """Who was called at night since the case was opened, or opened again."""
    return [data["user"] for _, data in case.since_reopened(conn, opened, "rung")]


def night_duty(conn: Connection, house: House) -> Colleague | None:
    """Whoever has the night: by the roster at any hour of that shift, else by the set-up, at night."""
    on_shift = roster.on_duty(conn, house)
    if planned := next((one.who for one in on_shift if one.night), None):
        return planned
    found = roster.answering(conn, house) if people.at_night(house) else []
    return next((one for one in found if one.nights), None)


def called(conn: Connection, house: House, opened: Case, step: int) -> Colleague | None:
    """Who is next: at night its duty first, unless the hotel's own steps are for that hour.

    Who was rung when the case was opened has been called: the first step is somebody else's, if there is one.
    """
    before = rung(conn, opened) if step == 1 else []
    if step == 1 and ladder.night_first(house, opened.severity, opened.department):
        first = night_duty(conn, house)
        if first and first.user_id not in (opened.owner, *before):
            return first
    return on_step(conn, house, opened, step, before) or on_step(conn, house, opened, step)


def on_step(
    conn: Connection, house: House, opened: Case, step: int, without: Sequence[int] = ()
) -> Colleague | None:
    """The step of the hotel's ladder, among who works now; when nobody of it does, among everybody."""
    names = ladder.steps(house, opened.severity, opened.department)
    here, others = roster.answering(conn, house), roster.free_to_call(conn, house)
    night = night_duty(conn, house)

    def on(name: str) -> list[Colleague]:
        found = [one for one in here if _is(one, name, opened, night)]
        found = found or [one for one in others if name in LEADING and one.role == name]
        person = roster.behind(house, name, roster.staff(conn, house))
        return found or ([person] if person else [])

    rungs = {name: [one for one in on(name) if one.user_id not in without] for name in names}
    if found := _climb(names, rungs, step, opened.owner):
        return found
    return next_person(
        [one for one in roster.staff(conn, house) if one.user_id not in without], step, opened.owner
    )


def _is(one: Colleague, name: str, opened: Case, night: Colleague | None) -> bool:
    if name == "night":
        return night is not None and one.user_id == night.user_id
    wanted = opened.department if name == "department" else name
    return one.role == name or one.department == wanted


def next_person(team: Sequence[Colleague], step: int, owner: int | None) -> Colleague | None:
    """The usual steps: reception, then a manager, then an owner; never whoever has the case already.

    Where a rung is empty the next one up is called, and when there is none, the highest below.
    """
    return _climb(USUAL, {name: [one for one in team if one.role == name] for name in USUAL}, step, owner)


def _climb(
    names: Sequence[str], rungs: Mapping[str, Sequence[Colleague]], step: int, owner: int | None
) -> Colleague | None:
    place = min(step, len(names)) - 1
    for name in (*names[place:], *reversed(names[:place])):
        if found := [one for one in rungs[name] if one.user_id != owner]:
            return found[(step - 1) % len(found)]
    return None


def to_phone(conn: Connection, house: House, opened: Case, called: Colleague, first: Value) -> None:
    """A colleague's own phone: what it is, by when the guest was promised somebody, and their words."""
    due = opened.ack_due if opened.acked_at is None else opened.resolve_due
    said = say(
        first,
        text("alarm.promised", time=At(due)) if due > house.now else None,
        text("card.words", words=cards.brief(opened.words)) if opened.words else None,
        choices=[choice(text("button.claim"), "claim", case=opened.id)],
    )
    outbox.send(conn, house, called.user_id, said, lane=outbox.ALARM, topic_of=opened.id)
