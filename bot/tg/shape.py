"""Whether an update's fields are of the kinds that the Bot API gives them; PTB looks at none of them.

What is of another kind can only be a fault on the way. It is found before any handler meets it: such an
update is put aside at once, with the field that is wrong, and those beside it are served.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

KINDS = {str: "a text", int: "a number", dict: "there"}
LARGEST = 2**53  # of the API's own numbers
WORDS = frozenset(
    (
        *("text", "caption", "first_name", "last_name", "username", "language_code", "title", "status"),
        *(
            "type",
            "file_id",
            "file_unique_id",
            "file_name",
            "mime_type",
            "media_group_id",
            "phone_number",
            "name",
        ),
        *("currency", "invoice_payload", "telegram_payment_charge_id", "provider_payment_charge_id"),
    )
)
NUMBERS = frozenset(
    (
        *("message_id", "message_thread_id", "date", "edit_date", "migrate_to_chat_id", "user_id"),
        *("file_size", "total_amount", "duration", "width", "height", "length", "offset"),
    )
)
PARTS = frozenset(("chat", "from", "user", "old_chat_member", "new_chat_member"))  # PTB reads {} as none
MESSAGE, PERSON = ("message_id", "date", "chat"), ("id", "is_bot", "first_name")
CHANGE, MEMBER = ("chat", "from", "date", "old_chat_member", "new_chat_member"), ("user", "status")
NEEDED = {  # what each part must have
    **dict.fromkeys(("message", "edited_message", "reply_to_message", "pinned_message"), MESSAGE),
    **dict.fromkeys(("from", "user"), PERSON),
    **dict.fromkeys(("my_chat_member", "chat_member"), CHANGE),
    **dict.fromkeys(("old_chat_member", "new_chat_member"), MEMBER),
    "chat": ("id", "type"),
    "callback_query": ("id", "from"),
    "pre_checkout_query": ("id", "from", "currency", "total_amount", "invoice_payload"),
}
QUERIES = frozenset(("callback_query", "pre_checkout_query"))  # their ids and data are words
PEOPLE = frozenset(("chat", "from", "user", "sender_chat", "new_chat_members"))


def wrong(value: Any, name: str = "update") -> Iterator[str]:
    """What is missing in an update, and which fields are of another kind than they should be."""
    if isinstance(value, list):
        for inner in value:
            yield from wrong(inner, name)
    elif isinstance(value, dict):
        yield from (f"{name} has no {one}" for one in NEEDED.get(name, ()) if one not in value)
        for key, inner in value.items():
            kind = _kind(str(key), name)
            if kind is not None and not _fits(inner, kind, needed=kind is dict or key == "id"):
                yield f"{name}.{key} is not {KINDS[kind]}"
            yield from wrong(inner, str(key))


def _kind(key: str, of: str) -> type | None:
    if key in WORDS or (of in QUERIES and key in ("id", "data")):
        return str
    if key in PARTS:
        return dict
    return int if key in NUMBERS or (of in PEOPLE and key == "id") else None


def _fits(value: Any, kind: type, *, needed: bool) -> bool:
    if kind is not int:
        return isinstance(value, kind) and bool(value or not needed)
    return is_number(value)


def is_number(value: object) -> bool:
    """Whether it is a number that the API can mean."""
    return isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST
