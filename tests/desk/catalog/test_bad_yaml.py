"""Whatever stands in a folder of files: refused with its place and a fix, in two seconds and 300 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.desk.catalog import bounds, folder
from tests.desk.catalog.bad_yaml import CASES, good

SECONDS, MEGABYTES = 2.0, 300
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each case as a process of its own found it: that of the tests has more in its memory."""
    command = (sys.executable, "-m", "tests.desk.catalog.bad_yaml", str(tmp_path_factory.mktemp("bad")))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # our own module
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_refused_with_its_place_and_a_fix(found: dict[str, Any], name: str) -> None:
    told = found[name]
    assert not told["taken"]
    assert told["whole"]
    assert [one for one in told["said"] if one.startswith(CASES[name].said)], told["said"]
    assert told["seconds"] < SECONDS
    assert told["mb"] < MEGABYTES


def test_the_same_files_without_the_mistake_are_taken(tmp_path: Path) -> None:
    good(tmp_path)
    catalog, issues = folder.read(tmp_path)
    assert catalog
    assert issues == []


def test_a_byte_order_mark_and_windows_lines_are_no_mistake(tmp_path: Path) -> None:
    good(tmp_path)
    for path in folder.files(tmp_path):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.read(tmp_path)[1] == []


def test_a_link_within_the_folder_is_the_file(tmp_path: Path) -> None:
    good(tmp_path)
    kept = tmp_path / "kept.png"
    (tmp_path / "photos" / "canoe.png").rename(kept)
    (tmp_path / "photos" / "canoe.png").symlink_to(kept)
    assert folder.read(tmp_path)[1] == []


def test_mistakes_without_end_are_named_up_to_a_bound(tmp_path: Path) -> None:
    good(tmp_path)
    (tmp_path / "packages").mkdir()
    for number in range(400):
        (tmp_path / "packages" / f"p{number}.yaml").write_text("a: 1\n")
    catalog, issues = folder.read(tmp_path)
    assert catalog is None
    assert bounds.MOST_ISSUES < len(issues) < bounds.MOST_ISSUES + 50
    assert str(issues[-1]).endswith("there are many more; mend these first")
