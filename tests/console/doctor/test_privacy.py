"""The doctor sees that what guests were told is kept to."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from bot.config import Config
from bot.schema import erasures, retention
from bot.wayback import RESTORED
from tests.console.conftest import writing
from tests.console.doctor.conftest import findings, hour, trouble, troubles


async def test_a_desk_that_forgets_nothing(environ: dict[str, str], published: Path) -> None:
    looked_through(environ, hour())
    assert "privacy" in {one.code for one in await findings(environ)}
    looked_through(environ, hour(ahead=-timedelta(hours=26)))
    assert "Start the desk" in (await trouble(environ, "privacy.late")).cure


def looked_through(environ: dict[str, str], at: datetime) -> None:
    with writing(Config.read(environ)) as conn:
        conn.execute(delete(retention))
        facts = {"property_id": "hotel", "what": "idle", "at": at, "records": 0}
        conn.execute(insert(retention).values(**facts))


async def test_no_room_to_rid_the_file_of_who_was_erased(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"property_id": "hotel", "ref": "E-7F3K", "key": "00", "hash": "00", "by": "guest", "records": 1}
    with writing(Config.read(environ)) as conn:
        conn.execute(insert(erasures).values(**row, at=hour()))
    assert await troubles(environ) == []
    there = shutil.disk_usage(published.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: there._replace(free=0))
    cures = {one.code: one.cure for one in await troubles(environ)}
    assert re.match(r"Free [1-9]\d* MB on the disk", cures["privacy.remains"])


async def test_what_a_restore_kept_long_ago(environ: dict[str, str], published: Path) -> None:
    data = Config.read(environ).data
    for days in (29, 31):
        at = hour(ahead=-timedelta(days=days))
        (data / f"replaced-{at:%Y%m%d-%H%M%S}.sqlite3").write_text("")
    found = await trouble(environ, "privacy.leftover")
    assert found.cure.count("replaced-") == 1
    assert f"rm {data}" in found.cure


@pytest.fixture
def elsewhere(published: Path, tmp_path: Path) -> Path:
    real = published.rename(tmp_path / "elsewhere.sqlite3")
    published.symlink_to(real)
    return real


async def test_a_database_that_is_a_link(environ: dict[str, str], elsewhere: Path) -> None:
    assert str(elsewhere) in (await trouble(environ, "database.link")).words


async def test_a_restore_that_was_cut_short(environ: dict[str, str], published: Path) -> None:
    config = Config.read(environ)
    config.database.rename(config.data / RESTORED)
    assert "qonaq restore DIR" in (await trouble(environ, "database.half")).cure
