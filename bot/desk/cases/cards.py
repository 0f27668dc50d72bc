"""What staff see of a case: one card that is edited in place, and the lines under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import answers, book, wished
from bot.desk.cases import buttons, noticing, promises, remedies
from bot.desk.cases.case import Case, all_open, open_case_of, opened_by, promised, shown
from bot.desk.cases.promises import Promise
from bot.desk.cases.triage import NAMED
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import notes
from bot.say import At, Choice, Day, Join, Local, Say, Span, Text, Value, choice, pack, say, text
from bot.schema import cases

NOTES, NOTE_WORDS = 2, 60  # how many stand on a card, and how much of each
BRIEF = 1200  # letters of the guest's words on a card
LONG = 120  # minutes; who reads "1303 min" has to reckon
IN_HOURS = {
    "promise.ask_late": "promise.ask_late_long",
    "alarm.promise_broken": "alarm.promise_broken_long",
    "card.late": "card.late_long",
    "alarm.called": "alarm.called_long",
    "alarm.missed_acknowledge": "alarm.missed_acknowledge_long",
    "alarm.missed_resolve": "alarm.missed_resolve_long",
    "alarm.missed_word": "alarm.missed_word_long",
}


def refresh(conn: Connection, house: House, case: Case, *, alarm: bool = False) -> None:
    """Show the case as it now is. A card that only changes rings nobody: new ones and alarms go first."""
    guest = people.guest_by_id(conn, case.guest_id)
    conn.execute(
        update(cases).where(cases.c.id == case.id).values(title=pack(topic_title(house, case, guest)))
    )
    lane = outbox.ALARM if alarm or case.kind == "complaint" else outbox.REPLY
    if shown(conn, case):
        lane = outbox.STAFF
    if case.kind == "sensitive":
        lane = outbox.DANGER
    outbox.card(conn, house, case.id, card(conn, house, case), lane=lane)


def refresh_all(conn: Connection, house: House, guest_id: int) -> None:
    """The guest's room has changed, or what is known of it: every card that shows it."""
    for case in all_open(conn, house, guest_id):
        refresh(conn, house, case)
        outbox.title(conn, house, case.id)


def card(conn: Connection, house: House, case: Case, choices: Sequence[Choice] | None = None) -> Say:
    """The card under its first buttons, or under `choices` for as long as nothing changes."""
    guest = people.guest_by_id(conn, case.guest_id)
    return Say(
        (
            Join([headline(house, case, guest), status_line(conn, house, case)], "lines"),
            text("card.words", words=brief(case.words)) if case.words else "",
            Join(
                [
                    _who(conn, house, case, guest),
                    *_noted(conn, house, guest),
                    *_reported(conn, house, case),
                    *_booked(conn, house, case),
                    *_clock(conn, house, case),
                    *made_good(conn, house, case),
                    *noticing.lines(conn, house, case),
                ],
                "lines",
            ),
        ),
        tuple(buttons.front(case, guest) if choices is None else choices),
    )


def made_good(conn: Connection, house: House, case: Case) -> list[Value]:
    """What was given for it, and what a manager is asked for."""
    return [_remedy(conn, house, one) for one in remedies.standing(conn, house, case.id)]


def _remedy(conn: Connection, house: House, one: remedies.Given) -> Text:
    who = people.colleague(conn, house, one.decided_by or one.asked_by)
    price = one.cost if one.cost.minor else text("price.free")
    facts = {"title": one.called, "price": price, "person": who.name if who else ""}
    return text("card.remedy" if one.state == "given" else "card.remedy_asked", **facts)


def headline(house: House, case: Case, guest: Guest) -> Text:
    department = Local(house.department(case.department).name)
    if case.kind == "booking":  # what is asked for stands below: nothing was guessed
        return text("card.headline_request", severity=case.severity, department=department, room=room(guest))
    return text(
        "card.headline",
        severity=case.severity,
        department=department,
        room=room(guest),
        about=about(case),
    )


def room(guest: Guest) -> Value:
    """The room as staff must read it: unverified is said aloud."""
    if not guest.room:
        return text("card.room_left", room=guest.was_in) if guest.was_in else text("card.room_unknown")
    return text("card.room_verified" if guest.verified else "card.room_unverified", room=guest.room)


def about(case: Case) -> Value:
    """What it is about, in the reader's language."""
    known = case.category if case.category in NAMED or case.kind == "sensitive" else None
    return text(f"guess.{known}" if known else f"kind.{case.kind}")


def status_line(conn: Connection, house: House, case: Case) -> Text:
    owner = people.colleague(conn, house, case.owner) if case.owner else None
    return text(f"card.status_{case.status}", person=owner.name if owner else "", ref=case.ref)


def _who(conn: Connection, house: House, case: Case, guest: Guest) -> Text:
    return text("card.guest", name=guest.name, language=text(f"language.{guest.language}"))


def _reported(conn: Connection, house: House, case: Case) -> list[Value]:
    """By which colleague, when not by the guest."""
    by = opened_by(conn, case) if case.source == "staff" else ""
    who = people.colleague(conn, house, int(by.partition(":")[2])) if by.startswith("staff:") else None
    return [text("card.reported_by", person=who.name)] if who else []


def _noted(conn: Connection, house: House, guest: Guest) -> list[Value]:
    """What staff remember of the guest and the room, in brief; allergies first."""
    found = notes.about(conn, house, guest)[:NOTES]
    return [
        text("card.note", kind=text(f"note.is_{one.kind}"), words=one.words[:NOTE_WORDS]) for one in found
    ]


def _booked(conn: Connection, house: House, case: Case) -> list[Value]:
    """Their next bookings: staff must know what a delay would spoil."""
    if case.booking_id and (asked := book.by_id(conn, house, case.booking_id)):
        total = asked.quote.total
        said = text(
            "card.request",
            title=Local(asked.sold.title),
            party=asked.party.said(),
            total=total if total.minor else text("price.free"),
            ref=asked.ref,
        )
        day = wished.of(asked.wish).day
        return [said, *([Day(day)] if day else []), *answers.for_staff(conn, house, asked.id, asked.party)]
    coming = [b for b in book.of_guest(conn, house, case.guest_id) if b.start and b.start > house.now]
    return [
        text("card.booked", title=Local(b.sold.title), at=At(b.start, "stamp")) for b in coming[:2] if b.start
    ]


def _clock(conn: Connection, house: House, case: Case) -> list[Value]:
    """How late the running clock is, counted from its first promise, and what it stands at now."""
    if not case.open:
        return []
    first = case.acked_at is None
    if not first and (stands := promises.standing(conn, house, case.id, "done")):
        return _promised(conn, house, stands)
    taken = "card.acknowledge_by" if case.untaken else "card.word_by"
    key, due = (taken, case.ack_due) if first else ("card.resolve_by", case.resolve_due)
    since = promised(conn, case, "acknowledge" if first else "resolve")
    behind = late("card.late", minutes_late(house, since)) if house.now > since else ""
    return [behind, text(key, time=At(due)) if due >= house.now else ""]


def _promised(conn: Connection, house: House, stands: Promise) -> list[Value]:
    """What the guest counts on, and how late it is since the first time that was named."""
    since = promises.since_when(conn, house, stands)
    named = people.colleague(conn, house, stands.by) if stands.by else None
    due = At(stands.due, promises.style(house, stands.due))
    ahead = text("card.promised", time=due, person=named.name if named else "")
    return [late("card.late", minutes_late(house, since)) if since else "", ahead]


def late(key: str, minutes: int, **facts: Value) -> Text:
    """How late something is: in minutes, from two hours on in hours as well."""
    if minutes < LONG:
        return text(key, n=minutes, **facts)
    return text(IN_HOURS[key], late=Span(minutes), **facts)


def minutes_late(house: House, since: datetime) -> int:
    return max(1, int((house.now - since).total_seconds() // 60))


def brief(words: str) -> str:
    """What fits on a card that is edited in place; longer words stand whole under it."""
    return words if len(words) <= BRIEF else f"{words[:BRIEF].rstrip()}…"


def quoted(guest: Guest, words: str) -> Say:
    return say(text("card.guest_wrote", name=guest.name, words=words))


def alarm(conn: Connection, house: House, case: Case) -> Say:
    """The same to a phone in a pocket: room and danger in the first line."""
    guest = people.guest_by_id(conn, case.guest_id)
    return say(
        text("alarm.sensitive", room=room(guest), about=about(case), ref=case.ref, name=guest.name),
        text("card.acknowledge_by", time=At(case.ack_due)) if case.ack_due > house.now else None,
        text("card.words", words=brief(case.words)),
        choices=[choice(text("button.claim"), "claim", case=case.id)],
    )


def topic_title(house: House, case: Case, guest: Guest) -> Text:
    """At most 128 characters when spoken: room first, then what it is."""
    key = "topic.closed" if not case.open else "topic.late" if case.level else "topic.open"
    return text(key, room=guest.room or guest.was_in or "—", about=about(case), ref=case.ref)


def tell_unreachable(conn: Connection, house: House, chat_id: int) -> None:
    """The guest has blocked the bot: whoever works on their case goes there or rings."""
    guest = people.guest(conn, house, chat_id)
    opened = open_case_of(conn, house, guest.id) if guest else None
    if guest and opened:
        said = say(text("card.unreachable", name=guest.name, room=room(guest)))
        outbox.newest(conn, house, said, case_id=opened.id, name="unreachable")
