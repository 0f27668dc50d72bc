"""What the loopback Telegram speaks of: people, groups, messages, buttons, calls. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Raw = dict[str, Any]  # Telegram's own JSON; its shape is checked by python-telegram-bot's de_json, not by us

BOT_ID = 7000001
DEMO_TOKEN = f"{BOT_ID}:loopback-telegram-has-no-secrets-0"
ANONYMOUS_ADMIN_ID = 1087968824


def as_read(text: str) -> str:
    """The same for the eye: a no-break space looks like any other."""
    return text.replace("\u00a0", " ")


@dataclass(frozen=True)
class Person:
    """Someone with a phone; also the bot itself, and Telegram's stand-in for anonymous admins."""

    user_id: int
    first_name: str
    language: str | None = None
    username: str | None = None
    is_bot: bool = False

    @property
    def chat_id(self) -> int:
        return self.user_id

    def raw(self) -> Raw:
        user: Raw = {"id": self.user_id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user

    def chat(self) -> Raw:
        chat: Raw = {"id": self.user_id, "type": "private", "first_name": self.first_name}
        return chat | ({"username": self.username} if self.username else {})


BOT = Person(BOT_ID, "Qonaq", username="qonaq_demo_bot", is_bot=True)
ANONYMOUS = Person(ANONYMOUS_ADMIN_ID, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass
class Topic:
    thread_id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass
class Group:
    """A group as it stands now; `chat_id` changes when it is upgraded. `rights`: the bot's; none: all.

    A basic group is what a phone makes at first: small, without topics, and with an id of another kind.
    """

    chat_id: int
    title: str
    roles: dict[int, str]
    bot: str
    topics: dict[int, Topic] = field(default_factory=dict)
    basic: bool = False
    forum: bool = True
    rights: frozenset[str] | None = None
    hushed: bool = False  # only administrators may write

    def raw(self) -> Raw:
        kind: Raw = {"id": self.chat_id, "type": "group" if self.basic else "supergroup", "title": self.title}
        return kind | ({"is_forum": True} if self.forum else {})


@dataclass(frozen=True)
class Button:
    label: str
    data: str | None = None
    url: str | None = None

    @property
    def read(self) -> str:
        return as_read(self.label)


@dataclass(frozen=True)
class Upload:
    """A file Telegram keeps: the same bytes of the same kind have the same id."""

    file_id: str
    kind: str
    name: str
    content: bytes

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.file_id[:24]}"


@dataclass(frozen=True)
class Sent:
    """One message as it stood at one moment; `loopback.chat()` gives the newest."""

    message_id: int
    chat_id: int
    thread_id: int | None
    sender: Person
    date: datetime
    kind: (
        str  # text, photo, document, voice, video, video_note, sticker, location, or a service message's name
    )
    text: str = ""
    html: str = ""  # as the bot sent it; for people the same as the text
    caption: str | None = None
    quote: str | None = None  # what stands in block quotes
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] = ()  # a reply keyboard's labels
    photo: Upload | None = None
    document: Upload | None = None
    location: tuple[float, float] | None = None
    reply_to: int | None = None
    edited: bool = False
    pin: bool = False
    reactions: tuple[str, ...] = ()
    update_id: int | None = None  # of the update that told the bot, if one did
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def by_bot(self) -> bool:
        return self.sender.user_id == BOT_ID

    @property
    def words(self) -> str:
        """What a reader sees, text or caption."""
        return self.text or self.caption or ""

    @property
    def labels(self) -> list[str]:
        """What the buttons say, as it is read."""
        return [button.read for row in self.buttons for button in row]


@dataclass(frozen=True)
class Pressed:
    query_id: str
    who: Person
    message: Sent
    data: str
    update_id: int | None


@dataclass(frozen=True)
class Answer:
    """What a press brought up on the phone: a toast, or an alert to be dismissed."""

    query_id: str
    who: Person
    text: str
    alert: bool
    at: datetime


@dataclass(frozen=True)
class Call:
    method: str
    params: Mapping[str, Any]
    at: datetime
    status: int  # 0 when the connection was cut without an answer
    error: str | None = None


@dataclass(frozen=True)
class Event:
    """Something a phone may want to redraw."""

    seq: int
    kind: str  # message, edited, deleted, answer, topic, member, confirmed, call, typing
    chat_id: int | None = None
    message_id: int | None = None
    detail: str = ""
