"""A draft of an older version: what was published since, by whom, and both in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.db import Connection
from bot.desk.catalog import drafts, versions
from bot.desk.catalog.check import check
from bot.desk.catalog.diff import Change, diff
from bot.desk.catalog.drafts import Draft
from bot.desk.catalog.issues import Issue, Where, broken
from bot.desk.catalog.merging import merged
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import Version
from bot.desk.catalog.ways import SINCE
from bot.desk.house import House
from bot.desk.problems import DeskError

WALKED = 10  # versions in which who changed a thing is looked for


class NotTogether(DeskError):
    """The two together would be no catalog."""

    key = "refuse.draft_together"


@dataclass(frozen=True)
class Since:
    """One thing that was changed and that the draft does not know. `ours`: the draft sets it otherwise.

    `by` is the version that changed it last, where that is known.
    """

    change: Change
    ours: Change | None
    by: Version | None


def since(conn: Connection, house: House, draft: Draft) -> list[Since]:
    """What publishing the draft would take back; of an unknown base, every difference."""
    before = drafts.came_from(conn, house, draft.about.base)
    if before is None:
        return [Since(one, None, None) for one in diff(draft.catalog, house.catalog)]
    ours = diff(before, draft.catalog)
    who = _who(conn, house, draft.about.base or 0)
    found = [Since(one, _touching(one, ours), who.get(one.where)) for one in diff(before, house.catalog)]
    return [one for one in found if one.ours is None or one.ours.after != one.change.after]


def touching(found: Sequence[Since]) -> list[Since]:
    """Where both have set the same thing: somebody has to choose."""
    return [one for one in found if one.ours is not None]


def rebased(conn: Connection, house: House, draft: Draft, *, mine: bool, by: str) -> int:
    """A new draft of the live version with both; where they touch, the draft's or the live value.

    NotTogether when that would be no catalog. The older draft is discarded.
    """
    both = together(drafts.came_from(conn, house, draft.about.base), house.catalog, draft.catalog, mine=mine)
    if both is None:
        raise NotTogether(ways=SINCE)
    about = draft.about
    drafts.discard(conn, house, about.id)
    facts = {"source": about.source, "place": about.place, "reason": about.reason, "author": by}
    return drafts.keep(conn, house, both, base=house.version, **facts)  # type: ignore[arg-type]  # as they were


def together(before: Catalog | None, live: Catalog, draft: Catalog, *, mine: bool) -> Catalog | None:
    """What both changed since `before`; of an unknown past the draft as it is, or what is live."""
    if before is None:
        return draft if mine else live
    both = merged(before, live, draft) if mine else merged(before, draft, live)
    return both if both and not broken(fit(both)) else None


def fit(catalog: Catalog) -> list[Issue]:
    """What is wrong with it, pictures apart: those were looked at with the files."""
    pictures = frozenset(catalog.shown())
    return check(catalog, pictures)


def _touching(theirs: Change, ours: Sequence[Change]) -> Change | None:
    return next((one for one in ours if _same_place(one.where, theirs.where)), None)


def _same_place(one: Where, other: Where) -> bool:
    """The same thing, or one within the other: an offer that somebody removed."""
    size = min(len(one), len(other))
    return one[:size] == other[:size]


def _who(conn: Connection, house: House, base: int) -> Mapping[Where, Version]:
    """The version that set each thing last."""
    found: dict[Where, Version] = {}
    newer, after = None, house.catalog
    for version in versions.history(conn, house.id, WALKED + 1):
        if newer is not None:
            before = versions.load(conn, house.id, version.n)
            for one in diff(before, after):
                found.setdefault(one.where, newer)
            after = before
        if version.n <= base:
            break
        newer = version
    return found
