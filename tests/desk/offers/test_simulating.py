"""The simulator says what a guest would meet: the same offers, prices and refusals, by the same engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.db import Connection
from bot.desk.booking import capacity
from bot.desk.booking.party import Party
from bot.desk.catalog import runtime
from bot.desk.catalog.diff import diff
from bot.desk.catalog.edits import set_price
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.offers import simulating
from bot.desk.offers.fitting import best_way
from bot.desk.offers.second_look import Warn, look_over, reachable
from bot.desk.offers.simulating import Seen, simulate
from tests.desk.menu.manager_phone import booked

FAMILY = Party(2, (5,))
SATURDAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def published(conn: Connection, house: House) -> None:
    runtime.import_catalog(
        conn, house.id, house.catalog, base=0, author="Madina", reason="opening", now=house.now
    )


def seen(conn: Connection, house: House, code: str, party: Party = FAMILY, day: date = SATURDAY) -> Seen:
    return next(one for one in simulate(conn, house, party, day).seen if one.offer.code == code)


def with_offer(house: House, code: str, **changed: object) -> House:
    offer = Offer.model_validate(house.catalog.offers[code].model_dump(by_alias=True) | changed)
    offers = {**house.catalog.offers, code: offer}
    return replace(house, catalog=house.catalog.model_copy(update={"offers": offers}))


def warned(conn: Connection, house: House, new: House) -> list[Warn]:
    return look_over(conn, house, new, diff(house.catalog, new.catalog))


def test_the_price_is_that_of_these_people_on_that_day(conn: Connection, house: House) -> None:
    one = seen(conn, house, "canoe")
    assert one.found
    assert one.price
    assert house.local(one.found.ask.start or house.now).isoformat()[:16] == "2026-11-21T10:00"
    assert one.price.total.minor == 2 * 4000 + 2000


def test_a_draft_is_looked_at_in_place_of_what_is_live(conn: Connection, house: House) -> None:
    draft = replace(house, catalog=set_price(house.catalog, "canoe", "default", 0, Decimal(50)))
    one = seen(conn, draft, "canoe")
    assert one.price
    assert one.price.total.minor == 2 * 5000 + 2000


@pytest.mark.parametrize(
    ("changed", "party", "why"),
    [
        ({"rules": {"min_age": 8}}, FAMILY, ("young", 8)),
        ({"rules": {"min_people": 4}}, FAMILY, ("few", 4)),
        ({"rules": {"max_people": 2}}, FAMILY, ("many", 2)),
        ({"rules": {"with_adult_under": 14}}, Party(0, (9,)), ("adult", 14)),
        ({"closed": [{"from": "2026-11-21"}]}, FAMILY, ("closed", 0)),
        ({"rules": {"notice_minutes": 3 * 24 * 60}}, FAMILY, ("notice", 3 * 24 * 60)),
    ],
)
def test_why_not_is_the_rule_that_a_guest_would_run_into(
    conn: Connection, house: House, changed: dict[str, object], party: Party, why: tuple[str, int]
) -> None:
    one = seen(conn, with_offer(house, "canoe", **changed), "canoe", party)
    assert one.why
    assert (one.why.kind, one.why.n) == why


def test_a_stopped_sale_and_a_day_without_a_start_are_said_with_the_next_start(
    conn: Connection, house: House
) -> None:
    runtime.stop(conn, house, "canoe", "Madina")
    stopped = seen(conn, house, "canoe").why
    assert stopped
    assert stopped.kind == "stopped"
    runtime.resume(conn, house, "canoe", "Madina")
    option = house.catalog.offers["canoe"].options[0].model_dump(by_alias=True)
    sundays = {**option, "schedule": [{"days": ["sun"], "times": ["10:00"]}]}
    closed = seen(conn, with_offer(house, "canoe", options=[sundays]), "canoe").why
    assert closed
    assert (closed.kind, house.local(closed.starts[0]).day) == ("day", 22)


def test_a_day_far_ahead_is_looked_at_as_a_guest_would_a_week_before(conn: Connection, house: House) -> None:
    found = simulate(conn, house, FAMILY, date(2027, 7, 14))
    assert found.house.today == date(2027, 7, 7)
    assert "canoe" in [one.offer.code for one in found.offered]


def test_a_simulator_with_an_engine_of_its_own_would_be_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: one that forgets the rules says yes where a guest's press is refused."""
    strict = with_offer(house, "canoe", rules={"min_age": 8})
    told = {one.offer.code for one in simulate(conn, strict, FAMILY, SATURDAY).offered}
    canoe = house.catalog.offers["canoe"]
    monkeypatch.setattr(simulating, "best_way", lambda here, offer, wanted: best_way(house, canoe, wanted))
    assert told != {one.offer.code for one in simulate(conn, strict, FAMILY, SATURDAY).offered}


def test_an_offer_that_nobody_can_buy_is_named(conn: Connection, house: House) -> None:
    assert all(reachable(house, one) for one in house.catalog.offers.values())
    for lost in (
        with_offer(house, "canoe", rules={"min_people": 9, "max_people": 8}),
        with_offer(house, "canoe", closed=[{"from": "2026-11-01", "until": "2027-11-01"}]),
        with_offer(house, "canoe", rules={"notice_minutes": 40 * 24 * 60, "forward_days": 30}),
    ):
        assert [one.subject for one in warned(conn, house, lost) if one.kind == "nobody"] == ["canoe"]


def test_a_number_of_places_below_what_is_sold_names_the_start(conn: Connection, house: House) -> None:
    start = house.now.replace(hour=6) + timedelta(days=1)
    conn.execute(
        capacity._MORE,  # five are sold
        {"p": house.id, "r": "canoe/default", "s": start, "n": 5, "c": 8},
    )
    option = house.catalog.offers["canoe"].options[0].model_dump(by_alias=True)
    fewer = with_offer(house, "canoe", options=[{**option, "capacity": 4}])
    found = [one for one in warned(conn, house, fewer) if one.kind == "places"]
    assert [(one.n, one.size, one.start) for one in found] == [(5, 4, start)]
    enough = with_offer(house, "canoe", options=[{**option, "capacity": 5}])
    assert not [one for one in warned(conn, house, enough) if one.kind == "places"]


def test_what_a_change_touches_is_warned_of_and_nothing_else(conn: Connection, house: House) -> None:
    booked(conn, house, "B-1", "CONFIRMED")
    assert warned(conn, house, house) == []
    dearer = replace(house, catalog=set_price(house.catalog, "canoe", "default", 0, Decimal(55)))
    assert [one.kind for one in warned(conn, house, dearer)] == ["far", "booked"]
    off = with_offer(house, "canoe", active=False)
    assert [one.kind for one in warned(conn, house, off)] == ["gone"]
    about = {"az": "Sahil boyu gəzinti."}
    reworded = with_offer(house, "canoe", about=about, photo=None)
    assert [(one.kind, one.languages) for one in warned(conn, house, reworded)] == [
        ("words", ("en",)),
        ("photo", ()),
    ]


def test_a_price_below_its_cost_is_warned_of(conn: Connection, house: House) -> None:
    option = house.catalog.offers["canoe"].options[0].model_dump(by_alias=True)
    costly = with_offer(house, "canoe", options=[{**option, "cost": {"person": "25"}}])
    found = [one for one in warned(conn, house, costly) if one.kind == "below_cost"]
    assert [(one.change.after if one.change else "", one.cost) for one in found] == [("20", Decimal(25))]
