"""What was misheard in real use, with neighbours of each in the other languages."""

from pathlib import Path

import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.tg.hearing import phrases
from bot.understanding import Understanding, Understood, decide
from bot.understanding.intents import LANGUAGES

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "messages" / "met.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module", params=["the book alone", "with a hotel's own phrases"])
def understanding(request: pytest.FixtureRequest) -> Understanding:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return Understanding.load(phrases(catalog) if request.param.startswith("with") else ())


def is_heard(understood: Understood, wanted: str) -> bool:
    """Whether the evidence is what the file asks for."""
    complains = understood.complaint >= 0.5
    match wanted:
        case "calm":
            return not complains and understood.risk is None
        case "broken":
            return complains and understood.risk is None
        case "alarm":
            return understood.risk is not None
        case "cry":
            return understood.wants_person or understood.risk is not None
        case "several":
            return decide(understood) == "clarify" and len(understood.candidates) > 1
    plain = not complains and understood.risk is None
    return plain and understood.candidates[0].entry in wanted.split("|")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_misheard_once_is_heard(understanding: Understanding, language: str) -> None:
    asked = [(wanted, text) for spoken, wanted, text in ROWS if spoken == language]
    assert len(asked) >= 20
    heard = [(wanted, text, understanding.understand(text, hint=language)) for wanted, text in asked]
    missed = [(wanted, text) for wanted, text, understood in heard if not is_heard(understood, wanted)]
    assert len(missed) <= 0.14 * len(asked), missed
    assert [text for wanted, text in missed if wanted in ("alarm", "cry")] == []


@pytest.mark.parametrize(
    "text", ["SOS", "help!!", "помогите!!", "kömək edin!!", "көмектесіңіз!!", "segítség!!", "112!"]
)
def test_a_bare_cry_shows_the_number_to_call(understanding: Understanding, text: str) -> None:
    assert decide(understanding.understand(text)) == "sensitive"


@pytest.mark.parametrize("text", ["0 0", "0", "999 999", "2 adults, 2 kids 5 and 10", "😀👍", "214", "2+2"])
@pytest.mark.parametrize("hint", [None, *LANGUAGES])
def test_numbers_and_emoji_never_complain(understanding: Understanding, text: str, hint: str | None) -> None:
    understood = understanding.understand(text, hint=hint)
    assert understood.complaint < 0.5
    assert understood.risk is None


def test_a_wish_that_is_said_twice_is_still_one(understanding: Understanding) -> None:
    understood = understanding.understand("When is breakfast? What time is breakfast?")
    assert decide(understood) == "answer"
