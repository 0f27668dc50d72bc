"""The front door of the console: codes, words, and how failures are said."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Config
from bot.console import desk
from bot.lock import only_one
from tests.console.conftest import TOKEN, Terminal

QONAQ = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).parents[2]


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run([*QONAQ, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    for word in ("run", "demo", "check", "ask", "catalog", "stays", "migrate", "backup", "restore", "doctor"):
        assert f"    {word} " in done.stdout
    assert "exit codes: 0" in done.stdout


def test_what_a_command_writes_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    env = {**os.environ, "QONAQ_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [*QONAQ, "migrate"], cwd=ROOT, env=env, capture_output=True, timeout=60, umask=0o022
    )
    assert done.returncode == 0
    made = [tmp_path / "data", *(tmp_path / "data").iterdir()]
    assert len(made) > 1
    assert [one.name for one in made if one.stat().st_mode & 0o077] == []


def test_no_command_shows_the_help(terminal: Terminal) -> None:
    assert terminal() == 2
    assert "usage: qonaq" in terminal.err


@pytest.mark.parametrize("words", [["fly"], ["catalog"], ["roster"], ["demo", "--port", "70000"]])
def test_a_wrong_command_is_misuse(
    terminal: Terminal, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        terminal(*words)
    assert left.value.code == 2
    assert "usage: qonaq" in capsys.readouterr().err


def test_wrong_settings_are_all_named_and_are_misuse(terminal: Terminal) -> None:
    terminal.environ |= {"QONAQ_OWNERS": "me", "QONAQ_TELEGRAM_TOKN": TOKEN}
    assert terminal("run") == 2
    assert terminal.err.count("\n") == 2
    assert TOKEN not in terminal.err


@pytest.mark.parametrize(("token", "demo"), [(None, True), (TOKEN, False)])
def test_run_is_the_demo_only_without_a_token(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, token: str | None, demo: bool
) -> None:
    opened: list[tuple[str | None, bool]] = []

    def note(config: Config, *, demo: bool, environ: object) -> int:
        opened.append((config.token, demo))
        return 0

    monkeypatch.setattr(desk, "_open", note)
    terminal.environ |= {"QONAQ_TELEGRAM_TOKEN": token} if token else {}
    assert terminal("run") == 0
    assert opened == [(token, demo)]


def test_demo_takes_its_port_from_the_line(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []

    def note(config: Config, *, demo: bool) -> int:
        ports.append(config.port)
        return 0

    monkeypatch.setattr(desk, "_open", note)
    assert terminal("demo", "--port", "9123") == 0
    assert ports == [9123]


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (OSError(errno.EADDRINUSE, "Address already in use"), "taken by another program"),
        (ExceptionGroup("tasks", [OSError(errno.EADDRINUSE, "in use")]), "taken by another program"),
        (PermissionError(errno.EACCES, "Permission denied", "data"), "qonaq doctor"),
    ],
)
def test_what_the_machine_refuses_is_one_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, failure: Exception, says: str
) -> None:
    def fail(config: object, *, demo: bool, environ: object) -> int:
        raise failure

    monkeypatch.setattr(desk, "_open", fail)
    assert terminal("run") == 1
    assert says in terminal.err
    assert terminal.err.count("\n") == 1


def test_our_own_mistakes_are_not_hidden(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(config: object, *, demo: bool, environ: object) -> int:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(desk, "_open", fail)
    with pytest.raises(KeyError):
        terminal("run")


def test_migrate_waits_for_the_desk_to_stop(terminal: Terminal, data: Path) -> None:
    data.mkdir()
    with only_one(data):
        assert terminal("migrate") == 1
    assert "Another desk is running" in terminal.err


def test_checking_does_not_load_telegrams_library() -> None:
    script = "import sys; from bot.__main__ import main; main(['check']); sys.exit('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0


def test_waiting_times_are_asked_for_as_spans_before_telegram_is_loaded() -> None:
    script = "import os; from bot.__main__ import main; main(['check']); print(os.environ['PTB_TIMEDELTA'])"
    environ = {name: value for name, value in os.environ.items() if name != "PTB_TIMEDELTA"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, env=environ
    )
    assert done.stdout.endswith("true\n")


def test_guests_words_get_out_of_a_terminal_that_knows_only_ascii() -> None:
    environ = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [*QONAQ, "ask", "Səhər yeməyi nə vaxtdır?"], cwd=ROOT, capture_output=True, timeout=60, env=environ
    )
    assert done.returncode == 0
    assert done.stdout.decode().startswith("az · ")
