"""Telegram's HTML, read the way Telegram reads it: plain text, entities in UTF-16 units, or a refusal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import NoReturn

from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import Raw

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"\s+([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
ENTITY = re.compile(r"&(#[0-9]+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
WORDS = re.compile(r"[^<&]+")
COMMAND = re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,32}(?:@\w+)?")


def units(text: str) -> int:
    """Length as Telegram counts offsets: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Raw) -> str:
    """The words an entity covers."""
    wide = text.encode("utf-16-le", "surrogatepass")
    start = 2 * int(entity["offset"])
    return wide[start : start + 2 * int(entity["length"])].decode("utf-16-le", "replace")


@dataclass(frozen=True)
class Read:
    """What a formatted text comes to; `naked` says that an unescaped & was taken as text."""

    text: str
    entities: list[Raw] = field(default_factory=list)
    naked: bool = False

    def trimmed(self) -> "Read":
        """Without the white space around it, which Telegram does not keep."""
        gone = units(self.text) - units(self.text.lstrip())
        text = self.text.strip()
        kept = [piece for entity in self.entities if (piece := _clip(entity, gone, units(text)))]
        return Read(text, kept, self.naked)

    @property
    def quote(self) -> str | None:
        found = [cut(self.text, e) for e in self.entities if e["type"].endswith("blockquote")]
        return "\n".join(found) or None


def _clip(entity: Raw, gone: int, length: int) -> Raw | None:
    start = max(entity["offset"] - gone, 0)
    end = min(entity["offset"] + entity["length"] - gone, length)
    return entity | {"offset": start, "length": end - start} if end > start else None


@dataclass
class _Open:
    tag: str
    kind: str
    start: int
    at: int
    extra: Raw


class Reader:
    """One pass over one text."""

    def __init__(self, html: str) -> None:
        self.html, self.at, self.length = html, 0, 0
        self.plain: list[str] = []
        self.open: list[_Open] = []
        self.done: list[Raw] = []
        self.naked = False

    def read(self) -> Read:
        while self.at < len(self.html):
            {"<": self._tag, "&": self._ampersand}.get(self.html[self.at], self._words)()
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = sorted(self.done, key=lambda entity: (entity["offset"], -entity["length"]))
        return Read("".join(self.plain), ordered, self.naked)

    def _fail(self, why: str) -> NoReturn:
        raise refuse("entities", why=why)

    def _byte(self, at: int | None = None) -> int:
        return len(self.html[: self.at if at is None else at].encode("utf-8", "surrogatepass"))

    def _put(self, words: str) -> None:
        self.plain.append(words)
        self.length += units(words)

    def _words(self) -> None:
        found = WORDS.match(self.html, self.at)
        words = found[0] if found else self.html[self.at]
        self._put(words)
        self.at += len(words)

    def _ampersand(self) -> None:
        """Telegram takes an unknown entity as text; we remember it, for nobody escaped that text."""
        if found := ENTITY.match(self.html, self.at):
            self._put(unescape(found[0]))
            self.at = found.end()
            return
        self.naked = True
        self._put("&")
        self.at += 1

    def _tag(self) -> None:
        found = TAG.match(self.html, self.at)
        if not found:
            self._not_a_tag()
        name = found[2].lower()
        if found[1]:
            self._close(name)
        else:
            self._begin(name, found[3])
        self.at = found.end()

    def _not_a_tag(self) -> NoReturn:
        closing = self.html.startswith("</", self.at)
        name = re.compile(r"</?([^\s>]*)").match(self.html, self.at)
        if ">" not in self.html[self.at :]:
            self._fail(f"Unclosed {'end' if closing else 'start'} tag at byte offset {self._byte()}")
        self._fail(f'Unsupported start tag "{name[1] if name else ""}" at byte offset {self._byte()}')

    def _begin(self, name: str, rest: str) -> None:
        if name not in KINDS:
            self._fail(f'Unsupported start tag "{name}" at byte offset {self._byte()}')
        given = {a[1].lower(): unescape(a[2] or a[3] or a[4] or "") for a in ATTRIBUTE.finditer(rest)}
        if name == "span" and given.get("class") != "tg-spoiler":
            self._fail(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte()}')
        kind, extra = _meaning(name, given)
        self.open.append(_Open(name, kind, self.length, self.at, extra))

    def _close(self, name: str) -> None:
        if not self.open:
            self._fail(f"Unexpected end tag at byte offset {self._byte()}")
        begun = self.open.pop()
        if begun.tag != name:
            self._fail(
                f"Unmatched end tag at byte offset {self._byte()}, "
                f'expected "</{begun.tag}>", found "</{name}>"'
            )
        if self.length > begun.start and (begun.kind != "text_link" or begun.extra):
            place = {"type": begun.kind, "offset": begun.start, "length": self.length - begun.start}
            self.done.append(place | begun.extra)


def _meaning(name: str, given: dict[str, str]) -> tuple[str, Raw]:
    """The entity a tag stands for, and what its attributes add to it."""
    kind = KINDS[name]
    if name == "a" and given.get("href"):
        return kind, {"url": given["href"]}
    if name == "tg-emoji":
        return kind, {"custom_emoji_id": given.get("emoji-id", "")}
    if name == "tg-time":
        if not given.get("unix", "").isdecimal():
            raise refuse("entities", why='Attribute "unix" of the tag "tg-time" must be a number')
        shown = {"date_time_format": given["format"]} if given.get("format") else {}
        return kind, {"unix_time": int(given["unix"])} | shown
    if name == "blockquote" and "expandable" in given:
        return "expandable_blockquote", {}
    return kind, {}


def read(text: str, parse_mode: str | None, entities: Iterable[Raw] = ()) -> Read:
    """A bot's text as the reader will see it, or Telegram's refusal."""
    if not parse_mode:
        return Read(text, list(entities)).trimmed()
    if parse_mode.lower() != "html":
        raise refuse("parse mode")
    return Reader(text).read().trimmed()


def commands_in(text: str) -> list[Raw]:
    """The bot_command entities that Telegram finds in what people type."""
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in COMMAND.finditer(text)
    ]
