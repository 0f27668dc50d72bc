"""Tables that are only added to: the database itself, of either kind, refuses to change or delete a row.

To make a table such a ledger, add it to LEDGERS and write the step anew (`bot/migrations/__main__.py`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, event, text

from bot.schema.cases import case_events

LEDGERS = (case_events,)
SAID = "is only added to"  # in the error of the database
GUARD = "only_added_to()"  # the function behind it on PostgreSQL

ON_SQLITE = (
    "CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name}"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
    "CREATE TRIGGER {name}_kept BEFORE DELETE ON {name}"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
    # INSERT OR REPLACE deletes without asking a trigger
    "CREATE TRIGGER {name}_not_replaced BEFORE INSERT ON {name}"  # noqa: S608  # a name of our own
    " WHEN NEW.id IN (SELECT id FROM {name})"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
)
ON_POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {GUARD} RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' " + SAID + "''; END'",
    "CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION " + GUARD,
)


def orders(dialect: str, name: str) -> list[str]:
    """What makes a table of this name a ledger."""
    return [one.format(name=name) for one in (ON_SQLITE if dialect == "sqlite" else ON_POSTGRESQL)]


def guard(table: Table, conn: Connection, **_: Any) -> None:
    """When a table is made, its guard is made with it."""
    for order in orders(conn.dialect.name, table.name):
        conn.execute(text(order))


for _ledger in LEDGERS:
    event.listen(_ledger, "after_create", guard)
