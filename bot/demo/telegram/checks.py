"""Two mirrors held up by python-telegram-bot: what a bot asks for, and what we answer."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from inspect import signature

import telegram
from telegram import TelegramObject

from bot.demo.telegram.rules import CONVENIENCES, MAY_BE_EMPTY, REQUIRED, refuse
from bot.demo.telegram.shapes import Raw

SEND = ("sendMessage", "sendPhoto", "sendDocument", "sendVoice", "sendVideo", "sendVideoNote", "sendLocation")
EDIT = ("editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup")
ANSWERS: dict[str, type[TelegramObject]] = dict.fromkeys((*SEND, *EDIT), telegram.Message) | {
    "getMe": telegram.User,
    "getChat": telegram.ChatFullInfo,
    "getChatMember": telegram.ChatMember,
    "getChatAdministrators": telegram.ChatMember,
    "getFile": telegram.File,
    "getWebhookInfo": telegram.WebhookInfo,
    "sendInvoice": telegram.Message,
    "copyMessage": telegram.MessageId,
    "copyMessages": telegram.MessageId,
    "createForumTopic": telegram.ForumTopic,
}


@cache
def parameters(method: str) -> frozenset[str]:
    """What a method takes on the wire, by python-telegram-bot's signature."""
    name = re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), method)
    return frozenset(signature(getattr(telegram.Bot, name)).parameters) - CONVENIENCES - {"self"}


def request(method: str, params: Raw) -> None:
    """Refuse a parameter that Telegram does not know, and the lack of one it needs."""
    unknown = next((name for name in params if name not in parameters(method)), None)
    if unknown:
        raise refuse("unknown parameter", method=method, name=unknown)
    for name in REQUIRED.get(method, ()):
        if name not in params or (params[name] == "" and name not in MAY_BE_EMPTY):
            raise _missing(name)


def _missing(name: str) -> Exception:
    known = {"chat_id": "no chat id", "text": "no text"}
    kinds = ("photo", "document", "voice", "video", "video_note")
    if name in kinds:
        return refuse("no file", kind=name.replace("_", " "))
    return refuse(known[name]) if name in known else refuse("required", name=name)


def answer(method: str, result: object) -> list[str]:
    """What python-telegram-bot cannot read in our answer; nothing, when all is well."""
    expected = ANSWERS.get(method)
    bodies = result if isinstance(result, list) else [result]
    if not expected:
        return []
    return [flaw for body in bodies for flaw in _flaws(f"{method} answer", expected.de_json, body)]


def update(body: Raw) -> list[str]:
    """What python-telegram-bot cannot read in an update we push."""
    return list(_flaws("update", telegram.Update.de_json, body))


def markup(body: Raw) -> list[str]:
    """Fields of an inline keyboard that Telegram does not know."""
    return list(_flaws("reply_markup", telegram.InlineKeyboardMarkup.de_json, body))


def _flaws(what: str, parse: Callable[..., TelegramObject | None], body: object) -> Iterator[str]:
    try:
        parsed = parse(body, None)
    except (TypeError, ValueError, KeyError, AttributeError, telegram.error.TelegramError) as problem:
        yield f"{what}: {problem}"
        return
    yield from (f"{what}: {flaw}" for flaw in _unknown(parsed))


def _unknown(value: object) -> Iterator[str]:
    """Every field, at any depth, that ended in `api_kwargs`: Telegram has no such field."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _unknown(each)
    elif isinstance(value, TelegramObject):
        if value.api_kwargs:
            yield f"{type(value).__name__} has no {sorted(value.api_kwargs)}"
        slots, needed = _shape(type(value))  # type: ignore[arg-type]  # mypy takes the instances' hash for the class's
        lacking = [name for name in needed if getattr(value, name, "") is None]
        if lacking:
            yield f"{type(value).__name__} lacks {lacking}"
        for name in slots:
            yield from _unknown(getattr(value, name, None))


@cache
def _shape(kind: type[TelegramObject]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an object holds, and what it must have: a missing one is read as None, without complaint."""
    every = [slot for cls in kind.__mro__ for slot in getattr(cls, "__slots__", ())]
    slots = tuple(slot for slot in every if slot not in ("_bot", "_frozen", "_id_attrs", "api_kwargs"))
    needed = [each.name for each in signature(kind).parameters.values() if each.default is each.empty]
    return slots, tuple(name if name in slots else f"_{name}" for name in needed)
