"""The search of the whole run finds what it is for."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.demo.telegram import DEMO_TOKEN
from tests import canaries
from tests.canaries import (
    FOUND,
    NUMBER,
    PROMISE,
    SECRET,
    Searched,
    listening,
    pytest_runtest_logreport,
    pytest_sessionfinish,
)
from tests.hotel import Hotel, Phone
from tests.proofs import seen

LEAKS = (f"GET bot1:{SECRET}/getMe", "Aygün wrote", "of Guest 12", f"rings +{NUMBER}")


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Searched:
    """What these tests leak on purpose is nobody's."""
    monkeypatch.setattr(canaries, "SO_FAR", found := Searched())
    return found


def report(said: str) -> pytest.TestReport:
    where = ("tests/x.py", 1, "test_x")
    return pytest.TestReport("x", where, {}, "passed", None, "call", [("Captured log call", said)], 0.1)


def test_a_leak_in_any_test_fails_it(apart: Searched) -> None:
    leaking, clean = report(f"GET https://api.telegram.org/bot1:{SECRET}/getMe"), report("GET /healthz")
    pytest_runtest_logreport(leaking)
    pytest_runtest_logreport(clean)
    assert leaking.failed
    assert FOUND in str(leaking.longrepr)
    assert clean.passed
    assert (apart.sections, len(apart.found)) == (2, 1)
    seen(PROMISE, injected="an address with the token", trials=1, violations=1, control=True)


def test_a_line_that_leaks_is_found(apart: Searched) -> None:
    assert apart.log([*LEAKS, "event=a letter was sent letter=12", "Guests 12"]) == list(LEAKS)
    assert apart.lines == len(LEAKS) + 2
    seen(PROMISE, injected="lines that leak", trials=4, violations=4, control=True)


def test_a_file_that_leaks_is_found(apart: Searched, tmp_path: Path) -> None:
    for n, said in enumerate(LEAKS):
        (tmp_path / f"{n}.json").write_text(said)
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "qonaq.sqlite3").write_bytes(b"SQLite format 3\0 Ayg\xc3\xbcn")
    (tmp_path / "copies" / "qonaq.sqlite3-wal").write_bytes(DEMO_TOKEN.encode())
    assert sorted(apart.folder(tmp_path)) == ["0.json", "1.json", "2.json", "3.json", "qonaq.sqlite3-wal"]
    assert apart.files == 6


def test_what_a_desk_of_a_story_logs_is_searched(apart: Searched) -> None:
    log = logging.getLogger("bot.test")
    with pytest.raises(AssertionError), listening():
        log.warning("Aygün wrote")
    with listening():
        log.warning("a letter was sent")
    assert (apart.lines, len(apart.found)) == (2, 1)


async def test_what_a_story_leaves_is_searched(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("Hello")
        await hotel.settled()
    before = canaries.SO_FAR.files
    assert canaries.SO_FAR.folder(hotel.folder) == []
    assert canaries.SO_FAR.files > before


def test_the_search_is_part_of_every_run(request: pytest.FixtureRequest) -> None:
    hook = request.config.pluginmanager.hook
    assert any(
        one.function is pytest_runtest_logreport for one in hook.pytest_runtest_logreport.get_hookimpls()
    )
    assert any(one.function is pytest_sessionfinish for one in hook.pytest_sessionfinish.get_hookimpls())
