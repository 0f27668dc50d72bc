"""What the owner says becomes the live catalog, at once; the folder on disk follows by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.edits import offer_of
from bot.desk.catalog.model import Catalog, Entry, Offer
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.setup import state
from bot.desk.setup.facts import wording
from bot.desk.setup.moving import settled
from bot.desk.setup.state import Setup


def publish_answers(conn: Connection, house: House, answers: Mapping[str, Any], who: Colleague) -> House:
    """All answers are the hotel's facts from now on."""
    zone = answers["clock"]["zone"] if "clock" in answers else house.hotel.zone
    catalog = settled(house.catalog, answers, wording(zone), house.today)
    return _publish(conn, house, catalog, who, "set-up")


def finish(conn: Connection, house: House, setup: Setup, who: Colleague) -> House:
    """The last answer is given: guests are served from now on."""
    moved = publish_answers(conn, house, setup.answers, who)
    state.keep(conn, house, asking=None, finished_at=house.now)
    return moved


def confirm_entry(
    conn: Connection, house: House, code: str, who: Colleague, words: str | None = None
) -> House:
    """Guests are told this from now on; with `words` in the owner's own way."""
    entry = house.catalog.knowledge[code]
    changed: dict[str, Any] = {"draft": False, "confirmed": house.today}
    if words is not None:
        codes = dict.fromkeys((house.hotel.default_language, who.language))
        changed |= {"answer": dict.fromkeys(codes, words), "details": None, "simple": None}
    return _with_entry(conn, house, entry.model_copy(update=changed), who)


def _with_entry(conn: Connection, house: House, entry: Entry, who: Colleague) -> House:
    knowledge = {**house.catalog.knowledge, entry.id: entry}
    catalog = house.catalog.model_copy(update={"knowledge": knowledge})
    return _publish(conn, house, catalog, who, f"answer {entry.id}")


def confirm_offer(
    conn: Connection, house: House, code: str, prices: Sequence[Decimal] | None, who: Colleague
) -> House:
    """On sale from now on. prices: one for each price on the card, in its order; None: as they stand."""
    offer = offer_of(house.catalog, code)
    priced = offer if prices is None else _priced(offer, prices)
    offers = {**house.catalog.offers, code: priced.model_copy(update={"active": True})}
    catalog = house.catalog.model_copy(update={"offers": offers})
    return _publish(conn, house, catalog, who, f"extra {code}")


def _priced(offer: Offer, prices: Sequence[Decimal]) -> Offer:
    left = iter(prices)
    options = [
        one.model_copy(
            update={"units": [unit.model_copy(update={"price": next(left)}) for unit in one.units]}
        )
        for one in offer.options
    ]
    return offer.model_copy(update={"options": options})


def decline(conn: Connection, house: House, names: Sequence[str]) -> None:
    """The hotel has none of these: "offer:sauna", "entry:pool". Nobody is asked about them again."""
    setup = state.of(conn, house)
    if setup:
        state.keep(conn, house, declined=sorted(setup.declined | set(names)))


def _publish(conn: Connection, house: House, catalog: Catalog, who: Colleague, reason: str) -> House:
    n = versions.publish(
        conn, house.id, catalog, base=house.version, author=who.name, reason=reason, now=house.now
    )
    return replace(house, catalog=catalog, version=n)
