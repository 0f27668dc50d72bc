"""The report counts what it says, and the page that is committed is of the model that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.asked import Heard
from bot.understanding import Candidate, Understood
from bot.understanding.heads import Model
from tools.understanding import languages, report, wishes
from tools.understanding.book import Row
from tools.understanding.page_words import BY_HAND, LANGUAGE, SURE, WAYS, WISHES
from tools.understanding.report import Told

PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"


def told(intent: str, p: float, *, taken: str = "wifi", said: str = "en", row: Row | None = None) -> Told:
    understood = Understood(said, (Candidate(taken, p),), 0.0, None, wants_person=False)
    return Told(row or Row("en", intent, "is there wifi"), understood, "answer")


def test_the_page_is_of_the_model_that_ships() -> None:
    """If not: `make understanding ARGS=report`."""
    page, model = PAGE.read_text("utf-8"), Model.load()
    assert f"data {model.about['data'][:12]}…, heads {report.checksum(model)}" in page
    assert f"{model.about['phrases']:,} phrases of {len(model.intents)} intents" in page


def test_the_page_is_what_the_report_writes_now() -> None:
    """By language, by part, and by how far the messages are from what was learnt."""
    page = PAGE.read_text("utf-8").split(BY_HAND)[0]
    tables = [line for line in page.splitlines() if line.startswith("| | top-1")]
    assert tables == [report.HEADER] * 3
    for told in (WAYS, SURE, LANGUAGE, WISHES):
        assert told in page


def test_another_model_has_another_checksum() -> None:
    model = Model.load()
    first = report.checksum(model)
    model.arrays["letters_bias"][0] += 1
    assert report.checksum(model) != first


def test_probabilities_are_held_against_what_was_right() -> None:
    asked = [told("wifi", 0.95), told("wifi", 0.95), told("pool", 0.95), told("pool", 0.05)]
    lines = report.reliability(asked).splitlines()
    assert lines[2].startswith("| 0–10 | 1 | 5.0 | 0.0 (")
    assert lines[3].startswith("| 90–100 | 3 | 95.0 | 66.7 (")
    assert "22.5 points apart" in lines[-1]


BOTH = {"wifi", "pool"}


@pytest.mark.parametrize(
    ("heard", "fate"),
    [
        (Heard("en", "clarify", (("pool", 0.425), ("wifi", 0.425))), "both answered"),
        (Heard("en", "clarify", (("pool", 0.5), ("gym", 0.2), ("wifi", 0.1))), "both among the choices"),
        (Heard("en", "handoff", (("pool", 0.1),)), "a person reads both"),
        (Heard("en", "answer", (("pool", 0.9), ("wifi", 0.05))), "only one"),
        (Heard("en", "clarify", (("pool", 0.425), ("gym", 0.425), ("wifi", 0.1))), "only one"),
        (Heard("en", "clarify", (("gym", 0.5), ("bar", 0.2), ("spa", 0.1), ("wifi", 0.05))), "neither"),
    ],
)
def test_two_wishes_end_as_the_desk_serves_them(heard: Heard, fate: str) -> None:
    assert wishes.fate(heard, BOTH) == fate


def test_a_greeting_is_no_second_wish() -> None:
    rows = [Row("en", "greeting+wifi", "good morning, the wifi password please")]
    assert "| all | 0 |" in wishes.table(None, rows)  # type: ignore[arg-type]  # nothing is asked


def test_the_language_is_counted_where_it_is_hard() -> None:
    latin, plain = Row("kk", "pool", "bassein bar ma"), Row("kk", "pool", "Бассейн сағат нешеден ашық болады")
    found = [told("pool", 0.9, said="kk", row=latin), told("pool", 0.9, said="ru", row=plain)]
    mistold = [told("pool", 0.9, said="ru", row=row) for row in (latin, plain)]
    line = languages.table(found, found, mistold).splitlines()[5]
    cells = [cell.split(" (")[0] for cell in line.strip("| ").split(" | ")]
    assert cells == ["kk", "50.0", "100.0", "100.0", "100.0", "0.0", "0.0"]


def test_kinds_that_nothing_taught_are_told_with_their_price() -> None:
    noticed = Understood("en", (), 0.9, None, wants_person=False)
    caught = [Told(Row("en", "smell", "it stinks"), noticed, "handoff"), told("smell", 0.9)]
    block = report.kinds_left_out(caught, caught[:1], [told("wifi", 0.9)])
    assert "| smell | 50.0 (" in block
    assert " | 100.0 (20.7–100.0) |" in block
    assert "| goal ≥ 75 | MISSED | met |" in block
    assert "| 1 others, taken for a complaint | 0.0 (" in block
