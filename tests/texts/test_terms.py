"""One word for one thing: where English names it, each language uses its own word for it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.texts.spoken import OTHERS, bare, everything, holds, small

HERE = Path(__file__).parent


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


TERMS, NEVER = table("terms.tsv"), table("never.tsv")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("term", TERMS, ids=[one["en"] for one in TERMS])
def test_a_term_is_said_in_the_language_of_the_text(term: dict[str, str], language: str) -> None:
    names, stems = term["en"].split("|"), term[language].split("|")
    missing = [
        f"{one}: {one.text} ({one.english})"
        for one in everything()
        if one.language == language
        and any(holds(bare(one.english).lower(), name) for name in names)
        and not any(holds(small(one), stem) for stem in stems)
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("word", NEVER, ids=[f"{one['language']} {one['stem']}" for one in NEVER])
def test_a_word_that_means_something_else_is_not_used(word: dict[str, str]) -> None:
    found = [
        f"{one}: {one.text}"
        for one in everything()
        if one.language == word["language"] and holds(small(one), word["stem"])
    ]
    assert not found, word["why"] + "\n" + "\n".join(found)


def test_every_term_occurs_in_english() -> None:
    said = " ".join(small(one) for one in everything() if one.language == "en")
    unused = [one["en"] for one in TERMS if not any(holds(said, name) for name in one["en"].split("|"))]
    assert not unused
