"""What a failed delivery means. Decided on the cause: in PTB a BadRequest is a NetworkError too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.db import StorageTrouble
from bot.desk.mail import Letter
from bot.tg.request import was_sent

NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
NO_RIGHT = ("not enough rights", "is not a forum", "chat_admin_required")
TOPIC_SHOWS = 3.0  # seconds in which Telegram's own message tells of a topic that was made after all
MUTE = ("rights to send", "chat_write_forbidden")  # only administrators may write, or we may not
NO_CHAT = ("chat not found", "group chat was deleted", *MUTE)
Kind = Literal[
    "wait",
    "unknown",
    "drop",
    "blocked",
    "moved",
    "no_topic",
    "topic_unsure",
    "no_right",
    "no_group",
    "refused",
]


class PartlyThere(TelegramError):
    """Of a letter's several messages some have arrived; its cause stood in the way of the rest."""


class TopicUnsure(TelegramError):
    """A topic was asked for and no answer came: it may be there."""


@dataclass(frozen=True)
class Verdict:
    """`seconds` to wait; `pause`: nobody else may be written to either (`this_chat`: only this one)."""

    kind: Kind
    seconds: float = 0.0
    pause: bool = False
    this_chat: bool = True
    chat_id: int | None = None
    again: bool = False  # some of it has arrived

    @property
    def repeats(self) -> bool:
        """Whether the next try says that it is one more."""
        return self.again or self.kind == "unknown"


def judge(letter: Letter, error: Exception) -> Verdict:
    match error:
        case PartlyThere():
            return _rest(letter, error.__cause__)
        case RetryAfter():
            return Verdict("wait", _seconds(error.retry_after), pause=True)
        case ChatMigrated():
            return Verdict("moved", chat_id=error.new_chat_id)
        case Forbidden():
            return Verdict("no_group", 30) if _to_group(letter) else Verdict("blocked")
        case InvalidToken():
            return Verdict("wait", 30, pause=True, this_chat=False)
        case TopicUnsure():  # nothing was said in it yet: what waits for it has not arrived
            return Verdict("topic_unsure", max(TOPIC_SHOWS, _backoff(letter)))
        case BadRequest():
            return _bad_request(letter, error.message.lower())
        case NetworkError() | StorageTrouble():  # things are looked up only before anything is sent
            return _network(letter, error)
        case TelegramError() if _no_json(error):
            return _network(letter, error)
    return Verdict("refused")


def _rest(letter: Letter, cause: BaseException | None) -> Verdict:
    """What is sent as a whole once more is a repeat; what must not come twice stays as it is."""
    verdict = judge(letter, cause) if isinstance(cause, Exception) else Verdict("refused")
    if verdict.kind != "wait" or letter.kind == "idempotent":
        return verdict
    return Verdict("drop") if letter.kind == "soft" else replace(verdict, again=True)


def _bad_request(letter: Letter, said: str) -> Verdict:
    if letter.method == "answer":
        return Verdict("drop")
    if letter.case_id is not None and any(sign in said for sign in NO_TOPIC):
        return Verdict("no_topic")
    if any(sign in said for sign in NO_CHAT):  # first: who may not send is "not enough rights" too
        return Verdict("no_group", 30) if _to_group(letter) else Verdict("blocked")
    if letter.case_id is not None and any(sign in said for sign in NO_RIGHT):
        return Verdict("drop") if letter.method == "title" else Verdict("no_right")
    return Verdict("drop") if letter.method == "title" or letter.kind == "soft" else Verdict("refused")


def _network(letter: Letter, error: TelegramError | StorageTrouble) -> Verdict:
    seconds = _backoff(letter)
    if isinstance(error, StorageTrouble) or not unsure(error):
        return Verdict("wait", seconds)
    match letter.kind:
        case "soft":
            return Verdict("drop")
        case "idempotent":
            return Verdict("wait", seconds)
    return Verdict("unknown", seconds)


def _backoff(letter: Letter) -> float:
    return min(60.0, 0.5 * 2.0 ** min(letter.attempts, 7))


def unsure(error: TelegramError) -> bool:
    """Whether Telegram may have done what was asked, and only the answer is missing."""
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return _no_json(error)
    return isinstance(error, TimedOut) or was_sent(error)


def _no_json(error: TelegramError) -> bool:
    """A page of some proxy's instead of JSON."""
    return "invalid server response" in error.message.lower()


def _to_group(letter: Letter) -> bool:
    return letter.chat_id is None or letter.chat_id < 0


def _seconds(retry_after: int | timedelta) -> float:
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)
