"""The lane that must not miss: fresh messages in seven languages, and everyday sentences that look alike."""

from pathlib import Path

import pytest

from bot.understanding import Understanding, decide
from bot.understanding.intents import LANGUAGES, RISK_OF
from bot.understanding.lexicon import Lexicon

MESSAGES = Path(__file__).parent / "messages"


def messages(language: str, folder: Path = MESSAGES) -> list[tuple[str, str]]:
    """(section, message) rows; section "ok" is innocuous."""
    rows, section = [], ""
    for line in (folder / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            rows.append((section, line))
    return rows


def test_sensitive_messages_are_noticed_in_every_language_without_a_hint(
    understanding: Understanding,
) -> None:
    asked, missed = 0, []
    for language in LANGUAGES:
        alarming = [(risk, text) for risk, text in messages(language) if risk != "ok"]
        assert len(alarming) >= 25
        assert len({risk for risk, _ in alarming}) >= 5
        asked += len(alarming)
        missed += [text for _, text in alarming if understanding.understand(text).risk is None]
    assert len(missed) <= 0.03 * asked, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_sentences_raise_no_alarm(understanding: Understanding, language: str) -> None:
    calm = [text for risk, text in messages(language) if risk == "ok"]
    assert len(calm) >= 20
    alarms = [text for text in calm if understanding.understand(text).risk is not None]
    assert len(alarms) <= 0.15 * len(calm), alarms


def fresh(language: str, *sections: str) -> list[str]:
    """Messages in a guest's own style: panicked, indirect, mistyped, or only looking alarming."""
    return [text for section, text in messages(language, MESSAGES / "fresh") if section in sections]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_child_is_noticed_however_it_is_told(understanding: Understanding, language: str) -> None:
    asked = fresh(language, "lost_child")
    assert len(asked) >= 16
    missed = [text for text in asked if understanding.understand(text).risk is None]
    assert len(missed) <= 0.03 * len(asked), missed


@pytest.mark.parametrize("hinted", [False, True])
def test_a_family_that_goes_somewhere_is_no_missing_child(understanding: Understanding, hinted: bool) -> None:
    asked, alarms = 0, []
    for language in LANGUAGES:
        calm = fresh(language, "family")
        assert len(calm) >= 36
        asked += len(calm)
        hint = language if hinted else None
        alarms += [text for text in calm if understanding.understand(text, hint=hint).risk is not None]
    assert len(alarms) <= 0.04 * asked, alarms


@pytest.mark.parametrize("language", ["en", "ru", "az", "kk", "hu"])
@pytest.mark.parametrize("risk", ["medical", "fire", "harassment", "theft", "self_harm"])
def test_every_kind_of_danger_is_noticed_in_a_guests_own_words(
    understanding: Understanding, language: str, risk: str
) -> None:
    asked = fresh(language, risk)
    assert len(asked) >= 10
    assert not [text for text in asked if understanding.understand(text).risk is None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_polite_and_furious_complaints_are_noticed(
    understanding: Understanding, language: str
) -> None:
    asked = fresh(language, "complaint")
    assert len(asked) >= 15
    missed = [text for text in asked if understanding.understand(text, hint=language).complaint < 0.5]
    assert len(missed) <= 0.2 * len(asked), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_and_odd_questions_are_neither_complaint_nor_alarm(
    understanding: Understanding, language: str
) -> None:
    calm = fresh(language, "plain")
    assert len(calm) >= 40
    heard = {text: understanding.understand(text, hint=language) for text in calm}
    taken = [text for text, understood in heard.items() if understood.complaint >= 0.5]
    assert len(taken) <= 0.1 * len(calm), taken
    alarms = [text for text, understood in heard.items() if understood.risk is not None]
    assert len(alarms) <= 0.05 * len(calm), alarms


@pytest.mark.parametrize("hint", [None, *LANGUAGES, "fr"])
@pytest.mark.parametrize(
    "text",
    [
        "my child is not breathing",
        "ребёнок не дышит",
        "rebenok ne dyshit",
        "uşağım nəfəs almır",
        "usagim nefes almir",
        "балам дем алмай жатыр",
        "balam dem almai jatyr",
        "nem lélegzik a gyerekem",
        "cocugum nefes almiyor",
        "mein Kind atmet nicht",
    ],
)
def test_a_child_not_breathing_is_medical_whatever_the_chat_spoke(
    understanding: Understanding, text: str, hint: str | None
) -> None:
    understood = understanding.understand(text, hint=hint)
    assert understood.risk == "medical"
    assert decide(understood) == "sensitive"


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("MY SON IS CHOKINGG!!!", "medical"),
        ("she is unconcious", "medical"),
        ("пожааар", "fire"),
        ("I can't find my son", "lost_child"),
        ("a drunk man is following me", "harassment"),
        ("my walet was stolen", "theft"),
        ("öngyilkos akarok lenni", "self_harm"),
    ],
)
def test_the_kind_is_named_despite_slips(understanding: Understanding, text: str, risk: str) -> None:
    assert understanding.understand(text).risk == risk


@pytest.mark.parametrize(
    "text",
    [
        "a room with a fireplace",
        "I'm dying for a coffee",
        "where is the smoking area",
        "I lost my key",
        "kill time",
    ],
)
def test_figures_of_speech_are_not_emergencies(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).risk is None


def test_what_calms_the_heads_is_in_no_dangerous_message(understanding: Understanding) -> None:
    """One word too many among the calm patterns would hide what only the heads notice."""
    for language in LANGUAGES:
        everything = [*messages(language), *messages(language, MESSAGES / "fresh")]
        alarming = [text for section, text in everything if section in RISK_OF.values()]
        assert len(alarming) >= 25
        assert not [text for text in alarming if "calm" in understanding._look(text, language).sections]
    assert "calm" in understanding._look("we have no children", "en").sections


def test_the_test_can_fail() -> None:
    """Positive control: without its patterns the lane notices nothing."""
    words, none = ["my", "child", "is", "not", "breathing"], frozenset[str]()
    assert Lexicon("en", []).sections(words, likely=True, odd=none) == none
    assert "medical" in Lexicon.of("en").sections(words, likely=True, odd=none)


def test_the_lexicon_format_says_what_it_promises() -> None:
    lexicon = Lexicon(
        "en",
        ["@kid = child* son", "[lost]", "lost .. @kid", "@kid & gone missing|vanished", "- lost son", "? oj"],
    )

    def said(text: str, *, likely: bool = True) -> bool:
        return bool(lexicon.sections(text.split(), likely=likely, odd=frozenset()))

    assert said("lost my little children")
    assert not said("lost one two three four five child")
    assert said("vanished has my son")
    assert not said("lost son")
    assert said("oj")
    assert not said("oj", likely=False)
