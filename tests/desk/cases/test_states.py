"""A case moves only as the table says, whoever acts in whatever order; its history cannot be rewritten."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.db import Connection
from bot.desk.cases import case, opening, states, working
from bot.desk.cases.case import Case, MovedOn
from bot.desk.cases.triage import KINDS, triage
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.schema import LEDGERS, case_events, cases, ledgers
from tests.desk.cases.cast import again, complaint, guest, history, team
from tests.proofs import CASES, proves
from tests.thin import savepoint

EXAMPLES = 400 if os.environ.get("PROVE") else 25


def test_the_table_knows_every_status_and_ends_nowhere() -> None:
    assert set(states.MOVES) == set(states.STATUSES) == set().union(*states.MOVES.values()) | {"new"}
    assert {one for one in states.STATUSES if one not in states.OPEN} == {"resolved", "closed"}
    assert all(states.MOVES[one] for one in states.STATUSES), "a closed case can be opened again"


def test_what_the_table_does_not_allow_cannot_be_written(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    for old, new in product(states.STATUSES, states.STATUSES):
        conn.execute(update(cases).values(status=old, owner=None))
        if states.may(old, new):
            assert case.change(conn, house, opened, status=new).status == new  # what is in hand is stale
            continue
        with pytest.raises(MovedOn) as refused:
            case.change(conn, house, opened, status=new, owner=7)
        assert refused.value.ways
        assert (again(conn, house, opened).status, again(conn, house, opened).owner) == (old, None)


def test_a_status_nobody_knows_is_a_mistake_of_ours(conn: Connection, house: House) -> None:
    with pytest.raises(ValueError, match=r"states\.py"):
        case.change(conn, house, complaint(conn, house), status="forgotten")


def test_another_hotels_case_is_out_of_reach(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    with pytest.raises(MovedOn):
        case.change(conn, replace(house, id="elsewhere"), opened, words="ours now")
    assert again(conn, house, opened).words == "It is dirty"


ACTS = ("claim", "on_my_way", "resolve", "wrote", "close", "reopen", "hurry", "withdraw")


def act(conn: Connection, house: House, opened: Case, what: str, who: Colleague) -> None:
    match what:
        case "claim" | "on_my_way" | "resolve" | "wrote":
            getattr(working, what)(conn, house, opened, who)
        case "withdraw":
            if opened.open:
                working.withdraw(conn, house, opened)
        case _:
            getattr(working, what)(conn, house, opened)


@proves(CASES, injected="random acts", trials=EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.booleans()), max_size=12))
def test_however_people_act_a_case_takes_only_steps_of_the_table(
    conn: Connection, house: House, acts: list[tuple[str, int, bool]]
) -> None:
    """Also with a card in hand that is older than the case. Every step is in the history."""
    trial = savepoint(conn)
    people = team(conn, house)
    first = opened = complaint(conn, house, someone=guest(conn, house))
    walked, noted = [opened.status], len(history(conn, opened))
    for what, who, stale in acts:
        step = savepoint(conn)
        try:
            act(conn, house, first if stale else opened, what, people[who])
            step.commit()
        except DeskError:
            step.rollback()
        opened = again(conn, house, first)
        if opened.status != walked[-1]:
            walked.append(opened.status)
            assert len(history(conn, opened)) > noted, what
        noted = len(history(conn, opened))
    assert all(states.may(old, new) for old, new in pairwise(walked))
    trial.rollback()


CHANGES: dict[str, Any] = {
    "update": update(case_events).values(actor="nobody"),
    "delete": delete(case_events),
}


@proves(CASES, injected="history is rewritten")
@pytest.mark.parametrize("how", CHANGES)
def test_history_cannot_be_rewritten(conn: Connection, house: House, how: str) -> None:
    opened = complaint(conn, house)
    before = conn.execute(select(case_events)).all()
    trial = savepoint(conn)
    with pytest.raises(DBAPIError, match=ledgers.SAID):
        conn.execute(CHANGES[how])
    trial.rollback()
    assert conn.execute(select(case_events)).all() == before
    case.note(conn, house, opened, "claimed", "staff:7")  # adding goes on


@proves(CASES, injected="history is written over")
def test_history_cannot_be_written_over(conn: Connection, house: House) -> None:
    """On SQLite a replacement deletes without a word; on PostgreSQL an upsert changes."""
    complaint(conn, house)
    (number,) = conn.execute(select(func.min(case_events.c.id))).one()
    values = "(id, property_id, case_id, at, actor, kind, data)"
    row = f"({number}, 'lakeside', 1, 0, 'nobody', 'nothing', '{{}}')"
    order = (
        f"INSERT OR REPLACE INTO case_events {values} VALUES {row}"  # noqa: S608  # no stranger's words
        if conn.dialect.name == "sqlite"
        else f"INSERT INTO case_events {values} VALUES {row} "  # noqa: S608  # no stranger's words
        "ON CONFLICT (id) DO UPDATE SET actor = 'nobody'"
    )
    trial = savepoint(conn)
    with pytest.raises(DBAPIError, match=ledgers.SAID):
        conn.exec_driver_sql(order)
    trial.rollback()


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: str(one.name))
def test_every_ledger_is_guarded(conn: Connection, ledger: Any) -> None:
    found = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:name AS regclass)"
        " AND NOT tgisinternal",
    }
    assert conn.execute(text(found[conn.dialect.name]), {"name": ledger.name}).scalar_one() >= 1


@proves(CASES, injected="no guard", control=True)
def test_without_its_guard_history_could_be_rewritten(conn: Connection, house: House) -> None:
    """The positive control: what the tests above forbid is possible, and only the guard stands before it."""
    complaint(conn, house)
    for name in ("unchanged", "kept"):
        on = "" if conn.dialect.name == "sqlite" else " ON case_events"
        conn.exec_driver_sql(f"DROP TRIGGER case_events_{name}{on}")
    assert conn.execute(update(case_events).values(actor="nobody")).rowcount == 1


def test_every_kind_has_a_department_and_a_severity(conn: Connection, house: House) -> None:
    for kind in KINDS:
        judged = triage(house, kind, None)
        opened = opening.open_case(conn, house, guest(conn, house), kind=kind, words="—")
        assert (opened.severity, opened.department) == (judged.severity, judged.department)
        assert opened.department in house.hotel.departments
        assert opened.source == "words"
