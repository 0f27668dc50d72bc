"""What makes it good: within the limits at once, above them with a manager's yes, and never past them."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.db import Connection, writing_engine
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import gift
from bot.desk.cases import case, remedies, working
from bot.desk.cases.case import Case
from bot.desk.cases.remedies import Given, OverLimit, OwnRemedy, RemedyDecided, RemedyGiven, ShiftSpent
from bot.desk.cases.triage import COMPLAINTS
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.recovery import FAULTS, Remedies, check_remedies
from bot.desk.house import House
from bot.desk.menu.cases import remedy
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Text
from bot.schema import metadata
from bot.schema import remedies as rows
from tests.desk.cases.cast import (
    DANA,
    MADINA,
    again,
    complaint,
    fire,
    first,
    guest,
    hire,
    history,
    later,
    screens,
    team,
)
from tests.desk.tiny import tiny_facts
from tests.proofs import LIMITS, proves, seen
from tests.texts.spoken import shipped_catalog
from tests.thin import savepoint

LEYLA = 3002
EXAMPLES = 500 if os.environ.get("PROVE") else 15
LADDER: dict[str, Any] = {
    "limits": {
        "department": {"each": "0", "shift": "0"},
        "reception": {"each": "30", "shift": "50"},
        "manager": {"each": "100", "shift": "150"},
        "owner": {"each": "200", "shift": "200"},
    },
    "ladder": [
        {"code": "apology", "kind": "apology"},
        {"code": "fruit", "kind": "gift", "cost": "8", "title": {"en": "A fruit plate", "az": "Meyvə"}},
        {"code": "voucher", "kind": "voucher", "amounts": ["20", "40", "80", "150"]},
        {"code": "refund", "kind": "refund", "cost": "120", "severities": ["S1", "S2"]},
        {"code": "fan", "kind": "gift", "title": {"en": "A fan", "az": "Pərlik"}, "faults": ["ac_broken"]},
    ],
}


@pytest.fixture
def hotel(house: House) -> House:
    return with_ladder(house)


def with_ladder(house: House) -> House:
    return replace(house, catalog=Catalog.model_validate({**tiny_facts(), "remedies": LADDER}))


def staff(conn: Connection, house: House) -> tuple[Colleague, Colleague, Colleague]:
    dana, _, madina = team(conn, house)
    leyla = hire(conn, house, LEYLA, "Leyla", "manager", "duty")
    return dana, leyla, madina


def give(conn: Connection, house: House, opened: Case, who: Colleague, code: str, cost: str) -> Given:
    chosen = house.catalog.remedies.find(code)
    assert chosen
    return remedies.give(conn, house, opened, who, chosen, Decimal(cost))


def spent(conn: Connection, role: str) -> int:
    found = conn.execute(
        select(func.sum(rows.c.cost_minor)).where(rows.c.state == "given", rows.c.role == role)
    )
    return int(found.scalar() or 0)


def test_what_fits_this_fault_comes_first_and_what_is_for_others_not_at_all(
    conn: Connection, hotel: House
) -> None:
    cold = remedies.fitting(hotel, complaint(conn, hotel, "ac_broken"))
    assert [one.code for one in cold] == ["fan", "apology", "fruit", "voucher", "refund"]
    noise = remedies.fitting(hotel, complaint(conn, hotel, "noise", guest(conn, hotel, 7)))
    assert [one.code for one in noise] == ["apology", "fruit", "voucher"]


def test_within_the_limit_it_is_given_at_once_and_counted(conn: Connection, hotel: House) -> None:
    dana, *_ = staff(conn, hotel)
    opened = complaint(conn, hotel)
    made = give(conn, hotel, opened, dana, "voucher", "20")
    assert (made.state, made.cost, made.role) == ("given", Money(2000, "AZN"), "reception")
    assert history(conn, opened)[-1] == "remedy_given"
    with pytest.raises(RemedyGiven):
        give(conn, hotel, opened, dana, "voucher", "40")
    assert remedies.left(conn, hotel, "reception") == Money(3000, "AZN")
    assert remedies.left(conn, later(hotel, hours=8), "reception") == Money(5000, "AZN")  # the next shift


def test_above_it_a_manager_is_asked_and_it_goes_on_their_limit(conn: Connection, hotel: House) -> None:
    dana, leyla, madina = staff(conn, hotel)
    asked = give(conn, hotel, complaint(conn, hotel), dana, "voucher", "80")
    assert asked.state == "asked"
    assert {one.user_id for one in remedies.approvers(conn, hotel, dana, asked.cost)} == {LEYLA, MADINA}
    with pytest.raises(RemedyDecided):
        remedies.approve(conn, later(hotel, minutes=121), asked.id, madina)
    made = remedies.approve(conn, hotel, asked.id, leyla)
    assert (made.state, made.decided_by, made.role) == ("given", LEYLA, "manager")
    assert spent(conn, "reception") == 0
    with pytest.raises(RemedyDecided):
        remedies.approve(conn, hotel, asked.id, madina)


def test_nobody_says_yes_to_what_they_asked_for(conn: Connection, hotel: House) -> None:
    _, leyla, madina = staff(conn, hotel)
    asked = give(conn, hotel, complaint(conn, hotel, "leak"), leyla, "refund", "120")
    assert [one.user_id for one in remedies.approvers(conn, hotel, leyla, asked.cost)] == [MADINA]
    with pytest.raises(OwnRemedy):
        remedies.approve(conn, hotel, asked.id, leyla)
    assert remedies.approve(conn, hotel, asked.id, madina).state == "given"


def test_where_nobody_above_may_it_is_refused_and_not_asked_for(conn: Connection, hotel: House) -> None:
    dana, *_ = team(conn, hotel)
    people.gone(conn, hotel, MADINA)
    lonely = replace(
        hotel, catalog=hotel.catalog.model_copy(update={"remedies": Remedies.model_validate(LADDER)})
    )
    owner = people.on_file(conn, hotel, MADINA)
    opened = complaint(conn, lonely)
    give(conn, lonely, opened, owner, "voucher", "150")
    with pytest.raises(ShiftSpent):
        give(conn, lonely, complaint(conn, lonely, "leak", guest(conn, lonely, 8)), owner, "refund", "120")
    assert dana


def test_nobody_answers_in_time(conn: Connection, hotel: House) -> None:
    dana, *_ = staff(conn, hotel)
    opened = complaint(conn, hotel)
    asked = give(conn, hotel, opened, dana, "voucher", "80")
    fire(conn, later(hotel, minutes=120))
    assert remedies.by_id(conn, hotel, asked.id).state == "expired"
    assert history(conn, opened).count("remedy_expired") == 1
    assert first(screens(conn, chat_id=DANA)[-1]).key == "remedy.lapsed"
    assert give(conn, hotel, opened, dana, "voucher", "20").state == "given"


@proves(LIMITS, injected="random wishes and approvals", trials=EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([DANA, LEYLA, MADINA]),
            st.sampled_from(["20", "40", "80", "150"]),
            st.booleans(),
        ),
        max_size=9,
    )
)
def test_whatever_is_asked_and_approved_no_limit_is_passed(
    conn: Connection, hotel: House, steps: list[tuple[int, str, bool]]
) -> None:
    with savepoint(conn) as tried:
        staff(conn, hotel)
        for number, (user, cost, yes) in enumerate(steps):
            who = people.on_file(conn, hotel, user)
            opened = complaint(conn, hotel, "noise", guest(conn, hotel, 100 + number, "G"))
            try:
                made = give(conn, hotel, opened, who, "voucher", cost)
                if made.state == "asked" and yes:
                    with conn.begin_nested():
                        remedies.approve(conn, hotel, made.id, people.on_file(conn, hotel, MADINA))
            except (OverLimit, ShiftSpent, OwnRemedy):
                pass
        for role, limit in hotel.catalog.remedies.limits.items():
            assert spent(conn, role) <= hotel.money(limit.shift or 0).minor
        for one in conn.execute(select(rows).where(rows.c.state == "given")).mappings():
            each = hotel.catalog.remedies.limit(one["role"]).each
            assert each is not None
            assert one["cost_minor"] <= hotel.money(each).minor
        tried.rollback()


@pytest.mark.parametrize("guarded", [True, False])
def test_two_approvals_at_once_never_pass_the_limit(
    tmp_path: Path, house: House, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve requests of 40 and a limit of 150 a shift: three are given; without the guard, more."""
    hotel = with_ladder(house)
    if not guarded:  # the planted bug: look first, add after
        monkeypatch.setattr(remedies, "spend", lambda *_: True)
    engine = writing_engine(tmp_path / "threads.db", pragmas=("journal_mode=WAL", "busy_timeout=20000"))
    with engine.begin() as conn:
        metadata.create_all(conn)
        dana, leyla, _ = staff(conn, hotel)
        asked = [
            give(
                conn,
                hotel,
                complaint(conn, hotel, "noise", guest(conn, hotel, n, "G")),
                dana,
                "voucher",
                "40",
            )
            for n in range(12)
        ]
    gate = threading.Barrier(6)

    def yes(mine: list[Given]) -> None:
        gate.wait(timeout=10)
        for one in mine:
            _pressed(one)

    def _pressed(one: Given) -> None:
        with engine.connect() as conn:
            try:
                with conn.begin():
                    remedies.approve(conn, hotel, one.id, leyla)
            except DeskError:
                pass

    waiting = [one for one in asked if one.state == "asked"]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(yes, [waiting[n::6] for n in range(6)]))
    with engine.begin() as conn:
        given = spent(conn, "manager")
    engine.dispose()
    over = int(given > 15000)
    seen(LIMITS, injected="twelve approvals at once", trials=12, violations=over, control=not guarded)
    assert (given == 12000) is guarded
    assert (given <= 15000) is guarded


def press(user: int) -> Asked:
    return Asked(user, user, "x", "press", query_id="q", message_id=5)


def test_the_voucher_reaches_the_guest_and_lowers_a_price(conn: Connection, hotel: House) -> None:
    dana, leyla, _ = staff(conn, hotel)
    opened = complaint(conn, hotel)
    facts = {"case": opened.id, "code": "voucher", "cost": "80"}
    remedy.give(conn, hotel, press(DANA), dana, facts)
    request = screens(conn, chat_id=LEYLA)[-1]
    assert [one.act for one in request.choices] == ["m_remedy_yes", "m_remedy_no"]
    remedy.yes(conn, hotel, press(LEYLA), leyla, request.choices[0].args)
    said = first(screens(conn, chat_id=1001)[-1])
    assert (said.key, said.params["price"]) == ("remedy.guest_voucher", Money(8000, "AZN"))
    found = gift.by_code(conn, hotel, str(said.params["code"]))
    assert found
    assert (found.amount, found.case_id) == (Money(8000, "AZN"), opened.id)
    assert found.last == hotel.today + timedelta(days=180)
    made = remedies.standing(conn, hotel, opened.id)[0]
    assert made.voucher == found.ref
    working.close(conn, hotel, again(conn, hotel, opened))
    assert remedies.standing(conn, hotel, opened.id)[0].outcome == "solved"


def test_no_means_something_else_and_leaves_the_ladder_open(conn: Connection, hotel: House) -> None:
    dana, leyla, _ = staff(conn, hotel)
    opened = complaint(conn, hotel)
    remedy.give(conn, hotel, press(DANA), dana, {"case": opened.id, "code": "voucher", "cost": "80"})
    asked = remedies.standing(conn, hotel, opened.id)[0]
    remedy.no(conn, hotel, press(LEYLA), leyla, {"remedy": asked.id})
    assert not remedies.standing(conn, hotel, opened.id)
    topic = screens(conn, case_id=opened.id)[-1]
    assert [one.act for one in topic.choices] == ["remedy"]
    assert not any(first(one).key.startswith("remedy.guest") for one in screens(conn, chat_id=1001))


def test_what_was_given_stands_on_the_card_with_what_it_costs(conn: Connection, hotel: House) -> None:
    from bot.desk.cases import cards  # here: only this test draws the card

    dana, *_ = staff(conn, hotel)
    opened = complaint(conn, hotel)
    give(conn, hotel, opened, dana, "fruit", "8")
    lines = cards.made_good(conn, hotel, opened)
    assert [one.key for one in lines if isinstance(one, Text)] == ["card.remedy"]
    assert case.by_id(conn, hotel, opened.id).open


def test_a_hotel_that_has_written_none_gives_what_costs_nothing(conn: Connection, house: House) -> None:
    dana, *_ = staff(conn, house)
    opened = complaint(conn, house, "leak")
    found = remedies.fitting(house, opened)
    assert [one.code for one in found] == ["apology", "gift", "move"]
    assert all(give(conn, house, opened, dana, one.code, "0").state == "given" for one in found)


def test_the_faults_of_the_file_are_those_that_are_understood() -> None:
    assert set(FAULTS) == COMPLAINTS


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"ladder": [{"code": "v1", "kind": "voucher"}]}, "worth nothing"),
        ({"ladder": [{"code": "aa", "kind": "gift"}, {"code": "aa", "kind": "gift"}]}, "stands twice"),
        ({"ladder": [{"code": "aa", "kind": "gift", "cost": "1.005"}]}, "cannot be paid"),
        ({"ladder": [{"code": "aa", "kind": "gift", "faults": ["ac_brokn"]}]}, "is not known"),
        ({"limits": {"reception": {"each": "9", "shift": "5"}}}, "less in a shift than at once"),
        (
            {
                "limits": {"owner": {"each": "9", "shift": "90"}},
                "ladder": [{"code": "aa", "kind": "gift", "cost": "10"}],
            },
            "nobody may give",
        ),
        ({"shifts": ["15:00", "07:00"]}, "not in order"),
    ],
)
def test_the_check_names_what_cannot_work(change: dict[str, Any], problem: str) -> None:
    found = list(check_remedies(Remedies.model_validate(change), "AZN"))
    assert any(problem in one.problem for one in found), found
    assert not list(check_remedies(Remedies.model_validate(LADDER), "AZN"))


def test_two_remedies_of_one_name_are_told_apart() -> None:
    """A manager may call two of them the same: their buttons say which is which."""
    first, *others = shipped_catalog().remedies.ladder
    twin = first.model_copy(update={"code": "twin"})
    among = [first, twin, *others]
    assert remedies.told_apart(first, among) != remedies.told_apart(twin, among)
    assert remedies.told_apart(others[0], among) == remedies.called(others[0])
