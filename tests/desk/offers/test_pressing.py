"""Through the front door: whatever is proposed can be pressed, for everybody, and nobody reads a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.booking import family
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.people import Guest
from tests.desk.booking.phone import Phone
from tests.desk.offers.test_offers_for import EVERYTHING
from tests.thin import savepoint

PARTIES = (Party(2), Party(2, (0,)), Party(2, (5, 10)), Party(1, (15,)), Party(6))
# The price, the request, or what is asked first.
LEADS_TO = ("price.card", "request.card", "package.", "need.", "book.")


@pytest.fixture
def phone(conn: Connection, demo: House, chiara: Guest) -> Phone:
    found = Phone(conn, demo, chat=1003)
    found.says("/help")
    return found


def to_the_ideas(phone: Phone, like: str, when: str) -> None:
    phone.taps("ideas")
    phone.taps("ideas", like=like)
    phone.taps("ideas", when=when)


@pytest.mark.parametrize("party", PARTIES, ids=str)
def test_every_button_under_an_idea_leads_on(
    conn: Connection, demo: House, chiara: Guest, phone: Phone, party: Party
) -> None:
    family.remember(conn, demo, chiara, party)
    pressed = 0
    for like in EVERYTHING:
        phone.says("/help")
        to_the_ideas(phone, like or "any", "any")
        while "ideas_more" in phone.acts():
            for number, one in enumerate(phone.screen().choices):
                if one.act == "book":
                    with savepoint(conn) as before:
                        phone.taps_data(f"{phone.token()}:{number}")
                        assert phone.keys()[0].startswith(LEADS_TO), (one.args, phone.keys())
                        before.rollback()
                    pressed += 1
            phone.taps("ideas_more")
    assert pressed > 20


def test_a_package_begins_on_the_day_that_was_asked_for(
    conn: Connection, demo: House, chiara: Guest, phone: Phone
) -> None:
    family.remember(conn, demo, chiara, Party(2, (5, 10)))
    day = (demo.today + timedelta(days=1)).isoformat()
    to_the_ideas(phone, "any", day)
    bundles = {code for code, one in demo.catalog.offers.items() if one.bundle}
    number, package = next(
        (n, one) for n, one in enumerate(phone.screen().choices) if one.args.get("offer") in bundles
    )
    assert package.args["first"] == day
    phone.taps_data(f"{phone.token()}:{number}")
    assert phone.keys()[0].startswith("package.")
    plans = [one.args for one in phone.screen().choices if "first" in one.args]
    assert plans, phone.acts()
    assert {one["first"] for one in plans} == {day}


def test_a_no_in_words_is_heard_before_it_is_guessed_at(conn: Connection, demo: House, phone: Phone) -> None:
    phone.taps("ideas")
    phone.taps("ideas_party", adults=2)
    phone.taps("ideas", like="water")
    phone.taps("ideas", when="any")
    phone.says("I said NO!")
    assert phone.keys() == ["idea.stopped"]
    assert dialogues.waiting(conn, demo, 1003) is None


def test_ages_are_asked_where_children_come_and_a_wrong_number_is_asked_again(phone: Phone) -> None:
    phone.taps("ideas")
    phone.taps("ideas_ages", children=2)
    phone.says("5")
    assert phone.keys() == ["book.ages"]
    phone.says("5 and 10")
    assert phone.keys() == ["idea.like"]
    phone.taps("ideas_who")
    phone.says("one adult and a daughter of 7")
    assert phone.keys() == ["idea.like"]


def test_who_comes_is_asked_again_when_it_is_unclear(phone: Phone) -> None:
    phone.taps("ideas")
    phone.says("2 adults and 3.5 children")
    assert phone.keys() == ["book.people_again"]
    phone.says("2 adults")
    assert phone.keys() == ["idea.like"]


def test_a_day_that_is_over_is_asked_for_again(conn: Connection, demo: House, phone: Phone) -> None:
    """A button of yesterday."""
    phone.taps("ideas")
    phone.taps("ideas_party", adults=2)
    phone.taps("ideas", like="water")
    yesterday = phone.button("ideas", when=demo.today.isoformat())
    phone.house = House(demo.id, demo.catalog, demo.version, demo.now.replace(day=22))
    phone.taps_data(yesterday)
    assert phone.keys() == ["idea.when"]
