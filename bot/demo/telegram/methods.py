"""The methods that put messages on screens: send, copy, edit, delete, pin, react."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from telegram.constants import ChatAction, ReactionEmoji

from bot.demo.telegram import checks
from bot.demo.telegram.chats import FILES, MEDIA, Chats, Place
from bot.demo.telegram.files import described
from bot.demo.telegram.floods import Meter
from bot.demo.telegram.markup import Read, read, units
from bot.demo.telegram.params import mapping
from bot.demo.telegram.rules import (
    CAPTION_LIMIT,
    DATA_LIMIT_BYTES,
    DELETE_WITHIN,
    TEXT_LIMIT,
    refuse,
)
from bot.demo.telegram.shapes import BOT, BOT_ID, Group, Raw, Sent, Upload

COPIES_LIMIT = 100
CAPTIONED = tuple(one for one in FILES if one not in ("video_note", "sticker"))


@dataclass(frozen=True)
class Asked:
    """One request: its parameters and uploads, and a place to note what no server would say aloud."""

    method: str
    params: Raw
    uploads: Mapping[str, tuple[str, bytes]]
    note: Callable[[str], None]

    def __getitem__(self, name: str) -> object:
        return self.params.get(name)


class Messages:
    def __init__(self, chats: Chats, meter: Meter) -> None:
        self.chats, self.meter = chats, meter

    def send_message(self, asked: Asked) -> Raw:
        formatted = self._words(asked, "text", "entities", TEXT_LIMIT, "too long")
        if not formatted.text:
            raise refuse("no text")
        body: Raw = {"text": formatted.text}
        body |= {"entities": formatted.entities} if formatted.entities else {}
        return dict(self._send(asked, body, html=str(asked["text"])).raw)

    def send_file(self, asked: Asked, kind: str) -> Raw:
        file = self._upload(asked, kind, asked[kind])
        return dict(self._send(asked, described(file) | self._caption(asked), html=_caption(asked)).raw)

    def send_location(self, asked: Asked) -> Raw:
        place: Raw = {"latitude": asked["latitude"], "longitude": asked["longitude"]}
        if not (-90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180):
            raise refuse("place")
        return dict(self._send(asked, {"location": place}).raw)

    def copy_message(self, asked: Asked) -> Raw:
        origin = self.chats.door(asked["from_chat_id"])
        source = self.chats.find(origin.chat_id, asked["message_id"])
        if not source:
            raise refuse("no copy")
        if source.kind not in ("text", *MEDIA):
            raise refuse("cannot copy")
        body = _content(source)
        if "caption" in asked.params and source.kind in CAPTIONED:
            body = {source.kind: source.raw[source.kind]} | self._caption(asked)
        return {"message_id": self._send(asked, body, html=source.html).message_id}

    def copy_messages(self, asked: Asked) -> list[Raw]:
        """What is gone is left out; an album stays one. Each picture counts against the limit."""
        origin, numbers = self.chats.door(asked["from_chat_id"]), asked["message_ids"]
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= COPIES_LIMIT:
            raise refuse("no copies")
        if numbers != sorted(set(numbers)):
            raise refuse("copies order")
        found = (self.chats.find(origin.chat_id, one) for one in numbers)
        kept = [one for one in found if one and one.kind in ("text", *MEDIA)]
        if not kept:
            raise refuse("no copies")
        albums = {one.raw.get("media_group_id") for one in kept}
        together = {one: {"media_group_id": self.chats.new_album()} for one in albums if one}
        return [self._copied(asked, one, together.get(one.raw.get("media_group_id"), {})) for one in kept]

    def _copied(self, asked: Asked, source: Sent, album: Raw) -> Raw:
        sent = self._send(asked, _content(source) | album, html=source.html)
        return {"message_id": sent.message_id}

    def post(self, asked: Asked, body: Raw) -> Sent:
        """A message of any other kind."""
        return self._send(asked, body)

    def send_chat_action(self, asked: Asked) -> bool:
        place = self.chats.door(asked["chat_id"])
        self._thread(place, asked["message_thread_id"])
        if asked["action"] not in set(ChatAction):
            raise refuse("action")
        self.chats.ring("typing", place.chat_id, None, str(asked["action"]))
        return True

    def edit_text(self, asked: Asked) -> Raw:
        old = self._mine(asked)
        if old.kind != "text":
            raise refuse("edit no text")
        formatted = self._words(asked, "text", "entities", TEXT_LIMIT, "edit too long")
        if not formatted.text:
            raise refuse("no text")
        body: Raw = {"text": formatted.text}
        body |= {"entities": formatted.entities} if formatted.entities else {}
        return self._edit(asked, old, body, ("text", "entities"), html=str(asked["text"]))

    def edit_caption(self, asked: Asked) -> Raw:
        old = self._mine(asked)
        if old.kind == "text":
            raise refuse("edit no caption")
        fields = ("caption", "caption_entities")
        return self._edit(asked, old, self._caption(asked), fields, html=_caption(asked))

    def edit_media(self, asked: Asked) -> Raw:
        old = self._mine(asked)
        if old.kind not in MEDIA and old.kind != "text":
            raise refuse("edit no media")
        media = mapping("media", asked["media"])
        kind = str(media.get("type"))
        if kind not in ("photo", "document", "video"):
            raise refuse("json", name="media")
        inner = Asked(asked.method, dict(media), asked.uploads, asked.note)
        body = described(self._upload(inner, kind, media.get("media"))) | self._caption(inner)
        fields = ("text", "entities", "caption", "caption_entities", *MEDIA)
        return self._edit(asked, old, body, fields, html=_caption(inner))

    def edit_markup(self, asked: Asked) -> Raw:
        old = self._mine(asked)
        return self._edit(asked, old, {}, (), html=old.html)

    def delete(self, asked: Asked) -> bool:
        place = self.chats.door(asked["chat_id"])
        sent = self.chats.find(place.chat_id, asked["message_id"])
        if not sent:
            raise refuse("no delete")
        too_late = self.chats.now() - sent.date > DELETE_WITHIN
        guarded = isinstance(place, Group) and place.bot != "administrator" and not sent.by_bot
        if too_late or guarded or sent.kind == "forum_topic_created":
            raise refuse("cannot delete")
        self.chats.remove(sent)
        return True

    def pin(self, asked: Asked) -> bool:
        place = self.chats.door(asked["chat_id"])
        sent = self.chats.find(place.chat_id, asked["message_id"])
        if not sent:
            raise refuse("no pin")
        if isinstance(place, Group) and place.bot != "administrator":
            raise refuse("pin rights")
        self.chats.swap(replace(sent, pin=True))
        return True

    def react(self, asked: Asked) -> bool:
        place = self.chats.door(asked["chat_id"])
        sent = self.chats.find(place.chat_id, asked["message_id"])
        if not sent:
            raise refuse("no reaction")
        given = asked["reaction"]
        shown = tuple(str(each.get("emoji")) for each in given) if isinstance(given, list) else ()
        if len(shown) > 1 or any(emoji not in set(ReactionEmoji) for emoji in shown):
            raise refuse("bad reaction")
        self.chats.swap(replace(sent, reactions=shown))
        return True

    def _send(self, asked: Asked, body: Raw, *, html: str = "") -> Sent:
        place = self.chats.door(asked["chat_id"])
        if isinstance(place, Group) and place.hushed and place.bot != "administrator":
            raise refuse("send rights")
        reply_to = self._reply(place, asked)
        answered = self.chats.find(place.chat_id, reply_to)
        thread = self._thread(place, asked["message_thread_id"] or (answered.thread_id if answered else None))
        buttons = self._keyboard(place, asked["reply_markup"])
        self.meter.take(place.chat_id)
        raw = self.chats.header(place, BOT, thread=thread, reply_to=reply_to) | body | buttons
        return self.chats.keep(raw, html=html)

    def _edit(self, asked: Asked, old: Sent, body: Raw, fields: tuple[str, ...], *, html: str) -> Raw:
        """Edit as Telegram does: a keyboard that is not sent again is gone."""
        kept = {key: value for key, value in old.raw.items() if key not in (*fields, "reply_markup")}
        place = self.chats.door(asked["chat_id"])
        new = kept | body | self._keyboard(place, asked["reply_markup"])
        if new == {key: value for key, value in old.raw.items()}:
            raise refuse("same")
        moment = self.chats.stamp() if fields else old.raw.get("edit_date")
        new |= {"edit_date": moment} if moment else {}
        return dict(self.chats.change(old, new, html=html, edited=bool(fields)).raw)

    def _mine(self, asked: Asked) -> Sent:
        place = self.chats.door(asked["chat_id"])
        old = self.chats.find(place.chat_id, asked["message_id"])
        if not old:
            raise refuse("no edit")
        if old.sender.user_id != BOT_ID or old.kind not in ("text", *MEDIA):
            raise refuse("not mine")
        return old

    def _words(self, asked: Asked, name: str, listed: str, limit: int, too_long: str) -> Read:
        given = asked[listed]
        entities = given if isinstance(given, list) else []
        formatted = read(str(asked[name] or ""), str(asked["parse_mode"] or "") or None, entities)
        if units(formatted.text) > limit:
            raise refuse(too_long)
        if formatted.naked:
            asked.note(f"{asked.method}: an & that nobody escaped: {formatted.text[:60]!r}")
        return formatted

    def _caption(self, asked: Asked) -> Raw:
        formatted = self._words(asked, "caption", "caption_entities", CAPTION_LIMIT, "caption too long")
        if not formatted.text:
            return {}
        listed = {"caption_entities": formatted.entities} if formatted.entities else {}
        return {"caption": formatted.text} | listed

    def _upload(self, asked: Asked, kind: str, value: object) -> Upload:
        if not isinstance(value, str):
            raise refuse("bad file")
        if not value.startswith("attach://"):
            return self.chats.files.known(value, kind)
        part = asked.uploads.get(value.removeprefix("attach://"))
        if not part:
            raise refuse("bad file")
        return self.chats.files.add(kind, *part)

    def _thread(self, place: Place, thread: object) -> int | None:
        """The topic to write to. General has no number: asking for topic 1 is refused, as Telegram does."""
        if not thread:
            return None
        topics = place.topics if isinstance(place, Group) and place.forum else {}
        topic = topics.get(thread) if isinstance(thread, int) else None
        if not topic:
            raise refuse("no thread")
        if topic.closed:
            raise refuse("topic closed")
        return topic.thread_id

    def _reply(self, place: Place, asked: Asked) -> int | None:
        if asked["reply_parameters"] is None:
            return None
        wished = mapping("reply_parameters", asked["reply_parameters"])
        number = wished.get("message_id")
        if self.chats.find(place.chat_id, number):
            return int(wished["message_id"])
        if wished.get("allow_sending_without_reply"):
            return None
        raise refuse("no reply")

    def _keyboard(self, place: Place, given: object) -> Raw:
        """What a message carries of its reply_markup: the inline keyboard, if it is one."""
        if given is None:
            return {}
        keys = mapping("reply_markup", given)
        if "inline_keyboard" in keys:
            _check_inline(keys)
            rows = [row for row in keys["inline_keyboard"] if row]
            return {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        rows = keys.get("keyboard", [])
        labels = tuple(tuple(k if isinstance(k, str) else str(k["text"]) for k in row) for row in rows)
        self.chats.keyboards[place.chat_id] = labels
        return {}


def _content(source: Sent) -> Raw:
    """What a copy has of a message: no sender, no buttons, not what it replied to."""
    kept = ("text", "entities", "caption", "caption_entities", source.kind)
    return {key: source.raw[key] for key in kept if key in source.raw}


def _caption(asked: Asked) -> str:
    return str(asked["caption"] or "")


def _check_inline(keys: Mapping[str, object]) -> None:
    rows = keys["inline_keyboard"]
    if not isinstance(rows, list) or checks.markup(dict(keys)):
        raise refuse("markup")
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: Raw) -> None:
    if not button.get("text"):
        raise refuse("button empty")
    if len(button) - len({"text", "style", "icon_custom_emoji_id"} & set(button)) != 1:
        raise refuse("button text")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_LIMIT_BYTES:
        raise refuse("button data")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise refuse("button url", url=url)
