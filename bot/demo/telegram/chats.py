"""What Telegram's server remembers: people, groups, topics and the messages that stand in them."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from bot.demo.telegram.files import Files
from bot.demo.telegram.markup import Read
from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import BOT, Button, Group, Person, Raw, Sent, Topic, Upload

MESSAGES_KEPT = 500
FIRST_GROUP_MESSAGE = 1001  # so that a number taken from the wrong chat is not found by luck
FIRST_GROUP_ID = -1_002_200_000_001
FIRST_BASIC_ID = -4_200_001
FILES = ("photo", "document", "voice", "video", "video_note", "sticker", "audio")
MEDIA = (*FILES, "location", "contact", "dice")
HEADER = frozenset(
    [
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "message_thread_id",
        "is_topic_message",
        "reply_to_message",
        "edit_date",
        "reply_markup",
        "caption",
        "caption_entities",
        "entities",
        "forward_origin",
        "has_protected_content",
        "quote",
        "media_group_id",
    ]
)
Place = Person | Group


class Chats:
    """The state behind every screen; `ring` is called after each change that a phone would show."""

    def __init__(self, now: Callable[[], datetime], ring: Callable[..., None]) -> None:
        self.now, self.ring = now, ring
        self.files = Files()
        self.people: dict[int, Person] = {}
        self.started: set[int] = set()
        self.blocked: set[int] = set()
        self.groups: dict[int, Group] = {}
        self.moved: dict[int, int] = {}
        self.messages: dict[int, OrderedDict[int, Sent]] = defaultdict(OrderedDict)
        self.kept = MESSAGES_KEPT  # in each chat
        self.keyboards: dict[int, tuple[tuple[str, ...], ...]] = {}
        self._albums = 0
        self._ids: dict[int, count[int]] = {}
        self._group_ids = count(FIRST_GROUP_ID, -1)
        self._basic_ids = count(FIRST_BASIC_ID, -1)

    def add_group(self, title: str, roles: dict[int, str], *, bot: str, basic: bool = False) -> Group:
        number = next(self._basic_ids) if basic else next(self._group_ids)
        group = Group(number, title, roles, bot, basic=basic, forum=not basic)
        self.groups[group.chat_id] = group
        return group

    def move(self, group: Group) -> int:
        """Give a group a new id, as an upgrade does: its topics and messages stay behind with the old one."""
        old, group.chat_id, group.basic = group.chat_id, next(self._group_ids), False
        self.moved[old] = group.chat_id
        del self.groups[old]
        self.groups[group.chat_id] = group
        group.topics.clear()
        return old

    def door(self, chat_id: object) -> Place:
        """The chat a bot may write to, or Telegram's reason why it may not."""
        if not isinstance(chat_id, int):
            raise refuse("no chat id" if chat_id in (None, "") else "no chat")
        if moved := self.moved.get(chat_id):
            raise refuse("migrated", {"migrate_to_chat_id": moved})
        if group := self.groups.get(chat_id):
            if group.bot == "kicked":
                raise refuse("kicked")
            if group.bot == "left":
                raise refuse("no chat")
            return group
        person = self.people.get(chat_id)
        if not person:
            raise refuse("no chat")
        if chat_id not in self.started:
            raise refuse("stranger")
        if chat_id in self.blocked:
            raise refuse("blocked")
        return person

    def new_album(self) -> str:
        """What the messages of one album have in common."""
        self._albums += 1
        return f"{13_000_000_000 + self._albums}"

    def _counter(self, chat_id: int) -> "count[int]":
        """Private chats share the bot's own numbering; every supergroup has its own."""
        return self._ids.setdefault(min(chat_id, 0), count(FIRST_GROUP_MESSAGE if chat_id < 0 else 1))

    def header(
        self, place: Place, sender: Person, *, thread: int | None = None, reply_to: int | None = None
    ) -> Raw:
        """The part of a message that does not depend on what it says."""
        chat = place.raw() if isinstance(place, Group) else place.chat()
        number = next(self._counter(place.chat_id))
        raw: Raw = {"message_id": number, "from": sender.raw(), "chat": chat, "date": self.stamp()}
        if thread:
            raw |= {"message_thread_id": thread, "is_topic_message": True}
        answered = self.find(place.chat_id, reply_to or thread)
        if answered:
            raw["reply_to_message"] = {k: v for k, v in answered.raw.items() if k != "reply_to_message"}
        return raw

    def stamp(self) -> int:
        return int(self.now().timestamp())

    def keep(self, raw: Raw, *, html: str = "", sender: Person = BOT, update_id: int | None = None) -> Sent:
        """Put a new message on the screen; the oldest go when there are too many."""
        sent = picture(raw, sender, self.files, html=html, update_id=update_id)
        shown = self.messages[sent.chat_id]
        shown[sent.message_id] = sent
        if len(shown) > self.kept:
            shown.popitem(last=False)
        self.ring("message", sent.chat_id, sent.message_id)
        return sent

    def change(self, old: Sent, raw: Raw, *, html: str, edited: bool = True) -> Sent:
        """Show a message anew, as edited."""
        new = picture(raw, old.sender, self.files, html=html, update_id=old.update_id)
        return self.swap(replace(new, edited=edited or old.edited, pin=old.pin, reactions=old.reactions))

    def swap(self, sent: Sent) -> Sent:
        self.messages[sent.chat_id][sent.message_id] = sent
        self.ring("edited", sent.chat_id, sent.message_id)
        return sent

    def find(self, chat_id: int, message_id: object) -> Sent | None:
        shown = self.messages.get(chat_id)
        return shown.get(message_id) if shown and isinstance(message_id, int) else None

    def remove(self, sent: Sent) -> None:
        self.messages[sent.chat_id].pop(sent.message_id, None)
        self.ring("deleted", sent.chat_id, sent.message_id)

    def shown(self, chat_id: int, thread: int | None = None) -> list[Sent]:
        everything = list(self.messages.get(chat_id, {}).values())
        return [sent for sent in everything if sent.thread_id == thread] if thread else everything

    def open_topic(self, group: Group, name: str, color: int, by: Person = BOT) -> tuple[Topic, Sent]:
        raw = self.header(group, by)
        thread = int(raw["message_id"])
        raw |= {"message_thread_id": thread, "is_topic_message": True}
        raw["forum_topic_created"] = {"name": name, "icon_color": color}
        topic = group.topics[thread] = Topic(thread, name, color)
        sent = self.keep(raw, sender=by)
        self.ring("topic", group.chat_id, thread, name)
        return topic, sent

    def drop_topic(self, group: Group, thread: int) -> None:
        """Take a topic away with all that stood in it; Telegram tells no bot of it."""
        del group.topics[thread]
        for sent in self.shown(group.chat_id, thread):
            self.remove(sent)
        self.ring("topic", group.chat_id, thread)


def picture(raw: Raw, sender: Person, files: Files, *, html: str, update_id: int | None) -> Sent:
    """A message as a reader sees it, taken from Telegram's JSON."""
    kind = next((key for key in raw if key not in HEADER), "text")
    file = _file(raw, kind, files)
    words = raw.get("text") or raw.get("caption") or ""
    return Sent(
        message_id=raw["message_id"],
        chat_id=raw["chat"]["id"],
        thread_id=raw.get("message_thread_id"),
        sender=sender,
        date=datetime.fromtimestamp(raw["date"], UTC),
        kind=kind,
        text=raw.get("text", ""),
        html=html or words,
        caption=raw.get("caption"),
        quote=Read(words, raw.get("entities") or raw.get("caption_entities") or []).quote,
        buttons=_buttons(raw.get("reply_markup", {}).get("inline_keyboard", ())),
        photo=file if kind == "photo" else None,
        document=file if kind != "photo" else None,
        location=(raw["location"]["latitude"], raw["location"]["longitude"]) if kind == "location" else None,
        reply_to=_answered(raw),
        update_id=update_id,
        raw=raw,
    )


def _file(raw: Raw, kind: str, files: Files) -> Upload | None:
    if kind not in FILES:
        return None
    body = raw[kind][-1] if kind == "photo" else raw[kind]
    return files.kept.get(body["file_id"])


def _buttons(rows: Iterable[Iterable[Raw]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in rows)


def _answered(raw: Raw) -> int | None:
    """The message replied to; the topic's own first message stands there for want of a reply."""
    number = raw.get("reply_to_message", {}).get("message_id")
    return None if number == raw.get("message_thread_id") else number
