"""Write the next step: `python -m bot.migrations add_waits`, after changing bot/schema/.

Compares the tables with what the steps so far make. Read what it wrote before you keep it: a renamed column
looks like one dropped and one added. Then set HEAD in bot/migrate.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import UpgradeOps

from bot.columns import Moment
from bot.db import Connection, writing_engine
from bot.migrate import FOLDER, move, steps
from bot.schema import LEDGERS, ledgers, metadata

STEP = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
'''
KINDS = ("sqlite", "postgresql")
PIECE = 80
RUN = """    for order in guards[op.get_bind().dialect.name]:
        op.execute(order)"""


def write(name: str) -> Path:
    """The file of the next step, made from the difference to bot/schema/."""
    known = steps()
    number = f"{len(known) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.sqlite3"
        if known:
            move(path, known[-1])
        body = difference(path)
    before = f'"{known[-1]}"' if known else "None"
    file = FOLDER / "versions" / f"{number}_{name}.py"
    file.write_text(STEP.format(title=name.replace("_", " "), number=number, before=before, body=body))
    return file


def difference(path: Path) -> str:
    """What the database at `path` lacks, as the code of a step; "pass" when it lacks nothing."""
    engine = writing_engine(path)
    try:
        with engine.connect() as conn:
            context = MigrationContext.configure(conn)
            wanted = produce_migrations(context, metadata).upgrade_ops or UpgradeOps([])
            code = render_python_code(wanted, render_item=_frozen, migration_context=context)
            lines = [line for line in code.splitlines() if "###" not in line]
            kept = [line for line in lines if line.strip() != "pass"]
            guards = _guards(conn)
            return "\n".join([*kept, *guards] if guards else lines).strip()
    finally:
        engine.dispose()


def _guards(conn: Connection) -> list[str]:
    """What makes ledgers of those that no step has made one yet, word for word: Alembic sees no triggers."""
    found = conn.exec_driver_sql("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
    guarded = {name for (name,) in found}
    new = [one.name for one in LEDGERS if one.name not in guarded]
    if not new:
        return []
    lines = ["    guards: dict[str, list[str]] = {"]
    for kind in KINDS:
        orders = [order for name in new for order in ledgers.orders(kind, name)]
        lines += [f"        {kind!r}: [", *(f"            ({_broken(one)})," for one in orders), "        ],"]
    return [*lines, "    }", RUN]


def _broken(order: str) -> str:
    """As a Python text in pieces that fit a line."""
    return " ".join(repr(order[n : n + PIECE]) for n in range(0, len(order), PIECE))


def _frozen(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Steps know no types of ours: those may change, a step may not."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Moment) else False


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
