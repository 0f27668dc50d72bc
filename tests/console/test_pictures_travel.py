"""Pictures go where the catalog goes: into an export, along with an import, into a backup and back."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.folder import pictures
from tests.console.conftest import Terminal

NAME = f"{'a' * 64}.jpg"
SENT = 'photos: [{file: "canoe.png"}, {file: "' + NAME + '"}]'


def two_pictures(files: Path) -> None:
    canoe = files / "extras" / "active" / "canoe.yaml"
    canoe.write_text(canoe.read_text().replace('photo: "canoe.png"', SENT))


def sent(terminal: Terminal) -> Path:
    """As it lies there after a manager has sent it to the bot."""
    home = pictures(Config.read(terminal.environ)).home
    home.mkdir(parents=True, exist_ok=True)
    (home / NAME).write_bytes(b"from a phone")
    return home / NAME


def test_an_export_has_the_pictures_that_were_sent(terminal: Terminal, files: Path, tmp_path: Path) -> None:
    two_pictures(files)
    (files / "photos" / NAME).write_bytes(b"from a phone")
    assert terminal("catalog", "publish") == 0
    (files / "photos" / NAME).unlink()
    sent(terminal)
    assert terminal("catalog", "export", str(tmp_path / "out")) == 0
    assert (tmp_path / "out" / "photos" / NAME).read_bytes() == b"from a phone"
    assert (tmp_path / "out" / "photos" / "canoe.png").is_file()


def test_an_import_brings_its_pictures_and_writes_over_none(
    terminal: Terminal, files: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    assert terminal("catalog", "export", str(tmp_path / "other")) == 0
    two_pictures(tmp_path / "other")
    (tmp_path / "other" / "photos" / NAME).write_bytes(b"from a phone")
    (tmp_path / "other" / "photos" / "canoe.png").write_bytes(b"another canoe")
    assert terminal("catalog", "import", str(tmp_path / "other")) == 0
    assert "photos/canoe.png differs" in terminal.err
    found = pictures(Config.read(terminal.environ)).find(NAME)
    assert found
    assert found.read_bytes() == b"from a phone"
    assert (files / "photos" / "canoe.png").read_bytes() == b"drawn elsewhere"


def test_a_backup_has_them_and_a_restore_brings_them_back(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    path = sent(terminal)
    assert terminal("backup", str(tmp_path / "copies")) == 0
    path.unlink()
    assert terminal("restore", "--over", str(tmp_path / "copies")) == 0
    assert path.read_bytes() == b"from a phone"


def test_a_name_that_leads_elsewhere_finds_nothing(terminal: Terminal, files: Path) -> None:
    media = pictures(Config.read(terminal.environ))
    assert media.find("canoe.png")
    assert [media.find(one) for one in ("../hotel.yaml", "/etc/hostname", "", "..")] == [None] * 4
