"""Tables that are only added to: the database itself, of either kind, refuses to change or delete a row.

One change is let through, because a guest may ask for it: "words" may be taken out of `data`. That it
happened, when, by whom and of what kind it was stands for ever.

To make a table such a ledger, add it to LEDGERS and write the step anew (`bot/migrations/__main__.py`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, event, text

from bot.schema.booking import booking_events
from bot.schema.cases import case_events

LEDGERS = (case_events, booking_events)
SAID = "is only added to"  # in the error of the database
GUARD = "only_added_to()"  # the function behind it on PostgreSQL

ON_SQLITE = (
    "CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name}"
    " WHEN NOT ({same} AND json(NEW.data) IS json_remove(OLD.data, '$.words'))"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
    "CREATE TRIGGER {name}_kept BEFORE DELETE ON {name}"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
    # INSERT OR REPLACE deletes without asking a trigger
    "CREATE TRIGGER {name}_not_replaced BEFORE INSERT ON {name}"  # noqa: S608  # a name of our own
    " WHEN NEW.id IN (SELECT id FROM {name})"
    " BEGIN SELECT RAISE(ABORT, '{name} " + SAID + "'); END",
)
ON_POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {GUARD} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
    " IF TG_OP = ''UPDATE'' THEN IF to_jsonb(NEW) - ''data'' = to_jsonb(OLD) - ''data''"
    " AND NEW.data::jsonb = OLD.data::jsonb - ''words'' THEN RETURN NEW; END IF; END IF;"
    " RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' " + SAID + "''; END'",
    "CREATE TRIGGER {name}_kept BEFORE DELETE OR TRUNCATE ON {name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION " + GUARD,
    "CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION " + GUARD,
)


def orders(dialect: str, name: str) -> list[str]:
    """What makes a table of this name a ledger."""
    table = next(one for one in LEDGERS if one.name == name)
    same = " AND ".join(
        f"NEW.{one} IS OLD.{one}" for one in (column.name for column in table.c) if one != "data"
    )
    facts = {"name": name, "same": same}
    return [one.format(**facts) for one in (ON_SQLITE if dialect == "sqlite" else ON_POSTGRESQL)]


def guard(table: Table, conn: Connection, **_: Any) -> None:
    """When a table is made, its guard is made with it."""
    for order in orders(conn.dialect.name, table.name):
        conn.execute(text(order))


for _ledger in LEDGERS:
    event.listen(_ledger, "after_create", guard)
