"""A draft of an older version: what was published since, by whom, and the ways to bring both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.catalog import conflicts
from bot.desk.catalog.conflicts import Since
from bot.desk.catalog.drafts import Draft
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.manage import diff_words
from bot.say import At, Choice, Say, Text, Value, choice, say, text

SHOWN = 5


def screen(house: House, draft: Draft, found: Sequence[Since]) -> Say:
    """Never a silent overwrite: whatever is chosen here ends as a draft whose differences are shown."""
    known = draft.about.base is not None and any(one.by for one in found)
    both = conflicts.touching(found)
    head = "pub.behind_both" if both else "pub.behind" if known or not found else "pub.unknown"
    place = draft.about.place or text(f"pub.from_{draft.about.source}")
    shown = [_line(house, draft, one) for one in [*both, *(one for one in found if one not in both)][:SHOWN]]
    said = text(head, place=place, base=draft.about.base or 0, live=house.version)
    return say(said, *diff_words.listed(shown, len(found)), choices=_ways(draft, head))


def _ways(draft: Draft, head: str) -> list[Choice]:
    facts = {"draft": draft.about.id}
    mine = choice(text("button.pub_mine"), "m_pub_join", mine=1, **facts)
    theirs = choice(text("button.pub_theirs"), "m_pub_join", mine=0, **facts)
    joined = choice(text("button.pub_join"), "m_pub_join", mine=1, **facts)
    over = choice(text("button.pub_over"), "m_pub_join", mine=1, **facts)
    ways = {"pub.behind_both": [mine, theirs], "pub.behind": [joined], "pub.unknown": [over]}[head]
    anew = choice(text("button.pub_anew"), "m_pub_book")
    return [*ways, anew, choice(text("button.pub_discard"), "m_pub_drop", **facts), HOME]


def _line(house: House, draft: Draft, one: Since) -> Text:
    new = replace(house, catalog=draft.catalog)
    told = diff_words.told(new, house, one.change)
    move: Value = text("manager.move", before=told.before or "–", after=told.after or "–")
    if told.key:
        move = text("pub.added" if told.key == "folder.added" else "pub.removed")
    who: Value = one.by.author if one.by else ""
    at: Value = At(one.by.published_at, "stamp") if one.by else ""
    if one.ours is None:
        return text("pub.since" if one.by else "pub.since_nobody", what=told.what, move=move, who=who, at=at)
    ours = diff_words.told(house, new, one.ours)
    yours = ours.after or text("pub.removed")
    return text("pub.since_both", what=told.what, move=move, yours=yours, who=who, at=at)
