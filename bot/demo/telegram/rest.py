"""The other methods: topics, answers to presses, chats and members, files."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from telegram.constants import ForumIconColor

from bot.demo.telegram.chats import Chats
from bot.demo.telegram.methods import Asked
from bot.demo.telegram.rules import (
    ANSWER_LIMIT,
    ANSWER_WITHIN,
    DOWNLOAD_LIMIT_BYTES,
    TOPIC_NAME_LIMIT,
    refuse,
)
from bot.demo.telegram.shapes import BOT, Answer, Group, Person, Raw, Sent, Topic
from bot.demo.telegram.updates import Updates

RIGHTS = [
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
]
GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]
QUERIES_KEPT = 2000


@dataclass
class Query:
    """A press that waits for its answer."""

    query_id: str
    who: Person
    at: datetime
    answered: bool = False


def member(person: Person, status: str, rights: Collection[str] | None = None) -> Raw:
    """A ChatMember as Telegram describes it; an administrator may do everything unless told otherwise."""
    body: Raw = {"user": person.raw(), "status": status}
    if status == "administrator":
        may = {name: rights is None or name in rights for name in RIGHTS}
        return body | {"is_anonymous": False} | may | {"can_be_edited": False, "can_manage_chat": True}
    if status == "creator":
        return body | {"is_anonymous": False}
    return body | ({"until_date": 0} if status == "kicked" else {})


def rights_in(group: Group) -> Collection[str] | None:
    """The bot's; in a basic group nobody manages topics."""
    if not group.basic:
        return group.rights
    return (frozenset(RIGHTS) if group.rights is None else group.rights) - {"can_manage_topics"}


class Rest:
    def __init__(self, chats: Chats, updates: Updates) -> None:
        self.chats, self.updates = chats, updates
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.answers: list[Answer] = []
        self.privacy = False  # as @BotFather sets it: in groups the bot reads only what is meant for it

    def get_me(self, asked: Asked) -> Raw:
        can = {"can_join_groups": True, "can_read_all_group_messages": not self.privacy}
        cannot = dict.fromkeys(
            ("supports_inline_queries", "can_connect_to_business", "has_main_web_app"), False
        )
        return BOT.raw() | can | cannot

    def asks(self, query: Query) -> None:
        self.queries[query.query_id] = query
        while len(self.queries) > QUERIES_KEPT:
            self.queries.popitem(last=False)

    def answer_query(self, asked: Asked) -> bool:
        query = self.queries.get(str(asked["callback_query_id"]))
        now = self.chats.now()
        if not query or query.answered or now - query.at > ANSWER_WITHIN:
            raise refuse("old query")
        text = str(asked["text"] or "")
        if len(text) > ANSWER_LIMIT:
            raise refuse("answer too long")
        query.answered = True
        self.answers.append(Answer(query.query_id, query.who, text, bool(asked["show_alert"]), now))
        del self.answers[:-QUERIES_KEPT]
        self.chats.ring("answer", query.who.user_id, None, text)
        return True

    def create_topic(self, asked: Asked) -> Raw:
        group = self._forum(asked)
        if not group.forum:
            raise refuse("not forum")
        if not _may_manage_topics(group):
            raise refuse("topic rights")
        color = asked["icon_color"] or int(ForumIconColor.BLUE)
        if color not in {int(known) for known in ForumIconColor}:
            raise refuse("json", name="icon_color")
        topic, sent = self.chats.open_topic(group, _topic_name(asked), int(str(color)))
        number = self.updates.push("message", dict(sent.raw))  # a bot hears of its own services too
        self.chats.swap(replace(sent, update_id=number))
        self.chats.ring("update")
        return {"message_thread_id": topic.thread_id, "name": topic.name, "icon_color": topic.icon_color}

    def edit_topic(self, asked: Asked) -> bool:
        group, topic = self._topic(asked)
        if "name" not in asked.params or asked["name"] == topic.name:
            raise refuse("topic same")
        topic.name = _topic_name(asked)
        self._service(group, topic, "forum_topic_edited", {"name": topic.name})
        return True

    def close_topic(self, asked: Asked) -> bool:
        return self._shut(asked, closed=True)

    def reopen_topic(self, asked: Asked) -> bool:
        return self._shut(asked, closed=False)

    def delete_topic(self, asked: Asked) -> bool:
        """With all that stands in it; another right than the one to manage topics."""
        group, topic = self._topic(asked)
        rights = rights_in(group)
        if rights is not None and "can_delete_messages" not in rights:
            raise refuse("topic delete rights")
        self.chats.drop_topic(group, topic.thread_id)
        return True

    def _shut(self, asked: Asked, *, closed: bool) -> bool:
        group, topic = self._topic(asked)
        if topic.closed is closed:
            raise refuse("topic same")
        topic.closed = closed
        self._service(group, topic, "forum_topic_closed" if closed else "forum_topic_reopened", {})
        return True

    def _service(self, group: Group, topic: Topic, kind: str, body: Raw) -> Sent:
        raw = self.chats.header(group, BOT, thread=topic.thread_id) | {kind: body}
        self.chats.ring("topic", group.chat_id, topic.thread_id, topic.name)
        return self.chats.keep(raw)

    def _forum(self, asked: Asked) -> Group:
        place = self.chats.door(asked["chat_id"])
        if not isinstance(place, Group):
            raise refuse("not forum")
        return place

    def _topic(self, asked: Asked) -> tuple[Group, Topic]:
        group = self._forum(asked)
        thread = asked["message_thread_id"]
        topic = group.topics.get(thread) if isinstance(thread, int) else None
        if not topic:
            raise refuse("topic id")
        if not _may_manage_topics(group):
            raise refuse("topic edit rights")
        return group, topic

    def get_chat(self, asked: Asked) -> Raw:
        place = self.chats.door(asked["chat_id"])
        chat = place.raw() if isinstance(place, Group) else place.chat()
        gifts = dict.fromkeys(GIFTS, False)
        return chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def get_member(self, asked: Asked) -> Raw:
        group = self.chats.door(asked["chat_id"])
        person = BOT if asked["user_id"] == BOT.user_id else self.chats.people.get(int(str(asked["user_id"])))
        if not person:
            raise refuse("no user")
        if not isinstance(group, Group):
            return member(person, "member")
        status = group.bot if person is BOT else group.roles.get(person.user_id, "left")
        return member(person, status, rights_in(group) if person is BOT else None)

    def get_administrators(self, asked: Asked) -> list[Raw]:
        group = self._forum(asked)
        in_charge = {who: role for who, role in group.roles.items() if role in ("creator", "administrator")}
        people = [member(self.chats.people[who], role) for who, role in in_charge.items()]
        return people + ([member(BOT, group.bot, rights_in(group))] if group.bot == "administrator" else [])

    def get_file(self, asked: Asked) -> Raw:
        file = self.chats.files.kept.get(str(asked["file_id"]))
        if not file:
            raise refuse("bad file")
        if len(file.content) > DOWNLOAD_LIMIT_BYTES:
            raise refuse("big file")
        base = {"file_id": file.file_id, "file_unique_id": file.file_id[4:20], "file_size": len(file.content)}
        return base | {"file_path": file.path}


def _may_manage_topics(group: Group) -> bool:
    allowed = group.rights is None or "can_manage_topics" in group.rights
    return group.bot == "administrator" and allowed


def _topic_name(asked: Asked) -> str:
    name = str(asked["name"] or "").strip()
    if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
        raise refuse("topic name")
    return name
