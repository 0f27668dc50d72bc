"""What only who has a case reads: the guest's full name, stay, number, notes. Never in a group."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod
from bot.desk.cases import buttons, cards, case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.desk.stays import notes, numbers, phones
from bot.desk.stays.acts import LIST
from bot.say import Choice, Day, Join, Say, Value, choice, say, text
from bot.schema import case_events, cases, letters

START = "card-"  # of a link from the topic into the private chat
FEW = 5  # notes at once

_BY_REF = select(cases.c.id).where(cases.c.property_id == bindparam("p"), cases.c.ref == bindparam("r"))
_NOTED = (
    select(case_events.c.data)
    .where(case_events.c.case_id == bindparam("b"), case_events.c.kind == "noted")
    .order_by(case_events.c.id.desc())
    .limit(FEW)
)
_SHOWN = select(letters.c.id, letters.c.chat_id, letters.c.message_id, letters.c.content).where(
    letters.c.property_id == bindparam("p"),
    letters.c.method == "send",
    letters.c.chat_id == bindparam("c"),
    letters.c.message_id.is_not(None),
)


class NotYours(DeskError):
    """Whoever takes the case reads this; {person} has it."""

    key = "refuse.private_card"


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Into the private chat of who has the case, wherever it was asked for."""
    opened = case.by_id(conn, house, facts["case"])
    if opened.owner != who.user_id:
        owner = people.colleague(conn, house, opened.owner) if opened.owner else None
        ways = [] if owner else [choice(text("button.claim"), "claim", case=opened.id)]
        raise NotYours(ways=[*ways, LIST], person=owner.name if owner else "")
    nod(conn, house, asked, None if asked.private else text("private.sent"))
    deliver(conn, house, opened, who)


def deliver(conn: Connection, house: House, opened: Case, who: Colleague) -> None:
    """To the phone of who has it; where they never opened us, the topic shows the way (`fallback`)."""
    said = _card(conn, house, opened)
    outbox.send(conn, house, who.user_id, said, kind="soft", topic_of=opened.id, private=True)


def taken(conn: Connection, house: House, mine: Case, who: Colleague, before: int | None) -> None:
    """The case has a new owner: they read it, the one before them no longer does."""
    if before not in (None, who.user_id):
        withdraw(conn, house, mine, before or 0)
    if _facts(conn, house, mine):
        deliver(conn, house, mine, who)


def withdraw(conn: Connection, house: House, opened: Case, user_id: int) -> None:
    """Their copy says only that the case has gone on."""
    for row in conn.execute(_SHOWN, {"p": house.id, "c": user_id}).mappings().all():
        if row["content"].get("private") and row["content"].get("topic_of") == opened.id:
            said = say(text("private.passed_on", ref=opened.ref))
            outbox.edit(conn, house, user_id, row["message_id"], said)


def _card(conn: Connection, house: House, opened: Case) -> Say:
    guest = people.guest_by_id(conn, opened.guest_id)
    head = text("private.card", ref=opened.ref, name=guest.name, room=cards.room(guest))
    return say(head, *_facts(conn, house, opened), choices=_ways(opened))


def _ways(opened: Case) -> list[Choice]:
    return buttons.done(opened) if opened.open else []


def _facts(conn: Connection, house: House, opened: Case) -> list[Value]:
    """What the group is not shown: the stay as the hotel has it, the number to ring, and every note."""
    guest = people.guest_by_id(conn, opened.guest_id)
    stay = phones.stay_of(conn, house, guest.id)
    found: list[Value] = []
    if stay:
        days = {"arrival": Day(stay.arrival), "departure": Day(stay.departure)}
        found.append(text("private.stay", name=stay.full_name, note=stay.note or "", **days))
    if number := numbers.of(conn, house, guest):
        found.append(text("private.phone", phone=number))
    kept: list[Value] = [text("private.note", words=one.words) for one in notes.about(conn, house, guest)]
    said = conn.execute(_NOTED, {"b": opened.id}).scalars()
    kept += [text("private.note", words=one["words"]) for one in said if one.get("words")]
    return [*found, *([Join(kept[:FEW], "lines")] if kept else [])]


def opened(conn: Connection, house: House, asked: Asked, who: Colleague, payload: str) -> None:
    """The link that the topic showed to who had never opened us."""
    number = conn.execute(_BY_REF, {"p": house.id, "r": payload.removeprefix(START)}).scalar()
    if number is None:
        raise OldButton(ways=[LIST])
    show(conn, house, asked, who, {"case": number})


def fallback(conn: Connection, house: House, case_id: int, user_id: int) -> None:
    """Telegram lets us write to nobody who never wrote to us: one line with the way, and no name in it."""
    mine, who = case.by_id(conn, house, case_id), people.colleague(conn, house, user_id)
    name = people.bot_name(conn, house.id)
    url = f"https://t.me/{name}?start={START}{mine.ref}"
    way = Choice(text("button.private_open"), "private", {"case": mine.id}, url=url)
    said = say(text("private.open_first", person=who.name if who else ""), choices=[way])
    outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=mine.id)


ACTS: dict[str, StaffAct] = {"private": show}
