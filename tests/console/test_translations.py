"""qonaq catalog missing · translate · schema, as a manager types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from bot.console import translations
from bot.desk.catalog import folder
from bot.desk.catalog.schema import written
from bot.desk.learning.translating import DOUBTS, WRONG
from tests.console.conftest import Terminal


@pytest.fixture
def hotel(terminal: Terminal, files: Path) -> Terminal:
    """Live without the canoe's English name."""
    path = files / "extras" / "active" / "canoe.yaml"
    path.write_text(path.read_text("utf-8").replace('  en: "Canoe trip"\n', "", 1), "utf-8")
    assert terminal("catalog", "publish", str(files)) == 0
    return terminal


def test_every_sentence_about_a_cell_is_there() -> None:
    assert set(translations.SAID) == {*WRONG, *DOUBTS}


def test_what_is_missing_goes_out_comes_back_and_can_be_taken_back(hotel: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "en.csv"
    assert hotel("catalog", "missing") == 0
    assert hotel.out.splitlines()[1] == "az  100 %  complete"
    assert "1 missing (1 title, 0 card, 0 policy, 0 details)" in hotel.out
    assert hotel("catalog", "missing", "--lang", "en") == 0
    assert hotel.out.startswith("title    canoe, title: missing: Kanoe gəzintisi\n")
    assert hotel("catalog", "translate", "--to", "en", "--csv", str(file)) == 0
    assert hotel.out == f"Written: {file} (1 text).\n"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    rows[1][rows[0].index("to en")] = "Canoeing"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    assert hotel("catalog", "translate", str(file), "--dry-run") == 0
    assert hotel.out == "1 text in en, 0 empty rows. Nothing was changed.\n"
    assert hotel("catalog", "translate", str(file)) == 0
    assert "Live as version 2; `qonaq catalog undo` takes it back." in hotel.out
    assert hotel("catalog", "missing", "--lang", "en") == 0
    assert hotel.out == "en  100 %  complete\n"
    assert hotel("catalog", "undo") == 0
    assert hotel("catalog", "missing") == 0
    assert "1 missing" in hotel.out


def test_a_wrong_cell_is_named_and_nothing_changes(hotel: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "en.csv"
    file.write_text(
        'code;field;from az;to en\noffers/canoe;title;Kanoe gəzintisi;"A canoe trip on the quiet lake"\n',
        "utf-8",
    )
    assert hotel("catalog", "translate", str(file)) == 1
    assert hotel.err.splitlines() == [
        f"{file}!D2: too long (30/24 characters); shorten it",
        "Nothing was changed.",
    ]
    assert hotel("catalog", "translate", "--to", "fr", "--csv", str(file)) == 2
    assert hotel.err == "The hotel speaks en, az, not fr.\n"


def test_a_machines_mark_is_kept_by_the_files(hotel: Terminal, tmp_path: Path) -> None:
    file, out = tmp_path / "en.csv", tmp_path / "out"
    file.write_text("code;field;from az;to en;auto\noffers/canoe;title;Kanoe gəzintisi;Canoes;yes\n", "utf-8")
    assert hotel("catalog", "translate", str(file)) == 0
    assert hotel("catalog", "export", str(out)) == 0
    catalog, _ = folder.read(out)
    assert catalog is None or catalog.offers["canoe"].auto == {"en": ["title"]}
    assert 'auto:\n  en: ["title"]' in (out / "extras" / "active" / "canoe.yaml").read_text("utf-8")
    assert hotel("catalog", "diff", str(out)) in (0, 1)


def test_the_format_is_written_for_editors(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("catalog", "schema") == 0
    assert terminal.out == written()
    assert terminal("catalog", "schema", str(tmp_path / "schema.json")) == 0
    assert json.loads((tmp_path / "schema.json").read_text("utf-8"))["title"] == "Qonaq catalog file"
    assert terminal("catalog", "schema", str(tmp_path / "nowhere" / "schema.json")) == 1
