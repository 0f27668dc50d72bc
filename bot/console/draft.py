"""The console's draft: a catalog that was checked and waits for `publish`, kept in the database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot import ledger, migrate, shipped
from bot.config import PROPERTY, Config
from bot.console.call import Call, Refused
from bot.desk.catalog import drafts, folder, writing
from bot.desk.catalog.model import Catalog

AUTHOR = "console"


@dataclass(frozen=True)
class Draft:
    """`base` is the version it was made from: 0 before the first, None when nobody knows."""

    catalog: Catalog
    base: int | None
    place: str
    id: int | None = None  # in the database, where it is kept there


def keep(call: Call, draft: Draft) -> None:
    """By the desk if one runs, else here; an earlier one gives way."""
    facts = {"catalog": draft.catalog.model_dump(mode="json", by_alias=True), "base": draft.base}
    said = {**facts, "place": draft.place, "author": AUTHOR}
    ledger.act(call.config, "catalog.keep", said, now=call.now())


def kept(config: Config) -> Draft | None:
    """The draft; Refused when this version cannot read it."""
    if migrate.revision(config.where) != migrate.HEAD:
        return None
    try:
        with ledger.looking(config) as conn:
            found = drafts.newest(conn, PROPERTY, "console")
    except ValueError:
        raise Refused("This version cannot read the draft. Import the folder again.") from None
    return Draft(found.catalog, found.about.base, found.about.place, found.about.id) if found else None


def done(draft: Draft, version: int) -> None:
    """It is live: let its folder know which version it is now."""
    place = Path(draft.place)
    if place.is_dir() and place.resolve() != shipped.folder("packages_catalog").resolve():
        with suppress(OSError):  # a folder that cannot be written asks for --over the next time
            (place / folder.VERSION).write_text(writing.version(version), encoding="utf-8")
