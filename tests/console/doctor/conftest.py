"""A desk where all is well, for the doctor to look at. Each test makes one fault, for real where it can."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.telegram import DEMO_TOKEN, Floods, Group, Loopback
from bot.doctor import Finding, examine
from bot.speech import Language, Speech
from tests.console.conftest import TOKEN, Terminal

JARGON = ("traceback", "errno", "exception", "sqlalchemy", "aiohttp", "psycopg", "http error", "none", "null")
SPOKEN = Speech({code: Language(code, {"hello": ("…",)}) for code in ("en", "az")})


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny hotel's languages, spoken to the end."""
    monkeypatch.setattr(Speech, "load", lambda folder: SPOKEN)


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    telegram = Loopback(lambda: datetime(2026, 6, 1, 12, 0, tzinfo=UTC), floods=Floods.none())
    telegram.dated = None
    await telegram.open()
    yield telegram
    await telegram.close()


@pytest.fixture
def group(loopback: Loopback) -> Group:
    return loopback.forum("Front desk")


@pytest.fixture
def environ(terminal: Terminal, loopback: Loopback, group: Group) -> dict[str, str]:
    terminal.now = hour()
    return terminal.environ | {
        "QONAQ_TELEGRAM_TOKEN": DEMO_TOKEN,
        "QONAQ_TELEGRAM_API": loopback.url,
        "QONAQ_STAFF_CHAT": str(group.chat_id),
        "QONAQ_OWNERS": "3001",
    }


@pytest.fixture
def published(terminal: Terminal, data: Path) -> Path:
    """A database with a first version."""
    terminal.now = hour()
    assert terminal("catalog", "publish") == 0
    return data / "qonaq.sqlite3"


def hour(*, ahead: timedelta = timedelta()) -> datetime:
    """The loopback's answers carry the real date, so it is compared with the real one."""
    return datetime.now(UTC) + ahead  # noqa: TID251  # as above


async def findings(environ: dict[str, str], *, ahead: timedelta = timedelta()) -> list[Finding]:
    """All of them: in an owner's words, and never with a token."""
    found = await examine(environ, now=lambda: hour(ahead=ahead))
    for one in found:
        assert not [word for word in JARGON if f" {word}" in str(one).lower()], str(one)
        assert DEMO_TOKEN not in str(one)
        assert TOKEN not in str(one)
        assert one.well or one.words.endswith("."), str(one)
    return found


async def troubles(environ: dict[str, str], *, ahead: timedelta = timedelta()) -> list[Finding]:
    return [one for one in await findings(environ, ahead=ahead) if not one.well]


async def trouble(environ: dict[str, str], code: str, *, ahead: timedelta = timedelta()) -> Finding:
    """The one thing that is not well: this fault, with its cure."""
    found = await troubles(environ, ahead=ahead)
    assert [one.code for one in found] == [code], found
    assert found[0].cure
    return found[0]
