"""The screens of the ideas, for every kind of party and wish, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import ideas
from bot.desk.offers.search import offers_for
from bot.desk.offers.wanted import LIKES, Wanted, days_ahead
from tests.texts.spoken import shipped_catalog
from tests.texts.test_screens import assert_begins_in_bold, assert_fits

PARTIES = (Party(1), Party(2, (0,)), Party(2, (5, 10)), Party(12, (1, 2, 3, 5, 7, 8, 10, 13, 16, 17)))


@pytest.mark.parametrize("party", PARTIES, ids=str)
def test_every_screen_of_ideas_fits(conn: Connection, house: House, party: Party) -> None:
    demo = replace(house, id="demo", catalog=shipped_catalog())
    people.ensure_property(conn, demo.id)
    guest, _ = people.welcome(conn, demo, 1003, name="Chiara", language="en")
    days, shown = days_ahead(demo, None), 0
    for like in (*LIKES, None):
        seen: list[str] = []
        while found := offers_for(conn, demo, guest, Wanted(party, days, like), beyond=seen):
            known = {"party": party.carried(), "like": like or ideas.ANY}
            for when in ((demo.today + timedelta(days=1)).isoformat(), ideas.ANY):
                for head in ("idea.found", "idea.nearest"):
                    said = ideas._ideas(head, {**known, "when": when}, found, seen)
                    assert_fits(said)
                    assert_begins_in_bold(said)
            seen += [one.ask.offer.code for one in found]
            shown += 1
    assert shown > 5
