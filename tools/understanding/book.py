"""The phrasebook as rows; the blind part is held out to fit constants, and learnt in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.intents import COMPLAINTS, LANGUAGES, RISK_OF

BOOK = Path(__file__).parents[2] / "phrasebook"
PARTS = ("", "blind")
RISKS = ("", *RISK_OF)


@dataclass(frozen=True)
class Row:
    language: str
    intent: str
    text: str

    @property
    def complains(self) -> bool:
        return self.intent in COMPLAINTS or self.intent == "c:complaint"

    @property
    def risk(self) -> str:
        """The dangerous intent it tells of, empty for none; the locked part marks its own with s:."""
        return self.intent.removeprefix("s:") if self.intent.removeprefix("s:") in RISK_OF else ""


def rows(part: str, languages: Iterable[str] = LANGUAGES) -> list[Row]:
    """Every message of a part: "" (the main one), blind, double or locked."""
    found = []
    for language in languages:
        lines = (BOOK / part / f"{language}.tsv").read_text("utf-8").splitlines()
        found += [Row(language, intent, text) for intent, _, text in (one.partition("\t") for one in lines)]
    return found


def digest() -> str:
    """What the model was made from: the phrasebook's learnt parts, by SHA-256."""
    seen = hashlib.sha256()
    for part in PARTS:
        for language in LANGUAGES:
            seen.update((BOOK / part / f"{language}.tsv").read_bytes())
    return seen.hexdigest()


def intents(learnt: Sequence[Row]) -> list[str]:
    return sorted({row.intent for row in learnt})
