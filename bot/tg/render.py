"""A `Say` as Telegram wants it: HTML, a keyboard, and pieces of at most 4096 UTF-16 units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.say import Choice, Say, Text
from bot.speech import LABEL, Voice

LIMIT = 4096
CAPTION = 1024
WEEK = 7
PAIR = 14  # two buttons share a row when both are this short
TOKENS = re.compile(r"(<[^>]*>|&[a-z#0-9]+;)")
TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two letters make one
JOINERS = ("\u200d", "\u200c")


@dataclass(frozen=True)
class Page:
    """One message: its HTML pieces (all but the last go before it) and its keyboard."""

    pieces: Sequence[str]
    keyboard: InlineKeyboardMarkup | None


def page(said: Say, voice: Voice, token: str | None, *, repeat: bool = False) -> Page:
    parts = [voice.html(part) for part in said.body]
    if repeat:
        parts.insert(0, voice.html(Text("word.repeat")))
    return Page(
        split("\n\n".join(part for part in parts if part)), keyboard(said.choices, voice, token, said.grid)
    )


def keyboard(
    choices: Sequence[Choice], voice: Voice, token: str | None, grid: int = 0
) -> InlineKeyboardMarkup | None:
    """The first `grid` of them are the days of a month: seven in a row."""
    if not choices:
        return None
    buttons = [_button(i, one, voice, token) for i, one in enumerate(choices)]
    weeks = [buttons[n : n + WEEK] for n in range(0, grid, WEEK)]
    return InlineKeyboardMarkup([*weeks, *_rows(buttons[grid:])])


def _button(index: int, one: Choice, voice: Voice, token: str | None) -> InlineKeyboardButton:
    label = voice.label(one.label)[:64]
    if one.url:
        return InlineKeyboardButton(label, url=one.url)
    return InlineKeyboardButton(label, callback_data=f"{token}:{index}")


def _rows(buttons: Sequence[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """Neighbours that are both short share a row; a keyboard of many short ones takes three."""
    across = 3 if len(buttons) > 6 else 2
    row: list[InlineKeyboardButton] = []
    for button in buttons:
        if len(button.text) > PAIR or (across == 3 and len(button.text) > LABEL // 2):
            if row:
                yield row
            yield [button]
            row = []
            continue
        row.append(button)
        if len(row) == across:
            yield row
            row = []
    if row:
        yield row


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text) + sum(ch > "\uffff" for ch in text)


def split(html: str, limit: int = LIMIT) -> list[str]:
    """Pieces of at most `limit` units with balanced tags; cut at white space, never inside a grapheme."""
    if units(html) <= limit:
        return [html]
    pieces: list[str] = []
    open_tags, current, size, full = list[str](), list[str](), 0, False
    for token in _tokens(html):
        full = full or size + units(token) > limit - 100
        if not token.startswith("<") and full:
            if not token.strip():  # white space alone would make an empty message: at a cut it is left out
                continue
            pieces.append("".join(current) + "".join(f"</{_name(tag)}>" for tag in reversed(open_tags)))
            current, full, token = [*open_tags], False, token.lstrip()
            size = units("".join(current))
        current.append(token)
        size += units(token)
        _track(token, open_tags)
    return [*pieces, "".join(current)]


def _track(token: str, open_tags: list[str]) -> None:
    if token.startswith("</") and open_tags:
        open_tags.pop()
    elif token.startswith("<"):
        open_tags.append(token)


def _tokens(html: str) -> Iterator[str]:
    parts = TOKENS.split(html)
    for n, token in enumerate(parts):
        if token.startswith("&"):  # with the marks on it
            hung = _hanging(parts[n + 1])
            yield token + parts[n + 1][:hung]
            parts[n + 1] = parts[n + 1][hung:]
        elif token.startswith("<"):
            yield token
        else:
            yield from _words(token)


def _hanging(text: str) -> int:
    """How many characters at its beginning belong to the letter before it."""
    bare = (n for n, one in enumerate(text[:40]) if not _hangs(one))
    return next(bare, len(text[:40]))


def _hangs(one: str) -> bool:
    return one in JOINERS or unicodedata.category(one)[0] == "M" or one in TONES


def _words(text: str) -> Iterator[str]:
    """Words with the space before them; endless ones in slices that end at a safe place."""
    for word in re.findall(r"\s*\S+|\s+", text):
        while len(word) > 500:
            cut = 500
            while cut > 400 and _inside(word, cut):
                cut -= 1
            yield word[:cut]
            word = word[cut:]
        yield word


def _inside(word: str, cut: int) -> bool:
    """Whether a reader sees what stands before and after as one letter, emoji or flag."""
    before, after = word[cut - 1], word[cut]
    if before in JOINERS or _hangs(after):
        return True
    flags = len(word[:cut]) - len(word[:cut].rstrip(FLAGS))
    return after in FLAGS and flags % 2 == 1


def _name(tag: str) -> str:
    return tag.strip("<>").split()[0]
