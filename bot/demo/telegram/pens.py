"""What people write on their phones: words, pictures, albums; the bot hears of it as Telegram tells it."""

import base64
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import zip_longest

from bot.demo.telegram import checks
from bot.demo.telegram.chats import MEDIA, Chats, Place
from bot.demo.telegram.files import described
from bot.demo.telegram.markup import commands_in
from bot.demo.telegram.rest import Rest, member, rights_in
from bot.demo.telegram.rules import TEXT_LIMIT
from bot.demo.telegram.shapes import ANONYMOUS, BOT, Group, Person, Raw, Sent, Topic
from bot.demo.telegram.updates import Updates
from bot.demo.telegram.watch import Watch

TINY_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Pens:
    """The people's side of the loopback, as far as it is writing."""

    def __init__(self, now: Callable[[], datetime], *, check: bool) -> None:
        self.now, self.check = now, check
        self.watch = Watch()
        self.chats = Chats(now, self.watch.ring)
        self.updates = Updates(now)
        self.rest = Rest(self.chats, self.updates)
        self._queries = 0

    def say(
        self,
        who: Person,
        text: str,
        *,
        chat: Group | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> Sent:
        """Write to the bot, or to a group."""
        if not text.strip() or len(text) > TEXT_LIMIT:
            raise ValueError("A phone sends between 1 and 4096 characters at once")
        return self._post(who, spoken(text.strip()), chat, thread, reply_to)

    def say_as_group(self, group: Group, text: str, thread: int | None = None) -> Sent:
        """Write as an anonymous administrator: the group itself appears as the sender."""
        raw = self.chats.header(group, ANONYMOUS, thread=thread) | {"sender_chat": group.raw()} | spoken(text)
        return self._tell(group, raw, ANONYMOUS)

    def send_photo(
        self,
        who: Person,
        content: bytes = TINY_PNG,
        *,
        chat: Group | None = None,
        thread: int | None = None,
        caption: str | None = None,
        reply_to: int | None = None,
    ) -> Sent:
        return self._post(who, self._file("photo", "photo.jpg", content, caption), chat, thread, reply_to)

    def send_document(
        self,
        who: Person,
        name: str = "list.txt",
        content: bytes = b"a list",
        *,
        chat: Group | None = None,
        thread: int | None = None,
        caption: str | None = None,
        reply_to: int | None = None,
    ) -> Sent:
        return self._post(who, self._file("document", name, content, caption), chat, thread, reply_to)

    def send_voice(
        self,
        who: Person,
        content: bytes = b"OggS",
        *,
        chat: Group | None = None,
        thread: int | None = None,
        caption: str | None = None,
        reply_to: int | None = None,
    ) -> Sent:
        return self._post(who, self._file("voice", "voice.ogg", content, caption), chat, thread, reply_to)

    def send_sticker(
        self, who: Person, content: bytes = b"RIFF", *, chat: Group | None = None, thread: int | None = None
    ) -> Sent:
        return self._post(who, self._file("sticker", "sticker.webp", content, None), chat, thread)

    def send_location(
        self,
        who: Person,
        latitude: float = 43.2389,
        longitude: float = 76.8897,
        *,
        chat: Group | None = None,
        thread: int | None = None,
    ) -> Sent:
        place = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._post(who, place, chat, thread)

    def send_file(
        self, who: Person, kind: str, *, chat: Group | None = None, thread: int | None = None
    ) -> Sent:
        """A video, a video note, a piece of music."""
        return self._post(who, self._file(kind, f"{kind}.mp4", b"ftyp", None), chat, thread)

    def send_contact(
        self,
        who: Person,
        name: str,
        phone: str,
        *,
        own: bool = False,
        chat: Group | None = None,
        thread: int | None = None,
    ) -> Sent:
        """Somebody from the list of contacts; `own`: the sender, as "Share my contact" does."""
        whose = {"user_id": who.user_id} if own else {}
        return self._post(
            who, {"contact": {"first_name": name, "phone_number": phone, **whose}}, chat, thread
        )

    def send_dice(self, who: Person, *, chat: Group | None = None, thread: int | None = None) -> Sent:
        return self._post(who, {"dice": {"emoji": "🎲", "value": 4}}, chat, thread)

    def send_album(
        self,
        who: Person,
        captions: Iterable[str | None],
        *,
        chat: Group | None = None,
        thread: int | None = None,
        contents: Iterable[bytes] = (),
    ) -> list[Sent]:
        """Pictures sent together: a message for each, one after the other, with a number in common."""
        together = {"media_group_id": self.chats.new_album()}
        each = zip_longest(captions, contents, fillvalue=None)
        pictures = [self._file("photo", "photo.jpg", what or TINY_PNG, one) for one, what in each]
        return [self._post(who, one | together, chat, thread) for one in pictures]

    def forward(self, who: Person, message: Sent, *, chat: Group | None = None) -> Sent:
        """Forward a message to the bot, or to a group; its buttons stay behind."""
        origin = {"type": "user", "date": message.raw["date"], "sender_user": message.sender.raw()}
        kept = ("text", "entities", "caption", "caption_entities", message.kind)
        body = {key: message.raw[key] for key in kept if key in message.raw}
        return self._post(who, body | {"forward_origin": origin}, chat, None)

    def edit(self, who: Person, message: Sent, text: str) -> Sent:
        """Correct one's own message."""
        old = self.chats.find(message.chat_id, message.message_id)
        if not old or old.sender != who:
            raise LookupError(f"{who.first_name} has no such message to edit")
        kept = {k: v for k, v in old.raw.items() if k not in ("text", "entities")}
        raw = kept | spoken(text) | {"edit_date": self.chats.stamp()}
        self._push("edited_message", raw)
        return self.chats.change(old, raw, html=text)

    def edit_caption(self, who: Person, message: Sent, caption: str) -> Sent:
        """Correct what stands under one's own picture."""
        old = self.chats.find(message.chat_id, message.message_id) or message
        raw = dict(old.raw) | {"caption": caption, "edit_date": self.chats.stamp()}
        self._push("edited_message", raw)
        return self.chats.change(old, raw, html=caption)

    def delete(self, message: Sent) -> None:
        """Somebody deletes a message of theirs. No bot is told: the Bot API has no update for it."""
        self.chats.remove(message)

    def block(self, who: Person) -> None:
        self.chats.blocked.add(who.user_id)
        self._my_member(who, who, "member", "kicked")

    def unblock(self, who: Person) -> None:
        self.chats.blocked.discard(who.user_id)
        self._my_member(who, who, "kicked", "member")

    def _topic(self, group: Group, thread: int) -> Topic:
        if thread not in group.topics:
            raise LookupError(f"{group.title} has no topic {thread}; there are {sorted(group.topics)}")
        return group.topics[thread]

    def _someone(self, group: Group) -> Person:
        """Whoever acts for the group: its owner, else its first member."""
        ranked = sorted(group.roles, key=lambda who: group.roles[who] != "creator")
        return self.chats.people[ranked[0]] if ranked else ANONYMOUS

    def _file(self, kind: str, name: str, content: bytes, caption: str | None) -> Raw:
        body = described(self.chats.files.add(kind, name, content))
        return body | ({"caption": caption} if caption else {})

    def _post(
        self, who: Person, body: Raw, group: Group | None, thread: int | None, reply_to: int | None = None
    ) -> Sent:
        place: Place = group or who
        if group:
            self._may_write(who, group, thread)
        else:
            self._open_private(who)
        raw = self.chats.header(place, who, thread=thread, reply_to=reply_to) | body
        return self._tell(place, raw, who)

    def _open_private(self, who: Person) -> None:
        self.chats.started.add(who.user_id)
        if who.user_id in self.chats.blocked:
            self.unblock(who)  # a phone does not let you write to a bot that you block

    def _may_write(self, who: Person, group: Group, thread: int | None) -> None:
        if group.roles.get(who.user_id, "left") in ("left", "kicked"):
            raise LookupError(f"{who.first_name} is not in {group.title}")
        if thread is not None:
            self._topic(group, thread)

    def _tell(self, place: Place, raw: Raw, who: Person) -> Sent:
        hears = not isinstance(place, Group) or (
            place.bot not in ("kicked", "left") and self._reads(place, raw)
        )
        update_id = self._push("message", raw) if hears else None
        return self.chats.keep(raw, sender=who, update_id=update_id)

    def _reads(self, group: Group, raw: Raw) -> bool:
        """Under privacy mode a bot that is no administrator hears commands, replies to it and services."""
        if group.bot == "administrator" or not self.rest.privacy:
            return True
        to_bot = raw.get("reply_to_message", {}).get("from", {}).get("id") == BOT.user_id
        content = ("text", "caption", *MEDIA)
        return to_bot or str(raw.get("text", "")).startswith("/") or not any(key in raw for key in content)

    def _push(self, kind: str, body: Raw) -> int | None:
        number = self.updates.push(kind, body)
        if self.check:
            for flaw in checks.update({"update_id": number or 1, kind: body}):
                self.watch.violate(f"the loopback's own {kind}: {flaw}")
        self.watch.ring("update")
        return number

    def _my_member(
        self, place: Place, by: Person, before: str, after: str, had: frozenset[str] | None = None
    ) -> None:
        rights = rights_in(place) if isinstance(place, Group) else None
        body = self._member_change(place, by, BOT, before, after)
        changed = {"old_chat_member": member(BOT, before, had), "new_chat_member": member(BOT, after, rights)}
        self._push("my_chat_member", body | changed)

    def _member_change(self, place: Place, by: Person, who: Person, before: str, after: str) -> Raw:
        chat = place.raw() if isinstance(place, Group) else place.chat()
        body: Raw = {"chat": chat, "from": by.raw(), "date": self.chats.stamp()}
        return body | {"old_chat_member": member(who, before), "new_chat_member": member(who, after)}


def spoken(text: str) -> Raw:
    """A typed text, with the commands that Telegram finds in it."""
    found = commands_in(text)
    return {"text": text} | ({"entities": found} if found else {})
