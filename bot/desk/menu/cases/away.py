"""Somebody is ill or on leave: one tap, and nobody calls them, no shift counts, their cases go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, reply
from bot.desk.cases import case, returning, roster, shift_ends
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import shown
from bot.desk.menu.cases.staffing_words import told
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Choice, choice, say, text

SPANS: Mapping[str, tuple[int, int]] = {"today": (0, 0), "tomorrow": (1, 1), "three": (0, 2), "week": (0, 6)}


def ask(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    about = people.on_file(conn, house, facts["user"])
    ways = [
        choice(text(f"button.m_away_{name}"), "m_away_set", user=about.user_id, span=name) for name in SPANS
    ]
    said = text("roster.away_ask", name=about.name)
    reply(conn, house, asked, say(said, choices=[*ways, _person(about)]))


def _person(about: Colleague) -> Choice:
    return choice(text("button.m_back"), "m_shift", user=about.user_id)


def put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From the first day to the last; where the first is today, what they have goes back to the queue."""
    about = people.on_file(conn, house, facts["user"])
    first, last = (house.today + timedelta(days=days) for days in SPANS[facts["span"]])
    mine = roster.of(house, about)
    name = mine.name if mine else about.name
    new = edits.with_away(house.catalog.roster, name, about.department, first, last)
    moved = _give_back(conn, house, about) if first == house.today else 0
    _live(conn, house, asked, who, new, about, (first, last), added=True, moved=moved)


def _give_back(conn: Connection, house: House, about: Colleague) -> int:
    """Each open case of theirs stands in the queue again; its guest is told, and the next one is called."""
    mine = [one for one in case.every_open(conn, house) if one.owner == about.user_id]
    for one in mine:
        case.note(conn, house, one, "owner_away", "desk", user=about.user_id)
        returning.to_queue(conn, house, one)
    return len(mine)


def gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """They are back sooner."""
    about = people.on_file(conn, house, facts["user"])
    mine = roster.of(house, about)
    day = date.fromisoformat(facts["day"])
    span = next((one for one in mine.away if one.holds(day)), None) if mine else None
    if mine is None or span is None:
        ask(conn, house, asked, who, facts)
        return
    new = edits.without_away(house.catalog.roster, mine.name, day)
    _live(conn, house, asked, who, new, about, (span.start, span.until or span.start), added=False)


def _live(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    new: Roster,
    about: Colleague,
    days: tuple[date, date],
    *,
    added: bool,
    moved: int = 0,
) -> None:
    facts = {"kind": "away", "name": about.name, "from": days[0].isoformat(), "until": days[1].isoformat()}
    before, after = {**facts, "value": not added}, {**facts, "value": added}
    made = edits.change(conn, house, "roster", new, who.name, before, after)
    shift_ends.edited(conn, house, new)
    key = "roster.away_live" if moved else "ladder.live"
    said = text(key, what=told(before, after), number=moved)
    shown(conn, house, asked, said, made, _person(about))


ACTS: dict[str, StaffAct] = {
    "m_away": managed(ask),
    "m_away_set": managed(put),
    "m_away_gone": managed(gone),
}
