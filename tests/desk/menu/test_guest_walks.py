"""Guests press anything and write anything: every button leads somewhere, and the books always balance."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot import shipped
from bot.db import Connection
from bot.demo import seed
from bot.desk import outbox, people
from bot.desk.booking import sessions, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.parts import Plan
from bot.desk.booking.party import Party
from bot.desk.catalog import runtime
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import calling_off, family, guest_acts, ideas, manager, remembering, staff
from bot.desk.problems import HOME, PERSON
from bot.say import Choice, choice, say, text
from bot.schema import capacities
from bot.speech import Speech
from tests.desk.booking.cast import assert_books_balance
from tests.desk.menu.walker import GROUP, GUESTS, Walk, check
from tests.proofs import SCREENS, proves
from tests.texts.spoken import shipped_catalog
from tests.thin import savepoint

STEPS = 300
SEEDS = range(60 if os.environ.get("PROVE") else 4)
MOST_STEPS = 600  # of one walk
MOST_WALKS = 12  # one after the other, until nothing is left that none has come to
CURIOUS = (20, 50) if os.environ.get("PROVE") else (20,)  # the first of their numbers
NOT_BY_WALKING: Mapping[str, str] = {  # act: why no walk can come to it
    "join": "stands under an owner's link that is used up, which no guest of the walk has",
    "known": "its hotel tells the desk of no stays: tests/stories/test_stays.py",
    "link": "as above",
    **dict.fromkeys(family.GUEST_ACTS, "as above: tests/stories/test_party.py"),
    **dict.fromkeys(calling_off.GUEST_ACTS, "its weather holds: tests/stories/test_weather_desk.py"),
    "silent_well": "nobody who walks is silent: tests/desk/cases/test_noticing.py",
    "rate": "asked once a stay, after a case is closed: tests/stories/test_recovery.py",
    "pay_card": "its hotel takes no cards: tests/stories/test_paying.py",
    "bundle_pay": "as above: tests/desk/menu/test_package_paying.py",
    "again": "who walks has complained, and is sold nothing then: tests/desk/menu/test_six_taps.py",
    "photos": "no extra of the demo has several: tests/desk/menu/test_manage_photos.py",
    **dict.fromkeys(
        remembering.GUEST_ACTS, "asked once at a goodbye: tests/desk/stays/test_numbers_and_wishes.py"
    ),
    "bundle_version": "every party of the walk fits its package: tests/desk/menu/test_packages.py",
    "privacy_erase": "it ends all that a walk has come to: tests/stories/test_privacy.py",
    "privacy_health": "nobody who walks tells of allergies: tests/desk/privacy/test_erase.py",
    "many": "no extra of the demo is open in pieces: tests/stories/test_modes.py",
}


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech.load(shipped.folder("locales"))


@pytest.fixture
def opened(conn: Connection, house: House) -> House:
    """The demo hotel with its cast, its staff group and its catalog published."""
    people.ensure_property(conn, house.id)
    runtime.import_catalog(
        conn, house.id, shipped_catalog(), base=0, author="Madina", reason="opening", now=house.now
    )
    version, catalog = Shelf(house.id).live(conn)
    opened = House(house.id, catalog, version, house.now)
    people.move_staff_chat(conn, house.id, GROUP)
    seed.seed(conn, opened)
    return opened


def walk_of(conn: Connection, house: House, speech: Speech, number: int, *, curious: bool = False) -> Walk:
    known = house.catalog.knowledge
    names = tuple(known) + tuple(house.catalog.offers)
    if curious:  # few entries say more than their answer
        names += tuple(name for name, entry in known.items() if entry.details) * 8
    return Walk(conn, house, Shelf(house.id), random.Random(number), names, speech, curious)


def rare_screens(conn: Connection, house: House) -> None:
    """What hardly two guests in a thousand steps come to: a start that is full, a child who is too young,
    what a person arranges, a package of parts to choose from, a plan of one, days of a rental, ideas, a
    waiting list."""
    ahead = house.today + timedelta(days=3)
    for code, party in (("kids_club", Party(0, (6,))), ("horse_riding", Party(2, (3, 10)))):
        ask = _first_start(house, code, party, ahead)
        if code == "kids_club":
            conn.execute(insert(capacities).values(_none_left(house, ask)).on_conflict_do_nothing())
        _shown(conn, house, ask)
    for code in ("nanny", "family_week", "lake_days"):
        offer = house.catalog.offers[code]
        _shown(conn, house, Ask(house, offer, offer.options[0], Party(2, (5, 10)), None))
    weekend = house.catalog.offers["active_weekend"]
    couple = next(one for one in weekend.options if one.code == "couple")
    plan = Plan(house, weekend, couple, Party(2), picked=("boating", "sauna", "disco"))
    known = {"party": Party(2).json(), "like": ideas.ANY, "when": ideas.ANY}
    _sent(
        conn,
        house,
        choice(text("button.ideas"), "ideas", known=known),
        Choice(text("button.back"), "bundle_plan", plan.facts()),
        Choice(text("button.more"), "long", _first_start(house, "stroller", Party(1), ahead).facts()),
        Choice(text("button.leave_waiting"), "unwait", _first_start(house, "sauna", Party(1), ahead).facts()),
    )


def _first_start(house: House, code: str, party: Party, since: date) -> Ask:
    offer = house.catalog.offers[code]
    option = next((one for one in offer.options if one.schedule), offer.options[0])
    return Ask(house, offer, option, party, sessions.upcoming(offer, option, house, since=since)[0])


def _shown(conn: Connection, house: House, ask: Ask) -> None:
    again = Choice(text("button.hold_again"), "book", ask.facts())
    _sent(conn, house, again, *([ways.wait(ask)] if ask.start else []))


def _sent(conn: Connection, house: House, *choices: Choice) -> None:
    """In every guest's chat."""
    for guest in GUESTS:
        outbox.send(conn, house, guest, say(text("booking.released"), choices=choices))


def _none_left(house: House, full: Ask) -> dict[str, Any]:
    assert full.start
    day = house.local(full.start).date().isoformat()
    sold = {"offer": full.offer.code, "option": full.option.code}
    return {"property_id": house.id, **sold, "day": day, "capacity": 0}


@proves(SCREENS, injected="random walks", trials=STEPS)
@pytest.mark.parametrize("number", SEEDS)
def test_no_walk_leads_out_of_the_hotel(conn: Connection, opened: House, speech: Speech, number: int) -> None:
    walk = walk_of(conn, opened, speech, number)
    for n in range(STEPS):
        walk.step()
        if n % 20 == 0:
            assert_books_balance(conn, walk.house)
    assert_books_balance(conn, walk.house)
    assert len(walk.reached & set(guest_acts.GUEST_ACTS)) >= 10, "a walk that presses nothing proves nothing"


@pytest.mark.parametrize("first", CURIOUS)
def test_a_curious_walk_reaches_every_act(
    conn: Connection, opened: House, speech: Speech, first: int
) -> None:
    """Whatever a screen can offer to a guest goes through at least once; so do the refusals of a stranger."""
    wanted, refused = set(guest_acts.GUEST_ACTS) - set(NOT_BY_WALKING), set[str]()
    for number in range(first, first + MOST_WALKS):
        rare_screens(conn, opened)
        walk = walk_of(conn, opened, speech, number, curious=True)
        walk.reached |= set(guest_acts.GUEST_ACTS) - wanted  # what an earlier one came to is no news
        for _ in range(MOST_STEPS):
            if wanted <= walk.reached and "refuse.not_staff" in refused | walk.refused:
                break
            walk.step()
        wanted -= walk.reached
        refused |= walk.refused
        assert_books_balance(conn, walk.house)
        opened = walk.house  # no time goes back
        if not wanted and "refuse.not_staff" in refused:
            break
    assert wanted == set()
    assert set(NOT_BY_WALKING) <= set(guest_acts.GUEST_ACTS), "what is excused exists"
    assert "refuse.not_staff" in refused, refused


def test_the_same_dice_walk_the_same_way(conn: Connection, opened: House, speech: Speech) -> None:
    """Twice in one hotel: whatever the desk draws by itself (numbers, tokens) leads nobody elsewhere."""
    journals = []
    for _ in range(2):
        before = savepoint(conn)
        walk = walk_of(conn, opened, speech, 3, curious=True)
        for _ in range(150):
            walk.step()
        journals.append(walk.journal)
        before.rollback()
    assert journals[0] == journals[1]


@pytest.mark.parametrize("act", [*guest_acts.GUEST_ACTS, *staff.ACTS, *manager.ACTS])
def test_every_act_belongs_to_one_kind_of_person(act: str) -> None:
    assert sum(act in acts for acts in (guest_acts.GUEST_ACTS, staff.ACTS, manager.ACTS)) == 1
    assert act.startswith("m_") == (act in manager.ACTS)


def test_every_act_written_in_the_code_exists() -> None:
    """Also those on screens that a walk comes to only rarely."""
    source = shipped.folder("locales").parent / "bot" / "desk"
    written = re.compile(r'(?:choice|Choice)\(\s*text\([^()]*(?:\([^()]*\))?[^()]*\),\s*"([a-z_]+)"')
    found = {act for path in source.rglob("*.py") for act in written.findall(path.read_text("utf-8"))}
    assert len(found) > 40
    assert found <= {*guest_acts.GUEST_ACTS, *staff.ACTS, *manager.ACTS}


@proves(SCREENS, injected="broken screens", trials=3, control=True)
def test_the_check_catches_a_button_that_leads_nowhere() -> None:
    """A positive control: three broken screens."""
    with pytest.raises(AssertionError, match="no act 'nowhere'"):
        check(say("Hello", choices=[choice(text("button.home"), "nowhere")]))
    with pytest.raises(AssertionError, match="twice the same"):
        check(say("Hello", choices=[HOME, HOME]))
    with pytest.raises(AssertionError):
        check(say("Hello", choices=[PERSON] + [choice(str(n), "home") for n in range(8)]))
