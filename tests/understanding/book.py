"""The phrasebook as the tests read it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

BOOK = Path(__file__).parents[2] / "phrasebook"


@lru_cache
def lines(part: str, language: str) -> list[tuple[str, str]]:
    """(intent, message) rows of a part: "" (the main one), blind, double, locked."""
    raw = (BOOK / part / f"{language}.tsv").read_text("utf-8").splitlines()
    return [(intent, message) for intent, _, message in (line.partition("\t") for line in raw)]
