"""The letters of a chat, read back and put into words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.db import Connection
from bot.say import Say, unpack_say
from bot.schema import letters
from tests.texts.spoken import speech


def letters_to(conn: Connection, chat_id: int | None) -> list[dict[str, Any]]:
    """What was sent or edited there, the oldest first."""
    mine = letters.c.method.in_(("send", "edit", "card")), letters.c.chat_id == chat_id
    return [dict(one) for one in conn.execute(select(letters).where(*mine).order_by(letters.c.id)).mappings()]


def said_to(conn: Connection, chat_id: int | None) -> list[Say]:
    return [unpack_say(one["content"]["say"]) for one in letters_to(conn, chat_id)]


def html_of(said: Say, language: str) -> str:
    voice = speech().voice(language, "Asia/Baku")
    return "\n\n".join(part for part in map(voice.html, said.body) if part)
