"""qonaq catalog photos: what has none, what nobody shows, what is lost, and a folder that is taken in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot import ledger
from bot.config import Config
from bot.desk.catalog.model import Photo
from bot.desk.catalog.pictures import MOST_OF_OFFER
from tests.console.conftest import Terminal
from tests.desk.tiny import tiny_catalog


def drawn(colour: str) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(kept, "JPEG")
    return kept.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pictures"
    place.mkdir()
    return place


def test_what_lacks_a_photo_what_is_shown_nowhere_and_what_is_lost(terminal: Terminal, data: Path) -> None:
    assert terminal("catalog", "photos") == 1
    assert "no catalog in the database yet" in terminal.err
    terminal("catalog", "publish")
    assert terminal("catalog", "photos") == 0
    bare = [one.code for one in tiny_catalog().offers.values() if one.active and not one.pictures]
    assert all(f"  {code}\n" in terminal.out for code in bare)
    (data / "media").mkdir(parents=True)
    (data / "media" / "left.jpg").write_bytes(drawn("red"))
    terminal("catalog", "photos")
    assert "photo that no offer names" in terminal.out
    assert "  left.jpg\n" in terminal.out


def test_a_folder_of_pictures_becomes_the_draft(terminal: Terminal, folder: Path, data: Path) -> None:
    terminal("catalog", "publish")
    (folder / "sauna-2.jpg").write_bytes(drawn("green"))
    (folder / "sauna.jpg").write_bytes(drawn("blue"))
    (folder / "nothing.jpg").write_bytes(drawn("red"))
    (folder / "canoe.txt").write_bytes(b"no picture")
    before = tiny_catalog().offers["sauna"].pictures
    assert terminal("catalog", "photos", str(folder)) == 1
    assert "nothing.jpg: no offer has this code; name it like" in terminal.err
    assert "canoe.txt: it is no photo." in terminal.err
    assert "2 photos in the draft." in terminal.out
    assert terminal("catalog", "publish") == 0
    _, live = ledger.live(Config.read(terminal.environ))
    assert live
    shown: list[Photo] = live.offers["sauna"].pictures[len(before) :]
    kept = [Image.open(data / "media" / one.file).convert("RGB").getpixel((9, 9)) for one in shown]
    assert [max(range(3), key=one.__getitem__) for one in kept] == [2, 1]  # type: ignore[index]  # a colour
    assert terminal("catalog", "photos", str(folder)) == 1
    assert "Nothing to add." in terminal.out


def test_more_photos_than_are_shown_are_refused_aloud(terminal: Terminal, folder: Path) -> None:
    terminal("catalog", "publish")
    room = MOST_OF_OFFER - len(tiny_catalog().offers["sauna"].pictures)
    for n in range(room + 1):
        (folder / f"sauna-{n + 1}.jpg").write_bytes(drawn(f"hsl({n * 30}, 80%, 50%)"))
    assert terminal("catalog", "photos", str(folder)) == 1
    assert f"sauna-{room + 1}.jpg: sauna has {MOST_OF_OFFER} photos" in terminal.err
    assert f"{room} photos in the draft." in terminal.out
