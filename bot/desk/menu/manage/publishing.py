"""A draft goes live: at once, at an hour that is looked at again, or not at all. One tap takes it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, reply
from bot.desk.catalog import conflicts, drafts
from bot.desk.catalog.drafts import Draft, DraftBehind, HourPast, Published
from bot.desk.catalog.issues import broken
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import room_made
from bot.desk.menu.manage import draft_screen, wish_words
from bot.desk.menu.manage.draft_screen import Look
from bot.desk.menu.manage.hours import LEFT
from bot.desk.menu.manage.remedies import owners_only
from bot.desk.menu.manage.warning_words import lines
from bot.desk.menu.manager_screen import kindly, managed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.timers import Due
from bot.say import At, Choice, Join, Say, choice, say, text

WAITS = "m_pub_hour"
CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)(?!\.\d)(?:['’-][^\W\d]{1,3}(?!\w))?")
BESIDE = re.compile(r"(?<!\w)(?:at|в|um|uhr|saat|сағат)(?!\w)", re.IGNORECASE)  # an hour
MORNING = time(6)
SURE = 5  # prices that are named once more


def publish(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """At once, unless a price moves so far that a second tap is worth it."""
    draft = drafts.waiting(conn, house, facts["draft"])
    owners_only(who, house.catalog, draft.catalog, *_ways(draft))
    if draft.about.base != house.version or facts["base"] != house.version:
        draft_screen.show(conn, house, asked, who, facts)
        return
    seen = draft_screen.look(conn, house, draft)
    if any(one.twice for one in seen.warnings) and not facts.get("sure"):
        reply(conn, house, asked, _sure(seen, facts))
        return
    made = drafts.publish(conn, house, draft.about.id, by=who.name)
    room_made(conn, replace(seen.new, version=made.version))
    reply(conn, house, asked, live(made, seen))


def _sure(seen: Look, facts: Facts) -> Say:
    far = [one for one in seen.warnings if one.twice][:SURE]
    yes = choice(text("button.pub_sure"), "m_pub_yes", **{**facts, "sure": 1})
    back = choice(text("button.m_back"), "m_pub", draft=facts["draft"])
    return say(text("pub.sure"), Join(lines(seen.house, seen.new, far), "lines"), choices=[yes, back])


def _ways(draft: Draft) -> Sequence[Choice]:
    return choice(text("button.pub_open"), "m_pub", draft=draft.about.id), HOME


def live(made: Published, seen: Look, key: str = "pub.live") -> Say:
    undo = choice(text("button.m_undo"), "m_undo", change=made.change) if made.change else None
    said = text(key, version=str(made.version), n=len(seen.changes), place=draft_screen.place(seen.draft))
    sold = sum(one.n for one in seen.warnings if one.kind in ("booked", "gone"))
    keep = text("pub.keep_sold", n=sold) if sold else None
    return say(said, keep, choices=[undo, CHANGES, HOME], lasting=True)


def discard(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    draft = drafts.waiting(conn, house, facts["draft"])
    drafts.discard(conn, house, draft.about.id)
    said = text("pub.discarded", place=draft_screen.place(draft))
    reply(conn, house, asked, say(said, choices=[choice(text("button.pub_workbook"), "m_pub_book"), HOME]))


def join(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Both in one, as a new draft: shown before anything is published."""
    draft = drafts.waiting(conn, house, facts["draft"])
    made = conflicts.rebased(conn, house, draft, mine=bool(facts["mine"]), by=who.name)
    reply(conn, house, asked, draft_screen.screen(conn, house, drafts.load(conn, house, made)))


def when(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Three usual hours, or one in words."""
    draft = drafts.waiting(conn, house, facts["draft"])
    owners_only(who, house.catalog, draft.catalog, *_ways(draft))
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, draft=draft.about.id)
    hours = [_at(one, draft.about.id) for one in _usual(house)]
    back = choice(text("button.m_back"), "m_pub", draft=draft.about.id)
    example = house.local(_usual(house)[0])
    said = text("pub.when", example=f"{example:%d.%m} {example:%H:%M}")
    reply(conn, house, asked, say(said, choices=[*hours, back]))


def _usual(house: House) -> list[datetime]:
    """Tomorrow, next Monday and on the first of the month, in the morning."""
    today = house.today
    monday = today + timedelta(days=7 - today.weekday())
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = dict.fromkeys((today + timedelta(days=1), monday, first))
    return [house.moment(day, MORNING) for day in days]


def _at(moment: datetime, draft: int) -> Choice:
    return choice(At(moment, "both"), "m_pub_hour", draft=draft, at=moment.isoformat())


def hour(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    schedule(conn, house, asked, facts["draft"], datetime.fromisoformat(facts["at"]))


def typed(conn: Connection, house: House, asked: Asked, facts: Facts) -> bool:
    """An hour in words: "14.07 06:00", "tomorrow at 6:00". False when they say anything else beside it."""
    words = asked.text or ""
    left, day = wish_words.day_in(house, words)
    clock = CLOCK.search(left)
    if (clock is None and day is None) or LEFT.search(BESIDE.sub(" ", CLOCK.sub(" ", left, count=1))):
        return False
    at = time(int(clock[1]), int(clock[2])) if clock else MORNING
    try:
        schedule(conn, house, asked, facts["draft"], house.moment(day or house.today, at))
    except HourPast as refused:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
        later = [_at(one, facts["draft"]) for one in _usual(house)]
        kindly(conn, house, asked, refused, ways=[*later, choice(text("button.m_back"), "m_pub", **facts)])
    return True


def schedule(conn: Connection, house: House, asked: Asked, draft: int, at: datetime) -> None:
    drafts.schedule(conn, house, draft, at)
    dialogues.done(conn, house, asked.chat_id)
    facts = {"draft": draft}
    ways = [
        choice(text("button.pub_call_off"), "m_pub_call_off", **facts),
        choice(text("button.pub_other_hour"), "m_pub_when", **facts),
        choice(text("button.pub_open"), "m_pub", **facts),
        HOME,
    ]
    reply(conn, house, asked, say(text("pub.scheduled", at=At(at, "both")), choices=ways))


def call_off(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    drafts.call_off(conn, house, facts["draft"])
    draft_screen.show(conn, house, asked, who, facts)


def fire(conn: Connection, house: House, timer: Due) -> None:
    """The hour has come: publish it if it still fits, else say so, and nothing changes."""
    number = int(timer.ref)
    try:
        draft = drafts.waiting(conn, house, number)
    except drafts.DraftGone:
        return
    try:
        with conn.begin_nested():
            tell(conn, house, _due(conn, house, draft))
    except DeskError:
        drafts.call_off(conn, house, number)
        tell(conn, house, _not_now(draft, "pub.not_now"))


def _due(conn: Connection, house: House, draft: Draft) -> Say:
    """Raises DraftBehind where something was published that it would take back."""
    if draft.about.base != house.version:
        if conflicts.since(conn, house, draft):
            raise DraftBehind(base=draft.about.base or 0, live=house.version)
        drafts.follow(conn, house, draft.about.id)
    if broken(conflicts.fit(draft.catalog)):
        drafts.call_off(conn, house, draft.about.id)
        return _not_now(draft, "pub.broken")
    seen = draft_screen.look(conn, house, draft)
    made = drafts.publish(conn, house, draft.about.id, by=draft.about.author)
    room_made(conn, replace(seen.new, version=made.version))
    return live(made, seen, "pub.live_at_hour")


def _not_now(draft: Draft, key: str) -> Say:
    ways = [choice(text("button.pub_open"), "m_pub", draft=draft.about.id), CHANGES, HOME]
    return say(text(key, place=draft_screen.place(draft)), choices=ways, lasting=True)


def tell(conn: Connection, house: House, said: Say) -> None:
    """All who manage hear of it."""
    for one in people.team(conn, house):
        if one.manages:
            outbox.send(conn, house, one.user_id, said)


ACTS = {
    "m_pub_yes": managed(publish),
    "m_pub_drop": managed(discard),
    "m_pub_join": managed(join),
    "m_pub_when": managed(when),
    "m_pub_hour": managed(hour),
    "m_pub_call_off": managed(call_off),
}
