"""/note: a remark about a guest or a room, recorded in seconds, read by staff alone."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people, rooms
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import behalf, cards, case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import ringing
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.desk.stays import notes, numbers
from bot.desk.stays.notes import Note
from bot.say import Choice, Join, Say, choice, say, text

MARKS = ("allergy", "quiet", "vip")


class NoteWhat(DeskError):
    """ "/note" without words, or nobody knows about whom."""

    key = "refuse.note_what"


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """In a topic about its guest; elsewhere the room comes first: "/note 214 prefers tea at 7"."""
    about = case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None
    first, _, rest = words.partition(" ")
    if _number(conn, house, asked, who, words, about):
        return
    if (room := rooms.named(house, first)) and rest.strip():
        made = notes.write(conn, house, who, rest, room=room)
    elif about and words.strip():
        made = notes.write(conn, house, who, words, guest=people.guest_by_id(conn, about.guest_id))
    else:
        raise NoteWhat(
            example="/note 214 prefers tea at 7", ways=[choice(text("button.my_day"), "today_staff")]
        )
    said = _screen(conn, house, made)
    if about and not asked.private:
        outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=about.id)
        cards.refresh(conn, house, case.by_id(conn, house, about.id))
    else:
        reply(conn, house, asked, said)


def _number(
    conn: Connection, house: House, asked: Asked, who: Colleague, words: str, about: Case | None
) -> bool:
    """True when it was a telephone number: that is for whoever has the case, and on no card."""
    first, _, rest = words.partition(" ")
    if (number := numbers.read(rest)) and (room := rooms.named(house, first)):
        guest = behalf.somebody(conn, house, room, who)
        ringing.noted(conn, house, asked, who, guest, number, None)
    elif about and (number := numbers.read(words)):
        ringing.noted(conn, house, asked, who, people.guest_by_id(conn, about.guest_id), number, about)
    return number is not None


def _screen(conn: Connection, house: House, made: Note) -> Say:
    """What was noted, and what it may be besides a remark."""
    kind = text(f"note.is_{made.kind}")
    ways = [
        choice(text(f"button.note_{one}"), "note_mark", note=made.id, kind=one)
        for one in MARKS
        if one != made.kind
    ]
    undo = choice(text("button.note_drop"), "note_drop", note=made.id)
    return say(text("note.made", room=made.room or "—", kind=kind, words=made.words), choices=[*ways, undo])


def mark(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    made = notes.mark(conn, house, notes.by_id(conn, house, facts["note"]), facts["kind"])
    nod(conn, house, asked)
    reply(conn, house, asked, _screen(conn, house, made))
    _show(conn, house, made)


def drop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    made = notes.by_id(conn, house, facts["note"])
    notes.end(conn, house, made)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("note.dropped", room=made.room or "—")))
    _show(conn, house, made)


def _show(conn: Connection, house: House, made: Note) -> None:
    """The cards of the guest's open cases show it."""
    if made.guest_id:
        cards.refresh_all(conn, house, made.guest_id)


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """All that is noted about the guest of a case, each of them one tap from being dropped."""
    opened = case.by_id(conn, house, facts["case"])
    guest = people.guest_by_id(conn, opened.guest_id)
    found = notes.about(conn, house, guest)
    lines = [text("note.line", kind=text(f"note.is_{one.kind}"), words=one.words[:120]) for one in found[:6]]
    head = text("note.list", room=guest.room or "—") if found else text("note.none", example="/note …")
    nod(conn, house, asked)
    said = say(head, Join(lines, "lines") if lines else None, choices=_ways(opened.id, found[:6], guest))
    if asked.private:
        reply(conn, house, asked, said)
    else:
        outbox.card(conn, house, opened.id, said, lane=outbox.REPLY)


def _ways(case_id: int, found: list[Note], guest: Guest) -> list[Choice]:
    drops = [
        Choice(text("button.note_end", words=one.words[:14]), "note_end", {"note": one.id, "case": case_id})
        for one in found
    ]
    return [*drops, choice(text("button.back"), "case_front", case=case_id)]


def end(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    notes.end(conn, house, notes.by_id(conn, house, facts["note"]))
    listed(conn, house, asked, who, {"case": facts["case"]})


ACTS: dict[str, StaffAct] = {"note_mark": mark, "note_drop": drop, "note_list": listed, "note_end": end}
