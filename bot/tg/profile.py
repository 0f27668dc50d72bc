"""The bot's profile: commands by role and language, name, words and picture, as the hotel's data have them.

It is done in the background, one call after the other, and only where something differs from what Telegram
was told before: a restart asks for nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InputProfilePhotoStatic,
    MenuButtonCommands,
)
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.db import Connection, Database, StorageTrouble
from bot.desk import told
from bot.desk.house import House
from bot.desk.menu import commands
from bot.desk.told import Facts, Part
from bot.say import Local, Value, text
from bot.speech import TAG, Speech

log = logging.getLogger(__name__)
NAME, WORDS, SHORT = 64, 512, 120  # characters that Telegram takes
PICTURE = "hotel.jpg"  # in photos/; Telegram takes only JPEG
GAP = 1.0  # seconds between two looks, however much happens
IDLE = 30.0
REFUSED = timedelta(hours=1)  # what Telegram will not take now it may take later
GUESTS = "commands:guests"
Content = list[tuple[str, str]] | str


@dataclass(frozen=True)
class Wanted:
    """What one part of the profile is to hold. `photo`: the content is a file's path, `mark` its hash."""

    content: Content
    photo: str | None = None

    @property
    def mark(self) -> str:
        said = self.photo or json.dumps(self.content, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class Profile:
    """Follows the hotel's data and its staff. `wake` says that something may have changed."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        speech: Speech,
        *,
        house: Callable[[Connection], House],
        photos: Callable[[], Path],
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._db = db
        self._bot = bot
        self._speech = speech
        self._house = house
        self._photos = photos
        self._now = now
        self._pause = pause
        self._news = asyncio.Event()
        self._one_look = asyncio.Lock()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.look()
            except (TelegramError, StorageTrouble) as error:
                log.warning("profile: not all of it is set (%s); trying again", error)
                await self._pause(IDLE)
            except Exception:  # a profile is never worth the desk
                log.exception("profile: it cannot be set")
                await self._pause(IDLE)
            await self._rest()

    async def _rest(self) -> None:
        await self._pause(GAP)
        try:
            async with asyncio.timeout(IDLE):
                await self._news.wait()
        except TimeoutError:
            return

    async def look(self) -> None:
        """Tell Telegram what differs from what it was told."""
        async with self._one_look:
            await self._look()

    async def _look(self) -> None:
        facts = await self._db.note(lambda conn: told.facts(conn, self._house(conn)))
        wanted = parts(facts, self._speech, self._photos() / PICTURE)
        for name, one in wanted.items():
            if self._due(facts.parts.get(name), one.mark):
                await self._tell(facts, name, one)
        for name, before in facts.parts.items():
            if name not in wanted and self._due(before, ""):
                await self._tell(facts, name, None)

    def _due(self, known: Part | None, mark: str) -> bool:
        waits = known is not None and known.not_before is not None and known.not_before > self._now()
        return not waits and (known is None or known.value != mark or known.not_before is not None)

    async def _tell(self, facts: Facts, name: str, one: Wanted | None) -> None:
        """One call; a refusal is left for an hour, a request for patience is kept over restarts."""
        try:
            await tell(self._bot, name, one.content if one else None)
        except RetryAfter as error:
            await self._later(facts, name, _seconds(error))
            log.info("profile: Telegram asks for patience with %s", name.partition(":")[0])
        except (BadRequest, Forbidden) as error:
            log.warning("profile: Telegram refuses %s: %s", name.partition(":")[0], error.message)
            await self._later(facts, name, REFUSED)
        else:
            await self._keep(facts, name, Part(one.mark) if one else None)

    async def _later(self, facts: Facts, name: str, wait: timedelta) -> None:
        known = facts.parts.get(name)
        await self._keep(facts, name, Part(known.value if known else "", self._now() + wait))

    async def _keep(self, facts: Facts, name: str, part: Part | None) -> None:
        if part:
            await self._db.write(told.remember, facts.house.id, name, part)
        else:
            await self._db.write(told.forget, facts.house.id, name)


def _seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


async def tell(bot: Bot, name: str, content: Content | None) -> None:
    """Say one part of the profile to Telegram; None takes it away."""
    kind, *rest = name.split(":")
    language = rest[-1] or None if rest else None
    match kind, content:
        case "commands", list():
            known = [BotCommand(command, words) for command, words in content]
            await bot.set_my_commands(known, scope=_scope(rest[0]), language_code=language)
        case "commands", _:
            await bot.delete_my_commands(scope=_scope(rest[0]), language_code=language)
        case "name", _:
            await bot.set_my_name(str(content or ""), language_code=language)
        case "words", _:
            await bot.set_my_description(str(content or ""), language_code=language)
        case "short", _:
            await bot.set_my_short_description(str(content or ""), language_code=language)
        case "photo", str():
            picture = await asyncio.to_thread(Path(content).read_bytes)
            await bot.set_my_profile_photo(InputProfilePhotoStatic(picture))
        case "photo", _:
            await bot.remove_my_profile_photo()
        case "menu", _:
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


def _scope(where: str) -> BotCommandScope:
    return BotCommandScopeAllPrivateChats() if where == "guests" else BotCommandScopeChat(int(where))


def parts(facts: Facts, speech: Speech, picture: Path) -> dict[str, Wanted]:
    """Everything that the profile is to hold, by the name of its part: kind, place and language."""
    wanted = _commands(facts, speech) | {"menu:": Wanted("commands")}
    return wanted | _identity(facts, speech, picture) if facts.own else wanted


def _commands(facts: Facts, speech: Speech) -> dict[str, Wanted]:
    hotel = facts.house.hotel
    plain = Words(facts.house, speech)
    found = {f"{GUESTS}:": plain.commands(commands.GUEST, hotel.default_language)}
    for code in hotel.languages:
        found[f"{GUESTS}:{code}"] = plain.commands(commands.GUEST, code)
    if facts.staff_chat:
        spoken = hotel.staff_language or hotel.default_language
        found[f"commands:{facts.staff_chat}:"] = plain.commands(commands.GROUP, spoken)
    for one in facts.team:
        found[f"commands:{one.user_id}:"] = plain.commands(commands.of(one.role), one.language)
    return found


def _identity(facts: Facts, speech: Speech, picture: Path) -> dict[str, Wanted]:
    """By language where it differs from the default: names may be changed only a few times a day."""
    hotel = facts.house.hotel
    plain = Words(facts.house, speech)
    found: dict[str, Wanted] = {}
    for kind, value, most in (
        ("name", Local(hotel.name), NAME),
        ("words", text("profile.words", hotel=Local(hotel.name), phone=hotel.reception_phone), WORDS),
        ("short", text("profile.short", hotel=Local(hotel.name)), SHORT),
    ):
        usual = plain.say(value, hotel.default_language, most)
        found[f"{kind}:"] = Wanted(usual)
        others = {code: plain.say(value, code, most) for code in hotel.languages}
        found |= {f"{kind}:{code}": Wanted(said) for code, said in others.items() if said != usual}
    return found | ({"photo:": Wanted(str(picture), photo=mark)} if (mark := _mark(picture)) else {})


@dataclass(frozen=True)
class Words:
    """The desk's texts as Telegram takes them in a profile: plain, and cut to their length."""

    house: House
    speech: Speech

    def say(self, value: Value, language: str, most: int) -> str:
        voice = self.speech.voice(language, self.house.hotel.zone, self.house.hotel.default_language)
        return cut(html.unescape(TAG.sub("", voice.html(value))).strip(), most)

    def commands(self, names: tuple[str, ...], language: str) -> Wanted:
        return Wanted([(name, self.say(commands.NAMES[name], language, 256)) for name in names])


def cut(said: str, most: int) -> str:
    """What fits, ended at a word; Telegram counts characters."""
    if len(said) <= most:
        return said
    head, following = said[: most - 1], said[most - 1]
    whole = following == " " or " " not in head
    return (head if whole else head.rsplit(" ", 1)[0]).rstrip(" ,;:–-") + "…"


def _mark(picture: Path) -> str | None:
    try:
        stat = picture.stat()
    except OSError:
        return None
    return _hash(picture, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _hash(picture: Path, changed: int, size: int) -> str | None:
    """Read anew only when the file has changed."""
    try:
        return hashlib.sha256(picture.read_bytes()).hexdigest()
    except OSError:
        return None
