"""qonaq catalog …: nothing broken goes live, and no file takes back what someone published."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import ledger
from bot.config import Config
from bot.desk.catalog import folder
from tests.console.conftest import Terminal
from tests.console.test_check import spoil
from tests.desk.tiny import tiny_catalog

CANOE = "extras/active/canoe.yaml"


def price(terminal: Terminal, place: Path, amount: str, *words: str) -> int:
    """Give the canoe trip another price in the files of `place`, and publish them."""
    lines = (place / CANOE).read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "price:" in line)
    lines[at] = f'{lines[at].partition("price:")[0]}price: "{amount}"'
    (place / CANOE).write_text("\n".join(lines) + "\n")
    return terminal("catalog", "publish", str(place), *words)


def test_the_first_publication_is_version_1(terminal: Terminal) -> None:
    assert terminal("catalog", "publish") == 0
    assert "Version 1 is live" in terminal.out
    number, live = ledger.live(config_of(terminal))
    assert (number, live) == (1, tiny_catalog())


def config_of(terminal: Terminal) -> Config:
    return Config.read(terminal.environ)


def test_a_broken_catalog_is_refused_and_nothing_changes(terminal: Terminal, files: Path, data: Path) -> None:
    spoil(files / "hotel.yaml", 'currency: "AZN"', 'currency: "manat"')
    for act in ("publish", "import", "diff"):
        assert terminal("catalog", act) == 1
        assert "hotel.yaml:" in terminal.err
        assert "Nothing was changed" in terminal.err
    assert not data.exists()


def test_a_change_is_shown_published_and_undone(terminal: Terminal, files: Path) -> None:
    terminal("catalog", "publish")
    assert price(terminal, files, "77") == 0
    assert "→ 77" in terminal.out
    assert "Version 2 is live" in terminal.out
    assert terminal("catalog", "undo") == 0
    assert "Version 3 is live: it is version 1 again" in terminal.out
    assert ledger.live(config_of(terminal)) == (3, tiny_catalog())
    assert terminal("catalog", "history") == 0
    assert [line.split()[0] for line in terminal.out.splitlines()] == ["3", "2", "1"]


def test_publishing_the_same_again_makes_no_version(terminal: Terminal) -> None:
    terminal("catalog", "publish")
    assert terminal("catalog", "publish") == 0
    assert "Nothing differs" in terminal.out
    assert ledger.live(config_of(terminal))[0] == 1


def test_an_exported_catalog_comes_back_the_same(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    assert terminal("catalog", "export", str(tmp_path / "out")) == 0
    found, issues = folder.read(tmp_path / "out")
    assert found == tiny_catalog(), issues
    assert folder.base(tmp_path / "out") == 1


def test_an_export_over_other_files_names_them(terminal: Terminal, files: Path, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    (tmp_path / "out" / "packages").mkdir(parents=True)
    (tmp_path / "out" / "packages" / "old.yaml").write_text("")
    assert terminal("catalog", "export", str(tmp_path / "out")) == 0
    assert "packages/old.yaml" in terminal.err


def test_files_from_an_older_version_take_nothing_back(
    terminal: Terminal, files: Path, tmp_path: Path
) -> None:
    old, chat = tmp_path / "old", tmp_path / "chat"
    terminal("catalog", "publish")
    terminal("catalog", "export", str(old))
    terminal("catalog", "export", str(chat))
    assert price(terminal, chat, "77") == 0
    assert price(terminal, old, "55") == 1
    assert "came from version 1" in terminal.err
    assert "→ 77" in terminal.err
    assert price(terminal, old, "55", "--over") == 0
    assert folder.base(old) == 3


def test_files_that_do_not_say_where_they_come_from_are_asked_about(
    terminal: Terminal, files: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    price(terminal, files, "77")
    (files / "version.yaml").unlink()
    assert price(terminal, files, "78") == 1
    assert "--over" in terminal.err


def test_a_draft_waits_until_it_is_published(terminal: Terminal, files: Path) -> None:
    terminal("catalog", "publish")
    spoil(files / "hotel.yaml", '"112"', '"113"')
    assert terminal("catalog", "import", str(files)) == 0
    assert "→ 113" in terminal.out
    assert ledger.live(config_of(terminal))[0] == 1
    spoil(files / "hotel.yaml", '"113"', '"114"')  # after the import: not part of the draft
    assert terminal("catalog", "diff") == 0
    assert "→ 113" in terminal.out
    assert terminal("catalog", "publish", "--reason", "new number") == 0
    live = ledger.live(config_of(terminal))[1]
    assert live is not None
    assert live.hotel.emergency_number == "113"
    terminal("catalog", "history")
    assert "console: new number" in terminal.out
    terminal("catalog", "diff")
    assert "→ 114" in terminal.out


@pytest.mark.parametrize("words", [["export", "out"], ["history"], ["undo"]])
def test_without_a_first_version_the_way_to_it_is_named(terminal: Terminal, words: list[str]) -> None:
    assert terminal("catalog", *words) == 1
    assert "qonaq catalog publish" in terminal.err


def test_version_1_cannot_be_undone_and_unknown_ones_are_named(terminal: Terminal) -> None:
    terminal("catalog", "publish")
    assert terminal("catalog", "undo") == 1
    assert "no older one" in terminal.err
    assert terminal("catalog", "undo", "9") == 1
    assert "There is no version 9" in terminal.err
