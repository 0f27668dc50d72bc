"""A bot's request as it came over HTTP, in whichever of Telegram's encodings, made into typed values."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import Raw

WHOLE = frozenset(
    [
        "message_id",
        "message_thread_id",
        "user_id",
        "offset",
        "limit",
        "timeout",
        "icon_color",
        "live_period",
        "heading",
        "proximity_alert_radius",
        "cache_time",
        "max_connections",
        "max_tip_amount",
    ]
)
CHATS = frozenset({"chat_id", "from_chat_id"})
BROKEN = frozenset({"latitude", "longitude", "horizontal_accuracy"})
NESTED = frozenset(
    [
        "reply_markup",
        "entities",
        "caption_entities",
        "reply_parameters",
        "link_preview_options",
        "allowed_updates",
        "commands",
        "scope",
        "media",
        "message_ids",
        "reaction",
        "suggested_post_parameters",
        "menu_button",
        "prices",
    ]
)
YES = frozenset({"true", "1", "yes", "t", "y"})
FLAGS = frozenset(
    [
        "show_alert",
        "disable_notification",
        "protect_content",
        "remove_caption",
        "drop_pending_updates",
        "has_spoiler",
        "is_big",
        "show_caption_above_media",
        "disable_content_type_detection",
        "allow_paid_broadcast",
        "ok",
    ]
)


async def received(request: web.Request) -> tuple[Raw, dict[str, tuple[str, bytes]]]:
    """The parameters and the uploaded files of one request."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type == "application/json":
        values |= await _json(request)
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = (value.filename, value.file.read())
            else:
                values[name] = value
    spoken_of = " ".join(
        value for value in values.values() if isinstance(value, str) and "attach://" in value
    )
    for name in files:
        if f"attach://{name}" not in spoken_of:
            values[name] = f"attach://{name}"
    return {name: typed(name, value) for name, value in values.items()}, files


async def _json(request: web.Request) -> Raw:
    try:
        body = await request.json(loads=json.loads)
    except ValueError:
        raise refuse("json", name="the request") from None
    if not isinstance(body, dict):
        raise refuse("json", name="the request")
    return {name: value for name, value in body.items() if value is not None}


def typed(name: str, value: Any) -> Any:
    """One value as the method wants it; everything in a form is a string."""
    try:
        if name in WHOLE:
            return int(value)
        if name in BROKEN:
            return float(value)
        if name in CHATS and str(value).lstrip("-").isdecimal():
            return int(value)
        if name in FLAGS and isinstance(value, str):
            return value.lower() in YES
        return json.loads(value) if name in NESTED and isinstance(value, str) else value
    except (TypeError, ValueError):
        raise refuse("json", name=name) from None


def mapping(name: str, value: object) -> Mapping[str, Any]:
    """A nested object, which must be one."""
    if not isinstance(value, dict):
        raise refuse("json", name=name)
    return value
