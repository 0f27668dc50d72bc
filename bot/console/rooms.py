"""qonaq rooms"""

from __future__ import annotations

import asyncio
import re
from argparse import Namespace

import aiohttp

from bot import ledger
from bot.config import PROPERTY, Config
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.desk import rooms as door
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.doctor.telegram import PATIENCE, Line, Silence

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")  # what Telegram allows


def rooms(call: Call, asked: Namespace) -> int:
    """A fresh link for every room, for its QR code; the codes made before open nothing any more."""
    bot = _bot(call.config, asked.bot)
    number, catalog = _catalog(call)
    with ledger.writing(call.config) as conn:
        made = door.link(conn, House(PROPERTY, catalog, number, call.now()))
    for room, token in made:
        call.say(f"{room}\thttps://t.me/{bot}?start={token}")
    return WELL


def _catalog(call: Call) -> tuple[int, Catalog]:
    """The live one, else the folder that the first start would take."""
    number, live = ledger.live(call.config)
    found = live or read(call.folder(None))[0]
    if found is None:
        raise Refused("The catalog has mistakes. `qonaq check` names them.")
    return number, found


def _bot(config: Config, given: str | None) -> str:
    """The bot's user name, as given or as Telegram says it."""
    if given is None and config.token is None:
        raise Refused("Name the bot, qonaq rooms --bot NAME, or set QONAQ_TELEGRAM_TOKEN.", MISUSE)
    name = asyncio.run(_ask(config)) if given is None else given.removeprefix("@")
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} is not the user name of a bot. @BotFather shows it: /mybots.", MISUSE)
    return name


async def _ask(config: Config) -> str:
    async with aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session:
        try:
            me = await Line(session, f"{config.api}/bot{config.token}").ask("getMe")
        except Silence as silence:
            raise Refused(f"Telegram does not answer: {silence}. Name the bot with --bot.") from None
    if not me.well:
        raise Refused("Telegram does not know the token. `qonaq doctor` says more.")
    return str(me.result.get("username", ""))
