"""The lexicons alone: what is heard when the understanding has failed."""

from __future__ import annotations

import pytest

from bot.tg import bare
from bot.tg.hearing import Hearing

SAID = {
    "en": {"medical": "my husband is not breathing", "fire": "there is smoke, fire!"},
    "ru": {"medical": "муж не дышит", "fire": "у нас пожар", "lost_child": "потерялся ребёнок"},
    "az": {"medical": "ərim nəfəs almır", "fire": "yanğın var", "lost_child": "uşağım itib"},
    "kk": {"medical": "күйеуім дем алмай жатыр", "fire": "өрт шықты", "lost_child": "балам жоғалып кетті"},
    "hu": {"medical": "a férjem nem lélegzik", "fire": "tűz van", "lost_child": "eltűnt a gyerekem"},
    "tr": {"medical": "kocam nefes almıyor", "fire": "yangın var", "lost_child": "çocuğum kayboldu"},
    "de": {"medical": "mein Mann atmet nicht", "fire": "es brennt", "lost_child": "mein Kind ist weg"},
}
CALM = ("What time is breakfast?", "Где бассейн?", "kérek törölközőt", "Wann ist Frühstück?")


@pytest.mark.parametrize("language", SAID)
def test_danger_is_heard_without_a_model(language: str) -> None:
    for hint in (language, None):
        found = {risk: bare.heard(words, hint).risk for risk, words in SAID[language].items()}
        assert found == {risk: risk for risk in SAID[language]}
    assert bare.heard(SAID["ru"]["fire"], "en").risk == "fire", "on a phone in English"


def test_whoever_is_calm_gets_a_person_and_no_alarm() -> None:
    for words in CALM:
        found = bare.heard(words, None)
        assert (found.risk, found.decision, found.person) == (None, "handoff", True)


def test_an_understanding_that_breaks_is_replaced_at_once(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the model is gone")

    for name in ("understand", "at_once"):
        monkeypatch.setattr(type(hearing.understanding), name, broken)
    assert hearing.hear("my husband is not breathing", "en").risk == "medical"
    found = hearing.at_once("help, fire!", "en")
    assert found
    assert found.risk == "fire"
    assert "words of danger are still heard" in caplog.text
