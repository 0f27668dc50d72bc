"""A plain no is heard in every language, and nothing that says more is taken for one."""

from __future__ import annotations

import pytest

from bot.desk.menu.ideas_words import a_plain_no


@pytest.mark.parametrize(
    "words",
    [
        "No",
        "I said no!",
        "NO!!! I said no.",
        "I don't want it",
        "not now",
        "Нет",
        "Я же сказала: НЕТ!!",
        "не надо, спасибо не надо",
        "Yox!",
        "Mən dedim yox",
        "İstəmirəm",
        "жоқ, керек емес",
        "мен жоқ дедім",
        "Nem, már mondtam!",
        "Mondtam, hogy nem",
        "Hayır dedim!",
        "istemiyorum",
        "Nein danke",
        "Ich habe doch nein gesagt!",
    ],
)
def test_it_says_no(words: str) -> None:
    assert a_plain_no(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "!!!",
        "No hot water in my room",
        "no, and the room is dirty",
        "is there nothing for the rain?",
        "leave me alone",
        "нет горячей воды",
        "нет ли чего-нибудь для детей?",
        "otaqda su yoxdur",
        "жоқ, бөлмеде су жоқ",
        "nem működik a klíma",
        "hayır, odam kirli",
        "nein, das Zimmer ist schmutzig",
        "2 adults",
    ],
)
def test_it_says_something_else(words: str) -> None:
    assert not a_plain_no(words)
