"""Before a guest says yes they read what is kept if they give it up late: every extra of the demo hotel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import Connection
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.say import Join, Say, Text
from tests.desk.booking.phone import Phone
from tests.desk.menu.every_extra import ENDS, Shopper
from tests.desk.menu.test_every_extra import aygun, card, opened, undone
from tests.texts.test_screens import assert_fits

__all__ = ["aygun", "opened"]


def fees(said: object) -> Iterator[Text]:
    """Those of all texts of a screen that say what is kept."""
    if isinstance(said, Text):
        if said.key.startswith("price.fee"):
            yield said
        for one in said.params.values():
            yield from fees(one)
    for one in said.parts if isinstance(said, Join) else ():
        yield from fees(one)


def decisive(shopper: Shopper) -> list[Say]:
    """The price card, the plan or the request, and what is held of one extra."""
    return [one for one in shopper.seen if {each.act for each in one.choices} & {*ENDS, "confirm"}]


def percents(offer: Offer) -> set[int]:
    if not offer.bundle:
        return {offer.cancel.fee_percent}
    return {(one.cancel or offer.cancel).fee_percent for one in offer.components}


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_the_screen_before_every_yes_names_what_is_kept(
    conn: Connection, opened: House, aygun: Phone
) -> None:
    named = set()
    for offer in opened.catalog.offers.values():
        with undone(conn):
            shopper = Shopper(aygun)
            booked = shopper.books(card(aygun, offer))
            screens = decisive(shopper)
            assert screens
            for screen in screens:
                said = [fee for one in screen.body for fee in fees(one)]
                if not max(percents(offer)) or not booked.quote.total.minor:
                    assert not said, offer.code
                    continue
                assert said, (offer.code, screen.choices)
                named.add(offer.code)
                whole = max(percents(offer)) == 100
                assert said[0].key.endswith("whole") if whole else said[0].n in percents(offer)
                assert_fits(screen)
    assert {"sauna", "boating", "nanny", "lake_days", "scooter_rental"} <= named
