"""A package in chat, on the demo hotel: who may have which part, what is asked once, what goes instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import chores, outbox, timers
from bot.desk.booking import bundles
from bot.desk.booking.answers import of as booking_told
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu.linking import ENTER
from bot.desk.stays import stay
from bot.say import Text, say, text
from bot.schema import bundles as sold
from bot.schema import capacities, consents, letters
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.packs import package
from tests.desk.booking.phone import Phone
from tests.texts.spoken import shipped_catalog

# What the two databases could do otherwise is in tests/desk/booking/test_packages.py.
pytestmark = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)


@pytest.fixture
def demo() -> House:
    """The demo hotel on Friday 20 November 2026, 13:00 in Baku."""
    return House("lakeside", shipped_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture
def phone(conn: Connection, demo: House) -> Phone:
    found = Phone(conn, demo)
    found.says("/start")
    return found


def opens(phone: Phone, package: str, who: str) -> None:
    phone.taps("groups")
    phone.taps("group", group="package")
    phone.taps("offer", code=package)
    phone.taps("options")
    phone.says(who)


def unfit(phone: Phone) -> dict[str, str]:
    """The parts that are not buttons, with the rule that says why."""
    found = {}
    for line in _texts(phone.screen().body):
        if line.key == "package.unfit":
            extra, why = line.params["extra"], line.params["why"]
            found[extra.texts["en"]] = why.key  # type: ignore[union-attr]  # a name and a rule
    return found


def _texts(parts: Any) -> list[Text]:
    found: list[Text] = []
    for one in parts:
        if isinstance(one, Text):
            found.append(one)
        found += _texts(getattr(one, "parts", ()))
    return found


def shut(conn: Connection, house: House, offer: str, option: str, days: int) -> None:
    """No places of it for so many days from today."""
    for ahead in range(days):
        day = (house.today + timedelta(days=ahead)).isoformat()
        key = {"property_id": house.id, "offer": offer, "option": option, "day": day}
        conn.execute(insert(capacities).values(**key, capacity=0))


def the_package(conn: Connection, house: House) -> bundles.Bundle:
    return bundles.by_id(conn, house, conn.execute(select(sold.c.id)).scalar_one())


def picks(phone: Phone, *parts: str) -> None:
    for part in parts:
        phone.taps("bundle_pick", toggle=part)


def answers(phone: Phone) -> list[str]:
    """All that is asked, each answered with what fits; which questions there were."""
    asked = []
    while (key := phone.keys()[0]).startswith("need."):
        asked.append(key)
        if key == "need.height":
            (said,) = _texts(phone.screen().body)
            phone.says(str(said.params["example"]))
        elif key == "need.licence":
            phone.taps("needed", value=True)
        else:
            phone.taps("needed")
    return asked


def test_a_part_that_is_not_for_these_children_says_why_and_is_no_button(phone: Phone) -> None:
    opens(phone, "family_week", "2, 2")
    assert unfit(phone) == {
        "Kids' club": "rule.min_age",
        "Boating": "rule.min_age",
        "Horse riding": "rule.min_age",
    }
    assert phone.acts().count("bundle_pick") == 3


def test_too_few_parts_for_these_people_are_refused_with_the_part_and_another_way(phone: Phone) -> None:
    opens(phone, "lake_days", "2, 2")
    assert phone.keys() == ["refuse.part_unfit"]
    assert phone.acts() == ["offer", "people", "group", "person"]


def test_what_two_parts_need_is_asked_once(phone: Phone) -> None:
    opens(phone, "active_weekend", "2")
    picks(phone, "scooter_rental", "boating", "sauna")
    asked = answers(phone)
    assert len(set(asked)) == len(asked)
    assert "need.licence" in asked
    assert phone.keys()[0] == "package.plan"
    assert "price.swims" in set(phone.keys())
    phone.taps("bundle_hold")
    assert phone.keys() == ["package.held", "booking.pay_at_desk"]


def test_a_parent_is_asked_for_every_part_about_the_children_whom_it_concerns(conn: Connection) -> None:
    """The staff of a part read "has consent" of the children who were named for it, and of no others."""
    facts = modes_facts()
    facts["offers"] |= {"week": package()}
    facts["offers"]["canoe"]["rules"] = {"consent_under": "12"}
    facts["offers"]["trip"]["rules"] = {"consent_under": "18"}
    catalog = Catalog.model_validate(facts)
    phone = Phone(conn, House("lakeside", catalog, 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC)))
    phone.says("/start")
    opens(phone, "week", "2, 9, 14")
    picks(phone, "canoe", "trip", "menu")
    assert answers(phone) == ["need.consent", "need.consent"]
    assert [(one.offer, one.ages) for one in conn.execute(select(consents))] == [
        ("canoe", [9]),
        ("trip", [9, 14]),
    ]
    phone.taps("bundle_hold")
    kept = {
        part.part: "consent" in booking_told(conn, phone.house, part.id)
        for part in bundles.parts(conn, phone.house, the_package(conn, phone.house).id)
    }
    assert kept == {"canoe": True, "trip": True, "menu": False}


def test_without_a_licence_another_part_takes_its_place(phone: Phone) -> None:
    opens(phone, "active_weekend", "2")
    picks(phone, "boating", "sauna", "scooter_rental")
    if phone.keys() == ["need.height"]:
        (said,) = _texts(phone.screen().body)
        phone.says(str(said.params["example"]))
    phone.taps("needed", value=False)
    assert phone.keys() == ["refuse.part_unfit"]
    phone.taps("bundle_pick")
    assert phone.keys()[0] == "package.pick"
    picks(phone, "disco")
    answers(phone)
    assert phone.keys()[0] == "package.plan"


def test_a_full_part_is_named_and_another_takes_its_place(conn: Connection, phone: Phone) -> None:
    shut(conn, phone.house, "boats", "", 14)
    opens(phone, "family_week", "2, 5, 10")
    picks(phone, "family_excursion", "small_farm", "boating")
    assert phone.keys() == ["refuse.part_full"]
    phone.taps("bundle_pick")
    assert "boating" not in [one.args.get("toggle") for one in phone.screen().choices]
    picks(phone, "fishing")
    answers(phone)
    assert phone.keys()[0] == "package.plan"


def test_a_package_begins_when_all_parts_have_room(conn: Connection, phone: Phone) -> None:
    shut(conn, phone.house, "boats", "", 9)
    opens(phone, "family_week", "2, 5, 10")
    picks(phone, "family_excursion", "small_farm", "boating")
    answers(phone)
    assert phone.keys()[0] == "package.plan"
    (hold,) = (one for one in phone.screen().choices if one.act == "bundle_hold")
    assert hold.args["starts"]["boating"] > "2026-11-29"


def test_a_price_that_is_refused_leads_to_a_smaller_version(conn: Connection, phone: Phone) -> None:
    opens(phone, "family_week", "2, 5, 10")
    picks(phone, "family_excursion", "small_farm", "fishing")
    answers(phone)
    phone.taps("bundle_hold")
    phone.taps("bundle_release")
    phone.taps("bundle_version")
    picks(phone, "family_excursion", "fishing")
    answers(phone)
    assert phone.keys()[0] == "package.plan"
    phone.taps("bundle_hold")
    two = max(conn.execute(select(sold.c.id)).scalars())
    assert len(bundles.parts(conn, phone.house, two)) == 2


def test_a_hold_that_runs_out_is_told_once_and_can_be_planned_again(conn: Connection, phone: Phone) -> None:
    opens(phone, "lake_days", "2, 5, 10")
    answers(phone)
    phone.taps("bundle_hold")
    one = the_package(conn, phone.house)
    phone.house = House("lakeside", phone.house.catalog, 1, phone.house.now + timedelta(minutes=16))
    due = [each for each in timers.due(conn, phone.house) if each.kind == "bundle_hold"]
    assert [chores.fire(conn, phone.house, each) for each in due] == [True]
    assert phone.keys() == ["booking.expired"]
    assert {part.status for part in bundles.parts(conn, phone.house, one.id)} == {"EXPIRED"}
    phone.taps("bundle_pick")
    answers(phone)
    assert phone.keys()[0] == "package.plan"


@pytest.mark.parametrize(("known", "done"), [(True, "guest.room_verified"), (False, "guest.room_noted")])
def test_who_tells_their_room_meanwhile_still_decides_about_all_of_it(
    conn: Connection, phone: Phone, known: bool, done: str
) -> None:
    """It is held: whether the hotel tells the desk who stays or not, no part is shown as if it were alone."""
    if known:
        leaves = phone.house.today + timedelta(days=9)
        stay.walk_in(conn, phone.house, room="214", surname="Mammadova", departure=leaves)
    opens(phone, "lake_days", "2, 5, 10")
    answers(phone)
    phone.taps("bundle_hold")
    outbox.send(conn, phone.house, phone.chat, say(text("link.old_card"), choices=[ENTER]))
    phone.taps("room")
    phone.says("214")
    if known:
        phone.says("Mammadova")
    assert phone.keys()[:2] == [done, "package.held"]
    assert phone.acts()[0] == "bundle_confirm"
    phone.taps("bundle_confirm")
    parts = bundles.parts(conn, phone.house, the_package(conn, phone.house).id)
    assert {(one.status, one.payment) for one in parts} == {("CONFIRMED", "room" if known else "desk")}


def test_the_calendar_has_an_entry_for_each_part_and_each_has_its_reminders(
    conn: Connection, phone: Phone
) -> None:
    opens(phone, "lake_days", "2, 5, 10")
    answers(phone)
    phone.taps("bundle_hold")
    phone.taps("bundle_confirm")
    phone.taps("bundle_calendar")
    rows = conn.execute(select(letters.c.content).order_by(letters.c.id)).scalars()
    (file,) = [one["say"]["file"] for one in rows if one.get("say", {}).get("file")]
    assert str(file).count("BEGIN:VEVENT") == 4
    one = the_package(conn, phone.house)
    kept = {part.part: part.sold.prepare for part in bundles.parts(conn, phone.house, one.id)}
    assert kept["sauna"]
    assert kept["fishing"] is None
