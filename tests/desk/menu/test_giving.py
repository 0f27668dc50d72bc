"""What managers type to give a voucher, and what reception says of a stay that prices depend on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import buying, holding
from bot.desk.house import House
from bot.desk.menu import giving, rates
from bot.desk.menu.giving import Wanted
from bot.desk.stays import phones, register
from bot.desk.stays.register import Stay
from bot.money import Money
from tests.desk.booking.cast import arrive, reprinted, wish

LATER = date(2027, 5, 19)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("20 214", Wanted(None, Money(2000, "AZN"), "214", LATER, 1)),
        ("7,50", Wanted(None, Money(750, "AZN"), None, LATER, 1)),
        ("10% 31.12 x50", Wanted(10, None, None, date(2026, 12, 31), 50)),
        ("15% 305 2027-01-10", Wanted(15, None, "305", date(2027, 1, 10), 1)),
        ("", None),
        ("much 214", None),
        ("0", None),
        ("101%", None),
        ("1.005", None),
        ("10 somebody", None),
        ("10 x0", None),
    ],
)
def test_a_voucher_is_read_from_what_is_typed(house: House, typed: str, wanted: Wanted | None) -> None:
    assert giving.read_wanted(house, typed) == wanted


def with_rules(facts: dict[str, Any]) -> None:
    both = {"en": "Rule", "az": "Qayda"}
    facts["hotel"]["discounts"] = {
        "tui": {"title": both, "kind": "agency", "agencies": ["TUI"], "percent": "20"},
        "again": {"title": both, "kind": "loyalty", "min_stays": "1", "percent": "10"},
        "gold": {"title": both, "kind": "loyalty", "members": ["gold"], "percent": "30"},
        "many": {"title": both, "kind": "group", "min_people": "20", "percent": "40"},
    }


@pytest.fixture
def ruled(house: House) -> House:
    return reprinted(house, with_rules)


def checked_in(conn: Connection, house: House, guest_id: int) -> Stay:
    made = register.write(
        conn,
        house,
        source="staff",
        room="214",
        surname="Mammadova",
        name="Aygün",
        arrival=date(2026, 11, 18),
        departure=date(2026, 11, 27),
        state="in_house",
    )
    phones.link(conn, house, made, people.guest_by_id(conn, guest_id), how="staff", by=1)
    return made


@pytest.mark.parametrize(
    ("facts", "total"),
    [({}, 8000), ({"agency": "TUI"}, 6400), ({"member": "gold"}, 5600), ({"group_size": 25}, 4800)],
)
def test_what_reception_names_is_in_the_price(
    conn: Connection, ruled: House, facts: dict[str, Any], total: int
) -> None:
    guest = arrive(conn, ruled, 214, "Aygün", "az")
    here = checked_in(conn, ruled, guest)
    if facts:
        register.change(conn, ruled, here, **facts)
    held = holding.hold(conn, ruled, wish(ruled, guest))
    assert held.quote.total.minor == total
    register.change(conn, ruled, here, agency=None, member=None, group_size=None)
    assert holding.confirm(conn, ruled, held.id, guest, "room").quote == held.quote, "as it was shown"


def test_a_stay_that_has_ended_makes_a_guest_who_comes_back(conn: Connection, ruled: House) -> None:
    guest = arrive(conn, ruled, 214, "Aygün", "az")
    assert buying.stays_before(conn, ruled, guest) == 0
    first = checked_in(conn, ruled, guest)
    assert buying.stays_before(conn, ruled, guest) == 0, "this stay is not one before"
    register.change(conn, ruled, first, state="departed")
    phones.unlink(conn, ruled, first)
    assert buying.stays_before(conn, ruled, guest) == 1
    assert holding.hold(conn, ruled, wish(ruled, guest)).quote.total.minor == 7200


def test_only_a_hotel_whose_rules_ask_is_asked(house: House, ruled: House) -> None:
    assert not rates.asked_for(house)
    assert rates.asked_for(ruled)
