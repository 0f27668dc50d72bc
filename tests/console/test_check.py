"""qonaq check: file, line, problem and fix, then one line that counts."""

from __future__ import annotations

import re
from pathlib import Path

from tests.console.conftest import Terminal


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_catalog_is_counted(terminal: Terminal, files: Path) -> None:
    assert terminal("check") == 0
    counted = r"\d+ offers, \d+ entries: (no problems|\d+ warnings?)"
    assert re.fullmatch(f"{re.escape(str(files))}: {counted}", terminal.out.splitlines()[-1])
    assert terminal("check", str(files)) == 0
    assert re.fullmatch(counted, terminal.out.splitlines()[-1])


def test_a_mistake_is_named_by_file_and_line(terminal: Terminal, files: Path) -> None:
    spoil(files / "hotel.yaml", 'currency: "AZN"', 'currency: "manat"')
    assert terminal("check", str(files)) == 1
    first, *_, last = terminal.out.splitlines()
    assert re.match(rf'{re.escape(str(files))}/hotel\.yaml:\d+: currency "manat" .+; .+', first)
    assert last == "1 error"


def test_a_warning_does_not_fail(terminal: Terminal, files: Path) -> None:
    (files / "notes.yaml").write_text("a: b\n")
    assert terminal("check") == 0
    assert "notes.yaml: the file is not read" in terminal.out
    assert "warning" in terminal.out.splitlines()[-1]


def test_a_folder_that_is_not_there_is_said(terminal: Terminal) -> None:
    assert terminal("check", "nowhere") == 1
    assert "nowhere is not a folder" in terminal.err


def test_wrong_settings_do_not_keep_a_named_folder_from_being_checked(
    terminal: Terminal, files: Path
) -> None:
    terminal.environ["QONAQ_LISTEN"] = "x"
    assert terminal("check", str(files)) == 0
