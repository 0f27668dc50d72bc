"""What the desk says of a card (`bot.desk.stays.printing`), put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.say import unpack
from bot.sheets.cards import Card
from bot.speech import Voice


def card_of(facts: Mapping[str, Any], voice: Voice, bot: str) -> Card:
    """`bot` is the user name under which its code opens the chat."""

    def words(raw: Any) -> str:
        return voice.label(unpack(raw))

    return Card(
        hotel=words(facts["hotel"]),
        room=facts["room"],
        url=f"https://t.me/{bot}?start={facts['start']}",
        lines=[words(one) for one in facts["lines"]],
        foot=[" · ".join(words(one) for one in facts["foot"])] if facts["foot"] else [],
    )
