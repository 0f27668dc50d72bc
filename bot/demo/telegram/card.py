"""What the bot says of itself: its name, its words, its picture, and the commands each chat is shown."""

import json
import re
from dataclasses import dataclass, field

from bot.demo.telegram.chats import Chats
from bot.demo.telegram.methods import Asked
from bot.demo.telegram.params import mapping
from bot.demo.telegram.rules import COMMANDS_LIMIT, refuse
from bot.demo.telegram.shapes import Raw

NAME_LIMIT = 64
DESCRIPTION_LIMIT = 512
SHORT_LIMIT = 120
COMMAND_LIMIT = 256
NAMES_AT_ONCE = 20  # changes of the name before Telegram asks for patience
HOURS = 3600
SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)


@dataclass
class Card:
    """As set by its methods: by language, "" for all others; commands by scope and language."""

    chats: Chats
    commands: dict[tuple[str, str], list[Raw]] = field(default_factory=dict)
    name: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)
    photo: bytes | None = None
    menus: dict[int | None, str] = field(default_factory=dict)
    names_left: int = NAMES_AT_ONCE

    def shown(self, chat_id: int, language: str = "") -> list[str]:
        """The commands a person sees in a chat, by Telegram's order of scopes."""
        wide = "all_private_chats" if chat_id > 0 else "all_group_chats"
        for scope in (f"chat:{chat_id}", wide, "default"):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return [str(one["command"]) for one in found]
        return []

    def set_commands(self, asked: Asked) -> bool:
        given = asked["commands"]
        if not isinstance(given, list) or len(given) > COMMANDS_LIMIT:
            raise refuse("json", name="commands")
        for each in given:
            words = str(each.get("description") or "")
            well = re.fullmatch(r"[a-z0-9_]{1,32}", str(each.get("command")))
            if not well or not 1 <= len(words) <= COMMAND_LIMIT:
                raise refuse("commands")
        self.commands[self._place(asked)] = given
        return True

    def delete_commands(self, asked: Asked) -> bool:
        self.commands.pop(self._place(asked), None)
        return True

    def _place(self, asked: Asked) -> tuple[str, str]:
        """Commands of one chat need a chat that the bot may write to."""
        scope = mapping("scope", asked["scope"]) if "scope" in asked.params else {"type": "default"}
        kind = str(scope.get("type"))
        if kind not in SCOPES:
            raise refuse("json", name="scope")
        if "chat_id" in scope:
            kind = f"{kind}:{self.chats.door(int(scope['chat_id'])).chat_id}"
        return kind, str(asked["language_code"] or "")

    def set_name(self, asked: Asked) -> bool:
        name = str(asked["name"] or "")
        if len(name) > NAME_LIMIT:
            raise refuse("name too long")
        if self.names_left < 1:
            raise refuse("flood", {"retry_after": HOURS}, seconds=HOURS)
        self.names_left -= 1
        return _put(self.name, asked, name)

    def set_description(self, asked: Asked) -> bool:
        words = str(asked["description"] or "")
        if len(words) > DESCRIPTION_LIMIT:
            raise refuse("description too long")
        return _put(self.description, asked, words)

    def set_short_description(self, asked: Asked) -> bool:
        words = str(asked["short_description"] or "")
        if len(words) > SHORT_LIMIT:
            raise refuse("description too long")
        return _put(self.short_description, asked, words)

    def set_photo(self, asked: Asked) -> bool:
        """A picture sent along, as JPEG: Telegram takes no other for a profile."""
        given = asked["photo"]
        told = mapping("photo", json.loads(given) if isinstance(given, str) else given)
        name = str(told.get("photo", "")).removeprefix("attach://")
        if told.get("type") != "static" or name not in asked.uploads:
            raise refuse("bad file")
        content = asked.uploads[name][1]
        if not content.startswith(b"\xff\xd8"):
            raise refuse("bad photo")
        self.photo = content
        return True

    def remove_photo(self, asked: Asked) -> bool:
        self.photo = None
        return True

    def set_menu(self, asked: Asked) -> bool:
        button = mapping("menu_button", asked["menu_button"]) if "menu_button" in asked.params else {}
        chat = asked["chat_id"]
        self.menus[chat if isinstance(chat, int) else None] = str(button.get("type", "default"))
        return True


def _put(by_language: dict[str, str], asked: Asked, words: str) -> bool:
    """No words take the language's own away."""
    code = str(asked["language_code"] or "")
    if words:
        by_language[code] = words
    else:
        by_language.pop(code, None)
    return True
