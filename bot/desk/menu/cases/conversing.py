"""A colleague writes in a case: to the guest, to the colleagues alone, or takes back what was said."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import behalf, case, relays, working
from bot.desk.cases.case import Case
from bot.desk.cases.relays import Relay
from bot.desk.house import House
from bot.desk.learning import exchanges
from bot.desk.menu import teaching
from bot.desk.people import Colleague, Guest
from bot.say import Say, Value, say, text

NOTE = re.compile(r"(?://|/n(?:@\w+)?(?=\s|$))\s*")  # what begins like this stays among staff
UNSAY = re.compile(r"/unsay(?:@\w+)?(?=\s|$)")
MANAGES = ("owner", "manager")


def internal(asked: Asked) -> bool:
    """Whether it is for colleagues: marked as a note, or a reply to one of them."""
    return bool(NOTE.match(asked.text or "")) or asked.replies == "colleague"


def wrote(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """The one door through which a colleague's message comes to a guest."""
    if asked.edited:
        _mended(conn, house, asked, opened, who)
    elif UNSAY.match(asked.text or "") and not asked.forwarded:
        unsay(conn, house, asked, opened, who)
    elif internal(asked):
        _noted(conn, house, asked, opened, who)
    elif asked.kind == "other":
        tell(conn, house, opened, say(text("relay.unknown_kind")))
    elif not (asked.text or "").startswith("/"):
        _relay(conn, house, asked, opened, who)


def _noted(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """Kept with the case, for whoever takes it over; it stands in the topic as it was written."""
    words = NOTE.sub("", asked.text or "", count=1)
    about = {"words": words, "what": asked.kind, "message": asked.message_id}
    case.note(conn, house, opened, "noted", _staff(who), **about)


def _relay(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """To the guest, under the colleague's name; whoever answers has the case."""
    guest = people.guest_by_id(conn, opened.guest_id)
    way = relays.to_guest(opened.id, guest.chat_id, _staff(who))
    if asked.album and relays.of_album(conn, house, asked) is not None:
        relays.gather(conn, house, way, _heading(house, who), asked)
        return
    mine = working.wrote(conn, house, opened, who)
    unread(conn, house, mine, guest)
    if mine.status == "closed":
        tell(conn, house, mine, say(text("card.still_read", ref=mine.ref)))
    if asked.kind == "text":
        relays.words(conn, house, way, said_by(house, who, asked.text or ""), asked)
        teaching.answered(conn, house, asked, opened, who)
    elif asked.album:
        relays.gather(conn, house, way, _heading(house, who), asked)
    else:
        under = said_by(house, who, asked.text) if asked.text else _heading(house, who)
        relays.copy(conn, house, way, _heading(house, who), asked, under)


def unread(conn: Connection, house: House, opened: Case, guest: Guest) -> bool:
    """True where no phone reads what a colleague writes: they are told. Nobody waits for it in a case about
    the house.
    """
    if not outbox.phoneless(guest.chat_id) or behalf.of_the_house(guest):
        return False
    tell(conn, house, opened, say(text("staff.case_no_phone")))
    return True


def said_by(house: House, who: Colleague, words: Value, *, key: str = "relay.staff") -> Say:
    return say(text(key, person=who.name, department=people.department(house, who), words=words))


def _heading(house: House, who: Colleague) -> Say:
    return say(text("relay.staff_sends", person=who.name, department=people.department(house, who)))


def _mended(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """Only what has reached the guest is corrected there: an edited note stays a note.

    What is made a note afterwards is taken back; a command that it is made into goes to nobody.
    """
    before = relays.written(conn, house, asked.chat_id, asked.message_id or 0)
    if before is None or before.unsaid_at or before.actor == "guest" or relays.unchanged(before, asked):
        return
    guest, words = people.guest_by_id(conn, opened.guest_id), asked.text or ""
    if NOTE.match(words) or UNSAY.match(words):
        _take_back(conn, house, opened, who, before)
    elif words.startswith("/"):
        return
    elif asked.kind == "text":
        _correct(conn, house, asked, opened, who, guest)
    elif asked.kind in relays.CAPTIONED:
        unread(conn, house, opened, guest)
        way = relays.to_guest(opened.id, guest.chat_id, _staff(who))
        under = said_by(house, who, words, key="relay.staff_edited")
        again = replace(asked, reply_to=asked.message_id, album=None)
        relays.copy(conn, house, way, under, again, under)


def _correct(
    conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague, guest: Guest
) -> None:
    """A line under the first one that says so: a time that was changed in silence is missed."""
    unread(conn, house, opened, guest)
    way = relays.to_guest(opened.id, guest.chat_id, _staff(who))
    first = relays.edited(conn, house, asked)
    said = said_by(house, who, asked.text or "", key="relay.staff_edited")
    relays.words(conn, house, way, said, asked, answers=first)
    case.note(conn, house, opened, "staff_corrected", _staff(who), words=asked.text)
    teaching.answered(conn, house, asked, opened, who)


def unsay(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """As a reply: that message, one's own or as a manager; else one's own last one in this case."""
    if asked.reply_to is None:
        found = relays.last(conn, opened.id, _staff(who))
    else:
        found = relays.written(conn, house, asked.chat_id, asked.reply_to)
    mine = found and (found.actor == _staff(who) or (who.role in MANAGES and found.actor != "guest"))
    if found is None or not mine or found.unsaid_at or found.case_id != opened.id:
        tell(conn, house, opened, say(text("relay.nothing_to_unsay")))
        return
    _take_back(conn, house, opened, who, found)


def _take_back(conn: Connection, house: House, opened: Case, who: Colleague, found: Relay) -> None:
    if not relays.unsay(conn, house, found):
        tell(conn, house, opened, say(text("relay.too_late")))
        return
    case.note(conn, house, opened, exchanges.UNSAID, _staff(who), message=found.source_message)
    tell(conn, house, opened, say(text("relay.unsaid", person=who.name)))


def tell(conn: Connection, house: House, opened: Case, said: Say) -> None:
    """A line in the topic for whoever just wrote there."""
    outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=opened.id)


def _staff(who: Colleague) -> str:
    return f"staff:{who.user_id}"
