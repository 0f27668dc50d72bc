"""The commands on PostgreSQL: tables are made once, a backup is whole, a restore keeps what it replaces."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from bot import ledger, migrate, migrate_postgres
from bot.config import Config
from bot.console import dumps
from bot.db.postgres import engine_at
from bot.schema import letters, metadata
from tests.console.conftest import Terminal
from tests.console.test_upkeep import owe
from tests.postgres import binaries

SECRET = "hush-hush"  # noqa: S105  # of nobody


@pytest.fixture
def on_server(terminal: Terminal, empty_postgres: str) -> Terminal:
    terminal.environ["QONAQ_DATABASE_URL"] = empty_postgres
    return terminal


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server's own version."""
    if found := binaries():
        monkeypatch.setenv("PATH", str(found), prepend=":")


def test_the_tables_are_those_of_the_schema(empty_postgres: str) -> None:
    assert migrate.upgrade(empty_postgres) == "created"
    assert migrate.revision(empty_postgres) == migrate.HEAD
    assert migrate.upgrade(empty_postgres) == "nothing to do"
    engine = engine_at(empty_postgres)
    with engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), metadata)
    engine.dispose()
    assert [one for one in found if one[0] != "remove_table" or one[1].name != "alembic_version"] == []


def test_two_that_start_together_make_the_tables_once(empty_postgres: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        did = list(pool.map(migrate.upgrade, [empty_postgres] * 4))
    assert sorted(did) == ["created", *["nothing to do"] * 3]


def test_a_newer_or_foreign_database_is_left_alone(empty_postgres: str) -> None:
    engine = engine_at(empty_postgres)
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE others (n int)")
    with pytest.raises(migrate.SchemaProblem, match="another program"):
        migrate.upgrade(empty_postgres)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE others")
        migrate_postgres.create(conn)
        conn.execute(update(migrate.mark).values(version_num="0999"))
    with pytest.raises(migrate.SchemaProblem, match="newer Qonaq"):
        migrate.upgrade(empty_postgres)
    engine.dispose()


def test_a_password_is_in_no_message(server: str) -> None:
    url = make_url(server).set(password=SECRET).render_as_string(hide_password=False)
    assert "hush" not in migrate_postgres.shown(url)
    assert "hush" not in repr(Config.read({"QONAQ_DATABASE_URL": url}))


@pytest.mark.parametrize("wrong", ["mysql://a/b", "postgresql://", "postgresql://host", "qonaq.sqlite3"])
def test_another_address_is_refused_with_an_example(terminal: Terminal, wrong: str) -> None:
    terminal.environ["QONAQ_DATABASE_URL"] = wrong
    assert terminal("migrate") == 2
    assert "postgresql://qonaq:password@" in terminal.err


def test_the_catalog_is_published_and_undone(on_server: Terminal) -> None:
    assert on_server("catalog", "publish") == 0
    assert ledger.live(Config.read(on_server.environ))[0] == 1
    assert on_server("catalog", "history") == 0


@pytest.mark.usefixtures("programs")
def test_what_was_backed_up_comes_back_and_old_letters_stay_unsent(
    on_server: Terminal, tmp_path: Path
) -> None:
    on_server("catalog", "publish")
    config = Config.read(on_server.environ)
    owe(config, on_server.now - timedelta(hours=2))
    assert on_server("backup", str(tmp_path / "copies")) == 0, on_server.err
    (made,) = (tmp_path / "copies").glob("*.pgdump")
    assert made.stat().st_mode & 0o077 == 0
    owe(config, on_server.now)
    assert on_server("restore", str(tmp_path / "copies")) == 1
    assert "--over" in on_server.err
    assert on_server("restore", "--over", str(tmp_path / "copies")) == 0, on_server.err
    with ledger.looking(config) as conn:
        states = conn.execute(select(letters.c.state).order_by(letters.c.id)).scalars()
        assert list(states) == ["dropped", "new"], "and what is told to staff"
    assert "1 old message will not be sent again" in on_server.out
    assert list(config.data.glob("replaced-*.pgdump")), "open, so not where locked copies may lie"


def test_without_pg_dump_it_says_what_to_do(
    on_server: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server("catalog", "publish")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert on_server("backup", str(tmp_path)) == 1
    assert "postgresql-client" in on_server.err
    assert not list(tmp_path.glob("*.pgdump"))


def test_the_dumps_do_not_show_the_password(server: str) -> None:
    url = make_url(server).set(password=SECRET).render_as_string(hide_password=False)
    assert "hush" not in dumps._shown(url)
