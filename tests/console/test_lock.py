"""One desk a folder, and a crash lets go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.lock import AnotherDesk, is_held, only_one


def test_a_second_desk_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(AnotherDesk, match="Another desk is running"), only_one(tmp_path):
            pass
    assert not is_held(tmp_path)


def test_a_killed_desk_lets_go(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.lock import only_one\n"
        "with only_one(Path(sys.argv[1])):\n    print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout
        assert desk.stdout.readline() == "open\n"
        assert is_held(tmp_path)
        desk.kill()
        desk.wait(timeout=10)
    assert not is_held(tmp_path)


def test_where_nobody_has_run_nothing_is_held_and_nothing_written(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    assert not is_held(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
