"""The steps give the tables of bot/schema/; older databases move up, newer ones are left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import migrate
from bot.migrations.__main__ import difference
from tests.console.conftest import Terminal

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
REMEDY = "change bot/schema/ and the steps together: python -m bot.migrations NAME"


def tables(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every table and index with its columns, as SQLite sees them."""
    with closing(migrate.looking(path)) as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, set[tuple[object, ...]]] = {}
        for name in names:
            columns = conn.execute(f"PRAGMA table_info({name})").fetchall()
            indexes = conn.execute(f"PRAGMA index_list({name})").fetchall()
            keys = conn.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            guards = conn.execute(GUARDS, [name]).fetchall()
            found[name] = {row[1:] for row in columns} | {row[1:] for row in indexes} | set(guards)
            found[name] |= {row[2:] for row in keys}  # in whatever order they were made
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "qonaq.sqlite3"


def set_form(path: Path, form: str) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (form,))


def test_the_steps_make_exactly_the_tables_of_the_schema(path: Path, tmp_path: Path) -> None:
    migrate.move(path, "head")
    assert difference(path) == "pass", REMEDY
    at_once = tmp_path / "at_once.sqlite3"
    migrate.upgrade(at_once)
    assert tables(at_once) == tables(path), REMEDY


def test_the_newest_step_is_the_form_that_new_databases_get(path: Path) -> None:
    assert migrate.steps()[-1] == migrate.HEAD
    assert migrate.revision(path) is None
    assert migrate.upgrade(path) == "created"
    assert migrate.revision(path) == migrate.HEAD
    assert migrate.upgrade(path) == "nothing to do"


def test_a_table_that_no_step_makes_is_noticed(path: Path) -> None:
    migrate.upgrade(path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("DROP TABLE waits")
    assert "waits" in difference(path)


def test_an_older_database_moves_up_and_a_copy_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.move(path, "0001")
    monkeypatch.setattr(migrate, "HEAD", "0002")
    asked: list[str] = []
    monkeypatch.setattr(migrate, "move", lambda path, to: asked.append(to))  # the step is not written yet
    assert "from 0001 to 0002" in migrate.upgrade(path)
    assert asked == ["0002"]
    kept = path.with_name("qonaq.sqlite3.before-0002")
    assert migrate.revision(kept) == "0001"


def test_a_newer_database_is_refused_with_the_cure(path: Path) -> None:
    migrate.upgrade(path)
    set_form(path, "0999")
    with pytest.raises(migrate.SchemaProblem, match=r"newer Qonaq.*qonaq restore"):
        migrate.upgrade(path)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("CREATE TABLE songs (title)")
    with pytest.raises(migrate.SchemaProblem, match="another program"):
        migrate.upgrade(path)
    assert set(tables(path)) == {"songs"}


def test_looking_leaves_nothing_behind(path: Path) -> None:
    migrate.upgrade(path)
    before = sorted(path.parent.iterdir())
    assert migrate.revision(path) == migrate.HEAD
    assert sorted(path.parent.iterdir()) == before


def test_a_failed_step_leaves_the_database_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        migrate, "_check_references", lambda conn: 1 / 0
    )  # after the last step, before commit
    with pytest.raises(ZeroDivisionError):
        migrate.move(path, "head")
    assert tables(path) == {}


def test_qonaq_migrate_says_what_it_did(terminal: Terminal) -> None:
    assert terminal("migrate") == 0
    assert terminal.out == "Database: created.\n"
