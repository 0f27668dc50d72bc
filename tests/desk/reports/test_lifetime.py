"""What a lost guest costs, and the three pillars: the worked example, ranges, targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.privacy import emptying
from bot.desk.reports.economy import lifetime, pillars
from bot.desk.reports.economy.ahead import ENOUGH, Ahead, Chance, Lot
from bot.desk.reports.economy.lifetime import WORKED, Inputs, growing, loss
from bot.desk.reports.economy.pillars import Pillar
from bot.desk.reports.periods import Period, last_days
from bot.money import Money
from bot.schema import stays
from tests.desk.booking.cast import later
from tests.desk.cases.cast import complaint, guest
from tests.desk.reports.shop import books, on, shop


def azn(amount: str) -> Money:
    return Money.of(amount, "AZN")


def test_seventy_thousand_of_which_fourteen_are_profit() -> None:
    """10 + 12 + 14 + 16 + 18 = 70, and 14 of it at 20 %."""
    found = loss(WORKED, "AZN")
    assert (found.revenue, found.profit) == (azn("70000"), azn("14000"))
    assert (found.low, found.high) == (azn("7000"), azn("14000")), "lost in half of the cases, or in all"


def test_what_others_hear_of_it_counts_only_once_it_was_measured() -> None:
    heard = replace(WORKED, told=9)
    assert loss(heard, "AZN").high == azn("14000"), "nobody has said that any of them stays away"
    assert loss(replace(heard, told_lost=Decimal(10)), "AZN").high == azn("26600"), "14,000 × 1.9"


def test_every_currency_is_rounded_once() -> None:
    thirds = Inputs(years=(Decimal(100),), margin=Decimal("33.33"), low=Decimal("33.33"), high=Decimal(100))
    minor = {
        code: (loss(thirds, code).profit.minor, loss(thirds, code).low.minor)
        for code in ("JPY", "KWD", "AZN")
    }
    assert minor == {"JPY": (33, 11), "KWD": (33330, 11109), "AZN": (3333, 1111)}


def test_growth_is_added_year_by_year() -> None:
    assert growing(Decimal(1000), Decimal(10), 3) == (Decimal(1000), Decimal(1100), Decimal(1210))
    assert growing(Decimal(1000), Decimal(-50), 2) == (Decimal(1000), Decimal(500))


def test_inputs_are_kept_for_each_hotel(conn: Connection, house: House) -> None:
    assert lifetime.read(conn, house).example
    mine = replace(WORKED, margin=Decimal("17.5"), targets={"kept": 40})
    lifetime.change(conn, house, mine, "Madina")
    assert lifetime.read(conn, house).inputs == mine
    assert lifetime.read(conn, replace(house, id="elsewhere")).example
    lifetime.change(conn, house, None, "Madina")
    assert lifetime.read(conn, house).example


def test_from_a_share_to_another_is_worth_so_much() -> None:
    """20 of 80 in a quarter of a year are 25 %; at 40 % they would be 32: 12 more a quarter, 48 a year."""
    quarter = Pillar("kept", 20, 80, days=73, target=40)
    assert (quarter.percent, quarter.a_year) == (25, 400)
    assert quarter.worth(azn("100")) == azn("6000"), "15 % of 400 a year"
    assert replace(quarter, target=10).worth(azn("100")) == azn("0"), "less is never worth anything"
    assert replace(quarter, target=None).worth(azn("100")) is None
    assert Pillar("won_back", 0, 0, 365, target=50).worth(azn("100")) is None


def stayed(conn: Connection, house: House, ref: str, surname: str, came: int) -> None:
    arrival = house.today - timedelta(days=came)
    row = {"property_id": house.id, "ref": ref, "source": "import", "surname": surname, "name": "A"}
    row |= {"arrival": arrival.isoformat(), "departure": (arrival + timedelta(days=3)).isoformat()}
    conn.execute(insert(stays).values(**row, state="departed", created_at=house.now))


def test_who_is_new_and_who_came_again(conn: Connection, house: House) -> None:
    for ref, surname, came in (
        ("S-1", "Kovács", 300),
        ("S-2", "KOVÁCS", 20),
        ("S-3", "Rossi", 10),
        ("S-4", "Yıldız", 90),
    ):
        stayed(conn, house, ref, surname, came)
    new, kept, _ = pillars.pillars(conn, house, last_days(house.today, 30), WORKED)
    assert (new.n, new.of, kept.n, kept.of) == (1, 2, 1, 2)


def test_whoever_was_erased_did_not_come_again(conn: Connection, house: House) -> None:
    for n in range(4):
        stayed(conn, house, f"S-{n}", f"Family {n}", 10 + n)
    emptying.forget_stays(conn, house.id, list(conn.execute(select(stays.c.id).limit(3)).scalars()))
    new, kept, _ = pillars.pillars(conn, house, last_days(house.today, 30), WORKED)
    assert (new.n, new.of, kept.n, kept.of) == (1, 1, 0, 1)


def test_a_dissatisfied_guest_who_books_again_was_kept(conn: Connection, house: House) -> None:
    here = shop(house)
    aygun, bence = guest(conn, here), guest(conn, here, 1002, "Bence")
    books(conn, here, bence.id, Party(1), on(here, 1, 10))  # before it happened
    for one in (aygun, bence):
        complaint(conn, later(here, minutes=5), "noise", one)
    days = last_days(here.today, 30)
    assert pillars.pillars(conn, later(here, days=2), days, WORKED)[2].n == 0
    books(conn, later(here, minutes=60), aygun.id, Party(2), on(here, 2, 10))
    _, _, won_back = pillars.pillars(conn, later(here, days=2), days, WORKED)
    assert (won_back.n, won_back.of, won_back.percent) == (1, 2, 50)
    elsewhere = pillars.pillars(conn, replace(later(here, days=2), id="elsewhere"), days, WORKED)
    assert [one.of for one in elsewhere] == [0, 0, 0]


def test_with_enough_cases_the_hotel_s_own_history_counts() -> None:
    assert Chance.from_counts(19, ENOUGH - 1, 50) == Chance(50, 19, assumed=True)
    assert Chance.from_counts(15, ENOUGH, 50) == Chance(75, 20, assumed=False)
    assert Chance.from_counts(0, 0, 10) == Chance(10, 0, assumed=True)


def test_expected_is_what_anybody_can_work_out_again(house: House) -> None:
    """(1,000.00 + 400.00 × 75 %) × 90 % = 1,170.00"""
    days = Period(house.today, house.today + timedelta(days=13))
    found = Ahead(
        first=days.first,
        last=days.last,
        confirmed={days.first: Lot(3, 100000)},
        pending={days.first: Lot(2, 40000)},
        undated=Lot(5, 99999),
        held=Lot(1, 5000),
        accepted=Chance(75, 20, assumed=False),
        gone=Chance(10, 40, assumed=False),
        currency="AZN",
    )
    assert found.expected == azn("1170")
