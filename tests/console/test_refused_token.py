"""A token that Telegram does not know: one line that says so, and an exit that no supervisor tries again."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.console.conftest import TOKEN
from tests.hotel import Hotel


async def test_a_refused_token_ends_the_desk_with_code_2(hotel: Hotel, tmp_path: Path) -> None:
    settings = {
        "QONAQ_TELEGRAM_TOKEN": TOKEN,
        "QONAQ_TELEGRAM_API": hotel.loopback.url,
        "QONAQ_DATA_DIR": str(tmp_path / "own"),
        "QONAQ_LISTEN": "127.0.0.1:0",
    }
    desk = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("qonaq"), "run", env=settings, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await asyncio.wait_for(desk.communicate(), 60)
    finally:
        if desk.returncode is None:
            desk.kill()
    (line,) = [line for line in said.decode().splitlines() if "level=critical" in line]
    assert desk.returncode == 2
    assert line.endswith('event="Telegram does not accept the token; copy it from @BotFather again"')
    assert "Traceback" not in said.decode()
    assert TOKEN not in said.decode()
