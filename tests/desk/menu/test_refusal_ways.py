"""A refusal's buttons do what they say: each is pressed, for every offer and for families of every kind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot import shipped
from bot.db import Connection
from bot.demo import seed
from bot.desk import outbox, people
from bot.desk.asked import Asked
from bot.desk.booking import sessions
from bot.desk.catalog import folder, runtime
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.problems import DeskError
from bot.say import Choice, Say, choice, say, unpack_say
from bot.schema import letters
from tests.thin import savepoint

CHAT = 555
PARTIES = ((2, (0, 3, 5)), (12, ()), (1, (10,)), (0, (6, 8)), (0, (2,)), (12, (1, 4, 9, 13, 17, 17, 17)))
CATALOG, _ = folder.read(shipped.folder("packages_catalog"))
OFFERS = sorted(CATALOG.offers) if CATALOG else []


@pytest.fixture
def opened(conn: Connection, house: House) -> House:
    people.ensure_property(conn, house.id)
    assert CATALOG
    runtime.import_catalog(conn, house.id, CATALOG, base=0, author="Madina", reason="opening", now=house.now)
    version, catalog = Shelf(house.id).live(conn)
    opened = House(house.id, catalog, version, house.now)
    seed.seed(conn, opened)
    return opened


class Crawl:
    """Presses a screen's buttons, each in a world of its own, and those of what then is refused."""

    def __init__(self, conn: Connection, house: House) -> None:
        self.conn, self.house = conn, house
        self.done: set[str] = set()
        self.refused = 0

    def press_all(self, said: Say, depth: int) -> None:
        for index, one in enumerate(said.choices):
            if repr(one) in self.done:
                continue
            self.done.add(repr(one))
            world = savepoint(self.conn)
            shown, refused = self._press(said, index)
            self.refused += refused
            if depth and shown and (refused or one.act == "people"):
                self.press_all(shown, depth - 1)
            world.rollback()

    def _press(self, said: Say, index: int) -> tuple[Say | None, bool]:
        outbox.send(self.conn, self.house, CHAT, said)
        row = self.conn.execute(select(letters).order_by(letters.c.id.desc()).limit(1)).mappings().one()
        asked = Asked(CHAT, CHAT, "Jo", "press", query_id="q", message_id=9, data=f"{row['token']}:{index}")
        use_case = savepoint(self.conn)
        try:
            front.press(self.conn, self.house, asked)
        except DeskError as refusal:
            use_case.rollback()
            return refusal.say(), True
        use_case.commit()
        newest = select(letters).where(letters.c.chat_id == CHAT).order_by(letters.c.id.desc())
        shown = [one for one in self.conn.execute(newest).mappings() if "say" in one["content"]]
        return unpack_say(shown[0]["content"]["say"]), False


@pytest.mark.parametrize("code", OFFERS)
def test_every_button_of_every_refusal_leads_on(conn: Connection, opened: House, code: str) -> None:
    crawl, offer = Crawl(conn, opened), opened.catalog.offers[code]
    for option in offer.options:
        for adults, ages in PARTIES:
            facts = {"offer": code, "option": option.code, "party": {"adults": adults, "ages": list(ages)}}
            if offer.mode == "slot":
                starts = sessions.upcoming(offer, option, opened)
                facts["start"] = (starts[0] if starts else opened.now).isoformat()
            else:
                facts["wish"] = "tomorrow at noon"
            crawl.press_all(Say(say("Try").body, (Choice("Book", "book", facts),)), depth=3)
    assert crawl.done


def test_the_families_do_meet_refusals(conn: Connection, opened: House) -> None:
    """A positive control: a crawl that is never refused proves nothing."""
    crawl = Crawl(conn, opened)
    party = {"adults": 2, "ages": [0, 3, 5]}
    crawl.press_all(
        say(
            "Try",
            choices=[choice("Book", "book", offer="kids_menu", option="default", wish="x", party=party)],
        ),
        depth=2,
    )
    assert crawl.refused or "kids_menu" not in OFFERS


def test_a_request_without_a_wish_is_asked_when(conn: Connection, opened: House) -> None:
    code = next(one.code for one in opened.catalog.offers.values() if one.mode == "request")
    option = opened.catalog.offers[code].options[0].code
    crawl = Crawl(conn, replace(opened))
    facts = {"offer": code, "option": option, "start": None}
    shown, refused = crawl._press(Say(say("Old").body, (Choice("Change", "book", facts),)), 0)
    assert shown
    assert not refused
    assert "wish" in [one.act for one in shown.choices]
