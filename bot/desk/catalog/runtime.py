"""At the desk, at once: stop a sale, set a day's capacity, change a price. Each is kept in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.db import Connection
from bot.desk.catalog import changing, entries, journal, pauses, today, versions
from bot.desk.catalog.changing import EditUnfit, Parts
from bot.desk.catalog.edits import offer_of, option_of, price_of, set_price
from bot.desk.catalog.journal import Deed
from bot.desk.catalog.model import Catalog, Entry
from bot.desk.catalog.replying import Reply
from bot.desk.catalog.today import all_stopped
from bot.desk.catalog.ways import AGAIN, HOME, SINCE
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.say import Choice, Local, choice, text

MOST = 500  # places, as in the model


class PlacesTaken(DeskError):
    """More places are taken than the capacity would allow. params: extra, used, wanted."""

    key = "refuse.capacity_taken"


class CapacityOutOfBounds(DeskError):
    """Not a number of places between 0 and 500. params: most."""

    key = "refuse.capacity_bounds"


@dataclass(frozen=True)
class Repriced:
    """A price that is live: the version it made and the journal's line that undoes it."""

    version: int
    change_id: int


def stopped(conn: Connection, house: House, offer: str) -> bool:
    return today.is_stopped(conn, house, offer)


def stop(conn: Connection, house: House, offer: str, by: str) -> int | None:
    """Sell no more of it from now on; the journal's id, or None when it was stopped already."""
    offer_of(house.catalog, offer)
    if today.is_stopped(conn, house, offer):
        return None
    today.put_stop(conn, house, offer, by)
    return _keep(conn, house, by, Deed("stop", offer, {"stopped": False}, {"stopped": True}))


def resume(conn: Connection, house: House, offer: str, by: str) -> int | None:
    """Sell it again; the journal's id, or None when it was not stopped."""
    if not today.lift_stop(conn, house, offer):
        return None
    return _keep(conn, house, by, Deed("resume", offer, {"stopped": True}, {"stopped": False}))


def capacity_on(conn: Connection, house: House, offer: str, option: str, day: date) -> int | None:
    """The places of each start that day: set by hand, else the catalog's; None when it has none."""
    found = today.by_hand(conn, house, offer, option, day)
    option_of(house.catalog, offer, option)
    return today.usual(house, offer, option) if found is None else found


def set_capacity(
    conn: Connection, house: House, offer: str, option: str, day: date, capacity: int, by: str
) -> int:
    """Set the places of every start that day, those already counted too; the journal's id.

    PlacesTaken when a start has sold more, CapacityOutOfBounds outside 0 to 500.
    """
    before = {"set": today.by_hand(conn, house, offer, option, day)}
    shown = capacity_on(conn, house, offer, option, day)
    _may_hold(conn, house, offer, option, day, capacity)
    today.put_capacity(conn, house, offer, option, day, capacity)
    today.resize(conn, house, offer, option, day, capacity)
    place = {"offer": offer, "option": option, "day": day.isoformat()}
    old, new = {**place, **before, "capacity": shown}, {**place, "set": capacity, "capacity": capacity}
    return _keep(conn, house, by, Deed("capacity", f"{offer}/{option}", old, new))


def _may_hold(conn: Connection, house: House, offer: str, option: str, day: date, capacity: int) -> None:
    if not 0 <= capacity <= MOST:
        raise CapacityOutOfBounds(most=MOST, ways=AGAIN)
    used = today.most_used(conn, house, offer, option, day)
    if capacity < used:
        title = Local(house.catalog.offers[offer].title)
        raise PlacesTaken(extra=title, used=used, wanted=capacity, ways=lowest(offer, option, day, used))


def lowest(offer: str, option: str, day: date, used: int) -> tuple[Choice, ...]:
    """As few places as are taken, or no more sale."""
    place = {"offer": offer, "option": option, "day": day.isoformat()}
    fewest = choice(text("button.capacity_lowest", capacity=used), "m_places_look", **place, places=used)
    return (fewest, choice(text("button.stop"), "m_sale_offer", offer=offer), HOME)


def change_price(
    conn: Connection, house: House, offer: str, option: str, unit: int, amount: Decimal, by: str
) -> Repriced:
    """Publish the catalog with one new price; Conflict when `house` is not of the live version."""
    before = price_of(house.catalog, offer, option, unit)
    catalog = set_price(house.catalog, offer, option, unit, amount)
    reason = f"price of {offer}"
    n = versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    place = {"offer": offer, "option": option, "unit": unit}
    old, new = {**place, "price": f"{before:f}"}, {**place, "price": f"{amount:f}"}
    kept = _keep(conn, house, by, Deed("price", f"{offer}/{option}", old, {**new, "version": n}))
    return Repriced(n, kept)


def change_answer(conn: Connection, house: House, code: str, entry: Entry | None, by: str) -> int:
    """Publish the catalog with this answer, or without it; the journal's id. Conflict as for a price,
    EditUnfit when the catalog would be broken.
    """
    before = entries.packed(house.catalog.knowledge.get(code))
    catalog = entries.put(house.catalog, code, entry)
    changing.must_hold(house.catalog, catalog, ways=SINCE)
    reason = f"answer {code}"
    versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    return _keep(conn, house, by, Deed("answer", code, {"entry": before}, {"entry": entries.packed(entry)}))


def change_reply(conn: Connection, house: House, code: str, reply: Reply | None, by: str) -> int:
    """Publish the catalog with this ready reply, or without it; the journal's id. Conflict as for a price,
    EditUnfit when the catalog would be broken.
    """
    facts = {"before": house.catalog.replies.reply(code), "after": reply}
    catalog = house.catalog.model_copy(update={"replies": house.catalog.replies.put(code, reply)})
    changing.must_hold(house.catalog, catalog, ways=SINCE)
    reason = f"reply {code}"
    versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    before, after = ({"reply": one.model_dump(mode="json") if one else None} for one in facts.values())
    return _keep(conn, house, by, Deed("reply", code, before, after))


def change_offer(conn: Connection, house: House, code: str, parts: Parts, by: str, *, what: str) -> int:
    """Publish the catalog with these parts of an offer (`changing.py`); the journal's id. Conflict as for a
    price, EditUnfit when the catalog would be broken. what: text, photo, hours, new, copy, archive …
    """
    try:
        catalog = changing.put(house.catalog, code, parts)
        changing.must_hold(house.catalog, catalog, ways=AGAIN)
    except ValueError:
        raise EditUnfit(problem="", ways=AGAIN) from None
    before, after = (changing.parts_of(one.offer(code), parts) for one in (house.catalog, catalog))
    reason = f"{what} of {code}"
    versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    deed = Deed("offer", code, {"parts": before}, {"parts": after, "what": what})
    return _keep(conn, house, by, deed)


def pause(conn: Connection, house: House, code: str, since: datetime, until: datetime, by: str) -> int:
    """Sell none of its starts between the two moments; the journal's id."""
    offer_of(house.catalog, code)
    made = pauses.begin(conn, house, code, since, until, by)
    after = {"pause": made, "since": since.isoformat(), "until": until.isoformat()}
    return _keep(conn, house, by, Deed("pause", code, {"pause": None}, after))


def reply_mended(conn: Connection, house: House, change: int) -> tuple[Reply, Reply] | None:
    """The ready reply before and after that change; None where it had none before it or has none since."""
    if (done := journal.one(conn, house, change)) is None:
        return None
    before, after = done.deed.before.get("reply"), done.deed.after.get("reply")
    return (Reply.model_validate(before), Reply.model_validate(after)) if before and after else None


def import_catalog(
    conn: Connection,
    property_id: str,
    catalog: Catalog,
    *,
    base: int,
    author: str,
    reason: str,
    now: datetime,
) -> int:
    """Publish a whole catalog and keep it in the journal; Conflict unless `base` is the live version."""
    n = versions.publish(conn, property_id, catalog, base=base, author=author, reason=reason, now=now)
    if base:  # the first one has nothing to go back to
        deed = Deed("import", "catalog", {"version": base}, {"version": n})
        journal.record(conn, property_id, deed, at=now, actor=author)
    return n


def _keep(conn: Connection, house: House, by: str, deed: Deed) -> int:
    return journal.record(conn, house.id, deed, at=house.now, actor=by)


__all__ = [
    "CapacityOutOfBounds",
    "PlacesTaken",
    "Repriced",
    "all_stopped",
    "capacity_on",
    "change_answer",
    "change_offer",
    "change_price",
    "import_catalog",
    "pause",
    "resume",
    "set_capacity",
    "stop",
    "stopped",
]
