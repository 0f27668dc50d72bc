"""Every version that was live: who published it, when and why, what it changed, and back to it by one tap."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.catalog import drafts, versions
from bot.desk.catalog.diff import diff
from bot.desk.catalog.versions import Version
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import diff_words, draft_screen
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.say import At, Choice, Join, Text, choice, say, text

KEPT = 40  # versions that are listed, four at a time
LINES = 6
VERSIONS = choice(text("button.pub_versions"), "m_versions")


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The newest first, with author, time and reason."""
    found = versions.history(conn, house.id, KEPT)
    shown, more = page_of(found, facts.get("page", 0), "m_versions")
    lines = Join([_line(house, one) for one in shown], "lines")
    ways = [
        choice(text("button.pub_version", version=str(one.n)), "m_version", version=one.n) for one in shown
    ]
    reply(conn, house, asked, say(text("pub.versions"), lines, choices=[*ways, more, CHANGES, HOME]))


def _line(house: House, one: Version) -> Text:
    key = "pub.version_live" if one.n == house.version else "pub.version"
    return text(key, version=str(one.n), at=At(one.published_at, "stamp"), who=one.author, reason=one.reason)


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the version changed against the one before it."""
    n = int(facts["version"])
    one = next((each for each in versions.history(conn, house.id, KEPT) if each.n == n), None)
    after = versions.load(conn, house.id, n)
    before = versions.load(conn, house.id, one.parent) if one and one.parent else None
    changes = diff(before, after) if before else []
    was = replace(house, catalog=before or after)
    page, pages = int(facts.get("page", 0)), max(1, -(-len(changes) // LINES))
    lines = diff_words.lines(was, after, changes[page * LINES : page * LINES + LINES])
    head = _line(house, one) if one else text("pub.version", version=str(n), at="", who="", reason="")
    more = (
        choice(text("button.m_more"), "m_version", version=n, page=(page + 1) % pages) if pages > 1 else None
    )
    back = _again(n) if n != house.version else None
    counted = text("pub.version_changes", n=len(changes)) if changes else None
    body = [counted, head, Join(lines, "lines") if lines else None]
    reply(conn, house, asked, say(*body, choices=[more, back, VERSIONS, HOME]))


def _again(n: int) -> Choice:
    return choice(text("button.pub_back_to", version=str(n)), "m_version_back", version=n)


def again(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """An old version as a draft: what going back would change is shown before it is live."""
    n = int(facts["version"])
    old, name = versions.load(conn, house.id, n), f"version {n}"
    made = drafts.keep(
        conn,
        house,
        old,
        base=house.version,
        source="chat",
        author=who.name,
        place=name,
        reason=f"back to {name}",
    )
    reply(conn, house, asked, draft_screen.screen(conn, house, drafts.load(conn, house, made)))


ACTS = {
    "m_versions": managed(listed),
    "m_version": managed(show),
    "m_version_back": managed(again),
}
