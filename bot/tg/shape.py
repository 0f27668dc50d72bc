"""Whether an update's fields are of the kinds that the Bot API gives them; PTB looks at none of them.

What is of another kind can only be a fault on the way. It is found before any handler meets it: such an
update is put aside at once, with the field that is wrong, and those beside it are served.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
QUERIES = frozenset(("callback_query", "pre_checkout_query"))  # their ids and data are words
PEOPLE = frozenset(("chat", "from", "user", "sender_chat", "new_chat_members"))


def wrong(value: Any, name: str = "update") -> Iterator[str]:
    """The fields of an update, by name, that are of another kind than they should be."""
    if isinstance(value, list):
        for inner in value:
            yield from wrong(inner, name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            kind = _kind(str(key), name)
            if kind is not None and not _fits(inner, kind):
                yield f"{name}.{key} is not {'a text' if kind is str else 'a number'}"
            yield from wrong(inner, str(key))


def _kind(key: str, of: str) -> type | None:
    if key in WORDS or (of in QUERIES and key in ("id", "data")):
        return str
    return int if key in NUMBERS or (of in PEOPLE and key == "id") else None


def _fits(value: Any, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str)
    return isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST
