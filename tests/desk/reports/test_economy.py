"""What extras bring and cost: every figure here was worked out by hand first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from bot.db import Connection
from bot.desk.booking import cancelling, holding, moving, waiting
from bot.desk.booking.book import Booking, Sold, new_refs
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.pricing.pipeline import quote
from bot.desk.reports.economy import report as economy
from bot.desk.reports.economy.costs import Costs
from bot.desk.reports.economy.funnel import Funnel, Ways, reason
from bot.desk.reports.economy.places import Places
from bot.desk.reports.economy.report import FEW, LOOKS, SEASON, Extra, Middle, Report, middle_of, verdict
from bot.desk.reports.economy.sales import Sums
from bot.desk.reports.periods import Period, last_days
from bot.money import Money
from bot.schema import bookings, guests, offer_steps
from tests.desk.booking.cast import PROVE, arrive, set_capacity, wish
from tests.desk.booking.modes import modes_catalog
from tests.desk.reports.shop import a_weekend, books, on, shop, shop_facts
from tests.proofs import FIGURES, proves


@pytest.fixture
def hotel(house: House) -> House:
    return shop(house)


def one(found: Report, code: str) -> Extra:
    there = found.one(code)
    assert there
    return there


def azn(amount: str) -> Money:
    return Money.of(amount, "AZN")


def test_a_weekend_adds_up_as_on_paper(conn: Connection, hotel: House) -> None:
    """Canoe: 2 × 40 + 2 × 20 for the family, 40 for Bence, and half of 40 that he gave up too late."""
    monday, weekend = a_weekend(conn, hotel)
    found = economy.report(conn, monday, weekend)
    canoe = one(found, "canoe")
    assert canoe.sums == Sums(
        bookings=2, people=5, pieces=2, starts=1, given_up=1, revenue=18000, of_used=16000, tax=2746
    ), "18 % in 120 is 18.31, in 40 it is 6.10, and in the fee of 20 half of that"
    assert canoe.costs == Costs(materials=200 + 1250 + 400, staff=1800, minutes=90), "90 min at 12 an hour"
    assert canoe.margin == azn("116.04"), "180.00 − 27.46 − 36.50"
    assert canoe.percent == 76, "of 152.54 without tax"


def test_a_partner_has_a_share_and_staff_have_their_minutes(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    sauna = one(economy.report(conn, monday, weekend), "sauna")
    assert sauna.costs == Costs(materials=1500, partner=1200, staff=600, minutes=30)
    assert sauna.margin == azn("68.69"), "120.00 − 18.31 − 33.00"


def test_the_whole_is_the_sum_of_its_parts(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    found = economy.report(conn, monday, weekend)
    assert found.revenue == azn("300")
    assert (found.total.bookings, found.total.people, found.total.given_up) == (3, 8, 1)
    assert found.costs.total == 3650 + 3300 + 4500, "the playroom is open on three days, whoever comes"
    assert found.margin == azn("139.73"), "116.04 + 68.69 − 45.00"
    assert [one.code for one in found.extras] == ["canoe", "sauna", "photographer", "playroom"]
    assert found.parts[(weekend.first + timedelta(days=1)).isoformat()] == {"active": 16000, "family": 12000}


def test_what_is_free_is_named_with_what_it_costs(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    (playroom,) = economy.report(conn, monday, weekend).free()
    assert (playroom.sums.people, playroom.hygiene, playroom.verdict) == (0, "children", "free")
    assert playroom.cost == azn("45"), "3 × 3 and 3 hours at 12"
    assert playroom.percent is None, "there is nothing to divide by"


def test_places_taken_of_those_offered(conn: Connection, hotel: House) -> None:
    """Two starts a day of eight places on three days; five were taken, the one given up is free again."""
    monday, weekend = a_weekend(conn, hotel)
    found = economy.report(conn, monday, weekend)
    canoe, sauna = one(found, "canoe"), one(found, "sauna")
    assert canoe.places == Places(offered=48, taken=5, starts=6)
    assert sauna.places == Places(offered=6, taken=1, starts=6)
    before = replace(weekend, first=weekend.first - timedelta(days=30))
    asked = one(economy.report(conn, monday, before), "canoe")
    assert asked.places.offered == 48, "before its first booking the hotel offered nothing here"


def test_a_day_s_own_number_of_places_counts(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    set_capacity(conn, hotel, 5, weekend.first + timedelta(days=1))
    canoe = one(economy.report(conn, monday, weekend), "canoe")
    assert canoe.places.offered == 48 - 2 * 3


def test_half_a_cost_is_none(conn: Connection, hotel: House) -> None:
    """An extra with two options, one of which does not say what it costs, has no margin."""
    facts = shop_facts()
    other = {**facts["offers"]["canoe"]["options"][0], "code": "long", "title": {"en": "Long", "az": "Uzun"}}
    del other["cost"]
    first = facts["offers"]["canoe"]["options"][0] | {"title": {"en": "Short", "az": "Qısa"}}
    facts["offers"]["canoe"]["options"] = [first, other]
    both = replace(hotel, catalog=Catalog.model_validate(facts))
    bence = arrive(conn, both, 1002, "Bence")
    books(conn, both, bence, Party(1), on(both, 1, 15), option="long")
    found = economy.report(conn, both, Period(both.today, both.today + timedelta(days=1)))
    canoe = one(found, "canoe")
    assert (canoe.costs, canoe.margin, canoe.percent) == (None, None, None)
    assert [one.code for one in found.uncosted] == ["canoe"]


def test_what_the_catalog_no_longer_has_still_counts(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    facts = shop_facts()
    del facts["offers"]["canoe"]
    facts["offers"]["sauna"].pop("alternative")
    facts["knowledge"]["canoe_hire"].pop("offer")
    found = economy.report(conn, replace(monday, catalog=Catalog.model_validate(facts)), weekend)
    canoe = one(found, "canoe")
    assert (canoe.revenue, canoe.on_sale) == (azn("180"), False)


def test_other_hotels_are_not_counted(conn: Connection, hotel: House) -> None:
    monday, weekend = a_weekend(conn, hotel)
    elsewhere = economy.report(conn, replace(monday, id="elsewhere"), weekend)
    assert elsewhere.total == Sums()
    assert one(elsewhere, "canoe").sums == Sums(), "its own canoe, which nobody booked"


def test_an_empty_period_divides_nothing(conn: Connection, hotel: House) -> None:
    found = economy.report(conn, hotel, last_days(hotel.today, 7))
    assert found.middle is None
    assert all(one.percent is None and one.each is None for one in found.extras)
    assert {one.verdict for one in found.extras} == {"early", "free"}


def test_a_wait_in_vain_is_demand_that_was_lost(conn: Connection, hotel: House) -> None:
    """Bence waits for a place that never comes; Aygün waits too and takes the other start of that day."""
    aygun, bence = arrive(conn, hotel, 1001, "Aygün"), arrive(conn, hotel, 1002, "Bence")
    chiara = arrive(conn, hotel, 1003, "Chiara")
    set_capacity(conn, hotel, 4, hotel.today + timedelta(days=1))
    books(conn, hotel, chiara, Party(4), on(hotel, 1, 10))
    for guest in (aygun, bence):
        waiting.join(conn, hotel, guest, "canoe", "default", on(hotel, 1, 10), Party(2))
    books(conn, hotel, aygun, Party(2), on(hotel, 1, 15))
    monday, days = replace(hotel, now=on(hotel, 3, 9)), Period(hotel.today, hotel.today + timedelta(days=2))
    canoe = one(economy.report(conn, monday, days), "canoe")
    lost = canoe.ways.lost
    assert (lost.parties, lost.people, lost.worth, lost.asked) == (1, 2, 8000, 2)
    friday = one(economy.report(conn, hotel, days), "canoe")
    assert friday.ways.lost.parties == 0, "on Friday a place may still come free"


def counted(conn: Connection, house: House, **steps: int) -> None:
    rows = [
        {"property_id": house.id, "day": house.today.isoformat(), "offer": "canoe", "step": step, "n": n}
        for step, n in steps.items()
    ]
    conn.execute(insert(offer_steps), rows)


def test_how_far_guests_come_and_where_they_leave(conn: Connection, hotel: House) -> None:
    """Of 40 who saw the card 10 began, 8 saw the price, 2 held it and one booked."""
    bence = arrive(conn, hotel, 1002, "Bence")
    books(conn, hotel, bence, Party(1), on(hotel, 1, 10))
    steps = {"seen": 40, "begun": 10, "priced": 8, "refused:sold_out_wait": 3, "refused:too_young": 1}
    counted(conn, hotel, **steps)
    holding.hold(conn, hotel, wish(hotel, bence))
    canoe = one(economy.report(conn, hotel, last_days(hotel.today, 7)), "canoe")
    funnel = canoe.ways.funnel
    assert funnel == Funnel(seen=40, begun=10, priced=8, held=2, confirmed=1)
    assert funnel.share == 1 / 40
    assert funnel.worst() == ("begun", 30, 40)
    assert funnel.lost() == [("begun", 30, 40), ("priced", 2, 10), ("held", 6, 8), ("confirmed", 1, 2)]
    assert canoe.ways.refused == {"full": 3, "age": 1}


def test_a_refusal_is_told_by_its_reason() -> None:
    known = {"sold_out_wait": "full", "full_one": "full", "too_old_all": "age", "too_many_holds": "hold"}
    known |= {"weather_closed": "stopped", "after_departure": "time", "anything_new": "other"}
    assert {key: reason(key) for key in known} == known


def extra(code: str, n: int, margin: int | None, **more: Any) -> Extra:
    """`margin` of one booking, in minor units."""
    sums = Sums(bookings=n, revenue=n * 1000)
    costs = None if margin is None else Costs(materials=n * (1000 - margin))
    return Extra(code, {"en": code}, "active", "AZN", sums, costs, Places(), Ways(), **more)


def test_the_four_kinds_part_at_the_medians() -> None:
    known = [extra("a", 40, 900), extra("b", 30, 100), extra("c", 20, 800), extra("d", 10, 50)]
    middle = middle_of(known)
    assert middle == Middle(bookings=25, each=450, of=4)
    said = {one.code: verdict(one, middle, SEASON) for one in known}
    assert said == {"a": "keep", "b": "reprice", "c": "promote", "d": "drop"}
    assert verdict(known[3], middle, SEASON - 1) == "short", "a season may tell another story"
    assert verdict(extra("d", 10, 50, part=True), middle, SEASON) == "promote", "a package is made of it"


def test_of_a_handful_nothing_is_said() -> None:
    middle = Middle(bookings=25, each=450, of=4)
    assert verdict(extra("e", FEW - 1, 5), middle, SEASON) == "early"
    looked = replace(extra("e", 0, 5), ways=Ways(Funnel(seen=LOOKS)))
    assert verdict(looked, middle, SEASON) == "drop", "a season, and nobody of fifty wanted it"
    assert verdict(looked, middle, SEASON - 1) == "early"
    assert verdict(extra("f", 30, None), middle, SEASON) == "uncosted"
    assert verdict(extra("g", 30, 900), None, SEASON) == "early", "two extras have no middle"
    assert middle_of([extra("a", 40, 900), extra("b", 30, 100)]) is None


@proves(FIGURES, injected="random bookings", trials=8 * PROVE)
@settings(max_examples=8 * PROVE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
@pytest.mark.parametrize("currency", ["AZN", "HUF", "JPY", "KWD"])
def test_revenue_by_extra_sums_to_the_ledger(
    conn: Connection, house: House, currency: str, drawn: st.DataObject
) -> None:
    """Exactly, in every currency, whatever became of the bookings. The ledger says what each owes."""
    here = shop(house, currency=currency)
    conn.execute(delete(bookings))
    guest = conn.execute(select(guests.c.id)).scalar() or arrive(conn, here, 1001, "Aygün")
    rows = [entered(conn, here, guest, drawn, n) for n in range(drawn.draw(st.integers(0, 7)))]
    days = Period(here.today, here.today + timedelta(days=9))
    found = economy.report(conn, replace(here, now=here.now + timedelta(days=20)), days)
    owed = sum(one.owed.minor for one in rows)
    assert sum(one.revenue.minor for one in found.extras) == owed == found.revenue.minor
    assert sum(amount for part in found.parts.values() for amount in part.values()) == owed
    assert sum(one.sums.tax for one in found.extras) == found.total.tax


def entered(conn: Connection, house: House, guest: int, drawn: st.DataObject, n: int) -> Booking:
    code = drawn.draw(st.sampled_from(["canoe", "sauna", "photographer"]))
    offer, option = house.catalog.offers[code], house.catalog.offers[code].options[0]
    party = Party(drawn.draw(st.integers(1, 4)), tuple(drawn.draw(st.lists(st.integers(4, 17), max_size=2))))
    start = on(house, drawn.draw(st.integers(0, 9)), drawn.draw(st.integers(8, 20)))
    cost = quote(house, offer, option, party, start)
    status = drawn.draw(st.sampled_from(["CONFIRMED", "REDEEMED", "CANCELLED", "EXPIRED", "PENDING"]))
    gone = status == "CANCELLED" or (status == "CONFIRMED" and drawn.draw(st.booleans()))
    kept = drawn.draw(st.integers(0, cost.total.minor)) if gone else None
    row = {"property_id": house.id, "ref": next(new_refs()), "request": f"r{n}", "guest_id": guest}
    row |= {"offer": code, "option": "default", "start": start, "status": status, "kept_minor": kept}
    row |= {"party": party.json(), "quote": cost.json(), "sold": vars(Sold.now(offer, option))}
    row |= {"catalog_n": 1, "created_at": house.now, "confirmed_at": house.now}
    row |= {"no_show_at": start if gone and status == "CONFIRMED" else None}
    made = conn.execute(insert(bookings).values(row).returning(bookings)).mappings().one()
    return Booking.of(made)


@proves(FIGURES, injected="money elsewhere", control=True)
def test_a_booking_that_nobody_counts_is_missed(conn: Connection, hotel: House) -> None:
    """The control of the property above: money in another place than the bookings is seen as missing."""
    monday, weekend = a_weekend(conn, hotel)
    owed = sum(Booking.of(row).owed.minor for row in conn.execute(select(bookings)).mappings())
    conn.execute(update(bookings).where(bookings.c.offer == "sauna").values(status="EXPIRED"))
    assert economy.report(conn, monday, weekend).revenue.minor == owed - 12000


@pytest.mark.parametrize("offer", ["canoe", "menu"])
def test_what_was_only_held_was_not_given_up(conn: Connection, house: House, offer: str) -> None:
    """Whoever looks, holds and lets go has cancelled nothing; also of what has no hour."""
    modes = replace(house, catalog=modes_catalog())
    bence = arrive(conn, modes, 1002, "Bence")
    start = on(modes, 1, 10) if offer == "canoe" else None
    for _ in range(3):
        held = holding.hold(conn, modes, wish(modes, bence, offer=offer, start=start))
        holding.release(conn, modes, held.id, bence)
    booked = books(conn, modes, bence, Party(2), start, offer)
    cancelling.cancel(conn, modes, booked.id, bence)
    found = economy.report(conn, modes, Period(modes.today, modes.today + timedelta(days=3)))
    assert (found.total.bookings, found.total.given_up) == (0, 1)


def test_a_moved_booking_counts_once(conn: Connection, hotel: House) -> None:
    bence = arrive(conn, hotel, 1002, "Bence")
    first = books(conn, hotel, bence, Party(1), on(hotel, 2, 10))
    held = holding.hold(conn, hotel, wish(hotel, bence, Party(1), start=on(hotel, 2, 15), replaces=first.id))
    moving.confirm(conn, hotel, held, "room")
    found = economy.report(conn, hotel, Period(hotel.today, hotel.today + timedelta(days=3)))
    assert (found.total.bookings, found.total.given_up, found.revenue) == (1, 0, azn("40"))
    assert found.extras[0].ways.funnel.held == 1, "a move is no new decision"
