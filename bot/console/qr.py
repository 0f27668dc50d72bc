"""qonaq qr"""

from __future__ import annotations

import asyncio
import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp

from bot import ledger, migrate, sheets, shipped
from bot.config import PROPERTY, Config
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.console.words import counted
from bot.desk import rooms
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.stays import register, tokens
from bot.doctor.line import PATIENCE, Line, Silence
from bot.speech import Speech

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")  # what Telegram allows


def qr(call: Call, asked: Namespace) -> int:
    """Cards to print: a code for the wall of every room, or a card for every stay that arrives on a day."""
    number, catalog = _catalog(call)
    house = House(PROPERTY, catalog, number, call.now())
    wanted = _wanted(call, house, asked)
    _not_unawares(call, house, asked)
    bot, out = _bot(call.config, asked.bot), Path(asked.out)
    _may_write(out)
    facts = wanted | ({} if number else {"catalog": catalog.model_dump(mode="json", by_alias=True)})
    made: list[dict[str, Any]] = ledger.act(call.config, "qr.cards", facts, now=call.now())
    if house.hotel.sample:
        call.warn("These are the rooms of the sample hotel. Send /setup to the bot and name your own first.")
    if "stays" not in wanted:
        call.warn("Wall codes that these rooms had before open nothing any more; put up the new ones.")
    if asked.links:
        call.say(*(f"{one['room']}\thttps://t.me/{bot}?start={one['start']}" for one in made))
        return WELL
    out.write_bytes(_drawn(house, made, bot))
    call.say(f"{out}: {counted(len(made), 'card')}, four to a page.")
    return WELL


def _not_unawares(call: Call, house: House, asked: Namespace) -> None:
    """The command typed twice must not silence every card on the walls."""
    if asked.arrivals or asked.room or asked.again or migrate.revision(call.config.where) != migrate.HEAD:
        return
    with ledger.looking(call.config) as conn:
        found = tokens.on_walls(conn, house)
    if found:
        raise Refused(
            f"{counted(found, 'room')} have a card on the wall, which would open nothing any more. "
            "`qonaq qr --room N` renews single ones, `qonaq qr --again` all of them."
        )


def _wanted(call: Call, house: House, asked: Namespace) -> dict[str, Any]:
    if asked.arrivals is None:
        return {"rooms": _rooms(house, asked.room), "all": not asked.room}
    try:
        day = date.fromisoformat(asked.arrivals)
    except ValueError:
        raise Refused("Write the day like this: --arrivals 2026-11-25", MISUSE) from None
    found = _arriving(call, house, day, asked.room)
    if not found:
        raise Refused(
            f"Nobody with a room is expected on {day}. `qonaq stays list --date {day}` shows who is."
        )
    return {"stays": found}


def _arriving(call: Call, house: House, day: date, only: Sequence[str]) -> list[int]:
    if not house.version:
        return []
    with ledger.looking(call.config) as conn:
        expected = register.arriving(conn, house, on=day)
    wanted = {rooms.named(house, one) or one for one in only}
    return [one.id for one in expected if one.room and (not only or one.room in wanted)]


def _rooms(house: House, given: Sequence[str]) -> list[str]:
    if unknown := [one for one in given if not rooms.exists(house, one)]:
        raise Refused(f"The catalog knows no room {', '.join(unknown)}. hotel.yaml lists them.", MISUSE)
    found = [room for one in given if (room := rooms.named(house, one))]
    return list(dict.fromkeys(found)) or rooms.every(house)


def _drawn(house: House, made: Sequence[dict[str, Any]], bot: str) -> bytes:
    speech = Speech.load(shipped.folder("locales"))
    voice = speech.voice(house.hotel.default_language, house.hotel.zone, house.hotel.default_language)
    return sheets.pdf([sheets.card_of(one, voice, bot) for one in made], title="Qonaq")


def _may_write(out: Path) -> None:
    """Found out before the codes on the walls end."""
    try:
        with out.open("ab"):
            pass
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}. Name another file with --out.") from None


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
        raise Refused("Name the bot, qonaq qr --bot NAME, or set QONAQ_TELEGRAM_TOKEN.", MISUSE)
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
