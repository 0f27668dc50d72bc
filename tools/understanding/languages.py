"""How often the language of a message is found: short ones, Latin letters, an app that tells another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.understanding.intents import LANGUAGES
from tools.understanding.book import Row
from tools.understanding.report import Told, share

SHORT = 3  # words
_IN_BOTH = ("ru", "kk")  # alphabets
_HEADER = (
    "| | all | Latin letters | up to three words | … told the chat's language | … told another"
    " | all, told another |\n|---|" + "---|" * 6
)


def is_short(row: Row) -> bool:
    return len(row.text.split()) <= SHORT


def is_latin(row: Row) -> bool:
    """Russian or Kazakh, mostly in Latin letters."""
    lowered = row.text.lower()
    latin, cyrillic = sum("a" <= c <= "z" for c in lowered), sum("а" <= c <= "ӿ" for c in lowered)
    return row.language in _IN_BOTH and latin > cyrillic


def table(untold: Sequence[Told], told: Sequence[Told], mistold: Sequence[Told]) -> str:
    """The same messages without a hint, with the chat's language, and with another; one line a language."""
    lines = [_HEADER]
    for language in (*LANGUAGES, "all"):
        cells = [
            _found(untold, language),
            _found(untold, language, is_latin),
            *(_found(way, language, is_short) for way in (untold, told, mistold)),
            _found(mistold, language),
        ]
        lines.append(f"| {language} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _found(told: Sequence[Told], language: str, of: Callable[[Row], bool] = lambda _: True) -> str:
    some = [t for t in told if language in ("all", t.row.language) and of(t.row)]
    return f"{share(some, lambda t: t.said.language == t.row.language)} of {len(some)}" if some else "–"
