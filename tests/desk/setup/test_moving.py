"""The demo's catalog becomes the hotel's own: nothing of it is told or sold before somebody says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import shipped
from bot.db import Connection
from bot.desk import ownership, people
from bot.desk.catalog import folder, versions
from bot.desk.catalog.check import check
from bot.desk.catalog.issues import broken
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.setup import drafts, publishing, state
from bot.desk.setup.facts import wording
from bot.desk.setup.gaps import missing
from bot.desk.setup.group import Standing
from bot.desk.setup.moving import emptied, settled
from tests.texts.spoken import shipped_catalog

ANSWERS = {
    "name": "Senator House",
    "place": {"city": "Eger", "address": "Eger, Dobó tér 11"},
    "clock": {"zone": "Europe/Budapest", "territory": "HU"},
    "currency": "HUF",
    "languages": ["en", "hu"],
    "rooms": ["101-106"],
    "breakfast": ["07:00", "10:30"],
    "times": ["14:00", "11:00"],
    "phone": "+36 36 411 711",
    "emergency": "112",
    "night": None,
}
DEMO = ("Lakeside", "Qəbələ", "Габала", "Gabala", "Gebele", "994")


def photos() -> frozenset[str]:
    return folder.photos(shipped.folder("packages_catalog"))


@pytest.fixture
def fresh(conn: Connection, house: House) -> House:
    """A real hotel on its first day."""
    people.ensure_property(conn, house.id)
    catalog = emptied(shipped_catalog())
    n = versions.publish(conn, house.id, catalog, base=0, author="x", reason="first", now=house.now)
    here = replace(house, catalog=catalog, version=n)
    state.begin(conn, here, finished=False)
    people.appoint(conn, here, 1, name="Péter", language="hu", role="owner")
    return here


def opened(conn: Connection, fresh: House, **answers: Any) -> House:
    """All is answered, and guests are served."""
    state.keep(conn, fresh, answers={**ANSWERS, **answers})
    setup = state.of(conn, fresh)
    assert setup
    return publishing.finish(conn, fresh, setup, people.on_file(conn, fresh, 1))


def told(catalog: Catalog) -> list[str]:
    """Every word that a guest could be told."""
    hotel = catalog.hotel
    texts = [hotel.name, hotel.city, hotel.address, hotel.assembly_point]
    texts += [one.answer for one in catalog.knowledge.values() if not one.draft]
    return [said for one in texts for said in one.values()] + [hotel.reception_phone]


def test_a_real_hotel_begins_with_nothing_of_the_demo() -> None:
    catalog = emptied(shipped_catalog())
    assert catalog.hotel.sample
    assert not any(one.active for one in catalog.offers.values())
    assert not any(catalog.entry(code) for code in catalog.knowledge)
    assert not catalog.hotel.discounts


def amounts(found: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Where there is any amount of money above nothing."""
    if isinstance(found, Decimal) and found:
        yield path
    for name, one in found.items() if isinstance(found, dict) else ():
        yield from amounts(one, (*path, name))
    for one in found if isinstance(found, list) else ():
        yield from amounts(one, path)


def test_nothing_is_sold_at_a_price_that_the_owner_has_not_been_shown() -> None:
    def unseen(catalog: Catalog) -> set[tuple[object, ...]]:
        found = {path[2:] for path in amounts(catalog.model_dump(include={"hotel", "offers"}))}
        return found - {("options", "units", "price")}  # it stands on the set-up's card

    assert unseen(emptied(shipped_catalog())) == set()
    assert {("deposit",), ("options", "units", "prices", "price")} <= unseen(shipped_catalog())
    assert emptied(shipped_catalog()).hotel.staff_hour is None


def test_what_guests_are_told_after_the_questions_is_the_hotels_own(house: House) -> None:
    moved = settled(emptied(shipped_catalog()), ANSWERS, wording("Europe/Budapest"), house.today)
    assert not [said for said in told(moved) if any(word in said for word in DEMO)]
    breakfast = moved.entry("breakfast")
    assert breakfast
    assert breakfast.answer["hu"] == "Reggeli: 07:00–10:30."
    assert moved.hotel.default_language == "hu"
    assert not broken(check(moved, photos()))
    assert all(not one.deposit for one in moved.offers.values())


def test_the_control_knows_the_demo_when_it_sees_it() -> None:
    assert [said for said in told(shipped_catalog()) if any(word in said for word in DEMO)]


def test_a_single_answer_changes_nothing_else(house: House) -> None:
    say = wording("Europe/Budapest")
    moved = settled(emptied(shipped_catalog()), ANSWERS, say, house.today)
    again = settled(moved, {"breakfast": ["08:00", "10:00"]}, say, house.today)
    served = again.hotel.hours["breakfast"]
    assert [(f"{one.open:%H:%M}", f"{one.close:%H:%M}") for one in served] == [("08:00", "10:00")]
    assert again.hotel == moved.hotel.model_copy(update={"hours": again.hotel.hours})
    assert again.offers == moved.offers
    changed = [code for code, one in again.knowledge.items() if one != moved.knowledge[code]]
    assert changed == ["breakfast"]


def test_who_serves_no_breakfast_any_more_tells_no_guest_of_it(conn: Connection, fresh: House) -> None:
    here, owner = opened(conn, fresh), people.on_file(conn, fresh, 1)
    for answer in (None, ["08:00", "10:00"], None):
        state.keep(conn, here, answers={**ANSWERS, "breakfast": answer})
        here = publishing.publish_answers(conn, here, {"breakfast": answer}, owner)
        entry = here.catalog.entry("breakfast")
        assert (entry is None) == (answer is None)
        assert "breakfast" not in [one.id for one in drafts.answers(here.catalog, state.of(conn, here))]
        assert not broken(check(here.catalog, photos()))


def test_what_is_missing_shrinks_as_it_is_answered(conn: Connection, fresh: House) -> None:
    def codes(here: House) -> list[str]:
        return [one.code for one in missing(conn, here)]

    assert codes(fresh) == ["night", "questions", "group", "answers"]
    here = opened(conn, fresh)
    assert codes(here) == ["night", "group", "answers", "extras"]
    people.put_on_nights(conn, here, 1)
    people.move_staff_chat(conn, here.id, -5)
    state.keep_group(conn, here, Standing(-5, "team", "member"))
    assert codes(here) == ["rights", "answers", "extras"]
    ready = Standing(-5, "team", "administrator", forum=True, rights=("topics", "delete", "pin"), reads=True)
    state.keep_group(conn, here, ready)
    assert codes(here) == ["answers", "extras"]


def test_an_extra_is_on_sale_once_it_has_a_price(conn: Connection, fresh: House) -> None:
    here, owner = opened(conn, fresh), people.on_file(conn, fresh, 1)
    assert not here.catalog.listed("family")
    sold = publishing.confirm_offer(conn, here, "baby_cot", [Decimal(1500)], owner)
    assert [one.code for one in sold.catalog.listed("family")] == ["baby_cot"]
    assert sold.catalog.offers["baby_cot"].options[0].units[0].price == 1500
    publishing.decline(conn, sold, ["offer:stroller"])
    left = [one.code for one in drafts.extras(sold.catalog, state.of(conn, sold))]
    assert not {"baby_cot", "stroller"} & set(left)
    assert "family_week" not in left  # a package waits for its parts


def test_a_claim_link_lives_for_a_day_and_works_once(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)

    def opened(here: House, token: str, user: int) -> bool:
        return ownership.claim(conn, here, token, user, name="x", language="en")

    late = replace(house, now=house.now + timedelta(hours=24))
    assert not opened(late, ownership.new_claim(conn, house.id, now=house.now), 1)
    old = ownership.new_claim(conn, house.id, now=house.now)
    new = ownership.new_claim(conn, house.id, now=house.now)
    assert not opened(house, old, 1)
    assert opened(replace(house, now=late.now - timedelta(minutes=1)), new, 1)
    assert not opened(house, new, 2)


def test_the_night_duty_is_rung_first_and_only_at_night(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    for number, name in ((1, "Madina"), (2, "Dana"), (3, "Erlan")):
        people.appoint(conn, house, number, name=name, language="en", role="reception")
    people.put_on_nights(conn, house, 3)
    night = replace(house, now=house.now.replace(hour=23))  # 03:00 in Baku
    assert [one.name for one in people.rung(conn, night)] == ["Erlan", "Madina", "Dana"]
    assert [one.name for one in people.rung(conn, house)] == ["Madina", "Dana", "Erlan"]
    people.put_on_nights(conn, house, None)
    assert [one.name for one in people.rung(conn, night)] == ["Madina", "Dana", "Erlan"]
