"""The hotel's own folder: edits go live and managers are told; where one reverts a change they choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, reply
from bot.desk.catalog import journal, runtime, watching
from bot.desk.catalog.diff import Change, diff
from bot.desk.catalog.issues import Issue, line
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import canonical
from bot.desk.catalog.watching import Note, Seen
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import room_made
from bot.desk.menu.manage import diff_words
from bot.desk.menu.manage.remedies import owners_only
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Choice, Say, Value, choice, say, text

AUTHOR = "folder"
SHOWN = 4  # lines; more are counted


@dataclass(frozen=True)
class Due:
    """What the files must become: the live version's number, and its content when it is not theirs yet."""

    base: int
    catalog: Catalog | None = None
    replaced: bool = False  # edits of somebody are overwritten, as a manager chose


def follow(conn: Connection, house: House, seen: Seen) -> Due | None:
    """Publish the folder, or tell managers why not; what is to be done to the files."""
    if seen.catalog is None:
        _tell_problems(conn, house, seen.issues)
        return None
    known = watching.note(conn, house)
    base = 1 if seen.base is None and house.version == 1 else seen.base  # then they can come from no other
    if known.accepted and known.digest == seen.digest:
        return Due(house.version, house.catalog, replaced=True)
    before = watching.came_from(conn, house, base)
    match watching.judge(seen.catalog, base, house.version, house.catalog, before):
        case "publish":
            return _publish(conn, house, seen.catalog)
        case "behind":
            return Due(house.version, house.catalog)
        case "conflict":
            _ask(conn, house, seen, base, before)
            return None
    watching.settle(conn, house)
    return Due(house.version) if base != house.version else None


def _publish(conn: Connection, house: House, catalog: Catalog) -> Due:
    lines = told(house, diff(house.catalog, catalog), catalog)
    n = runtime.import_catalog(
        conn,
        house.id,
        catalog,
        base=house.version,
        author=AUTHOR,
        reason="edited in the folder",
        now=house.now,
    )
    watching.settle(conn, house)
    room_made(conn, replace(house, catalog=catalog, version=n))
    change = journal.recent(conn, house, 1)[0].id
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    _tell(conn, house, say(text("folder.live"), *lines, choices=[undo, CHANGES], lasting=True))
    return Due(n)


def _tell_problems(conn: Connection, house: House, issues: Sequence[Issue]) -> None:
    """Once for each problem, however often the files are saved with it."""
    known = watching.note(conn, house)
    new = watching.untold(known, issues)
    if not new:
        return
    watching.remember(conn, house, told=[watching.problem(one) for one in issues])
    lines: list[Value] = [line(one) for one in new[:SHOWN]]
    _tell(conn, house, say(text("folder.broken"), *diff_words.listed(lines, len(new)), choices=[CHANGES]))


def _ask(conn: Connection, house: House, seen: Seen, base: int | None, before: Catalog | None) -> None:
    """Once for these files and this live version."""
    known = watching.note(conn, house)
    if (known.digest, known.live) == (seen.digest, house.version) or seen.catalog is None:
        return
    since, waiting = base if before else None, canonical(seen.catalog)
    now = {"digest": seen.digest, "live": house.version, "accepted": False, "told": []}
    watching.remember(conn, house, waiting=waiting, since=since, **now)
    _tell(conn, house, _question(house, seen.catalog, before, seen.digest))


def _question(house: House, found: Catalog, before: Catalog | None, digest: str) -> Say:
    lost = watching.reverted(house.catalog, found, before)
    point = text("folder.older") if before else text("folder.unknown")
    facts = {"folder": digest, "live": house.version}
    keep = choice(text("button.folder_keep" if before else "button.folder_live"), "m_folder_keep", **facts)
    over = choice(text("button.folder_over"), "m_folder_over", **facts)
    return say(point, *told(house, lost, found), choices=[keep, over, CHANGES], lasting=True)


def _tell(conn: Connection, house: House, said: Say) -> None:
    for one in people.team(conn, house):
        if one.manages:
            outbox.send(conn, house, one.user_id, said)


def keep(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is live stays; edits of the folder that touch none of it join it, the rest gives way."""
    known = _waiting(conn, house, asked, facts)
    found = known.catalog() if known else None
    if known is None or found is None:
        return
    before = watching.came_from(conn, house, known.since)
    both = watching.together(before, found, house.catalog)
    if both is None:
        reply(conn, house, asked, say(text("folder.unfit"), choices=[_over(facts), CHANGES, HOME]))
        return
    lines = told(house, diff(house.catalog, both), both)
    if lines:
        _live(conn, house, who, both, "the folder's edits beside those of the chat")
    watching.remember(conn, house, accepted=True)
    joined = [text("folder.joined"), *lines] if lines else []
    reply(conn, house, asked, say(text("folder.kept"), *joined, choices=[CHANGES, HOME]))


def over(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The folder as it is; what was published since is taken back, and can be brought again."""
    known = _waiting(conn, house, asked, facts)
    found = known.catalog() if known else None
    if found is None:
        return
    lines = told(house, diff(house.catalog, found), found)
    _live(conn, house, who, found, "the folder over all")
    undo = choice(text("button.m_undo"), "m_undo", change=journal.recent(conn, house, 1)[0].id)
    reply(conn, house, asked, say(text("folder.live"), *lines, choices=[undo, CHANGES], lasting=True))


def _live(conn: Connection, house: House, who: Colleague, catalog: Catalog, reason: str) -> None:
    owners_only(who, house.catalog, catalog, CHANGES, HOME)
    base, now = house.version, house.now
    n = runtime.import_catalog(conn, house.id, catalog, base=base, author=who.name, reason=reason, now=now)
    room_made(conn, replace(house, catalog=catalog, version=n))


def _waiting(conn: Connection, house: House, asked: Asked, facts: Facts) -> Note | None:
    """The files that were asked about; None, and said, when they or the live version have moved on."""
    known = watching.note(conn, house)
    if known.accepted or (known.digest, house.version) != (facts["folder"], facts["live"]):
        reply(conn, house, asked, say(text("folder.moved_on"), choices=[CHANGES, HOME]))
        return None
    return known


def _over(facts: Facts) -> Choice:
    return choice(text("button.folder_over"), "m_folder_over", **facts)


def told(house: House, changes: Sequence[Change], new: Catalog) -> list[Value]:
    """One paragraph of the first few differences, in the words of the hotel where it has them."""
    return diff_words.listed(diff_words.lines(house, new, changes[:SHOWN]), len(changes))


ACTS = {"m_folder_keep": managed(keep), "m_folder_over": managed(over)}
