"""The phrasebook that grows keeps its own rules; the locked part is held still and apart."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bot.understanding.heads import Model
from bot.understanding.intents import LANGUAGES, OUT_OF_SCOPE
from tests.understanding.book import BOOK, lines
from tests.understanding.near import folded, pairs

LEAST = 40  # of each intent
PARTS = ("", "blind")  # what is learnt
BLIND, DANGERS, ODD_COMPLAINTS = 5, 20, 40
COMMONPLACES = 40  # "thank you", "hello": the first edition has them, and so has everybody
NEAR = Path(__file__).parent / "messages" / "near.tsv"
MOST_NEAR = 204  # of 61,557 phrases; to mend them is to learn anew
KNOWN = {intent for intent, _ in lines("", "en")}
OLDER = {"air_conditioning", "assembly_point", "getting_here"}  # of the demo hotel, not of the stable ids


def learnt(language: str) -> list[tuple[str, str]]:
    return [row for part in PARTS for row in lines(part, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_known_and_has_enough_wordings(language: str) -> None:
    counts = Counter(intent for intent, _ in learnt(language))
    assert set(counts) == KNOWN
    assert {intent: n for intent, n in counts.items() if n < LEAST and intent not in OLDER} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice(language: str) -> None:
    said = Counter(folded(language, message) for _, message in learnt(language))
    assert {one: n for one, n in said.items() if one and n > 1} == {}


def known_near(language: str) -> set[tuple[str, str]]:
    """Pairs that stood in the book before they were looked for; the list may only become shorter."""
    rows = [line.split("\t") for line in NEAR.read_text("utf-8").splitlines()[1:]]
    assert len(rows) <= MOST_NEAR
    return {(one, other) for spoken, one, other in rows if spoken == language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_another_one_with_a_word_moved_or_changed(language: str) -> None:
    found = pairs(language, learnt(language))
    known = known_near(language)
    assert found - known == set(), "write these anew"
    assert known - found == set(), f"take these out of {NEAR.name}, and lower MOST_NEAR"


def test_near_phrases_are_found() -> None:
    """The control: each kind of likeness, and what is none."""
    rows = [
        ("pool", "when does the big pool open"),
        ("pool", "When does the big pool close?"),
        ("pool", "Hello, when does the big pool open"),
        ("gym", "when does the big pool shut"),
        ("pool", "pool open today"),
        ("bar", "Today, pool open?"),
        ("pool", "where is the pool"),
        ("pool", "where is a pool"),
    ]
    assert {frozenset(pair) for pair in pairs("en", rows)} == {
        frozenset((rows[0][1], rows[1][1])),
        frozenset((rows[0][1], rows[2][1])),
        frozenset((rows[4][1], rows[5][1])),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_wishes_are_of_known_intents(language: str) -> None:
    strange = [both for both, _ in lines("double", language) if not set(both.split("+")) <= KNOWN]
    assert strange == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_locked_part_is_whole_and_unseen(language: str) -> None:
    locked = lines("locked", language)
    counts = Counter(intent for intent, _ in locked)
    plain = {intent: n for intent, n in counts.items() if ":" not in intent and intent != OUT_OF_SCOPE}
    assert set(plain.values()) == {BLIND}
    assert counts["c:complaint"] == ODD_COMPLAINTS
    assert {n for intent, n in counts.items() if intent.startswith("s:")} == {DANGERS}
    seen = {folded(language, message) for _, message in learnt(language)}
    same = [message for _, message in locked if folded(language, message) in seen]
    assert len(same) <= COMMONPLACES, same


def test_the_locked_part_has_not_been_touched() -> None:
    held = (BOOK / "locked" / "SHA256SUMS").read_text().split()
    for digest, name in zip(held[::2], held[1::2], strict=True):
        assert hashlib.sha256((BOOK / "locked" / name).read_bytes()).hexdigest() == digest, name


def test_the_model_was_made_from_this_phrasebook() -> None:
    """Whoever changes a phrase runs `make understanding`."""
    seen = hashlib.sha256()
    for part in PARTS:
        for language in LANGUAGES:
            seen.update((BOOK / part / f"{language}.tsv").read_bytes())
    about = Model.load().about
    assert about["data"] == seen.hexdigest()
    assert set(about["intents"]) == KNOWN
