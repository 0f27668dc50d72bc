"""What the page is told: messages, topics and people as JSON, times on the hotel's wall."""

from zoneinfo import ZoneInfo

from bot.demo.cast import CAST, IN_THE_GROUP, MADINA, OTHER_SHIFTS, RUSTAM, Character
from bot.demo.stage import Stage
from bot.demo.telegram import Event, Sent, Upload
from bot.demo.telegram.shapes import Raw, Topic

SERVICES = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "new_chat_members",
    "left_chat_member",
)
SHOWN = frozenset(
    {"message", "edited", "deleted", "answer", "topic", "typing", "time", "story", "people", "desk"}
)


def everything(stage: Stage, story: Raw) -> Raw:
    """The page from nothing: every chat as it stands."""
    messages = [
        message(sent, stage.zone) for chat in stage.telegram.chats.messages.values() for sent in chat.values()
    ]
    return {"full": True, "messages": messages} | _frame(stage, story)


def news(stage: Stage, events: list[Event], story: Raw) -> Raw:
    """What has changed: each message once, as it now stands."""
    touched = dict.fromkeys((e.chat_id, e.message_id) for e in events if e.kind in ("message", "edited"))
    standing = [stage.telegram.chats.find(chat, number) for chat, number in touched if chat is not None]
    return _frame(stage, story) | {
        "messages": [message(sent, stage.zone) for sent in standing if sent],
        "gone": [[e.chat_id, e.message_id] for e in events if e.kind == "deleted"],
        "typing": [e.chat_id for e in events if e.kind == "typing"],
        "answers": [found for e in events if e.kind == "answer" and (found := _answer(stage, e))],
    }


def _frame(stage: Stage, story: Raw) -> Raw:
    return {
        "run": stage.number,
        "seq": stage.telegram.watch.seq,
        "now": stage.local().strftime("%Y-%m-%dT%H:%M:%S"),
        "open": stage.open,
        "hotel": stage.hotel,
        "guests": [person(each) for each in stage.guests],
        "staff": [person(each) for each in (*IN_THE_GROUP, *OTHER_SHIFTS) if each is not MADINA],
        "manager": person(MADINA),
        "group": {
            "id": stage.group.chat_id,
            "title": stage.group.title,
            "topics": [topic(each) for each in stage.group.topics.values()],
        },
        "story": story,
    }


def person(who: Character) -> Raw:
    return {
        "id": who.user_id,
        "name": who.name,
        "language": who.language,
        "room": who.room,
        "department": who.department,
        "stranger": who is RUSTAM,
        "known": who in (*CAST, *OTHER_SHIFTS),
    }


def topic(each: Topic) -> Raw:
    return {"id": each.thread_id, "name": each.name, "closed": each.closed}


def message(sent: Sent, zone: ZoneInfo) -> Raw:
    """One message; what was not said is not mentioned."""
    at = sent.date.astimezone(zone)
    told: Raw = {
        "id": sent.message_id,
        "chat": sent.chat_id,
        "thread": sent.thread_id,
        "from": sent.sender.user_id,
        "name": sent.sender.first_name,
        "bot": sent.by_bot,
        "at": at.strftime("%H:%M"),
        "day": at.strftime("%Y-%m-%d"),
        "kind": sent.kind,
        "words": sent.words,
        "entities": sent.raw.get("entities") or sent.raw.get("caption_entities") or [],
        "buttons": [[{"label": b.label, "url": b.url} for b in row] for row in sent.buttons],
        "edited": sent.edited,
        "reactions": list(sent.reactions),
    }
    return told | _attached(sent) | _around(sent)


def _attached(sent: Sent) -> Raw:
    """Its picture, file, place or, if it is Telegram's own, what happened."""
    if file := sent.photo or sent.document:
        return {"file": _file(file) | _measured(sent)}
    if sent.location:
        return {"place": list(sent.location)}
    if sent.kind in SERVICES:
        return {"service": sent.kind, "detail": _detail(sent)}
    return {}


def _measured(sent: Sent) -> Raw:
    """Width and height of a picture, so that nothing jumps when it arrives."""
    body = sent.raw[sent.kind]
    told = body[-1] if isinstance(body, list) else body
    return {side: told[side] for side in ("width", "height") if side in told}


def _detail(sent: Sent) -> str:
    body = sent.raw[sent.kind]
    if sent.kind == "new_chat_members":
        return ", ".join(each["first_name"] for each in body)
    return str(body.get("name") or body.get("first_name") or "")


def _around(sent: Sent) -> Raw:
    """What it answers, and where it was forwarded from."""
    around: Raw = {}
    if sent.reply_to and (answered := sent.raw.get("reply_to_message")):
        words = answered.get("text") or answered.get("caption") or "…"
        around["reply"] = {"name": answered["from"]["first_name"], "words": words[:120]}
    if origin := sent.raw.get("forward_origin"):
        around["forwarded"] = origin.get("sender_user", {}).get("first_name", "")
    return around


def _file(file: Upload) -> Raw:
    return {
        "url": f"/demo/file/{file.file_id}",
        "kind": file.kind,
        "name": file.name,
        "size": len(file.content),
    }


def _answer(stage: Stage, event: Event) -> Raw | None:
    """What a press brought up, and on which chat's phone; an empty answer brings up nothing."""
    mine = (
        each
        for each in reversed(stage.telegram.answers())
        if each.who.user_id == event.chat_id and each.text == event.detail
    )
    found = next(mine, None)
    if not found or not found.text:
        return None
    chat = stage.pressed_in.get(found.query_id, found.who.user_id)
    return {"chat": chat, "who": found.who.user_id, "text": found.text, "alert": found.alert}
