"""Updates with any field gone or of another kind: none stops the desk, and who wrote beside them is served.

PROVE=1 sends 50,000 of them. What cannot be worked is put aside after some tries, and people hear of it.
"""

from __future__ import annotations

import copy
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.demo.telegram import Sent
from bot.schema import inbox
from bot.tg import incoming, shape
from tests.hotel import Hotel, Phone
from tests.proofs import AT_LENGTH, HALVES, PROVING, seen

MUTANTS = 25_000 if PROVING else 300  # in each half
STRANGERS = 100
BESIDE = 10  # mutants to each guest who writes beside them
SERVED = 1.0 if PROVING else 10.0  # seconds; a machine that tests much is slow
SEED = int(os.environ.get("SEED", "214"))
PROMISE = "no update stops the desk"
AT = 1_795_000_000
PERSON: dict[str, Any] = {"id": 7001, "is_bot": False, "first_name": "Max", "language_code": "en"}
CHAT = {"id": 7001, "type": "private", "first_name": "Max"}
BOT = {"id": 4180001, "is_bot": True, "first_name": "Desk", "username": "desk_bot"}
BASE: dict[str, Any] = {"message_id": 5, "date": AT, "chat": CHAT, "from": PERSON}
PICTURE = {"file_id": "AgAC", "file_unique_id": "AQAD", "width": 90, "height": 90, "file_size": 1000}
FILE = {"file_id": "BQAC", "file_unique_id": "AgAD", "mime_type": "text/plain", "file_size": 1000}
FORUM = {"id": -1009, "type": "supergroup", "title": "Team", "is_forum": True}
STILL = {"is_animated": False, "is_video": False}
PAID = {
    "currency": "AZN",
    "total_amount": 4500,
    "invoice_payload": "p-1",
    "telegram_payment_charge_id": "t1",
    "provider_payment_charge_id": "c1",
}


def message(**more: Any) -> dict[str, Any]:
    return {"message": BASE | more}


def member(status: str) -> dict[str, Any]:
    return {"user": PERSON, "status": status}


ORIGINALS: Sequence[dict[str, Any]] = (
    message(text="/start", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(text="Is the pool open in the evening?", reply_to_message=BASE | {"text": "hi", "from": BOT}),
    message(photo=[PICTURE, PICTURE], caption="look", media_group_id="77"),
    message(voice=FILE | {"duration": 3}),
    message(video_note=FILE | {"duration": 3, "length": 90}),
    message(document=FILE | {"file_name": "list.csv"}),
    message(location={"latitude": 40.4, "longitude": 49.8}),
    message(contact={"phone_number": "+994501112233", "first_name": "Max", "user_id": 7001}),
    message(sticker=FILE | {"width": 9, "height": 9, "type": "regular"} | STILL),
    message(successful_payment=PAID),
    message(text="hi", forward_origin={"type": "hidden_user", "date": AT, "sender_user_name": "X"}),
    message(text="hi", sender_chat=FORUM, chat=FORUM, message_thread_id=3, is_topic_message=True),
    message(chat=FORUM, forum_topic_created={"name": "C-1", "icon_color": 7322096}),
    message(chat=FORUM, migrate_to_chat_id=-10011),
    message(chat=FORUM, new_chat_members=[PERSON]),
    {"edited_message": BASE | {"text": "no, two", "edit_date": AT + 5}},
    {"callback_query": {"id": "9", "from": PERSON, "message": BASE, "chat_instance": "1", "data": "abc:0"}},
    {"pre_checkout_query": {"id": "8", "from": PERSON} | {k: PAID[k] for k in list(PAID)[:3]}},
    {"my_chat_member": {"chat": FORUM, "from": PERSON, "date": AT}
        | {"old_chat_member": member("left"), "new_chat_member": member("member")}},
    {"chat_member": {"chat": CHAT, "from": PERSON, "date": AT}
        | {"old_chat_member": member("member"), "new_chat_member": member("kicked")}},
    {"poll": {"id": "1"}},
    {"something_new": {"id": 1}},
)  # fmt: skip
OTHERS: Sequence[Any] = (
    *(None, True, 0, -1, 2**63, -(2**70), 1e308, 0.5, "", "x", "7001", "\ud83d", "\u202e\0", "й" * 5000),
    *([], {}, [[]], {"id": 7001}, [None], {"a": {"b": [1]}}),
)


def mutants(rng: random.Random) -> Iterator[dict[str, Any]]:
    """One field is gone or something else; each from somebody of their own, unless that is what changed."""
    for n in range(10**9):
        update = copy.deepcopy(rng.choice(ORIGINALS))
        _resettle(update, PERSON["id"] + n % STRANGERS)
        place, key = rng.choice(list(_fields(update)))
        if rng.random() < 0.3:
            del place[key]
        else:
            place[key] = rng.choice(OTHERS)
        yield update


def _resettle(value: Any, person: int) -> None:
    """The same update from another person."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _resettle(inner, person)
    if isinstance(value, dict) and value.get("id") == PERSON["id"]:
        value["id"] = person


def _fields(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of the update that can be gone or changed."""
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(named):
        yield value, key
        yield from _fields(inner)


def states(conn: Connection) -> dict[str, int]:
    return {str(state): n for state, n in conn.execute(select(inbox.c.state, func.count()).group_by("state"))}


def answered(phone: Phone, asked: Sent) -> bool:
    said = phone.from_bot()
    return bool(said) and said[-1].message_id > asked.message_id


async def served_beside(hotel: Hotel, bence: Phone, number: int, *, seed: int, patience: float = 60) -> int:
    """Send so many, ten beside each question of a guest; how often that was not answered in time."""
    drawn, late = mutants(random.Random(seed)), 0
    for n in range(number // BESIDE):
        hotel.clock.advance(seconds=30)  # nobody is asked to write more slowly
        for _ in range(BESIDE):
            hotel.loopback.push_raw(next(drawn))
        began = time.monotonic()
        asked = await bence.says(f"What time is breakfast? {n}")
        with suppress(AssertionError):
            await hotel.loopback.until(lambda asked=asked: answered(bence, asked), patience)  # type: ignore[misc]  # mypy cannot infer it
        late += time.monotonic() - began > SERVED
    return late


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(60 + MUTANTS // 20)
async def test_no_mutated_update_stops_the_desk_and_neighbours_are_served(
    hotel: Hotel, bence: Phone, caplog: pytest.LogCaptureFixture, half: int
) -> None:
    for n in range(STRANGERS):
        hotel.loopback.say(hotel.loopback.person(PERSON["id"] + n, "Max", language="en"), "/start")
    async with hotel.open():
        late = await served_beside(hotel, bence, MUTANTS, seed=SEED + half)
        assert hotel.running
        await hotel.settled()
        found = await hotel.running.db.read(states)
    left = found.get("new", 0)
    failed = [one for one in caplog.records if "an update failed" in one.message]
    seen(PROMISE, injected="a field gone or of another kind", trials=MUTANTS, violations=late + left)
    assert not failed, [str(one.exc_info and one.exc_info[1]) for one in failed[:10]]
    assert (late, left) == (0, 0)
    assert hotel.loopback.violations == []


@AT_LENGTH
async def test_a_desk_that_works_all_in_one_line_is_caught(
    hotel: Hotel, bence: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: nothing is looked at before it is worked, and whoever comes next waits."""
    monkeypatch.setattr(shape, "wrong", lambda raw: iter(()))
    monkeypatch.setattr(incoming, "order_key", lambda raw: "-")
    monkeypatch.setattr("tests.tg.test_mutated.SERVED", 0.5)
    async with hotel.open():
        late = await served_beside(hotel, bence, 3 * BESIDE, seed=SEED, patience=0.6)
    seen(PROMISE, injected="all in one line", trials=3 * BESIDE, violations=late, control=True)
    assert late
