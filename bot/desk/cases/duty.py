"""Who really answers a case at this hour: what a guest is told of it, and whose phone rings for it."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.cases import cards, case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At, Local, Value, choice, say, text

LADDER = ("reception", "manager", "owner")  # who is called, step by step
SEVERE = ("S1", "S2")  # what does not wait for the first clock at night


def role(conn: Connection, house: House, opened: Case) -> Local:
    """Whom the guest of this case is told of."""
    return role_of(conn, house, opened.department, rings=_rings(house, opened))


def role_of(conn: Connection, house: House, department: str, *, rings: bool = False) -> Local:
    """A department that has nobody, or sleeps, answers nothing: reception does, or who is on duty."""
    return Local(house.hotel.departments[_answering(conn, house, department, rings=rings)].role)


def _answering(conn: Connection, house: House, department: str, *, rings: bool) -> str:
    team, night = people.team(conn, house), people.at_night(house)
    if department == "duty":
        return department
    if night and (rings or department != "reception") and any(one.nights for one in team):
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
    team = people.team(conn, house)
    if called := night_duty(conn, house) or next_person(team, 1, None):
        case.note(conn, house, opened, "rung", "desk", user=called.user_id)
        guest = people.guest_by_id(conn, opened.guest_id)
        first = text("alarm.night", room=cards.room(guest), about=cards.about(opened), ref=opened.ref)
        to_phone(conn, house, opened, called, first)


def rung(conn: Connection, opened: Case) -> list[int]:
    """Who was called at night since the case was opened, or opened again."""
    return [data["user"] for _, data in case.since_reopened(conn, opened, "rung")]


def night_duty(conn: Connection, house: House) -> Colleague | None:
    """Whoever is on duty, at night."""
    found = people.team(conn, house) if people.at_night(house) else []
    return next((one for one in found if one.nights), None)


def next_person(team: list[Colleague], step: int, owner: int | None) -> Colleague | None:
    """The ladder: reception, then a manager, then an owner; never whoever has the case already.

    Where a rung is empty the next one up is called, and when there is none, the highest below.
    """
    place = min(step, len(LADDER)) - 1
    for one_role in (*LADDER[place:], *reversed(LADDER[:place])):
        found = [one for one in team if one.role == one_role and one.user_id != owner]
        if found:
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
