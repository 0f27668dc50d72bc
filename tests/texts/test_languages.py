"""Each language is itself: no English left in another, no letters of one alphabet in words of the other."""

from __future__ import annotations

import re

import pytest

from tests.texts.spoken import OTHERS, SPOKEN, Said, bare, everything

CYRILLIC, LATIN = re.compile(r"[\u0400-\u052f]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
ENGLISH = (
    *("the", "and", "of", "with", "for", "your", "are", "was", "were", "this", "that", "these", "those"),
    *("please", "from", "will", "have", "has", "there", "here", "what", "which", "when", "where", "nobody"),
    *("until", "before", "after", "between", "them", "their", "they", "it's", "don't", "i'll", "we'll"),
)
TWO_LANGUAGES = {("de", "was"), ("de", "will")}  # words of both
SAME = {  # names, and words that are spelt alike
    "Lakeside Pines",
    "Qəbələ",
    "Qonaq",
    "Wi-Fi",
    "Paintball",
    "paintball",
    "Spa",
    "spa",
    "Transfer",
    "transfer",
    "Concierge",  # in Hungarian too
    *("Alternative", "Code"),  # heads of columns
    "Taxi",
    *(
        "Alarm",
        "Bar",
        "Chat",
        "Disco",
        "Housekeeping",
        "Minibar",
        "Name",
        "Pools",
        "Restaurant",
        "Safe",
        "Status",
    ),
}
NAMES = {  # that stay Latin in a Cyrillic text
    *("Lakeside", "Pines", "LakesidePines", "Qonaq", "Wi-Fi", "Telegram", "Visa", "Mastercard"),
    *("HDMI", "Type", "yolu"),
    *("xlsx", "iCal", "Excel", "QR-код"),
    *("JPEG", "WebP", "HEIC"),
}
SIGN = 3  # letters: units, airports and the names of plugs are the same everywhere
FOREIGN = [one for one in everything() if one.language in OTHERS]


def shown(found: list[Said]) -> str:
    return "\n".join(f"{one}: {one.text}" for one in found)


def test_nothing_is_left_in_english() -> None:
    same = [one for one in FOREIGN if one.text == one.english and one.words and one.text not in SAME]
    assert not same, shown(same)


@pytest.mark.parametrize("word", ENGLISH)
def test_no_english_word_stands_in_another_language(word: str) -> None:
    found = [
        one
        for one in FOREIGN
        if word in [said.lower() for said in one.words] and (one.language, word) not in TWO_LANGUAGES
    ]
    assert not found, shown(found)


def test_no_word_mixes_two_alphabets() -> None:
    mixed = [
        one
        for one in everything()
        if any(
            CYRILLIC.search(word) and LATIN.search(word) for word in re.findall(r"[^\W_]+", bare(one.text))
        )
    ]
    assert not mixed, shown(mixed)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_is_written_in_its_own_alphabet(language: str) -> None:
    cyrillic = language in ("ru", "kk")
    foreign = LATIN if cyrillic else CYRILLIC
    strange = [
        one
        for one in everything()
        if one.language == language
        and any(len(word) > SIGN and foreign.search(word) and word not in NAMES for word in one.words)
    ]
    assert not strange, shown(strange)


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("ru", "әғқңөұүһі"),
        ("kk", "ґїєў"),
        ("az", "ôőűâ"),
        ("hu", "əğışç"),
        ("en", "ğışçőű"),
        ("tr", "əőűßä"),
        ("de", "əğışçőűáéó"),
    ],
)
def test_no_letter_of_a_neighbour_slips_in(language: str, letters: str) -> None:
    found = [
        one
        for one in everything()
        if one.language == language and one.text not in SAME and set(letters) & set(_unnamed(one).lower())
    ]
    assert not found, shown(found)


def _unnamed(one: Said) -> str:
    """Without names of people and places, which keep their letters."""
    return " ".join(word for word in one.words if not word[0].isupper() and "qəbələ" not in word)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_of_the_hotel_is_said_in_every_language(language: str) -> None:
    places = {one.where for one in everything()}
    assert not places - {one.where for one in everything() if one.language == language}
