"""Guests press anything and write anything: every button leads somewhere, and the books always balance."""

from __future__ import annotations

import os
import random
import re

import pytest

from bot import shipped
from bot.db import Connection
from bot.demo import seed
from bot.desk import people
from bot.desk.catalog import folder, runtime
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import front, manager, staff
from bot.desk.problems import HOME, PERSON
from bot.say import choice, say, text
from bot.speech import Speech
from tests.desk.booking.cast import assert_books_balance
from tests.desk.menu.walker import GROUP, Walk, check

STEPS = 300
SEEDS = range(60 if os.environ.get("PROVE") else 4)


@pytest.fixture(scope="module")
def shipped_catalog() -> Catalog:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return catalog


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech.load(shipped.folder("locales"))


@pytest.fixture
def opened(conn: Connection, house: House, shipped_catalog: Catalog) -> House:
    """The demo hotel with its cast, its staff group and its catalog published."""
    people.ensure_property(conn, house.id)
    runtime.import_catalog(
        conn, house.id, shipped_catalog, base=0, author="Madina", reason="opening", now=house.now
    )
    version, catalog = Shelf(house.id).live(conn)
    opened = House(house.id, catalog, version, house.now)
    people.move_staff_chat(conn, house.id, GROUP)
    seed.seed(conn, opened)
    return opened


@pytest.mark.parametrize("number", SEEDS)
def test_no_walk_leads_out_of_the_hotel(conn: Connection, opened: House, speech: Speech, number: int) -> None:
    names = tuple(opened.catalog.knowledge) + tuple(opened.catalog.offers)
    walk = Walk(conn, opened, Shelf(opened.id), random.Random(number), names, speech)
    for n in range(STEPS):
        walk.step()
        if n % 20 == 0:
            assert_books_balance(conn, walk.house)
    assert_books_balance(conn, walk.house)
    assert len(walk.pressed & set(front.GUEST_ACTS)) >= 10, "a walk that presses nothing proves nothing"


def test_the_walks_together_reach_nearly_every_act(conn: Connection, opened: House, speech: Speech) -> None:
    """Of what the screens can offer, and of the refusals, only a few may be left out by chance."""
    names = tuple(opened.catalog.knowledge) + tuple(opened.catalog.offers)
    walk = Walk(conn, opened, Shelf(opened.id), random.Random(7), names, speech)
    for _ in range(8 * STEPS):
        walk.step()
    missed = set(front.GUEST_ACTS) - walk.pressed
    assert len(missed) <= 12, missed
    assert walk.refused >= {"refuse.not_staff"}, walk.refused


@pytest.mark.parametrize("act", [*front.GUEST_ACTS, *staff.ACTS, *manager.ACTS])
def test_every_act_belongs_to_one_kind_of_person(act: str) -> None:
    assert sum(act in acts for acts in (front.GUEST_ACTS, staff.ACTS, manager.ACTS)) == 1
    assert act.startswith("m_") == (act in manager.ACTS)


def test_every_act_written_in_the_code_exists() -> None:
    """Also those on screens that a walk comes to only rarely."""
    source = shipped.folder("locales").parent / "bot" / "desk"
    written = re.compile(r'(?:choice|Choice)\(\s*text\([^()]*(?:\([^()]*\))?[^()]*\),\s*"([a-z_]+)"')
    found = {act for path in source.rglob("*.py") for act in written.findall(path.read_text("utf-8"))}
    assert len(found) > 40
    assert found <= {*front.GUEST_ACTS, *staff.ACTS, *manager.ACTS}


def test_the_check_catches_a_button_that_leads_nowhere() -> None:
    """A positive control: three broken screens."""
    with pytest.raises(AssertionError, match="no act 'nowhere'"):
        check(say("Hello", choices=[choice(text("button.home"), "nowhere")]))
    with pytest.raises(AssertionError, match="twice the same"):
        check(say("Hello", choices=[HOME, HOME]))
    with pytest.raises(AssertionError):
        check(say("Hello", choices=[PERSON] + [choice(str(n), "home") for n in range(6)]))
