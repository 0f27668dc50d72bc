"""qonaq catalog export --xlsx FILE · import FILE.xlsx"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot import ledger, shipped
from bot.config import PROPERTY
from bot.console.call import TROUBLE, Call, Refused
from bot.console.draft import Draft
from bot.console.words import counted
from bot.desk.catalog import folder, tongues, versions
from bot.desk.catalog.diff import Change, diff
from bot.desk.catalog.merging import merged
from bot.desk.catalog.model import Catalog
from bot.speech import Speech
from bot.workbook import Read, marked, read, write

ENDING = ".xlsx"
MOST = 20_000_000


def take_out(call: Call, number: int, live: Catalog, file: str) -> None:
    try:
        Path(file).write_bytes(write(live, base=number))
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    call.say(f"Version {number} is in {file}. `qonaq catalog import {file}` brings it back.")


def bring_in(call: Call, file: str, number: int, live: Catalog | None) -> Draft:
    """The workbook as the draft; Refused, with every cell named, when it has mistakes or is behind."""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    heard = tongues.heard(Speech.load(shipped.folder("locales")))
    found = read(content, photos=folder.photos(call.folder(None)), today=call.now().date(), heard=heard)
    for one in found.issues:
        call.warn(one)
    if found.catalog is None:
        raise Refused(_mended(path, content, found), TROUBLE)
    return _joined(call, path, found.catalog, found.base, number, live)


def _mended(path: Path, content: bytes, found: Read) -> str:
    """Says where the marked workbook is."""
    errors = counted(sum(one.level == "error" for one in found.issues), "mistake")
    beside = path.with_name(f"{path.stem.removesuffix('-to-mend')}-to-mend{ENDING}")
    said = f"Nothing was changed: {path.name} has {errors}."
    try:
        beside.write_bytes(marked(content, found.issues))
    except OSError as error:
        return f"{said} The marked file could not be written to {beside}: {error.strerror}."
    return f"{said} Mend what is marked in {beside}, and import that file."


def _joined(
    call: Call, path: Path, catalog: Catalog, base: int | None, number: int, live: Catalog | None
) -> Draft:
    """What was published since the export stays; what both changed is named, and nothing is kept."""
    if live is None or base in (None, number) or base > number:
        return Draft(catalog, base if live else 0, str(path))
    with ledger.looking(call.config) as conn:
        seen = versions.load(conn, PROPERTY, base or 1)
    since = diff(seen, live)
    conflicts = list(_conflicts(since, diff(seen, catalog)))
    both = merged(seen, live, catalog)
    if conflicts or both is None:
        told = [f"Nothing was changed: {path.name} came from version {base}, and since then others changed"]
        told += ["what it changes too:", *(f"  {one}" for one in conflicts)]
        raise Refused("\n".join([*told, "Export anew, and write there the values that are meant."]))
    if since:
        call.say(f"Published since version {base}, and kept:", *(f"  {one}" for one in since), "")
    return Draft(both, number, str(path))


def _conflicts(theirs: list[Change], ours: list[Change]) -> Iterator[str]:
    """Each place that both changed, and not to the same."""
    for one in theirs:
        for other in ours:
            size = min(len(one.where), len(other.where))
            if one.where[:size] == other.where[:size] and (one.where, one.after) != (
                other.where,
                other.after,
            ):
                yield f"{other}, but live: {one.after or 'removed'}"
