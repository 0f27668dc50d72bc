"""The edge: parse → call. One visible tuple of handlers, in the order in which they are asked."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import timedelta

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

from bot.db import Connection, StorageTrouble
from bot.desk import inbox
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.inbox import Row
from bot.desk.menu import front, group, membership, paying, roles, setting_up
from bot.logs import about
from bot.tg import collecting, files, incoming, looking
from bot.tg.context import Context
from bot.tg.worker import working

log = logging.getLogger(__name__)
AWAY = (ChatMember.LEFT, ChatMember.BANNED)
MINUTE = timedelta(minutes=1)
TYPED = sorted(
    {
        "start",
        "language",
        "bookings",
        "staff",
        "help",
        "privacy",
        "n",
        "unsay",
        *(one[1:] for one in roles.COMMANDS),
    }
)
OWN = re.compile(  # our commands, and what a room's QR code adds: nothing that a person says
    r"/start(?:@\w+)?(?:\s+\S+)?$" rf"|/(?:{'|'.join(TYPED)})(?:@\w+)?(?=\s|$)"
)
ASK = re.compile(r"^/(?:ask|case)(?:@\w+)?(?:\s+|$)")  # a colleague tries, or says, what a guest would
SHORT = 200  # characters that are understood on the spot


async def _asked(update: Update, context: Context) -> Asked | None:
    return incoming.asked(update, now=context.desk.now())


async def on_press(update: Update, context: Context) -> None:
    if asked := await _asked(update, context):
        await files.do(context, asked, _press)


async def on_private(update: Update, context: Context) -> None:
    asked = await _asked(update, context)
    if asked is None:
        return
    if said := _said(asked):
        asked = replace(asked, heard=await _hear(context, said, await context.desk.expected(asked)))
    await files.do(context, asked, _private)


def _said(asked: Asked) -> str:
    """Everything but our own commands is heard: "/help my wife is not breathing"."""
    return (
        OWN.sub("", asked.text or "", count=1).strip() if (asked.text or "")[:1] == "/" else asked.text or ""
    )


async def _hear(context: Context, text: str, hint: str | None) -> Heard:
    """What letters alone can tell takes a millisecond, less than the way to another thread and back under
    load. For the rest a meaning is needed, which takes ten times as long: the loop goes on meanwhile.
    """
    ears = context.desk.ears
    at_once = ears.at_once(text, hint) if len(text) <= SHORT else None
    if at_once is not None:
        return at_once
    return await asyncio.to_thread(ears.hear, text, hint)


def _press(conn: Connection, house: House, asked: Asked, row: Row) -> None:
    if not asked.private:
        front.press(conn, house, asked)
        return
    since = row.received_at - MINUTE
    backlog = inbox.recent(conn, house.id, row.chat, since=since, now=house.now)
    front.press(conn, house, replace(asked, backlog=backlog))


def _private(conn: Connection, house: House, asked: Asked, row: Row) -> None:
    """How much has come from this chat is looked up in the same transaction: one commit less a message.

    Busy taps do not turn the words after them into a flood.
    """
    since = row.received_at - MINUTE
    backlog = inbox.recent(conn, house.id, row.chat, since=since, now=house.now, presses=False)
    front.private(conn, house, replace(asked, backlog=backlog))


async def on_group(update: Update, context: Context) -> None:
    message = update.message
    if message and message.migrate_to_chat_id:
        await context.desk.do(_group_act(message.chat.id), membership.moved, message.migrate_to_chat_id)
    elif message and filters.StatusUpdate.ALL.filter(update):
        if gone := message.left_chat_member:  # said also where we are no administrator
            await context.desk.do(_group_act(message.chat.id), membership.left, gone.id)
            return
        forum = bool(message.chat.is_forum)
        if message.forum_topic_created and message.from_user and message.from_user.id == context.bot.id:
            made = (message.forum_topic_created.name, message.message_thread_id or 0)
            await context.desk.do(_group_act(message.chat.id), group.topic_made, *made)
            return
        await context.desk.do(_group_act(message.chat.id), setting_up.noticed, forum=forum)
    elif message and message.sender_chat:
        thread = message.message_thread_id if message.is_topic_message else None
        said = incoming.clean(message.text or "")[:SHORT]
        await context.desk.do(
            replace(_group_act(message.chat.id), thread_id=thread, text=said), group.anonymous
        )
    elif asked := await _asked(update, context):
        said = ASK.sub("", asked.text or "", count=1)
        tried = said != asked.text  # else it may be kept for all guests: in what language?
        if asked.kind == "text" and (asked.thread_id or tried):
            asked = replace(asked, heard=await _hear(context, said, asked.hint))
        await context.desk.do(asked, group.message)


async def on_own_membership(update: Update, context: Context) -> None:
    """We were blocked, unblocked, added to a group or thrown out of it. In a channel nobody talks with us."""
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.CHANNEL:
        return
    asked = _membership(change)
    if change.chat.type == "private":
        now_blocked = change.new_chat_member.status in AWAY
        await context.desk.do(asked, membership.blocked, now_blocked=now_blocked)
    else:
        reads_all = bool(context.bot.can_read_all_group_messages)
        shown = looking.standing(change.chat, change.new_chat_member, reads_all=reads_all)
        joined = _away(change.old_chat_member)
        await context.desk.do(asked, membership.in_group, shown, joined=joined)


async def on_membership(update: Update, context: Context) -> None:
    """Somebody joined or left the staff group."""
    change = update.chat_member
    if change is not None:
        act = membership.left if _away(change.new_chat_member) else membership.came
        await context.desk.do(_membership(change), act, change.new_chat_member.user.id)


def _away(member: ChatMember) -> bool:
    """Somebody restricted may be in the group or out of it."""
    return member.status in AWAY or (isinstance(member, ChatMemberRestricted) and not member.is_member)


async def on_error(update: object, context: Context) -> None:
    """PTB swallows what a handler raises; the worker reads it from the row."""
    row = working.get()
    row.error = f"{type(context.error).__name__}: {context.error}"
    row.unkept = isinstance(context.error, StorageTrouble)
    log.error("an update failed", extra=about(update=row.name), exc_info=context.error)


def _group_act(chat_id: int) -> Asked:
    return Asked(chat_id=chat_id, user_id=0, name="", kind="other", private=False)


def _membership(change: ChatMemberUpdated) -> Asked:
    who = change.from_user
    return Asked(
        chat_id=change.chat.id,
        user_id=who.id,
        name=incoming.name_of(who),
        kind="other",
        private=change.chat.type == "private",
        hint=who.language_code,
    )


async def on_checkout(update: Update, context: Context) -> None:
    """Telegram asks whether it may take the money, and waits ten seconds for a yes."""
    query = update.pre_checkout_query
    if query is not None:
        asked = collecting.payer(query.from_user)
        await context.desk.do(asked, paying.checkout, query.id, collecting.asked_for(query))


async def on_paid(update: Update, context: Context) -> None:
    message = update.message
    if message and message.successful_payment and message.from_user:
        asked = collecting.payer(message.from_user)
        await context.desk.do(asked, paying.received, collecting.charged(message.successful_payment))


HANDLERS = (
    CallbackQueryHandler(on_press),
    PreCheckoutQueryHandler(on_checkout),
    ChatMemberHandler(on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ChatMemberHandler(on_membership, ChatMemberHandler.CHAT_MEMBER),
    MessageHandler(filters.SUCCESSFUL_PAYMENT, on_paid),
    MessageHandler(filters.ChatType.PRIVATE, on_private),
    MessageHandler(filters.ChatType.GROUPS, on_group),
)
