"""The two bots that `bench/latency.py` compares, each in a process that loads nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "true")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def as_installed() -> None:
    """A hotel installs no development tools; httpx loads these two where they happen to be."""
    for name in ("rich", "click"):
        sys.modules[name] = None  # type: ignore[assignment]  # makes `import` say that it is not there


def run_peer(token: str, api: str, folder: Path) -> None:
    """A bot as its library's examples write it, with a database."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    folder.mkdir()
    conn = sqlite3.connect(folder / "peer.db")
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE asked (chat, words)"):
        conn.execute(line)

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message
        assert update.effective_chat
        conn.execute("INSERT INTO asked VALUES (?, ?)", (update.effective_chat.id, message.text))
        conn.commit()
        await message.reply_text("Breakfast is from 7 to 10 in the lake restaurant.")

    application = Application.builder().token(token).base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, answer))
    application.run_polling()


def run_ours(token: str, api: str, folder: Path) -> None:
    """The desk as `qonaq run` opens it, with limits so high that they are not what is measured."""
    import uvloop

    from bot import shipped
    from bot.app import serve
    from bot.clock import Clock
    from bot.config import Config
    from bot.tg.limits import Rates

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        hotel = shipped.folder("packages_catalog")  # named outright: open for guests at once
        config = Config(token=token, api=api, data=folder, catalog=hotel, port=0)
        await serve(config, clock=Clock(), stop=stop, rates=Rates(10_000, 1.0, 10_000, 1.0, 10_000, 1.0))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


if __name__ == "__main__":
    as_installed()
    match sys.argv[1:]:
        case ["peer", token, api, folder]:
            run_peer(token, api, Path(folder))
        case ["ours", token, api, folder]:
            run_ours(token, api, Path(folder))
