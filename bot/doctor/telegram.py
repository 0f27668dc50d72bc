"""Telegram: can it be reached, does it know the token, and may the bot work in the staff group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.config import Config
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known
from bot.doctor.line import PATIENCE, Answer, Line, Silence, refused, silent
from bot.doctor.webhook import examine_webhook

SKEW = timedelta(minutes=2)
GROUP = "Staff group"
ADMIN = "In the group: Administrators, Add, choose the bot, and allow Manage topics."


async def examine_telegram(
    config: Config, known: Known, now: Callable[[], datetime], *, running: bool
) -> list[Finding]:
    if config.token is None and known.owners:
        words = "no token is set here, and this data folder is a hotel's."
        cure = "Give this command the settings that the desk has: the same QONAQ_… variables."
        return [mend("telegram.token", "Telegram", words, cure)]
    if config.token is None:
        words = (
            "no token is set, so `qonaq run` shows the demo. For your own hotel get a token from @BotFather."
        )
        return [ok("telegram.demo", "Telegram", words)]
    async with aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session:
        line = Line(session, f"{config.api}/bot{config.token}")
        try:
            return await _examine(line, config, known, now, running=running)
        except Silence as silence:
            return [silent(config, silence)]


async def _examine(
    line: Line, config: Config, known: Known, now: Callable[[], datetime], *, running: bool
) -> list[Finding]:
    me = await line.ask("getMe")
    if trouble := refused(me):
        return [trouble, *(_clock(me.date, now()) if me.telegrams else ())]
    found = [ok("telegram", "Telegram", f"reached; the token is @{me.result.get('username', '?')}'s.")]
    found += [*_clock(me.date, now()), *_rival(known)]
    found += examine_webhook(await line.ask("getWebhookInfo"), config, now(), running=running)
    group = known.staff_chat or config.staff_chat
    if group is None and not known.version:
        cure = "Start it with `qonaq run`. It prints a link that makes you the owner and leads you on."
        return [*found, mind("start", "Desk", "it has not been opened yet.", cure)]
    if group is None:
        words = "the desk knows no group yet, so complaints would reach nobody."
        cure = "Start the desk, add the bot to a group with topics, and make it an administrator."
        return [*found, mend("group.none", GROUP, words, cure)]
    return [*found, *await _group(line, group, me.result)]


def _clock(theirs: datetime | None, ours: datetime) -> Iterator[Finding]:
    if theirs is None:
        return
    off = ours - theirs
    if abs(off) <= SKEW:
        yield ok("clock", "Clock", "the same as Telegram's.")
        return
    words = f"this computer's clock is {_span(abs(off))} {'ahead' if off > timedelta() else 'behind'}."
    cure = "Let the computer set its time from the internet: promises and bookings go by it."
    yield mend("clock", "Clock", words, cure)


def _span(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _rival(known: Known) -> Iterator[Finding]:
    """The running desk notices it and remembers it for an hour; asking ourselves would disturb it."""
    if known.rival:
        words = (
            "another program takes messages with the same token, so each guest reaches only one of the two."
        )
        cure = "Stop the other program. If nobody knows it, let @BotFather make a new token (/revoke)."
        yield mend("telegram.rival", "Messages", words, cure)


async def _group(line: Line, group: int, me: dict[str, Any]) -> list[Finding]:
    chat = await line.ask("getChat", chat_id=group)
    if not chat.well:
        words = f"the bot is not in the group {group} ({chat.words})."
        return [mend("group.out", GROUP, words, "Add the bot to the group, or correct QONAQ_STAFF_CHAT.")]
    bot = await line.ask("getChatMember", chat_id=group, user_id=int(me.get("id", 0)))
    faults = [*_forum(chat.result), *_rights(bot, reads=bool(me.get("can_read_all_group_messages")))]
    name = chat.result.get("title", group)
    return faults or [ok("group", GROUP, f"“{name}”, with topics, and the bot may make them.")]


def _forum(chat: dict[str, Any]) -> Iterator[Finding]:
    if not chat.get("is_forum"):
        words = f"“{chat.get('title', 'the chat')}” has no topics, and each case needs one of its own."
        yield mend("group.topics", GROUP, words, "Switch on Topics in the group's settings.")


def _rights(bot: Answer, *, reads: bool) -> Iterator[Finding]:
    status = bot.result.get("status")
    if not bot.well or status in ("left", "kicked"):
        cure = "Add it as a member, then as an administrator."
        yield mend("group.out", GROUP, "the bot is not in the group.", cure)
    elif status == "administrator":
        if not bot.result.get("can_manage_topics"):
            cure = "In the group: Administrators, the bot, and allow Manage topics."
            yield mend("group.rights", GROUP, "the bot is an administrator who may not make topics.", cure)
    elif status != "creator" and not reads:
        words = (
            "the bot is only a member in privacy mode: it makes no topics and hears no answer of your staff."
        )
        yield mend("group.privacy", GROUP, words, f"{ADMIN} An administrator hears everything.")
    elif status != "creator":
        yield mend("group.member", GROUP, "the bot is only a member, so it can make no topics.", ADMIN)
