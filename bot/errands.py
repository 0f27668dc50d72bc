"""What another process may ask of the desk: one function an errand, run in one transaction.

An errand gets a connection, facts and the hour, and returns a value; facts and value are plain JSON, since
they may come over the socket. It may refuse with a `DeskError`. A command asks with `bot.ledger.act`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.config import PROPERTY
from bot.db import Connection
from bot.desk import ownership, people
from bot.desk.booking import feeds
from bot.desk.catalog import drafts, runtime, versions
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.learning import translated
from bot.desk.menu import rooms_told
from bot.desk.privacy import errands as privacy
from bot.desk.stays import errands as stays
from bot.desk.stays import printing

Facts = Mapping[str, Any]
Errand = Callable[[Connection, Facts, datetime], Any]


def house(conn: Connection, now: datetime) -> House:
    """The hotel as it is live; NoVersion before the first publication."""
    number = versions.live_number(conn, PROPERTY)
    return House(PROPERTY, versions.load(conn, PROPERTY, number), number, now)


def _publish(conn: Connection, facts: Facts, now: datetime) -> int:
    """facts: catalog, base, author, reason; draft (its id), if it was one. The number that it got."""
    made = _import(conn, Catalog.model_validate(facts["catalog"]), facts, now)
    if facts.get("draft"):
        drafts.done(conn, house(conn, now), facts["draft"], made)
    return made


def _keep(conn: Connection, facts: Facts, now: datetime) -> int:
    """facts: catalog, base, author, place. The draft's id; an earlier one from the console gives way, unless
    it has its hour.
    """
    catalog = Catalog.model_validate(facts["catalog"])
    here = House(PROPERTY, catalog, versions.live_number(conn, PROPERTY), now)
    earlier = drafts.newest(conn, PROPERTY, "console")
    if earlier and earlier.about.state == "open":
        drafts.discard(conn, here, earlier.about.id)
    said = {"base": facts["base"], "author": facts["author"], "place": facts["place"]}
    return drafts.keep(conn, here, catalog, source="console", **said)


def _undo(conn: Connection, facts: Facts, now: datetime) -> int:
    """facts: version, base, author, reason. The number under which that version is live again."""
    return _import(conn, versions.load(conn, PROPERTY, facts["version"]), facts, now)


def _import(conn: Connection, catalog: Catalog, facts: Facts, now: datetime) -> int:
    return runtime.import_catalog(
        conn,
        PROPERTY,
        catalog,
        base=facts["base"],
        author=facts["author"],
        reason=facts["reason"],
        now=now,
    )


def _at_home(errand: Callable[[Connection, House, Facts], Any]) -> Errand:
    """An errand that works on the hotel as it is live."""
    return lambda conn, facts, now: errand(conn, house(conn, now), facts)


def _telling(errand: Callable[[Connection, House, Facts], Any]) -> Callable[[Connection, House, Facts], Any]:
    """An errand by which people who live here may have another room: they are told."""
    return lambda conn, here, facts: rooms_told.after(conn, here, lambda: errand(conn, here, facts))


def _claim(conn: Connection, facts: Facts, now: datetime) -> dict[str, str | None]:
    """facts: again. A fresh claim link's token; none while the hotel has an owner, unless asked for again."""
    owners = people.owners(conn, house(conn, now))
    token = None if owners and not facts["again"] else ownership.new_claim(conn, PROPERTY, now=now)
    return {
        "token": token,
        "bot": people.bot_name(conn, PROPERTY),
        "owner": owners[0].name if owners else None,
    }


def _cards(conn: Connection, facts: Facts, now: datetime) -> list[dict[str, Any]]:
    """facts: rooms and all, or stays (ids); catalog while none is live. What stands on each card."""
    return printing.codes(conn, _house_or(conn, facts, now), facts)


def _house_or(conn: Connection, facts: Facts, now: datetime) -> House:
    if "catalog" not in facts:
        return house(conn, now)
    return House(PROPERTY, Catalog.model_validate(facts["catalog"]), 0, now)


ERRANDS: Mapping[str, Errand] = {
    "qr.cards": _cards,
    "claim": _claim,
    **{name: _at_home(_telling(errand)) for name, errand in stays.ERRANDS.items()},
    "feed.renew": _at_home(feeds.renew),
    **{name: _at_home(errand) for name, errand in privacy.ERRANDS.items()},
    "catalog.keep": _keep,
    "catalog.publish": _publish,
    "catalog.undo": _undo,
    "catalog.translated": _at_home(translated.errand),
}
