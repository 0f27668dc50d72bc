"""Where a ready reply stands: for which cases it is offered, and how early in the list."""

from __future__ import annotations

from typing import get_args

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.catalog import runtime, staffing_edits
from bot.desk.catalog.replying import Kind, Replies, Reply
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.say import Choice, Join, Local, choice, say, text

KINDS: tuple[Kind, ...] = get_args(Kind)


def _reply(house: House, facts: Facts) -> Reply:
    found = house.catalog.replies.reply(facts["reply"])
    if found is None:
        raise OldButton(ways=[choice(text("button.replies"), "m_replies"), HOME])
    return found


def _back(found: Reply) -> Choice:
    return choice(text("button.m_back"), "m_reply", reply=found.code)


def kinds(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A tap adds a kind of case, or takes it out; without any it is offered for all."""
    found, page = _reply(house, facts), int(facts.get("page", 0))
    some, more = page_of(KINDS, page, "m_reply_kinds", reply=found.code)
    ways = [
        choice(text(f"button.kind_{one}"), "m_reply_kind", reply=found.code, kind=one, page=page)
        for one in some
    ]
    now = Join([text(f"kind.{one}") for one in found.kinds]) if found.kinds else text("replies.every_kind")
    said = text("replies.kinds", title=Local(found.title), kinds=now)
    reply(conn, house, asked, say(said, choices=[*ways, more, _back(found)]))


def kind(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found, chosen = _reply(house, facts), facts["kind"]
    now = [one for one in KINDS if (one in found.kinds) != (one == chosen)]
    after = found.model_copy(update={"kinds": now})
    change = runtime.change_reply(conn, house, found.code, after, who.name)
    names = Join([text(f"kind.{one}") for one in now]) if now else text("replies.every_kind")
    ways = [
        choice(text("button.m_undo"), "m_undo", change=change),
        choice(text("button.m_more_kinds"), "m_reply_kinds", reply=found.code, page=facts.get("page", 0)),
        _back(found),
    ]
    reply(
        conn,
        house,
        asked,
        say(text("replies.kinds_now", title=Local(found.title), kinds=names), choices=ways),
    )


def up(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One place earlier; the others keep their order."""
    found = _reply(house, facts)
    new, place = earlier(house.catalog.replies, found.code)
    told = {"kind": "reply_order", "title": dict(found.title)}
    made = staffing_edits.change(conn, house, "replies", new, who.name, told, told)
    undo = choice(text("button.m_undo"), "m_undo", change=made) if made else None
    again = choice(text("button.m_reply_up"), "m_reply_up", reply=found.code) if place else None
    said = text("replies.place", title=Local(found.title), number=place + 1)
    reply(conn, house, asked, say(said, choices=[again, undo, _back(found)]))


def earlier(replies: Replies, code: str) -> tuple[Replies, int]:
    """The replies with this one moved up by one place, and where it stands then."""
    ranked = sorted(replies.replies, key=lambda one: one.order)
    at = next(n for n, one in enumerate(ranked) if one.code == code)
    place = max(0, at - 1)
    ranked.insert(place, ranked.pop(at))
    order = {one.code: 10 * (n + 1) for n, one in enumerate(ranked)}
    numbered = [one.model_copy(update={"order": order[one.code]}) for one in replies.replies]
    return replies.model_copy(update={"replies": numbered}), place


ACTS: dict[str, StaffAct] = {
    "m_reply_kinds": managed(kinds),
    "m_reply_kind": managed(kind),
    "m_reply_up": managed(up),
}
