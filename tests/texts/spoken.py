"""The texts under test: every message of every language, and every text of the shipped hotel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog as Messages
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot import shipped
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog
from bot.speech import Speech

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
SPOKEN = ("en", "ru", "az", "kk", "hu", "tr", "de")
OTHERS = SPOKEN[1:]
NOT_SPOKEN = "language.not_spoken"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Said:
    """One text a person reads: where it stands, in which language, and its twin in English."""

    where: str
    language: str
    text: str
    english: str

    def __str__(self) -> str:
        return f"{self.language} {self.where}"

    @property
    def words(self) -> list[str]:
        return [*_words(self.text)]


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(bare(text)))


@cache
def bare(text: str) -> str:
    """Without placeholders, tags and links: what is left is in words."""
    plain = TAG.sub(" ", PLACEHOLDER.sub(" ", text))
    return re.sub(r"https?://\S+|/[a-z]+\b|\S+@\S+", " ", plain)


@lru_cache
def messages(language: str) -> Messages:
    return read_po(BytesIO((LOCALES / language / "LC_MESSAGES" / "qonaq.po").read_bytes()))


def listed(language: str) -> list[Message]:
    """The messages; the header is none."""
    return [one for one in messages(language) if one.id]


def _forms(said: object) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said) if isinstance(said, tuple | list) else ()


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@lru_cache
def forms(language: str) -> Mapping[str, tuple[str, ...]]:
    """Every key with its strings; more than one where the language has plural forms."""
    return {key_of(one): _forms(one.string) for one in listed(language)}


def from_locales() -> Iterator[Said]:
    for language in SPOKEN:
        for key, said in forms(language).items():
            english = forms("en")[key]
            for index, one in enumerate(said):
                yield Said(key, language, one, english[min(index, len(english) - 1)])


@lru_cache
def shipped_catalog() -> Catalog:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return catalog


def from_catalog() -> Iterator[Said]:
    """Every text of the hotel but its phrases, which are what guests write."""
    yield from _texts(shipped_catalog().model_dump(mode="json", by_alias=True), "")


def _texts(value: object, where: str) -> Iterator[Said]:
    if isinstance(value, dict):
        if "en" in value and all(LANGUAGE.fullmatch(one) for one in value):
            for language, said in value.items():
                if isinstance(said, str):
                    yield Said(where, language, said, value["en"])
            return
        for name, part in value.items():
            if name != "phrases":
                yield from _texts(part, f"{where}.{name}".strip("."))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{where}.{index}")


@lru_cache
def everything() -> tuple[Said, ...]:
    return (*from_locales(), *from_catalog())


@lru_cache
def speech() -> Speech:
    return Speech.load(LOCALES)


@cache
def small(said: Said) -> str:
    """In lower case without markup; Azerbaijani has its own I."""
    text = bare(said.text).replace("İ", "i")
    return (text.replace("I", "ı") if said.language == "az" else text).lower()


def holds(text: str, stem: str) -> bool:
    """Whether a word of the text begins with the stem; an exact word ends in `$`."""
    return bool(_begins(stem).search(text))


@cache
def _begins(stem: str) -> re.Pattern[str]:
    exact = stem.endswith("$")
    return re.compile(rf"(?<!\w){re.escape(stem.rstrip('$'))}" + (r"(?!\w)" if exact else ""))
