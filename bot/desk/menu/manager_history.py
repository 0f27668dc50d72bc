"""What changed, by whom and when; and back again by one tap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.catalog import journal, versions
from bot.desk.catalog.journal import Deed, Entry
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import room_made
from bot.desk.menu.cases import staffing_words
from bot.desk.menu.manage.history import VERSIONS
from bot.desk.menu.manage.remedies import owners_only
from bot.desk.menu.manage.screen import span
from bot.desk.menu.manager_screen import managed, thing
from bot.desk.people import Colleague
from bot.say import At, Choice, Day, Local, Text, choice, say, text

SHOWN = 6
UNDOABLE = 4


def changes(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The last six changes; a button for each that can still be taken back."""
    entries = journal.recent(conn, house, SHOWN)
    if not entries:
        reply(conn, house, asked, say(text("manager.changes_none"), choices=[HOME]))
        return
    lines = [_line(house, number, one) for number, one in enumerate(entries, 1)]
    undoing = [
        _undo(number, one)
        for number, one in enumerate(entries, 1)
        if can_undo(house, one, entries[: number - 1])
    ]
    said = say(text("manager.changes"), *lines, choices=[*undoing[:UNDOABLE], VERSIONS, HOME])
    reply(conn, house, asked, said)


def _line(house: House, number: int, entry: Entry) -> Text:
    today = house.local(entry.at).date() == house.today
    at = At(entry.at, "time" if today else "stamp")
    key = "manager.change_undone" if entry.undone_at else "manager.change"
    return text(key, number=number, at=at, who=entry.actor, what=told(house, entry.deed))


def _undo(number: int, entry: Entry) -> Choice:
    return choice(text("button.m_undo_number", number=number), "m_undo", change=entry.id)


def can_undo(house: House, entry: Entry, newer: Sequence[Entry]) -> bool:
    """Not undone, and nothing that still holds was set in its place since."""
    if entry.undone_at or entry.deed.act == "undo":
        return False
    if entry.deed.act == "import":
        return bool(entry.deed.after["version"] == house.version)
    standing = [one for one in newer if not one.undone_at and one.deed.act != "undo"]
    return _place(entry.deed) not in [_place(one.deed) for one in standing]


def _place(deed: Deed) -> tuple[object, ...]:
    """What a change touches: a unit's price, a day's places, an offer's sale."""
    kind = "sale" if deed.act in ("stop", "resume") else deed.act
    parts = tuple(sorted(deed.after.get("parts", ())))
    return kind, deed.subject, deed.after.get("unit"), deed.after.get("day"), parts, deed.after.get("pause")


def told(house: House, deed: Deed) -> Text:
    """One change in words; an undoing is told as what it brought back."""
    said = _told(house, deed)
    return text("manager.did_undo", what=said) if deed.act == "undo" else said


def _told(house: House, deed: Deed) -> Text:
    before, after = deed.before, deed.after
    if "price" in after:
        name = thing(house, after["offer"], after["option"], after["unit"])
        old, new = house.money(before["price"]), house.money(after["price"])
        return text("manager.did_price", thing=name, before=old, after=new)
    if "day" in after:
        name, day = thing(house, after["offer"], after["option"]), Day(date.fromisoformat(after["day"]))
        had, has = before["capacity"] or 0, after["capacity"] or 0
        return text("manager.did_places", thing=name, day=day, before=had, after=has)
    if "parts" in after:
        what = after.get("what") or before.get("what")
        return text(f"manage.did_{what}", thing=thing(house, deed.subject))
    if "pause" in after:
        return _pause_told(house, deed)
    if "stopped" in after:
        key = "manager.did_stop" if after["stopped"] else "manager.did_resume"
        return text(key, thing=thing(house, deed.subject))
    if "kind" in after:
        return staffing_words.told(before, after)
    if "inputs" in after:
        return text("manager.did_lifetime")
    if "entry" in after:
        return _answer_told(before["entry"], after["entry"])
    if "reply" in after:
        return _reply_told(before["reply"], after["reply"])
    return text("manager.did_import", version=str(after["version"]))


def _pause_told(house: House, deed: Deed) -> Text:
    ends = deed.after if deed.after["pause"] else deed.before
    since, until = (datetime.fromisoformat(ends[end]) for end in ("since", "until"))
    key = "manage.did_pause" if deed.after["pause"] else "manage.did_unpause"
    return text(key, thing=thing(house, deed.subject), span=span(since, until, house))


def _reply_told(before: Facts | None, after: Facts | None) -> Text:
    title = Local((after or before or {})["title"])
    if before is None:
        return text("manager.did_reply_new", title=title)
    return text("manager.did_reply", title=title) if after else text("manager.did_reply_gone", title=title)


def _answer_told(before: Facts | None, after: Facts | None) -> Text:
    title = Local((after or before or {})["title"])
    if before is None:
        return text("manager.did_answer_new", title=title)
    return text("manager.did_answer", title=title) if after else text("manager.did_answer_gone", title=title)


def undo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Back as it was, and live at once."""
    entry = journal.undo(conn, house, facts["change"], who.name)
    live = versions.live(conn, house)
    owners_only(who, house.catalog, live.catalog, CHANGES, HOME)
    room_made(conn, live)
    back = Deed(entry.deed.act, entry.deed.subject, entry.deed.after, entry.deed.before)
    said = text("manager.undone", what=_told(house, back))
    reply(conn, house, asked, say(said, choices=[CHANGES, HOME]))


ACTS = {"m_changes": managed(changes), "m_undo": managed(undo)}
