"""Any catalog comes back from its files as it was, and no tree of files makes the reader fail.

PROVE=1 draws more: 1,000 catalogs and 10,000 trees.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog
from tests.desk.catalog.bad_yaml import good
from tests.desk.catalog.drawn_catalogs import catalogs
from tests.proofs import FILES, ROUND_TRIP, proves

PROVE = bool(os.environ.get("PROVE"))
CATALOGS, TREES = (1_000, 10_000) if PROVE else (30, 80)
SECONDS = 2.0
SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
NASTY = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "-",
        ":",
        "- ",
        ": ",
        "? ",
        "{",
        "}",
        "[",
        "]",
        "#",
        "|",
        ">",
        "&a ",
        "*a",
        "!!x ",
        "%",
    ),
    *(
        "'",
        '"',
        "\\",
        "\x00",
        "\u202e",
        "\ufeff",
        "\x85",
        "é",
        "😀",
        "~",
        "null",
        "NO",
        "on",
        "1e400",
        ".nan",
    ),
    *("-1", "0", "9" * 40, "2026-02-30", "24:00", "600", "{0.__class__}", "{price}", "<b>", "../x", "<<: {}"),
    *("a" * 700, "[" * 30, "---\n", "...\n", "\r", "en: ", "code: canoe\n"),
)


@proves(ROUND_TRIP, injected="random catalogs as YAML", trials=CATALOGS)
@settings(max_examples=CATALOGS, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(catalogs())
def test_any_catalog_comes_back_from_its_files(
    tmp_path_factory: pytest.TempPathFactory, catalog: Catalog
) -> None:
    place = tmp_path_factory.mktemp("round")
    folder.write(catalog, place)
    assert rebuilt(place) == catalog


def rebuilt(place: Path) -> Catalog:
    """The catalog of the files, without the checks that come after the model."""
    found = folder._Found(place)
    for path in folder.files(place):
        folder._read_file(found, path)
    assert found.issues == []
    assert found.hotel
    parts = ("offers", "knowledge", "ladder", "roster", "remedies", "replies")
    return Catalog(hotel=found.hotel, **{name: getattr(found, name) for name in parts})


def spoilt(content: str, dice: random.Random) -> str:
    """A few places of a file are anything."""
    lines = content.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        line, piece = lines[at], dice.choice(NASTY)
        match dice.randrange(7):
            case 0:
                lines.insert(at, line)
            case 1:
                lines[at] = ""
            case 2:
                lines[at] = "  " * dice.randint(0, 5) + line.strip()
            case 3:
                lines[at] = line.partition(":")[0] + ": " + piece
            case 4:
                cut = dice.randint(0, len(line))
                lines[at] = line[:cut] + piece + line[cut:]
            case 5:
                lines[at], lines[-1 - at] = lines[-1 - at], line
            case 6:
                lines[at] = piece + line
    return "\n".join(lines)


def looked_at(place: Path, before: dict[Path, str], dice: random.Random) -> None:
    """One tree: read without an exception, in time; every issue says where and what to do."""
    for path in dice.sample(list(before), dice.randint(1, 2)):
        path.write_bytes(spoilt(before[path], dice).encode("utf-8", "surrogatepass"))
    began = perf_counter()
    catalog, issues = folder.read(place)
    assert perf_counter() - began < SECONDS
    assert all(one.file and one.problem and one.fix for one in issues), issues
    assert (catalog is None) == any(one.level == "error" for one in issues)
    for path, content in before.items():
        path.write_text(content, encoding="utf-8")


@proves(FILES, injected="mangled YAML", trials=TREES)
def test_no_tree_of_files_makes_the_check_fail(tmp_path: Path) -> None:
    _every_tree(tmp_path, TREES)


def _every_tree(place: Path, number: int) -> None:
    good(place)
    before = {path: path.read_text(encoding="utf-8") for path in folder.files(place)}
    for seed in range(number):
        looked_at(place, before, random.Random(seed))


@proves(FILES, injected="an issue without a fix", control=True)
def test_an_issue_without_a_fix_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: a reader that says what is wrong, and not what to do."""
    monkeypatch.setattr(folder, "in_words", lambda error, model: ("it does not fit", ""))
    with pytest.raises(AssertionError, match="it does not fit"):
        _every_tree(tmp_path, TREES)


@proves(FILES, injected="a value that is trusted", trials=20, control=True)
def test_a_reader_that_trusts_a_value_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: it takes every value of an amount for a number."""
    honest = folder._misformed

    def trusting(data: Any, where: Any, name: str = "") -> Any:
        if isinstance(data, dict) and isinstance(said := data.get("price"), str):
            float(said)
        return honest(data, where, name)

    monkeypatch.setattr(folder, "_misformed", trusting)
    with pytest.raises(ValueError, match="could not convert"):
        _every_tree(tmp_path, 20)
