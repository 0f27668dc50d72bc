"""Every language says everything that English says, with the same placeholders and the same emphasis."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.speech import LABEL, PLURALS, two_forms
from tests.texts.spoken import (
    LOCALES,
    OTHERS,
    PLACEHOLDER,
    SPOKEN,
    TAG,
    forms,
    listed,
    messages,
)
from tests.texts.spoken import speech as all_speech

TWO = "nplurals=2; plural=(n != 1);"
RULES = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
}
TAGS = {"<b>", "</b>", "<i>", "</i>", "<blockquote>", "</blockquote>"}


def test_these_are_the_languages() -> None:
    assert {one.name for one in LOCALES.iterdir() if one.is_dir()} == set(SPOKEN)
    assert set(all_speech().spoken) == set(SPOKEN)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_exactly_the_keys_of_english(language: str) -> None:
    assert set(forms(language)) == set(forms("en"))


@pytest.mark.parametrize("language", SPOKEN)
def test_nothing_is_guessed_empty_left_over_or_untidy(language: str) -> None:
    assert not messages(language).obsolete
    assert not [message.id for message in listed(language) if message.fuzzy]
    for key, said in forms(language).items():
        for one in said:
            assert one.strip(), key
            assert one == one.strip(), key
            assert "  " not in one, key
            assert "\n\n\n" not in one, key
            assert not re.search(r"[ \t]\n|\n[ \t]", one), key


@pytest.mark.parametrize("language", SPOKEN)
def test_the_plural_rule_of_the_file_is_the_one_that_is_spoken(language: str) -> None:
    head = (LOCALES / language / "LC_MESSAGES" / "qonaq.po").read_text(encoding="utf-8")
    pinned = RULES.get(language, TWO)
    assert f'"Plural-Forms: {pinned}\\n"' in head
    said = PLURALS.get(language, two_forms)
    assert [said(n) for n in range(250)] == [_by_rule(language, n) for n in range(250)]


def _by_rule(language: str, n: int) -> int:
    if language != "ru":
        return int(n != 1)
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_has_as_many_forms_as_its_language_counts(language: str) -> None:
    for key, said in forms(language).items():
        expected = messages(language).num_plurals if len(forms("en")[key]) > 1 else 1
        assert len(said) == expected, key


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_and_tags_are_those_of_english_in_every_form(language: str) -> None:
    for key, said in forms(language).items():
        english = forms("en")[key]
        for index, one in enumerate(said):
            twin = english[min(index, len(english) - 1)]
            assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(twin)), key
            assert Counter(TAG.findall(one)) == Counter(TAG.findall(twin)), key


@pytest.mark.parametrize("language", SPOKEN)
def test_emphasis_is_opened_and_closed_in_order(language: str) -> None:
    for key, said in forms(language).items():
        for one in said:
            opened: list[str] = []
            for tag in TAG.findall(one):
                assert tag in TAGS, key
                if tag.startswith("</"):
                    assert opened, key
                    assert opened.pop() == tag.replace("/", ""), key
                else:
                    opened.append(tag)
            assert not opened, key
            assert not re.search(r"[<>&]", TAG.sub("", one)), key


@pytest.mark.parametrize("language", SPOKEN)
def test_a_placeholder_is_a_plain_name(language: str) -> None:
    for key, said in forms(language).items():
        for one in said:
            assert all(re.fullmatch(r"\{[a-z][a-z0-9_]*\}", name) for name in PLACEHOLDER.findall(one)), key
            assert not re.search(r"[{}]", PLACEHOLDER.sub("", one)), key


def test_no_hungarian_ending_wraps_away_from_its_placeholder() -> None:
    for key, said in forms("hu").items():
        assert not any(re.search(r"\}-\w", one) for one in said), key


def test_a_label_is_as_long_as_a_phone_shows() -> None:
    assert LABEL == 24
