"""The fast hotel: Telegram's limits and the product's own rates."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.tg.hearing import Hearing
from tests.tg.fast import FastHotel


@pytest.fixture
async def fast(tmp_path: Path, hearing: Hearing) -> AsyncIterator[FastHotel]:
    built = FastHotel(tmp_path / "data", hearing)
    await built.loopback.open()
    yield built
    await built.loopback.close()
    assert built.loopback.violations == []
