"""What a failed delivery means: every error of Telegram's and the wire's, for every class of letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.db import StorageTrouble
from bot.desk.mail import Letter
from bot.tg.verdicts import NO_CHAT, NO_RIGHT, NO_TOPIC, Verdict, judge

GUEST, GROUP, NEW_GROUP = 1003, -100, -200
WRITTEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TO_GUEST = Letter(7, GUEST, None, 2, "critical", "send", {}, None, False, 0, WRITTEN, "en")
TO_TOPIC = replace(TO_GUEST, chat_id=GROUP, case_id=5, thread_id=44)
SOFT = replace(TO_GUEST, kind="soft")
EDIT = replace(TO_GUEST, kind="idempotent", method="edit")
ANSWER = replace(TO_GUEST, chat_id=None, kind="idempotent", method="answer")
CARD = replace(TO_TOPIC, kind="idempotent", method="card")
TITLE = replace(TO_TOPIC, kind="idempotent", method="title")
EVERY = (TO_GUEST, TO_TOPIC, SOFT, EDIT, ANSWER, CARD, TITLE)


def not_sent() -> NetworkError:
    error = NetworkError("ClientConnectorError")
    key = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)
    error.__cause__ = aiohttp.ClientConnectorError(key, OSError("no route"))
    return error


def cut_off() -> NetworkError:
    error = NetworkError("ServerDisconnectedError")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    return error


@pytest.mark.parametrize("letter", EVERY)
def test_what_the_disk_keeps_from_us_is_waited_for_and_no_repeat(letter: Letter) -> None:
    verdict = judge(letter, StorageTrouble("disk I/O error"))
    assert (verdict.kind, verdict.repeats) == ("wait", False)


@pytest.mark.parametrize("letter", EVERY)
def test_retry_after_pauses_this_chat_for_that_long(letter: Letter) -> None:
    for given in (7, timedelta(seconds=7)):
        verdict = judge(letter, RetryAfter(given))
        assert verdict == Verdict("wait", 7.0, pause=True, this_chat=True)


def test_retry_after_may_be_a_plain_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(PTBDeprecationWarning):
        assert judge(TO_GUEST, RetryAfter(7)) == Verdict("wait", 7.0, pause=True, this_chat=True)


@pytest.mark.parametrize("letter", EVERY)
def test_what_was_certainly_not_sent_is_sent_again(letter: Letter) -> None:
    slow = NetworkError("no connection in time")
    slow.__cause__ = aiohttp.ConnectionTimeoutError()
    for error in (not_sent(), slow):
        verdict = judge(letter, error)
        assert (verdict.kind, verdict.pause) == ("wait", False)
        assert verdict.seconds > 0


@pytest.mark.parametrize("error", [cut_off(), TimedOut(), NetworkError("Bad Gateway"), NetworkError("500")])
@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        (TO_GUEST, "unknown"),
        (TO_TOPIC, "unknown"),
        (SOFT, "drop"),
        (EDIT, "wait"),
        (ANSWER, "wait"),
        (CARD, "wait"),
        (TITLE, "wait"),
    ],
)
def test_what_may_have_arrived_is_judged_by_the_class_of_letter(
    letter: Letter, kind: str, error: NetworkError
) -> None:
    assert judge(letter, error).kind == kind


def test_an_answer_that_is_no_json_may_still_have_arrived() -> None:
    """A proxy's page with status 200: PTB raises its plainest error for it."""
    assert judge(TO_GUEST, TelegramError("Invalid server response")).kind == "unknown"
    assert judge(SOFT, TelegramError("Invalid server response")).kind == "drop"


def test_waits_grow_and_end_at_a_minute() -> None:
    waits = [judge(replace(TO_GUEST, attempts=n), not_sent()).seconds for n in range(30)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (0.5, 60.0)


def test_a_migrated_group_is_followed() -> None:
    assert judge(TO_TOPIC, ChatMigrated(NEW_GROUP)) == Verdict("moved", chat_id=NEW_GROUP)


@pytest.mark.parametrize(
    "said",
    ["Forbidden: bot was blocked by the user", "Forbidden: bot can't initiate conversation with a user"],
)
def test_a_guest_who_blocked_us_is_unreachable(said: str) -> None:
    assert judge(TO_GUEST, Forbidden(said)).kind == "blocked"
    assert judge(EDIT, Forbidden(said)).kind == "blocked"


def test_thrown_out_of_the_group_the_letter_waits() -> None:
    verdict = judge(TO_TOPIC, Forbidden("Forbidden: bot was kicked from the supergroup chat"))
    assert (verdict.kind, verdict.seconds) == ("no_group", 30)


def test_a_bad_token_stops_everything_for_a_while() -> None:
    for error in (InvalidToken("Unauthorized"), InvalidToken("Not Found")):
        assert judge(TO_GUEST, error) == Verdict("wait", 30, pause=True, this_chat=False)


@pytest.mark.parametrize("sign", NO_TOPIC)
def test_a_lost_topic_is_made_again(sign: str) -> None:
    for letter in (TO_TOPIC, CARD, TITLE):
        assert judge(letter, BadRequest(f"Bad Request: {sign.upper()}")).kind == "no_topic"
    assert judge(TO_GUEST, BadRequest(f"Bad Request: {sign}")).kind == "refused"


@pytest.mark.parametrize("sign", NO_RIGHT)
def test_without_the_right_to_topics_the_letter_goes_to_the_group(sign: str) -> None:
    for letter in (TO_TOPIC, CARD):
        assert judge(letter, BadRequest(f"Bad Request: {sign} to create a topic")).kind == "no_right"
    assert judge(TITLE, BadRequest(f"Bad Request: {sign}")).kind == "drop"


@pytest.mark.parametrize("sign", NO_CHAT)
def test_a_chat_that_is_not_there(sign: str) -> None:
    assert judge(TO_GUEST, BadRequest(f"Bad Request: {sign}")).kind == "blocked"
    assert judge(TO_TOPIC, BadRequest(f"Bad Request: {sign}")).kind == "no_group"


def test_a_letter_without_a_group_waits_for_one() -> None:
    nowhere = replace(TO_TOPIC, chat_id=None)
    assert judge(nowhere, BadRequest("Chat not found: no staff group is known yet")).kind == "no_group"


def test_a_refused_answer_is_dropped_whatever_the_reason() -> None:
    for said in ("query is too old and response timeout expired", "chat not found", "TOPIC_CLOSED", "x"):
        assert judge(ANSWER, BadRequest(said)).kind == "drop"


def test_a_bad_request_is_not_taken_for_the_network() -> None:
    """In PTB BadRequest is a NetworkError: the order of the questions decides."""
    said = BadRequest("Bad Request: can't parse entities")
    said.__cause__ = not_sent().__cause__
    assert judge(TO_GUEST, said).kind == "refused"
    assert judge(SOFT, said).kind == "drop"
    assert judge(TITLE, said).kind == "drop"
    assert judge(EDIT, said).kind == "refused"


@pytest.mark.parametrize(
    "error", [KeyError("say"), ValueError("ours"), Conflict("two pollers"), EndPointNotFound("what?")]
)
def test_our_own_mistakes_are_refusals_that_people_hear_of(error: Exception) -> None:
    assert judge(TO_GUEST, error).kind == "refused"
