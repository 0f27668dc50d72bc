"""What people do with their phones; each act changes the chats and tells the bot as Telegram would."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from telegram.constants import ForumIconColor

from bot.demo.telegram import checks
from bot.demo.telegram.chats import Chats, Place
from bot.demo.telegram.files import described
from bot.demo.telegram.markup import commands_in
from bot.demo.telegram.rest import Query, Rest, member, rights_in
from bot.demo.telegram.rules import TEXT_LIMIT
from bot.demo.telegram.shapes import ANONYMOUS, BOT, Button, Group, Person, Pressed, Raw, Sent, Topic
from bot.demo.telegram.updates import Updates
from bot.demo.telegram.watch import Watch

TINY_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Phones:
    """The people's side of the loopback."""

    def __init__(self, now: Callable[[], datetime], *, check: bool) -> None:
        self.now, self.check = now, check
        self.watch = Watch()
        self.chats = Chats(now, self.watch.ring)
        self.updates = Updates(now)
        self.rest = Rest(self.chats, self.updates)
        self._queries = 0

    def person(
        self, user_id: int, first_name: str, *, language: str | None = None, username: str | None = None
    ) -> Person:
        """Someone with a phone who has not yet met the bot."""
        who = self.chats.people[user_id] = Person(user_id, first_name, language, username)
        return who

    def forum(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        bot_admin: bool = True,
        owner: Person | None = None,
    ) -> Group:
        """A supergroup with topics, where the bot is an administrator unless told otherwise."""
        roles = {who.user_id: "member" for who in members} | ({owner.user_id: "creator"} if owner else {})
        return self.chats.add_group(title, roles, bot="administrator" if bot_admin else "member")

    def small_group(self, title: str, *, members: Iterable[Person] = (), owner: Person) -> Group:
        """A group as a phone makes it: basic, without topics, and without the bot."""
        roles = {who.user_id: "member" for who in members} | {owner.user_id: "creator"}
        return self.chats.add_group(title, roles, bot="left", basic=True)

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
    ) -> Sent:
        return self._post(who, self._file("photo", "photo.jpg", content, caption), chat, thread)

    def send_document(
        self,
        who: Person,
        name: str = "list.txt",
        content: bytes = b"a list",
        *,
        chat: Group | None = None,
        thread: int | None = None,
        caption: str | None = None,
    ) -> Sent:
        return self._post(who, self._file("document", name, content, caption), chat, thread)

    def send_voice(
        self,
        who: Person,
        content: bytes = b"OggS",
        *,
        chat: Group | None = None,
        thread: int | None = None,
        caption: str | None = None,
    ) -> Sent:
        return self._post(who, self._file("voice", "voice.ogg", content, caption), chat, thread)

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

    def press(self, who: Person, message: Sent, button: int | str) -> Pressed:
        """Press a button by its place or its label; an old screen's button may be pressed as well."""
        current = self.chats.find(message.chat_id, message.message_id) or message
        found = _button(current, button) or _button(message, button)
        if not found:
            raise LookupError(f"No button {button!r}; there are {current.labels} on {current.words[:60]!r}")
        if found.data is None:
            raise LookupError(f"{found.label!r} opens {found.url}: the bot hears nothing of it")
        return self.press_data(who, message, found.data)

    def press_data(self, who: Person, message: Sent, data: str) -> Pressed:
        """Send any data as if a button held it, as an altered phone can."""
        self._queries += 1
        query = Query(f"{4_390_000_000 + self._queries}", who, self.now())
        current = self.chats.find(message.chat_id, message.message_id)
        gone = {"chat": message.raw["chat"], "message_id": message.message_id, "date": 0}
        body: Raw = {"id": query.query_id, "from": who.raw(), "chat_instance": str(message.chat_id)}
        body |= {"message": current.raw if current else gone, "data": data}
        self.rest.asks(query)
        return Pressed(query.query_id, who, message, data, self._push("callback_query", body))

    def block(self, who: Person) -> None:
        self.chats.blocked.add(who.user_id)
        self._my_member(who, who, "member", "kicked")

    def unblock(self, who: Person) -> None:
        self.chats.blocked.discard(who.user_id)
        self._my_member(who, who, "kicked", "member")

    def remove_bot(self, group: Group) -> None:
        before, group.bot = group.bot, "kicked"
        self._my_member(group, self._someone(group), before, "kicked")

    def add_bot(
        self,
        group: Group,
        *,
        admin: bool = True,
        by: Person | None = None,
        rights: Iterable[str] | None = None,
    ) -> None:
        """Add the bot, or change its rights where it already is. rights: "can_pin_messages" …; none: all."""
        was, had = group.bot, group.rights
        group.bot, group.rights = (
            "administrator" if admin else "member",
            frozenset(rights) if rights else None,
        )
        adder = by or self._someone(group)
        self._my_member(group, adder, was, group.bot, had)
        if was in ("left", "kicked"):
            self._tell(group, self.chats.header(group, adder) | {"new_chat_members": [BOT.raw()]}, adder)

    def switch_on_topics(self, group: Group) -> None:
        """In the group's settings. A large group only looks different from now on: no bot is told of it."""
        group.forum = True
        if group.basic:
            self.upgrade(group)

    def join(self, who: Person, group: Group, *, role: str = "member") -> None:
        before, group.roles[who.user_id] = group.roles.get(who.user_id, "left"), role
        self._their_member(group, who, before, role)
        if before in ("left", "kicked"):
            raw = self.chats.header(group, who) | {"new_chat_members": [who.raw()]}
            self._tell(group, raw, who)

    def leave(self, who: Person, group: Group) -> None:
        before, group.roles[who.user_id] = group.roles.get(who.user_id, "left"), "left"
        self._their_member(group, who, before, "left")
        self._tell(group, self.chats.header(group, who) | {"left_chat_member": who.raw()}, who)

    def upgrade(self, group: Group) -> int:
        """Give the group a new id; the old one answers with where it went. Gives the new id."""
        someone = self._someone(group)
        leaving = self.chats.header(group, someone)
        old = self.chats.move(group)
        self._push("message", leaving | {"migrate_to_chat_id": group.chat_id})
        raw = self.chats.header(group, someone) | {"migrate_from_chat_id": old}
        self._tell(group, raw, someone)
        return group.chat_id

    def open_topic(self, who: Person, group: Group, name: str) -> int:
        """A topic opened by a person; gives its thread id."""
        topic, sent = self.chats.open_topic(group, name, int(ForumIconColor.BLUE), who)
        update_id = self._push("message", dict(sent.raw))
        self.chats.swap(replace(sent, update_id=update_id))
        return topic.thread_id

    def delete_topic(self, group: Group, thread: int) -> None:
        self._topic(group, thread)
        self.chats.drop_topic(group, thread)

    def close_topic(self, group: Group, thread: int) -> Sent:
        return self._shut(group, thread, closed=True)

    def reopen_topic(self, group: Group, thread: int) -> Sent:
        return self._shut(group, thread, closed=False)

    def push_raw(self, update: Raw) -> int:
        """Send the bot anything, malformed as it may be; the next update id is added unless it has one."""
        number = self.updates.push_raw(update)
        self.watch.ring("update")
        return number

    def restart_update_ids(self, at: int) -> None:
        self.updates.restart_ids(at)

    def _shut(self, group: Group, thread: int, *, closed: bool) -> Sent:
        topic = self._topic(group, thread)
        topic.closed = closed
        who = self._someone(group)
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        return self._tell(group, self.chats.header(group, who, thread=thread) | {kind: {}}, who)

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
        content = ("text", "caption", "photo", "voice", "video", "document", "sticker", "location")
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

    def _their_member(self, group: Group, who: Person, before: str, after: str) -> None:
        self.watch.ring("member", group.chat_id, None, f"{who.first_name} {after}")
        if group.bot == "administrator":
            self._push("chat_member", self._member_change(group, who, who, before, after))

    def _member_change(self, place: Place, by: Person, who: Person, before: str, after: str) -> Raw:
        chat = place.raw() if isinstance(place, Group) else place.chat()
        body: Raw = {"chat": chat, "from": by.raw(), "date": self.chats.stamp()}
        return body | {"old_chat_member": member(who, before), "new_chat_member": member(who, after)}


def spoken(text: str) -> Raw:
    """A typed text, with the commands that Telegram finds in it."""
    found = commands_in(text)
    return {"text": text} | ({"entities": found} if found else {})


def _button(message: Sent, wanted: int | str) -> Button | None:
    every = [button for row in message.buttons for button in row]
    if isinstance(wanted, int):
        return every[wanted] if -len(every) <= wanted < len(every) else None
    exact = [button for button in every if button.label == wanted]
    return next(iter(exact or [b for b in every if b.label.startswith(wanted)]), None)
