"""What the demo knows and sells, waiting for the hotel to say what of it is true here."""

from __future__ import annotations

from bot.desk.catalog.model import Catalog, Entry, Offer
from bot.desk.setup.facts import absent
from bot.desk.setup.state import Setup

TOPICS = (
    "room",
    "food",
    "arrival",
    "services",
    "house_rules",
    "money",
    "family",
    "around",
    "lake_and_forest",
)


def answers(catalog: Catalog, setup: Setup | None) -> list[Entry]:
    """Entries that no guest reads until somebody has confirmed them."""
    none = setup.declined | {f"entry:{one}" for one in absent(setup.answers)} if setup else set[str]()
    return [one for one in catalog.knowledge.values() if one.draft and f"entry:{one.id}" not in none]


def extras(catalog: Catalog, setup: Setup | None) -> list[Offer]:
    """Offers of the demo that nobody has decided about yet, in its order; a package after its parts.

    A hotel that came with a catalog of its own has decided about all of them.
    """
    if setup is None or not setup.answers:
        return []
    waiting = [
        one
        for one in catalog.offers.values()
        if not one.active and f"offer:{one.code}" not in setup.declined and _parts_on_sale(catalog, one)
    ]
    return sorted(waiting, key=lambda one: (one.order, one.code))


def _parts_on_sale(catalog: Catalog, offer: Offer) -> bool:
    return all(catalog.offers[one.offer].active for one in offer.components)


def topics(entries: list[Entry]) -> list[str]:
    """Each once: what guests ask most comes first, a hotel's own subjects last."""
    found = dict.fromkeys(one.topic for one in entries)
    return [*(one for one in TOPICS if one in found), *(one for one in found if one not in TOPICS)]
