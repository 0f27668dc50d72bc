"""A loopback Telegram, a clock that the test holds, and a real python-telegram-bot client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.demo.telegram import Floods, Group, Loopback, Person
from tests.demo.browsing import a_browser


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime(2026, 6, 1, 12, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture(autouse=True)
def spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting times as timedelta; python-telegram-bot warns at every one otherwise."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def loopback(clock: Clock) -> AsyncIterator[Loopback]:
    telegram = Loopback(clock, floods=Floods.none())
    await telegram.open()
    yield telegram
    await telegram.close()


@pytest.fixture
async def bot(loopback: Loopback) -> AsyncIterator[Bot]:
    lines, polls = HTTPXRequest(connection_pool_size=4), HTTPXRequest(connection_pool_size=2)
    base, files = f"{loopback.url}/bot", f"{loopback.url}/file/bot"
    async with Bot(loopback.token, base, files, request=lines, get_updates_request=polls) as client:
        yield client


@pytest.fixture
def aygun(loopback: Loopback) -> Person:
    return loopback.person(214, "Aygün", language="az")


@pytest.fixture
def dana(loopback: Loopback) -> Person:
    return loopback.person(301, "Dana", language="kk", username="dana")


@pytest.fixture
def staff(loopback: Loopback, dana: Person) -> Group:
    return loopback.forum("Front desk", members=[dana])
