"""One draft on one screen: what would change, what to look at first, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, reply
from bot.desk.catalog import conflicts, drafts
from bot.desk.catalog.diff import Change, diff
from bot.desk.catalog.drafts import Draft
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import conflict_screen, diff_words, warning_words
from bot.desk.menu.manager_screen import managed
from bot.desk.offers.second_look import Warn, look_over
from bot.desk.people import Colleague
from bot.say import At, Choice, Join, Say, Text, Value, choice, pack, say, text

SHOWN, WARNED = 4, 3  # lines on the draft's own screen
PAGE = 7  # lines of a page of all differences
FILE_FROM = 12  # differences from which they also come as a file
WHOLE = 400  # characters of a value in the file

CATALOG = choice(text("button.pub_drafts"), "m_pubs")


@dataclass(frozen=True)
class Look:
    """A draft beside what is live."""

    draft: Draft
    house: House
    new: House
    changes: Sequence[Change]
    warnings: Sequence[Warn]

    @property
    def facts(self) -> dict[str, int]:
        return {"draft": self.draft.about.id}


def look(conn: Connection, house: House, draft: Draft) -> Look:
    new, changes = replace(house, catalog=draft.catalog), diff(house.catalog, draft.catalog)
    return Look(draft, house, new, changes, look_over(conn, house, new, changes))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Where something was published since, that comes first."""
    draft = drafts.waiting(conn, house, facts["draft"])
    reply(conn, house, asked, screen(conn, house, draft))


def screen(conn: Connection, house: House, draft: Draft) -> Say:
    if draft.about.base != house.version:
        if found := conflicts.since(conn, house, draft):
            return conflict_screen.screen(house, draft, found)
        drafts.follow(conn, house, draft.about.id)
    seen = look(conn, house, draft)
    shown = diff_words.listed(diff_words.lines(house, draft.catalog, seen.changes[:SHOWN]), len(seen.changes))
    return say(_head(house, seen), *shown, _first(seen), _hour(draft), choices=_choices(seen))


def _head(house: House, seen: Look) -> Text:
    about = seen.draft.about
    key = "pub.draft" if seen.changes else "pub.same"
    return text(
        key, n=len(seen.changes), place=place(seen.draft), who=about.author, at=At(about.made_at, "stamp")
    )


def place(draft: Draft) -> Value:
    """The file it came from, else how it was made."""
    return draft.about.place or text(f"pub.from_{draft.about.source}")


def _first(seen: Look) -> Value | None:
    """What to look at before it is published."""
    if not seen.warnings:
        return None
    lines = warning_words.lines(seen.house, seen.new, seen.warnings[:WARNED])
    more = diff_words.listed(lines, len(seen.warnings))
    return text("pub.look_first", warnings=more[0])


def _hour(draft: Draft) -> Text | None:
    at = draft.about.publish_at
    return text("pub.at_hour", at=At(at, "both")) if at else None


def _choices(seen: Look) -> list[Choice | None]:
    facts, timed = seen.facts, seen.draft.about.publish_at is not None
    if not seen.changes:
        return [choice(text("button.pub_discard"), "m_pub_drop", **facts), HOME]
    return [
        choice(text("button.m_publish"), "m_pub_yes", base=seen.house.version, **facts),
        choice(text("button.pub_preview"), "m_sim_ask", **facts),
        choice(text("button.pub_other_hour" if timed else "button.pub_at"), "m_pub_when", **facts),
        choice(text("button.pub_call_off"), "m_pub_call_off", **facts) if timed else None,
        choice(text("button.pub_all"), "m_pub_all", **facts) if len(seen.changes) > SHOWN else None,
        choice(text("button.pub_warnings"), "m_pub_warn", **facts) if len(seen.warnings) > WARNED else None,
        choice(text("button.pub_discard"), "m_pub_drop", **facts),
        HOME,
    ]


def every(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """All differences, a page at a time; many of them also as a file."""
    seen = look(conn, house, drafts.waiting(conn, house, facts["draft"]))
    lines = diff_words.lines(house, seen.draft.catalog, seen.changes)
    as_file = choice(text("button.pub_file"), "m_pub_file", **seen.facts)
    _paged(conn, house, asked, seen, "m_pub_all", lines, facts, as_file if len(lines) >= FILE_FROM else None)


def warnings(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    seen = look(conn, house, drafts.waiting(conn, house, facts["draft"]))
    _paged(conn, house, asked, seen, "m_pub_warn", warning_words.lines(house, seen.new, seen.warnings), facts)


def _paged(
    conn: Connection,
    house: House,
    asked: Asked,
    seen: Look,
    act: str,
    lines: Sequence[Value],
    facts: Facts,
    beside: Choice | None = None,
) -> None:
    pages = max(1, -(-len(lines) // PAGE))
    here = int(facts.get("page", 0)) % pages
    more = choice(text("button.m_more"), act, page=(here + 1) % pages, **seen.facts) if pages > 1 else None
    head = text("pub.page", place=place(seen.draft), page=here + 1, pages=pages)
    back = choice(text("button.m_back"), "m_pub", **seen.facts)
    shown = Join(list(lines[here * PAGE : here * PAGE + PAGE]), "lines")
    reply(conn, house, asked, say(head, shown, choices=[more, beside, back]))


def file(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Every difference in full, as a spreadsheet in the manager's language."""
    seen = look(conn, house, drafts.waiting(conn, house, facts["draft"]))
    told = [diff_words.told(house, seen.new, one, brief=WHOLE) for one in seen.changes]
    heads: list[Value] = [text(f"pub.column_{one}") for one in ("what", "before", "after", "percent")]
    rows = [[pack(one) for one in heads]]
    for one in told:
        cells: list[Value] = [one.what, one.before or "", one.after or ""]
        rows.append([pack(cell) for cell in (*cells, diff_words.share(one.percent) if one.percent else "")])
    letter = say(
        text("pub.file", n=len(told)), choices=[choice(text("button.pub_open"), "m_pub", **seen.facts)]
    )
    outbox.table(
        conn, house, asked.chat_id, letter, {"name": "changes.xlsx", "sheet": "Changes", "rows": rows}
    )


def waiting(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Every draft that waits, the newest first."""
    found = drafts.listed(conn, house, 4)
    ways = [_open(one) for one in found]
    lines = [_line(one) for one in found]
    said = text("pub.waiting") if found else text("pub.none")
    catalog = choice(text("button.pub_workbook"), "m_pub_book")
    history = choice(text("button.pub_versions"), "m_versions")
    reply(
        conn, house, asked, say(said, Join(lines, "lines"), choices=[*ways, catalog, history, CHANGES, HOME])
    )


def _open(one: drafts.About) -> Choice:
    return choice(text("button.pub_number", number=one.id), "m_pub", draft=one.id)


def _line(one: drafts.About) -> Text:
    named = one.place or text(f"pub.from_{one.source}")
    facts = {"number": one.id, "place": named, "who": one.author, "at": At(one.made_at, "stamp")}
    if one.publish_at:
        return text("pub.waits_hour", hour=At(one.publish_at, "stamp"), **facts)
    return text("pub.waits", **facts)


ACTS = {
    "m_pub": managed(show),
    "m_pub_all": managed(every),
    "m_pub_warn": managed(warnings),
    "m_pub_file": managed(file),
    "m_pubs": managed(waiting),
}
