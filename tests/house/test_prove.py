"""`make prove`: every long proof belongs to a part, and the table says what was seen."""

from __future__ import annotations

import importlib
import json
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


def test_every_file_that_proves_at_length_belongs_to_a_part(prove: ModuleType) -> None:
    named = [ROOT / one for part in prove.PARTS for one in part.tests if not one.startswith("--")]
    assert all(one.exists() for one in named), "a part names what is not there"
    proving = [one for one in (ROOT / "tests").rglob("test_*.py") if '"PROVE"' in one.read_text("utf-8")]
    proving.remove(Path(__file__))
    assert len(proving) > 20
    left_out = [one for one in proving if not any(one.is_relative_to(place) for place in named)]
    assert left_out == []


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
