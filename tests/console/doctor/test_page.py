"""What an owner reads: faults first, then what is worth a look, then what is in order."""

from __future__ import annotations

import json
from pathlib import Path

from bot.demo.telegram import DEMO_TOKEN
from tests.console.conftest import Terminal
from tests.console.doctor.conftest import hour
from tests.console.test_check import spoil


def test_the_command_counts_and_fails(terminal: Terminal) -> None:
    terminal.now = hour()
    assert terminal("doctor") == 0
    assert terminal.out.endswith("\n\nAll is well.\n")
    assert "shows the demo" in terminal.out
    terminal.environ["QONAQ_CATALOG"] = "nowhere"
    assert terminal("doctor") == 1
    assert terminal.out.startswith(
        "To be mended, what stops guests first:\n  Catalog        there is no folder"
    )
    assert terminal.out.endswith("\n1 thing to be mended.\n")


def test_what_is_worth_a_look_does_not_fail(terminal: Terminal, tmp_path: Path) -> None:
    terminal.now = hour()
    secret = tmp_path / "hook"
    secret.write_text("QONAQ")
    secret.chmod(0o644)
    terminal.environ["QONAQ_CATALOG_FILE"] = str(secret)
    secret.write_text(terminal.environ.pop("QONAQ_CATALOG"))
    assert terminal("doctor") == 0
    assert terminal.out.startswith("Worth a look:\n  Secrets ")
    assert terminal.out.endswith("\nAll is well; 1 thing worth a look.\n")


def test_what_stops_guests_comes_first(terminal: Terminal, files: Path) -> None:
    spoil(files / "hotel.yaml", '"112"', '"help"')
    terminal.environ |= {"QONAQ_DATA_DIR": "/proc/qonaq", "QONAQ_LISTEN": "203.0.113.7:80"}
    assert terminal("doctor", "--json") == 1
    codes = [one["code"] for one in json.loads(terminal.out)["findings"] if one["level"] == "mend"]
    assert codes == ["folder.readonly", "catalog.broken", "port.address"]


def test_for_programs_the_same_as_json(terminal: Terminal) -> None:
    terminal.now = hour()
    terminal.environ["QONAQ_TELEGRAM_TOKEN"] = DEMO_TOKEN
    terminal.environ["QONAQ_TELEGRAM_API"] = "http://telegram.invalid"
    assert terminal("doctor", "--json") == 1
    said = json.loads(terminal.out)
    assert (said["well"], said["mend"]) == (False, 1)
    assert said["findings"][0]["code"] == "network.name"
    assert all(one["cause"] and one["cure"] for one in said["findings"] if one["level"] != "ok")
    assert DEMO_TOKEN not in terminal.out


def test_no_line_is_too_wide_for_a_terminal(terminal: Terminal) -> None:
    terminal.environ |= {"QONAQ_DATA_DIR": "/proc/qonaq", "QONAQ_LISTEN": "203.0.113.7:80"}
    terminal("doctor")
    assert max(len(line) for line in terminal.out.splitlines() if " /" not in line) <= 100
