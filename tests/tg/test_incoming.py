"""What comes in is cleaned once, ordered by its chat, and never trips us up."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import Update

from bot.demo.telegram import Loopback, Person
from bot.desk.asked import Asked
from bot.tg.incoming import MARKS, arrival, asked, clean, order_key

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SENT = int(NOW.timestamp())
GUEST = {"id": 1003, "is_bot": False, "first_name": "Chiara", "language_code": "en"}
CHAT = {"id": 1003, "type": "private", "first_name": "Chiara"}
GROUP = {"id": -100, "type": "supergroup", "title": "Team", "is_forum": True}
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(["message", "private"])
)
keys = st.one_of(
    st.sampled_from(["message", "chat", "id", "update_id", "callback_query", "message_thread_id"]),
    st.sampled_from(["from", "is_topic_message", "edited_message", "date", "text"]),
    st.text(max_size=5),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=25,
)
updates = st.dictionaries(keys, trees, max_size=4)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("e\u0301", "é"),
        ("  hello  ", "hello"),
        ("one\ntwo", "one\ntwo"),
        ("a\u202eb\u202cc\u2066d\u2069", "abcd"),
        ("\ufeffhi\u00ad\u200e", "hi"),
        ("nul\x00 bell\x07 tab\t", "nul bell tab"),
        ("half \ud83d of a pair", "half ? of a pair"),
        (FAMILY, FAMILY),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("❤\ufe0f", "❤\ufe0f"),
        ("", ""),
        ("\u202e\u202c", ""),
    ],
)
def test_text_is_cleaned_without_losing_its_script(written: str, kept: str) -> None:
    assert clean(written) == kept


def test_a_tower_of_marks_is_cut_down() -> None:
    tall = "Z" + "\u0336" * 200 + "o" + "\u0336" * 200
    assert len(clean(tall)) <= 2 * (MARKS + 1)
    assert [ch for ch in clean(tall) if not unicodedata.combining(ch)] == ["Z", "o"]


anything = st.text(st.characters(), max_size=200)


@given(anything)
@example("\ud800\udc00")
@example("\x00" * 50)
def test_cleaned_text_can_be_kept_and_shown(written: str) -> None:
    kept = clean(written)
    assert kept.encode("utf-8").decode() == kept
    assert not any(unicodedata.category(ch) == "Cc" and ch != "\n" for ch in kept)
    assert not any(ch in kept for ch in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert kept == kept.strip()


@given(anything)
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    assert clean(clean(written)) == clean(written)


@given(updates)
@example({"update_id": 10**30, "message": {"chat": {"id": 5}}})
@example({"update_id": True})
@example({"message": {"chat": {"id": -5}, "is_topic_message": True, "message_thread_id": [1]}})
def test_no_update_is_too_odd_to_be_kept(raw: dict[str, Any]) -> None:
    one = arrival(raw)
    assert isinstance(one.chat, str)
    assert one.chat
    assert -(2**63) <= one.update_id < 2**63
    one.raw.encode("utf-8")
    json.loads(one.raw)
    assert order_key(raw) == one.chat


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"message": {"chat": {"id": 5}}}, "5"),
        ({"edited_message": {"chat": {"id": 5}}}, "5"),
        ({"callback_query": {"message": {"chat": {"id": 5}}}}, "5"),
        ({"my_chat_member": {"chat": {"id": -7}}}, "-7"),
        ({"message": {"chat": {"id": -7}, "message_thread_id": 3, "is_topic_message": True}}, "-7:3"),
        ({"message": {"chat": {"id": -7}, "message_thread_id": 3}}, "-7"),
        ({"poll": {"id": "1"}}, "-"),
        ({}, "-"),
    ],
)
def test_order_is_kept_in_a_chat_or_one_topic_of_it(raw: dict[str, Any], key: str) -> None:
    assert order_key({"update_id": 1, **raw}) == key


def told(**message: Any) -> Asked | None:
    facts = {"message_id": 9, "date": SENT, "chat": CHAT, "from": GUEST, **message}
    return asked(Update.de_json({"update_id": 1, "message": facts}, None), now=NOW)


def test_what_stands_on_a_message_that_is_pressed_or_answered_is_not_kept() -> None:
    """A card quotes its guest; a tap on it comes with all of that."""
    card = {"message_id": 7, "chat": {"id": -100, "type": "supergroup"}, "text": "Xanthippe: no water"}
    card |= {"reply_markup": {"inline_keyboard": []}, "reply_to_message": {"text": "Xanthippe"}}
    press = {"update_id": 1, "callback_query": {"id": "9", "data": "abc", "message": card}}
    answer = {"update_id": 2, "message": {"text": "We come", "reply_to_message": card, "quote": card}}
    kept = [json.loads(arrival(one).raw) for one in (press, answer)]
    bare = {"message_id": 7, "chat": {"id": -100, "type": "supergroup"}}
    assert kept[0]["callback_query"] == {"id": "9", "data": "abc", "message": bare}
    assert kept[1]["message"] == {"text": "We come", "reply_to_message": bare}


def test_a_text_is_who_what_and_where() -> None:
    found = told(text="salam\u202e", date=SENT - 40)
    assert found
    assert (found.chat_id, found.user_id, found.name, found.kind, found.text) == (
        1003,
        1003,
        "Chiara",
        "text",
        "salam",
    )
    assert (found.private, found.late, found.hint, found.edited) == (True, 40, "en", False)


def test_a_message_from_the_future_is_not_late() -> None:
    found = told(text="hi", date=SENT + 500)
    assert found
    assert found.late == 0


def test_a_name_that_is_nothing_is_still_a_name() -> None:
    found = told(text="hi", **{"from": {**GUEST, "first_name": "\u202e\u200f"}})
    assert found
    assert found.name == "?"


SERVICE: list[dict[str, Any]] = [
    {"pinned_message": {"message_id": 3, "date": SENT, "chat": CHAT, "text": "hi"}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"new_chat_members": [GUEST]},
    {"left_chat_member": GUEST},
    {"forum_topic_closed": {}},
    {"write_access_allowed": {}},
    {"new_chat_title": "Team 2"},
]


@pytest.mark.parametrize("service", SERVICE)
def test_what_telegram_says_by_itself_asks_for_nothing(service: dict[str, Any]) -> None:
    assert told(**service) is None


def test_channels_bots_and_anonymous_admins_are_nobody() -> None:
    assert told(text="hi", chat=GROUP, sender_chat=GROUP) is None
    assert told(text="hi", **{"from": {**GUEST, "is_bot": True}}) is None
    assert (
        asked(
            Update.de_json(
                {"update_id": 1, "channel_post": {"message_id": 1, "date": SENT, "chat": GROUP}}, None
            ),
            now=NOW,
        )
        is None
    )


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (
            {
                "sticker": {
                    "file_id": "a",
                    "file_unique_id": "b",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"game": {"title": "A", "description": "A", "photo": []}}, "other"),
    ],
)
def test_what_is_no_text_has_a_kind(facts: dict[str, Any], kind: str) -> None:
    found = told(**facts)
    assert found
    assert (found.kind, found.text) == (kind, None)


def test_a_press_on_a_message_that_is_gone_still_counts() -> None:
    query = {"id": "77", "from": GUEST, "chat_instance": "1", "data": "token:0"}
    gone = {"chat": CHAT, "message_id": 4, "date": 0}
    found = asked(
        Update.de_json({"update_id": 1, "callback_query": {**query, "message": gone}}, None), now=NOW
    )
    assert found
    assert (found.kind, found.query_id, found.data, found.message_id) == ("press", "77", "token:0", 4)
    inline = Update.de_json({"update_id": 1, "callback_query": query}, None)
    assert asked(inline, now=NOW) is None


def test_what_a_changed_app_puts_into_a_press_is_cleaned_like_words() -> None:
    """PostgreSQL keeps and compares no text with a NUL in it."""
    query = {"id": "77", "from": GUEST, "chat_instance": "1", "data": "to\x00ken:\u202e0\ud800"}
    message = {"chat": CHAT, "message_id": 4, "date": 0}
    found = asked(
        Update.de_json({"update_id": 1, "callback_query": {**query, "message": message}}, None), now=NOW
    )
    assert found
    assert found.data == "token:0?"


def test_all_that_a_phone_can_send_is_understood() -> None:
    """The loopback's own updates, as Telegram would push them."""
    loopback = Loopback(lambda: NOW)
    chiara: Person = loopback.person(1003, "Chiara", language="en")
    group = loopback.forum("Team", members=[chiara])
    topic = loopback.open_topic(chiara, group, "214")
    sent = loopback.say(chiara, "hello", chat=group, thread=topic)
    loopback.say(chiara, "again", reply_to=loopback.say(chiara, "first").message_id)
    loopback.forward(chiara, sent)
    loopback.send_voice(chiara)
    loopback.say_as_group(group, "from nobody")
    found = [asked(Update.de_json(raw, None), now=NOW) for raw in loopback.updates.take(0, 100)]
    kinds = [(one.kind, one.thread_id, one.reply_to is not None) if one else None for one in found]
    assert kinds == [
        None,
        ("text", topic, False),  # it only hangs on the topic's beginning
        ("text", None, False),
        ("text", None, True),
        ("text", None, False),
        ("voice", None, False),
        None,
    ]
