"""A turn goes to a colleague, or is swapped with theirs of that day: which one, with whom; live at once."""

from __future__ import annotations

from datetime import date

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, reply
from bot.desk.cases import roster, shift_ends, telling
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog import swapping
from bot.desk.catalog.staffing import Person
from bot.desk.catalog.swapping import Turn
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import shown
from bot.desk.menu.cases.staffing_words import told
from bot.desk.menu.labels import fitted
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Day, Join, Text, Value, choice, say, text


class TurnGone(DeskError):
    """The shift was moved or taken out meanwhile."""

    key = "refuse.turn_gone"


def ask(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Which of their next turns?"""
    about = people.on_file(conn, house, facts["user"])
    turns = _turns(house, about)
    numbered = list(enumerate(turns, 1))
    some, more = page_of(numbered, int(facts.get("page", 0)), "m_swap", user=about.user_id)
    lines: list[Value] = [text("roster.line", number=n, shift=_said(one)) for n, one in some]
    ways = [choice(text("button.m_turn", number=n), "m_swap_with", **_place(about, one)) for n, one in some]
    head = text("roster.swap_which" if turns else "roster.swap_none", name=about.name)
    listed = Join(lines, "lines") if lines else None
    reply(conn, house, asked, say(head, listed, choices=[*ways, more, _person(about)]))


def _turns(house: House, about: Colleague) -> list[Turn]:
    mine = roster.of(house, about)
    return swapping.coming(mine, house.now, house.zone, house.catalog.roster) if mine else []


def _said(turn: Turn) -> Text:
    hours = {"open": f"{turn.shift.open:%H:%M}", "close": f"{turn.shift.close:%H:%M}"}
    return text("roster.shift", days=Day(turn.day), **hours)


def _place(about: Colleague, turn: Turn) -> dict[str, str | int]:
    return {"user": about.user_id, "day": turn.day.isoformat(), "open": f"{turn.shift.open:%H:%M}"}


def _person(about: Colleague) -> Choice:
    return choice(text("button.m_back"), "m_shift", user=about.user_id)


def _turn(house: House, about: Colleague, facts: Facts) -> Turn:
    """Found again by day and hour: the list may have changed."""
    day = date.fromisoformat(facts["day"])
    for one in _turns(house, about):
        if one.day == day and f"{one.shift.open:%H:%M}" == facts["open"]:
            return one
    raise TurnGone(name=about.name, ways=[choice(text("button.m_swap"), "m_swap", user=about.user_id)])


def whom(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whoever could take it: here that day, and not at work in these very hours."""
    about = people.on_file(conn, house, facts["user"])
    turn = _turn(house, about, facts)
    others = [
        one for one in roster.staff(conn, house) if one.user_id != about.user_id and _may(house, one, turn)
    ]
    others.sort(key=lambda one: one.department != about.department)
    place = _place(about, turn)
    some, more = page_of(others, int(facts.get("page", 0)), "m_swap_with", **place)
    ways = [choice(fitted(one.name), "m_swap_set", other=one.user_id, **place) for one in some]
    said = text("roster.swap_whom", name=about.name, shift=_said(turn))
    reply(conn, house, asked, say(said, choices=[*ways, more, _person(about)]))


def _may(house: House, one: Colleague, turn: Turn) -> bool:
    return swapping.may_take(roster.of(house, one), turn, house.zone, house.catalog.roster)


def put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Both read it on their own phones; one tap takes it back."""
    about, other = (people.on_file(conn, house, facts[one]) for one in ("user", "other"))
    turn = _turn(house, about, facts)
    if not _may(house, other, turn):
        raise TurnGone(name=other.name, ways=[choice(text("button.m_swap"), "m_swap", user=about.user_id)])
    giver, taker = _line(house, about), _line(house, other)
    back = swapping.given_for(taker, turn, house.zone, house.catalog.roster)
    new = swapping.swapped(house.catalog.roster, giver, turn, taker, back)
    told_of = {"kind": "swap", "name": about.name, "other": other.name, "shift": _packed(turn)}
    told_of |= {"back": _packed(back)} if back else {}
    before, after = {**told_of, "value": False}, {**told_of, "value": True}
    made = edits.change(conn, house, "roster", new, who.name, before, after)
    shift_ends.edited(conn, house, new)
    said = told(before, after)
    for one in (about, other):
        if one.user_id != who.user_id:
            telling.privately(conn, house, one, say(text("roster.swapped", what=said, name=who.name)))
    shown(conn, house, asked, text("ladder.live", what=said), made, _person(about))


def _line(house: House, one: Colleague) -> Person:
    """Theirs in the roster, or a new one."""
    return roster.of(house, one) or Person(name=one.name, department=one.department)


def _packed(turn: Turn) -> dict[str, object]:
    return turn.alone.model_dump(mode="json", by_alias=True, exclude_defaults=True)


ACTS: dict[str, StaffAct] = {
    "m_swap": managed(ask),
    "m_swap_with": managed(whom),
    "m_swap_set": managed(put),
}
