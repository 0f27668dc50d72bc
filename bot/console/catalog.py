"""qonaq catalog import · export · diff · publish · history · undo"""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import ledger
from bot.config import PROPERTY, Config
from bot.console import catalog_book, draft
from bot.console.call import MISUSE, TROUBLE, WELL, Call, Refused
from bot.console.check import read
from bot.console.draft import Draft
from bot.console.words import counted
from bot.desk.catalog import folder, versions
from bot.desk.catalog.diff import diff
from bot.desk.catalog.issues import broken
from bot.desk.catalog.model import Catalog
from bot.folder import pictures
from bot.media import Media

AUTHOR = "console"
NOTHING = "There is no catalog in the database yet. `qonaq catalog publish` makes the first version."


def bring_in(call: Call, asked: Namespace) -> int:
    """Check a folder or workbook and keep it as the draft, for `diff` and `publish`."""
    number, live = ledger.live(call.config)
    if str(asked.folder).lower().endswith(catalog_book.ENDING):
        found = catalog_book.bring_in(call, asked.folder, number, live)
    else:
        found = _from_folder(call, asked.folder, number)
        _bring_pictures(call, call.folder(asked.folder) / "photos", found.catalog)
    draft.keep(call, found)
    call.say(*_differences(live, found.catalog))
    call.say("", "Kept as the draft. `qonaq catalog publish` makes it live.")
    return WELL


def take_out(call: Call, asked: Namespace) -> int:
    """The live catalog as files, with its pictures and the version that it is."""
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(NOTHING)
    if asked.xlsx:
        catalog_book.take_out(call, number, live, asked.xlsx)
        return WELL
    if asked.folder is None:
        raise Refused("Name a folder to write to, or a workbook: --xlsx FILE.", MISUSE)
    to = Path(asked.folder)
    others = folder.write(live, to, base=number)
    _copy_pictures(call.folder(None) / "photos", to / "photos")
    pictures(call.config).carry(live.shown(), to / "photos")
    call.say(f"Version {number} is in {to}.")
    if others:
        call.warn("These files are not of this version; remove them, or they would be published again:")
        call.warn("\n".join(f"  {name}" for name in others))
    return WELL


def compare(call: Call, asked: Namespace) -> int:
    number, live = ledger.live(call.config)
    found = _draft_or_folder(call, asked.folder, number)
    call.say(*_differences(live, found.catalog))
    return WELL


def publish(call: Call, asked: Namespace) -> int:
    """Make it live, unless that would take back what was published in the meantime."""
    number, live = ledger.live(call.config)
    found = _draft_or_folder(call, asked.folder, number)
    if asked.folder:
        _bring_pictures(call, Path(asked.folder) / "photos", found.catalog)
    call.say(*_differences(live, found.catalog))
    if live is not None and not asked.over:
        _must_know(call.config, found, number, live)
    if live is not None and not diff(live, found.catalog):
        return WELL
    reason = asked.reason or f"from {found.place}"
    facts = {"catalog": found.catalog.model_dump(mode="json", by_alias=True), "draft": found.id}
    made = _done(call, "catalog.publish", facts, base=number, reason=reason)
    draft.done(found, made)
    call.say("", f"Version {made} is live. `qonaq catalog undo` goes back.")
    return WELL


def history(call: Call, asked: Namespace) -> int:
    if not ledger.live(call.config)[0]:
        raise Refused(NOTHING)
    with ledger.looking(call.config) as conn:
        for one in versions.history(conn, PROPERTY, most=20):
            call.say(f"{one.n:>4}  {one.published_at:%Y-%m-%d %H:%M} UTC  {one.author}: {one.reason}")
    return WELL


def undo(call: Call, asked: Namespace) -> int:
    """Publish an older version anew: the history keeps what was between."""
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(NOTHING)
    wanted = number - 1 if asked.version is None else asked.version
    if wanted < 1:
        raise Refused("Version 1 is live: there is no older one to go back to.")
    with ledger.looking(call.config) as conn:
        old = versions.load(conn, PROPERTY, wanted)
    call.say(*_differences(live, old))
    facts = {"version": wanted}
    made = _done(call, "catalog.undo", facts, base=number, reason=f"back to version {wanted}")
    call.say("", f"Version {made} is live: it is version {wanted} again.")
    return WELL


def _done(call: Call, errand: str, facts: dict[str, Any], *, base: int, reason: str) -> int:
    """By the desk if one runs, else here; the number of the version that was made."""
    said = {**facts, "base": base, "author": AUTHOR, "reason": reason}
    made: int = ledger.act(call.config, errand, said, now=call.now())
    return made


def _draft_or_folder(call: Call, given: str | None, live: int) -> Draft:
    """The folder when one was named, else the draft, else the hotel's folder."""
    kept = draft.kept(call.config) if given is None else None
    return kept or _from_folder(call, given, live)


def _from_folder(call: Call, given: str | None, live: int) -> Draft:
    """The folder's catalog; Refused, with every issue said, when it is broken."""
    place = call.folder(given)
    catalog, issues = read(place, shown=given)
    for one in issues:
        call.warn(one)
    if catalog is None or broken(issues):
        raise Refused(f"Nothing was changed: {place} has mistakes.", TROUBLE)
    return Draft(catalog, _base(place, live), str(place))


def _base(place: Path, live: int) -> int | None:
    """The version the files came from; while there is but one, they can come from no other."""
    return live if live <= 1 else folder.base(place)


def _must_know(config: Config, found: Draft, number: int, live: Catalog) -> None:
    """Refused when something was published that whoever wrote these files has not seen."""
    if found.base == number or not diff(live, found.catalog):
        return
    if found.base is None:
        raise Refused(
            f"Nothing was changed: {found.place} does not say which version it came from, and version "
            f"{number} is live. Read the differences above. If all are meant, publish again with --over."
        )
    raise Refused("\n".join(_conflict(config, found.base, number, live)))


def _conflict(config: Config, base: int, number: int, live: Catalog) -> Iterator[str]:
    with ledger.looking(config) as conn:
        seen = versions.load(conn, PROPERTY, base)
    yield f"Nothing was changed: the files came from version {base}, and since then someone published:"
    for one in diff(seen, live):
        yield f"  {one}"
    yield f'Bring these into the files and set base: "{number}" in version.yaml,'
    yield "or publish again with --over."


def _differences(live: Catalog | None, catalog: Catalog) -> list[str]:
    if live is None:
        return [f"The first version: {counted(len(catalog.offers), 'offer')}."]
    changes = diff(live, catalog)
    if not changes:
        return ["Nothing differs from the live catalog."]
    return [*map(str, changes), counted(len(changes), "difference") + "."]


def _bring_pictures(call: Call, theirs: Path, catalog: Catalog) -> None:
    """Pictures that the hotel does not have yet come along; one of ours is never written over."""
    ours = pictures(call.config)
    for name in dict.fromkeys(catalog.shown()):
        mine, other = ours.find(name), theirs / name
        if mine is None and other.is_file():
            Media(lambda: [theirs], theirs).carry([name], ours.home)
        elif mine and other.is_file() and mine.read_bytes() != other.read_bytes():
            call.warn(f"photos/{name} differs from the one in use, which stays; give yours a new name.")


def _copy_pictures(pictures: Path, to: Path) -> None:
    if pictures.is_dir() and pictures.resolve() != to.resolve():
        shutil.copytree(pictures, to, dirs_exist_ok=True)
