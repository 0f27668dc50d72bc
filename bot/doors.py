"""What every start does before the doors open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot import shipped
from bot.config import PROPERTY, Config
from bot.db import Connection
from bot.desk import chores, mail, ownership, people, timers
from bot.desk.booking import till
from bot.desk.catalog import folder as catalog_folder
from bot.desk.catalog import runtime, versions
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.setup import state
from bot.desk.setup.moving import emptied
from bot.wayback import NoStart

Cast = Callable[[Connection, House], None]


class Live:
    """The hotel as its live catalog has it, at this moment."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._shelf, self.now = Shelf(PROPERTY), now

    def house(self, conn: Connection) -> House:
        n, catalog = self._shelf.live(conn)
        return House(PROPERTY, catalog, n, self.now())

    def recent(self, conn: Connection) -> House:
        """For letters: they need the zone and the languages, which the last look knows."""
        known = self._shelf.latest()
        return House(PROPERTY, known[1], known[0], self.now()) if known else self.house(conn)


def prepare(
    config: Config, folder: Path, live: Live, cast: Cast | None, conn: Connection, *, alone: bool
) -> House:
    """The hotel as it opens. `alone`: no other desk works on its database, whose letters might be on the way.

    The first start imports the catalog; owners come from the settings, and so does the staff group
    until Telegram has given it another id.

    A real hotel without a catalog of its own begins with the demo's, of which nothing is told or sold.
    """
    people.ensure_property(conn, PROPERTY)
    first = versions.live_number(conn, PROPERTY) == 0
    sample = cast is None and config.catalog is None and folder == shipped.folder("packages_catalog")
    if first:
        _import(conn, folder, live.now(), emptied if sample else None)
    hotel = live.house(conn)
    if cast is None:
        state.begin(conn, hotel, finished=not (first and sample))
    for owner in config.owners:
        _owner(conn, hotel, owner)
    if config.owners:  # a link that an earlier start has written into the log opens nothing now
        ownership.end_claim(conn, PROPERTY)
    if config.staff_chat and people.staff_chat(conn, PROPERTY) is None:
        people.move_staff_chat(conn, PROPERTY, config.staff_chat)
    till.know_provider(conn, PROPERTY, config.pays)
    timers.start(conn, hotel, "tidy", PROPERTY, hotel.later(1))
    if cast:
        cast(conn, hotel)
    if mail.runs_ahead(conn, hotel):
        chores.set_back(conn, hotel)
    if alone:
        mail.recover(conn, PROPERTY)
    return live.house(conn)


def _import(
    conn: Connection, folder: Path, now: datetime, change: Callable[[Catalog], Catalog] | None
) -> None:
    catalog, found = catalog_folder.read(folder)
    if catalog is None:
        raise NoStart("\n".join(str(one) for one in found))
    catalog = change(catalog) if change else catalog
    reason = f"imported from {folder.name}"
    runtime.import_catalog(conn, PROPERTY, catalog, base=0, author="first start", reason=reason, now=now)


def _owner(conn: Connection, hotel: House, user_id: int) -> None:
    if people.colleague(conn, hotel, user_id) is None:
        language = hotel.hotel.default_language
        people.appoint(conn, hotel, user_id, name=people.NAMELESS, language=language, role="owner")
