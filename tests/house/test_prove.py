"""`make prove`: every long proof belongs to a part, and the table says what was seen."""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
HAND = {
    "promise": "p",
    "injected": "i",
    "trials": 100,
    "violations": 0,
    "control": False,
    "of": "",
    "told": "",
}


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
    assert list(prove.doubtful([HAND])) == ["p: i (no control was caught)"]
    assert list(prove.doubtful([HAND, caught | {"violations": 0}])) == ["p: i (no control was caught)"]
    assert list(prove.doubtful([HAND | {"violations": 2}, caught])) == ["p: i (broken)"]


def test_a_control_of_one_injection_stands_for_no_other(prove: ModuleType) -> None:
    disk = HAND | {"injected": "a full disk"}
    caught = HAND | {"control": True, "violations": 1}
    assert list(prove.doubtful([HAND, disk, caught, caught | {"of": "a full disk"}])) == []
    missed = caught | {"of": "a full disk", "violations": 0}
    assert list(prove.doubtful([HAND, disk, caught, missed])) == ["p: a full disk (no control was caught)"]
    assert list(prove.doubtful([HAND, caught | {"of": "a full disk"}])) == ["p: i (no control was caught)"]


def test_the_minutes_of_each_part_are_told_and_none_is_counted_twice(
    prove: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "steps.done").write_text("[1000, 1090]")
    (tmp_path / "network.done").write_text("[1000, 1060]")
    (tmp_path / "kills.done").write_text("[2000, 2030]")
    assert prove.took(tmp_path).startswith("Minutes: steps 1.5, kills 0.5, network 1.0; 2.0 in all")


def test_what_waits_runs_beside_the_others_and_what_fails_is_named(
    prove: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The one that waits ends only when the other has been."""
    told = "import os, pathlib; kept = pathlib.Path(os.environ['PROOFS_INTO']).parent; "
    waiting = f"{told}\nwhile not (kept / 'there').exists(): pass\nprint('well')"
    programs = {"a": waiting, "b": f"{told}(kept / 'there').touch()", "c": "raise SystemExit(1)"}
    monkeypatch.setattr(prove.Part, "command", lambda one: [sys.executable, "-c", programs[one.name]])
    parts = [prove.Part(name, [], waits=name == "a") for name in programs]
    assert list(prove.not_passed(parts, tmp_path)) == ["c"]
    assert capfd.readouterr().out.endswith("== a\nwell\n")
    assert list(prove.not_passed(parts, tmp_path)) == ["c"]
    assert "== a: passed before, in 0.0 minutes\n== b: passed before" in capfd.readouterr().out
