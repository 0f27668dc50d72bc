"""What the desk says of a card (`bot.desk.stays.printing`), a voucher or a chart, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import unescape
from typing import Any

from babel.dates import format_date, format_skeleton

from bot.say import unpack
from bot.sheets.cards import Card
from bot.sheets.charts import Bars
from bot.sheets.vouchers import Voucher
from bot.speech import CLDR, Voice


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


def voucher_of(facts: Mapping[str, Any], voice: Voice, bot: str) -> Voucher:
    """`bot` is the user name under which its code opens the chat."""

    def words(raw: Any) -> str:
        return voice.label(unpack(raw))

    def in_full(raw: Any) -> str:  # a date is not shortened: there is room for it
        return unescape(voice.html(unpack(raw)))

    return Voucher(
        hotel=words(facts["hotel"]),
        title=words(facts["title"]),
        lines=[said for one in facts["lines"] if (said := in_full(one))],
        ref=facts["ref"],
        foot=words(facts["foot"]),
        url=f"https://t.me/{bot}?start={facts['start']}",
    )


def chart_of(facts: Mapping[str, Any], voice: Voice) -> Bars:
    """facts: title; spans (days, months or years of the ISO calendar); series and level with their names."""

    def words(raw: Any) -> str:
        return voice.label(unpack(raw))

    return Bars(
        title=words(facts["title"]),
        labels=[axis(span, voice.language) for span in facts["spans"]],
        series=[(words(name), values) for name, values in facts["series"]],
        level=(words(facts["level"][0]), facts["level"][1]) if facts["level"] else None,
    )


def axis(span: str, language: str) -> str:
    """A day as 14/07, a month by its name, a year as it is: short enough to stand under a bar."""
    cldr = CLDR.get(language, "en_GB")
    if len(span) == len("2026"):
        return span
    if len(span) == len("2026-07"):
        return str(format_date(date.fromisoformat(f"{span}-01"), "MMM", locale=cldr))
    return str(format_skeleton("Md", date.fromisoformat(span), locale=cldr))
