"""`make prove`: every long proof belongs to a part, and the table says what was seen."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
HAND = {"promise": "p", "injected": "i", "trials": 100, "violations": 0, "control": False, "told": ""}


@pytest.fixture(scope="module")
def prove() -> ModuleType:
    """tools/ is no package of ours: it is read from its file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        return importlib.import_module("prove")


def told(folder: Path, *rows: dict[str, object]) -> None:
    lines = "".join(json.dumps(HAND | row) + "\n" for row in rows)
    (folder / "steps.jsonl").write_text(lines, encoding="utf-8")


def test_every_file_that_proves_at_length_belongs_to_one_part(prove: ModuleType) -> None:
    assert all((ROOT / one).exists() for part in prove.PARTS for one in (*part.places, *part.but))
    proving = prove._proofs(ROOT / "tests")
    assert len(proving) > 40
    parts = Counter(one for part in prove.PARTS for one in part.files() if not part.whole)
    assert set(proving) == set(parts)
    assert max(parts.values()) == 1


def test_a_promise_is_one_row_with_its_bound_and_its_control(prove: ModuleType, tmp_path: Path) -> None:
    told(
        tmp_path,
        {},
        {"trials": 200, "told": "quick"},
        {"injected": "broken", "violations": 3, "control": True},
    )
    assert list(prove.table(tmp_path))[2:] == ["| p | i | 300 | 0 | 1.0e-02 | yes | quick |"]


def test_a_violation_has_no_bound_and_a_control_that_was_not_caught_is_said(
    prove: ModuleType, tmp_path: Path
) -> None:
    told(tmp_path, {"violations": 1}, {"injected": "broken", "control": True})
    assert list(prove.table(tmp_path))[2:] == ["| p | i | 100 | 1 | – | no |  |"]


def test_a_promise_that_is_broken_or_has_no_control_is_not_proved(prove: ModuleType) -> None:
    caught = HAND | {"control": True, "violations": 1}
    assert list(prove.doubtful([HAND, caught])) == []
    assert list(prove.doubtful([HAND])) == ["p (no control was caught)"]
    assert list(prove.doubtful([HAND, caught | {"violations": 0}])) == ["p (no control was caught)"]
    assert list(prove.doubtful([HAND | {"violations": 2}, caught])) == ["p (broken)"]


def test_the_minutes_of_each_part_are_told(prove: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "steps.done").write_text("90")
    (tmp_path / "kills.done").write_text("30")
    assert prove.took(tmp_path).startswith("Minutes: steps 1.5, kills 0.5; 2.0 in all")
