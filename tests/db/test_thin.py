"""The thin connection gives what SQLAlchemy's gives, for every kind of statement and column that we use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound

from bot.db import Connection
from bot.db.thin import Plan, Thin
from bot.schema import guests

AT = datetime(2026, 11, 20, 9, 0, 0, 250_000, tzinfo=UTC)
GUEST = {"property_id": "h", "chat_id": 7, "name": "Aygün", "language": "az", "created_at": AT}
PARTY = {"adults": 2, "ages": [5, 10]}
ADD = insert(guests)
ADD_AND_TELL = insert(guests).returning(guests.c.id, guests.c.party)
LOOK = select(guests).where(guests.c.property_id == bindparam("p")).order_by(guests.c.id)
COUNT = select(func.count()).select_from(guests).where(guests.c.property_id == bindparam("p"))
VERIFY = (
    update(guests)
    .where(guests.c.chat_id == bindparam("c"))
    .values(verified=True, verified_until=bindparam("u"))
)
FORGET = delete(guests).where(guests.c.chat_id == bindparam("c"))
SOME = select(guests.c.name).where(guests.c.chat_id.in_(bindparam("ids", expanding=True)))


@pytest.fixture
def conn(one_file: Engine) -> Iterator[Connection]:
    with one_file.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def thin(conn: Connection) -> Thin:
    """Has met every statement once: from now on it runs them by itself."""
    made = Thin(conn)
    with conn.begin_nested() as nested:
        for n, one in enumerate((ADD, ADD_AND_TELL)):
            made.execute(one, GUEST | {"chat_id": 90 + n})
        for statement in (LOOK, COUNT):
            made.execute(statement, {"p": "h"})
        made.execute(VERIFY, {"c": 7, "u": AT})
        made.execute(FORGET, {"c": 7})
        made.execute(SOME, {"ids": [7]})
        nested.rollback()
    return made


def both(thin: Thin, conn: Connection, statement: Any, params: Any) -> tuple[list[Any], list[Any]]:
    ours = [dict(one) for one in thin.execute(statement, params).mappings()]
    return ours, [dict(one) for one in conn.execute(statement, params).mappings()]


def planned(thin: Thin, statement: Any) -> bool:
    return bool(thin._plans._known.get(statement))


def test_a_row_is_read_as_sqlalchemy_reads_it(thin: Thin, conn: Connection) -> None:
    thin.execute(ADD, GUEST | {"party": PARTY, "verified_until": AT})
    thin.execute(ADD, GUEST | {"chat_id": 8, "party": None})
    ours, theirs = both(thin, conn, LOOK, {"p": "h"})
    assert planned(thin, LOOK)
    assert planned(thin, ADD)
    assert ours == theirs
    assert ours[0]["party"] == PARTY
    assert ours[0]["created_at"] == AT
    assert ours[0]["verified"] is False


def test_rows_are_had_by_name_by_place_and_one_by_one(thin: Thin) -> None:
    key, party = thin.execute(ADD_AND_TELL, GUEST | {"party": PARTY}).one()
    assert party == PARTY
    row = thin.execute(LOOK, {"p": "h"}).first()
    assert (row.id, row.name, row[4]) == (key, "Aygün", "az")
    assert thin.execute(COUNT, {"p": "h"}).scalar_one() == 1
    assert list(thin.execute(LOOK, {"p": "h"}).scalars()) == [key]
    assert thin.execute(LOOK, {"p": "nobody"}).scalar() is None
    assert thin.execute(LOOK, {"p": "nobody"}).mappings().one_or_none() is None
    with pytest.raises(NoResultFound):
        thin.execute(LOOK, {"p": "nobody"}).one()
    thin.execute(ADD, GUEST | {"chat_id": 8})
    with pytest.raises(MultipleResultsFound):
        thin.execute(LOOK, {"p": "h"}).one_or_none()


def test_how_many_rows_were_changed_is_told(thin: Thin) -> None:
    thin.execute(ADD, GUEST)
    assert thin.execute(VERIFY, {"c": 7, "u": AT}).rowcount == 1
    assert thin.execute(VERIFY, {"c": 8, "u": AT}).rowcount == 0
    assert thin.execute(FORGET, {"c": 7}).rowcount == 1


def test_other_values_for_the_same_insert_are_another_plan(thin: Thin) -> None:
    thin.execute(ADD, GUEST)
    thin.execute(ADD, GUEST | {"chat_id": 8, "room": "214"})
    assert [row.room for row in thin.execute(LOOK, {"p": "h"})] == [None, "214"]


def test_a_list_may_be_of_any_length(thin: Thin) -> None:
    thin.execute(ADD, GUEST)
    assert thin.execute(SOME, {"ids": [7, 8]}).scalar() == "Aygün"
    assert thin.execute(SOME, {"ids": [8]}).scalar() is None
    assert thin.execute(SOME, {"ids": []}).scalar() is None
    assert planned(thin, SOME)


def test_a_failure_is_the_one_that_sqlalchemy_raises(thin: Thin) -> None:
    thin.execute(ADD, GUEST)
    with pytest.raises(IntegrityError), thin.begin_nested():
        thin.execute(ADD, GUEST)
    with pytest.raises(DBAPIError):
        thin.execute(ADD, GUEST | {"chat_id": object()})
    assert thin.execute(COUNT, {"p": "h"}).scalar_one() == 1


def test_a_missing_value_is_an_error_and_not_a_null(thin: Thin) -> None:
    with pytest.raises(KeyError):
        thin.execute(VERIFY, {"c": 7})


def test_what_python_would_have_to_fill_in_gets_no_plan(conn: Connection) -> None:
    told = Table("told", MetaData(), Column("at", Integer, default=lambda: 7), Column("what", Integer))
    with pytest.raises(ValueError, match="only SQLAlchemy"):
        Plan.of(insert(told), ("what",), conn.dialect)


def test_a_moment_beside_a_list_is_converted_too(thin: Thin, conn: Connection) -> None:
    """Else the driver would keep it as text, which is later than every moment."""
    thin.execute(ADD, GUEST)
    ends = update(guests).where(guests.c.chat_id.in_((7, 8))).values(verified_until=bindparam("u"))
    for _ in range(2):
        thin.execute(ends, {"u": AT})
    assert conn.exec_driver_sql("SELECT typeof(verified_until) FROM guests").scalar() == "integer"
