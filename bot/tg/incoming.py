"""A Telegram update becomes an `Asked`, once; and the little that intake must know without parsing it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import filters

from bot.desk.asked import Asked, Attached
from bot.desk.inbox import Arrival
from bot.tg import shape

KINDS = (
    "photo",
    "voice",
    "video_note",
    "video",
    "document",
    "audio",
    "venue",
    "location",
    "sticker",
    "contact",
    "animation",
    "dice",
    "poll",
)
JOINERS = "\u200c\u200d"  # scripts and emoji need them
FLAG, TAGS = "\U0001f3f4", range(0xE0020, 0xE0080)  # Wales has a flag; elsewhere these are unseen words
NEW_LINE = {0x2028: "\n", 0x2029: "\n"}  # new lines on a phone, and none to who looks for new lines
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters that are there and show nothing
UNSEEN = (
    *(range(0xE0000, 0xE0100), range(0xE01F0, 0xE1000), range(0xFFF0, 0xFFF9), range(0xFDD0, 0xFDF0)),
    range(0x2065, 0x2066),
)
POINTS_AT = ("message", "reply_to_message")  # of a press, and of an answer
SAID = frozenset(  # on that message, which is ours or somebody else's
    ("text", "caption", "entities", "caption_entities", "reply_markup", "reply_to_message", "quote")
)
NAME = 60  # characters of a file's name
MARKS = 8  # combining marks in a row; more is ornament


def arrival(raw: dict[str, Any]) -> Arrival:
    """What is kept of a raw update: its id, its chat for the order, and itself without others' words."""
    update_id = raw.get("update_id")
    number = update_id if isinstance(update_id, int) and 0 <= update_id < 2**63 else -1
    return Arrival(number, order_key(raw), _as_text({kind: _own(value) for kind, value in raw.items()}))


def _own(told: Any) -> Any:
    """Without what stands on the message that is pressed or answered: a colleague's tap on a card would keep
    the words of a guest who may be erased by then, and in a place where nobody looks for them.
    """
    if not isinstance(told, dict):
        return told
    bare = {
        name: {key: value for key, value in told[name].items() if key not in SAID}
        for name in POINTS_AT
        if isinstance(told.get(name), dict)
    }
    return {key: value for key, value in told.items() if key != "quote"} | bare


def _as_text(raw: dict[str, Any]) -> str:
    try:
        return json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace").decode()
    except RecursionError:  # it was just shallow enough to be read
        return "{}"


def order_key(raw: dict[str, Any]) -> str:
    """What is worked in order: a private chat, or one topic of a group."""
    for kind, value in raw.items():
        if not isinstance(value, dict):
            continue
        message = value.get("message", value)
        chat = message.get("chat") if isinstance(message, dict) else None
        if kind == "pre_checkout_query":  # it has no chat; a guest's own is numbered as the guest
            chat = value.get("from")
        if isinstance(chat, dict) and shape.is_number(chat.get("id")):
            thread = message.get("message_thread_id") if message.get("is_topic_message") else None
            return f"{chat['id']}:{thread}" if thread and shape.is_number(thread) else str(chat["id"])
    return "-"


def clean(text: str) -> str:
    """NFC without controls, bidi overrides, lone surrogates or towers of marks; new lines stay."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.encode("utf-8", "replace").decode().translate(NEW_LINE)
    text = unicodedata.normalize("NFC", "".join(one for one in text if _seen(one)))
    return unicodedata.normalize("NFC", "".join(_without_ornament(text))).strip()


def one_line(text: str) -> str:
    """Cleaned, and nothing that could pass for a line of ours: names, titles, files."""
    return " ".join(clean(text).split())


def _seen(one: str) -> bool:
    """Not a control, nor anything else that is there and shows nothing."""
    if one.isprintable() or one == "\n" or one in JOINERS or ord(one) in TAGS:
        return one not in BLANK
    none = ord(one) & 0xFFFE == 0xFFFE or any(ord(one) in some for some in UNSEEN)
    return not (none or unicodedata.category(one) in ("Cc", "Cf"))


def _without_ornament(text: str) -> Iterator[str]:
    """At most so many marks on a letter, however they are strung together; tags on a flag only."""
    marks, flag = 0, False
    for one in text:
        if one.isalnum():
            marks, flag = 0, False
            yield one
            continue
        tag = ord(one) in TAGS
        flag = one == FLAG or (flag and tag)
        marks = marks + 1 if one in JOINERS or tag or unicodedata.category(one)[0] == "M" else 0
        if marks <= MARKS and (flag or not tag):
            yield one


def asked(update: Update, *, now: datetime, backlog: int = 0) -> Asked | None:
    """Who did what; None for updates nobody has to react to (channels, services, our own)."""
    if update.callback_query:
        return _press(update.callback_query, backlog)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.sender_chat or message.from_user.is_bot:
        return None
    if filters.StatusUpdate.ALL.filter(update):
        return None
    answered = _answered(message)
    return Asked(
        chat_id=message.chat.id,
        user_id=message.from_user.id,
        name=name_of(message.from_user),
        kind=_kind(message),
        private=message.chat.type == "private",
        text=clean(message.text or message.caption or "") or None,
        hint=message.from_user.language_code,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        edited=update.edited_message is not None,
        forwarded=message.forward_origin is not None,
        reply_to=answered.message_id if answered else None,
        replies=_whose(message, answered) if answered else "",
        album=message.media_group_id,
        backlog=backlog,
        late=max(0, int((now - message.date).total_seconds())),
        file=_file(message),
        unique=_unique(message),
        phone=_own_number(message),
    )


def _answered(message: Message) -> Message | None:
    """What it replies to. In a topic every message "replies" to the topic's own beginning."""
    found = message.reply_to_message
    return None if found is None or found.forum_topic_created else found


def _whose(message: Message, answered: Message) -> str:
    """Whose message it replies to; an anonymous administrator is a colleague nobody knows."""
    author = answered.from_user
    if author is None or answered.sender_chat:
        return "colleague"
    if message.from_user and author.id == message.from_user.id:
        return "own"
    return "ours" if author.is_bot else "colleague"


def _file(message: Message) -> Attached | None:
    """A document or the largest of a photo's sizes; its name is only shown, never used as one."""
    if message.photo:
        photo = message.photo[-1]
        return Attached(photo.file_id, "photo.jpg", photo.file_size or 0, "image/jpeg")
    found = message.document
    if found is None:
        return None
    name, mime = one_line(found.file_name or "")[:NAME] or "list", one_line(found.mime_type or "")[:NAME]
    return Attached(found.file_id, name, found.file_size or 0, mime)


def _unique(message: Message) -> str | None:
    found = message.photo[-1] if message.photo else message.effective_attachment
    return getattr(found, "file_unique_id", None)


def _own_number(message: Message) -> str | None:
    """The sender's own contact; anybody else's is something that they show us."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id or message.forward_origin:
        return None
    digits = "".join(one for one in contact.phone_number if one.isascii() and one.isdigit())[:15]
    return f"+{digits}" if digits else None


def _press(query: CallbackQuery, backlog: int) -> Asked | None:
    message = query.message
    if message is None:
        return None
    topic = isinstance(message, Message) and message.is_topic_message
    return Asked(
        chat_id=message.chat.id,
        user_id=query.from_user.id,
        name=name_of(query.from_user),
        kind="press",
        private=message.chat.type == "private",
        hint=query.from_user.language_code,
        thread_id=message.message_thread_id if topic and isinstance(message, Message) else None,
        message_id=message.message_id,
        query_id=query.id,
        data=clean(query.data or "") or None,
        on_photo=isinstance(message, Message) and bool(message.photo),
        backlog=backlog,
    )


def name_of(who: User) -> str:
    """What they call themselves: anybody may be called "Reception", so a card never takes it for a fact."""
    return one_line(who.first_name)[:40].strip() or "?"


def _kind(message: Message) -> str:
    if message.text:
        return "text"
    return next((kind for kind in KINDS if getattr(message, kind, None)), "other")
