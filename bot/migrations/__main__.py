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
from bot.db import writing_engine
from bot.migrate import FOLDER, move, steps
from bot.schema import metadata

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
            return "\n".join(line for line in code.splitlines() if "###" not in line).strip()
    finally:
        engine.dispose()


def _frozen(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Steps know no types of ours: those may change, a step may not."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Moment) else False


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
