"""What people do with their phones; each act changes the chats and tells the bot as Telegram would."""

from collections.abc import Iterable
from dataclasses import replace

from telegram.constants import ForumIconColor

from bot.demo.telegram.pens import TINY_PNG, Pens, spoken
from bot.demo.telegram.rest import Query
from bot.demo.telegram.shapes import BOT, Button, Group, Person, Pressed, Raw, Sent, as_read

__all__ = ["TINY_PNG", "Phones", "spoken"]


class Phones(Pens):
    """The people's side of the loopback."""

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

    def switch_off_topics(self, group: Group) -> None:
        """Everything stands in one chat from now on; no bot is told of this either."""
        group.forum = False

    def hush(self, group: Group) -> None:
        """From now on only administrators may write; no bot is told of it."""
        group.hushed = True

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

    def _their_member(self, group: Group, who: Person, before: str, after: str) -> None:
        self.watch.ring("member", group.chat_id, None, f"{who.first_name} {after}")
        if group.bot == "administrator":
            self._push("chat_member", self._member_change(group, who, who, before, after))


def _button(message: Sent, wanted: int | str) -> Button | None:
    every = [button for row in message.buttons for button in row]
    if isinstance(wanted, int):
        return every[wanted] if -len(every) <= wanted < len(every) else None
    label = as_read(wanted)
    exact = [button for button in every if button.read == label]
    return next(iter(exact or [b for b in every if b.read.startswith(label)]), None)
