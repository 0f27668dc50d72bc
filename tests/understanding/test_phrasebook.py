"""The phrasebook that grows keeps its own rules; the locked part is held still and apart."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from bot.understanding.evidence import phrasebook
from bot.understanding.folding import fold_for
from bot.understanding.intents import LANGUAGES, OUT_OF_SCOPE

BOOK = Path(__file__).parents[2] / "phrasebook"
LEAST = 24  # of each intent, with the shipped ones
BLIND, DANGERS, ODD_COMPLAINTS = 5, 20, 40
OLDER = {"air_conditioning", "assembly_point", "getting_here"}  # of the demo hotel, not of the stable ids


@lru_cache
def lines(path: str, language: str) -> list[tuple[str, str]]:
    raw = (BOOK / path / f"{language}.tsv").read_text("utf-8").splitlines()
    return [(intent, message) for intent, _, message in (line.partition("\t") for line in raw)]


def folded(language: str, message: str) -> str:
    return re.sub(r"\d+", "#", fold_for(language, message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_known_and_has_enough_wordings(language: str) -> None:
    shipped = phrasebook(language)
    known = {intent for intent, _ in shipped}
    counts = Counter(intent for intent, _ in (*shipped, *lines("", language)))
    assert set(counts) == known
    assert {intent: n for intent, n in counts.items() if n < LEAST and intent not in OLDER} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice(language: str) -> None:
    said = [folded(language, message) for _, message in (*phrasebook(language), *lines("", language))]
    twice = {one: n for one, n in Counter(filter(None, said)).items() if n > 1}
    ours = {folded(language, message) for _, message in lines("", language)}
    assert twice.keys() & ours == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_wishes_are_of_known_intents(language: str) -> None:
    known = {intent for intent, _ in phrasebook(language)}
    strange = [both for both, _ in lines("double", language) if not set(both.split("+")) <= known]
    assert strange == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_locked_part_is_whole_and_unseen(language: str) -> None:
    locked = lines("locked", language)
    counts = Counter(intent for intent, _ in locked)
    plain = {intent: n for intent, n in counts.items() if ":" not in intent and intent != OUT_OF_SCOPE}
    assert set(plain.values()) == {BLIND}
    assert counts["c:complaint"] == ODD_COMPLAINTS
    assert {n for intent, n in counts.items() if intent.startswith("s:")} == {DANGERS}
    seen = {folded(language, message) for _, message in lines("", language)}
    assert [message for _, message in locked if folded(language, message) in seen] == []


def test_the_locked_part_has_not_been_touched() -> None:
    held = (BOOK / "locked" / "SHA256SUMS").read_text().split()
    for digest, name in zip(held[::2], held[1::2], strict=True):
        assert hashlib.sha256((BOOK / "locked" / name).read_bytes()).hexdigest() == digest, name
