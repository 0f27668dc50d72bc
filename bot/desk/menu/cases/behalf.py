"""`/case 214 no hot water`: a colleague opens a case for a guest, or for the house."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, rooms
from bot.desk.asked import Asked, Heard, nod, reply
from bot.desk.cases import behalf, cards, case
from bot.desk.cases.case import Case
from bot.desk.cases.triage import COMPLAINTS, REQUESTS
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import finding
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError, OldButton
from bot.desk.stays.acts import LIST
from bot.say import At, Choice, Local, Say, Value, choice, say, text

COMMAND = "/case"
EXAMPLE = "/case 214 no hot water"
SURE = 0.5  # from here on it is a complaint
KINDS = ("complaint", "request", "fault", "lost_item", "incident", "praise")  # a colleague may choose
PLAIN = {"lost_item": "lost_item", "praise": "praise"}  # an intent that is a kind of its own


class CaseOfWhat(DeskError):
    """ "/case" without a word of what it is."""

    key = "refuse.case_what"


class NoSuchRoomHere(DeskError):
    """The first word is a number, and no room of the hotel has it."""

    key = "refuse.case_no_room"


def typed(asked: Asked) -> bool:
    return asked.kind == "text" and (asked.text or "").partition(" ")[0].partition("@")[0] == COMMAND


def open_typed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """A room and what it is; without a room it is about the house. A room or a number alone is looked up."""
    if finding.asked_for(conn, house, asked, who, words):
        return
    first, _, rest = words.partition(" ")
    room = rooms.named(house, first)
    told = rest.strip() if room else words
    if not told:
        raise CaseOfWhat(ways=[LIST], example=EXAMPLE)
    kind, category = understood(asked.heard)
    if room is None and first.isdecimal() and rest.strip():
        facts = {"kind": kind, "category": category, "words": told}
        raise NoSuchRoomHere(ways=[Choice(text("button.case_as_is"), "case_as_is", facts), LIST], room=first)
    _open(conn, house, asked, who, room, kind, category, told)


def as_is(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """After all without a room."""
    nod(conn, house, asked)
    _open(conn, house, asked, who, None, facts["kind"], facts["category"], facts["words"])


def understood(heard: Heard | None) -> tuple[str, str | None]:
    """What kind of case the words make, a guess that the colleague can mend with a tap."""
    if heard is None:
        return "request", None
    if heard.risk:
        return "sensitive", heard.risk
    names = [name for name, _ in heard.entries]
    if heard.complaint >= SURE:
        return "complaint", next((one for one in names if one in COMPLAINTS), "complaint_general")
    top = names[0] if names else ""
    return PLAIN.get(top, "request"), top if top in REQUESTS else None


def _open(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    room: str | None,
    kind: str,
    category: str | None,
    words: str,
) -> None:
    if room is None and kind == "complaint":  # nobody complains: something in the house is broken
        kind, category = "fault", None if category == "complaint_general" else category
    guest = behalf.somebody(conn, house, room, who)
    opened, new = behalf.report(conn, house, guest, who, kind=kind, category=category, words=words)
    key = "staff.case_opened" if new else "staff.case_joined"
    told = _told(opened, outbox.phoneless(guest.chat_id), room) if new else ""
    reply(conn, house, asked, _shown(house, opened, guest, key, told))


def _told(opened: Case, phoneless: bool, room: str | None) -> Value:
    """What the guest knows of it."""
    if opened.kind == "sensitive" or room is None:
        return ""
    return text("staff.case_no_phone" if phoneless else "staff.case_told")


def _shown(house: House, opened: Case, guest: Guest, key: str, told: Value) -> Say:
    ways = [choice(text("button.claim"), "claim", case=opened.id)] if opened.untaken else []
    ways += [choice(text("button.case_kinds"), "case_kinds", case=opened.id)] if opened.open else []
    said = text(
        key,
        ref=opened.ref,
        about=cards.about(opened),
        room=cards.room(guest),
        severity=opened.severity,
        department=Local(house.department(opened.department).name),
        time=At(opened.ack_due),
        told=told,
    )
    return say(said, choices=ways)


def kinds(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What it may be besides."""
    opened = _open_case(conn, house, facts)
    nod(conn, house, asked)
    others = [one for one in KINDS if one != opened.kind]
    ways = [choice(text(f"button.kind_{one}"), "case_kind", case=opened.id, kind=one) for one in others]
    reply(conn, house, asked, say(text("staff.case_kinds", ref=opened.ref), choices=ways))


def kind(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    changed = behalf.rekind(conn, house, _open_case(conn, house, facts), who, facts["kind"])
    nod(conn, house, asked)
    said = text(
        "staff.case_is",
        ref=changed.ref,
        kind=text(f"kind.{changed.kind}"),
        severity=changed.severity,
        department=Local(house.department(changed.department).name),
    )
    reply(conn, house, asked, say(said, choices=[choice(text("button.claim"), "claim", case=changed.id)]))


def _open_case(conn: Connection, house: House, facts: Facts) -> Case:
    found = case.by_id(conn, house, facts["case"])
    if not found.open or found.kind in ("sensitive", "booking"):
        raise OldButton(ways=[LIST])
    return found


ACTS: dict[str, StaffAct] = {"case_as_is": as_is, "case_kinds": kinds, "case_kind": kind}
