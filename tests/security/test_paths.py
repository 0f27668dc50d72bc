"""What a file is called leads nowhere: names from outside are shown, and never used as a path."""

from __future__ import annotations

import ast
import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Update

from bot.desk.catalog import folder
from bot.media import Media
from bot.tg.incoming import NAME, asked
from tests.corpus.naughty import PIECES, REACHING
from tests.desk.catalog.bad_yaml import good
from tests.proofs import PROVING, seen

NAMES = 5_000 if PROVING else 500
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROMISE = "a file's name leads nowhere"
ROOT = Path(__file__).parents[2]
STEPS = (
    "..",
    ".",
    "/",
    "\\",
    "//",
    "%2e%2e",
    "~",
    "secret",
    "\0",
    "C:",
    "CON",
    "nul.png",
    "photos",
    " ",
    "...",
)


@pytest.fixture
def kept(tmp_path: Path) -> Media:
    """Pictures in two folders, and a secret beside them."""
    (tmp_path / "secret").write_text("token")
    (tmp_path / "secret.png").write_text("token")
    places = [tmp_path / "a", tmp_path / "b"]
    for place in places:
        place.mkdir()
        (place / "canoe.png").write_bytes(b"x")
        (place / "inside").mkdir()
    return Media(lambda: places, tmp_path / "b")


def names(number: int) -> Iterator[str]:
    yield from (
        "",
        ".",
        "..",
        "../secret",
        "../secret.png",
        "a/../../secret",
        "inside",
        "inside/..",
        "/etc/passwd",
    )
    yield from (
        "canoe.png/../../secret",
        "..\\secret",
        "x" * 300,
        "й" * 200,
        "canoe.png\0.txt",
        "./canoe.png",
    )
    yield from REACHING
    rng = random.Random(214)
    for _ in range(number):
        yield rng.choice(("", "../", "/")) + "".join(rng.choices((*STEPS, *PIECES), k=rng.randint(1, 5)))


def strays(media: Media, number: int) -> list[str]:
    """The names that lead out of the folders."""
    places = [one.resolve() for one in media.places()]
    found = ((one, media.find(one)) for one in names(number))
    return [one for one, path in found if path and path.resolve().parent not in places]


def test_no_name_leads_out_of_the_folders_of_pictures(kept: Media) -> None:
    found = strays(kept, NAMES)
    seen(PROMISE, injected="names that climb", trials=NAMES, violations=len(found))
    assert found == []
    assert kept.find("canoe.png")


def test_a_shelf_that_joins_paths_would_be_caught(kept: Media) -> None:
    """The positive control."""

    class Trusting(Media):
        def find(self, name: str) -> Path | None:
            try:
                return next((path for one in self.places() if (path := one / name).is_file()), None)
            except OSError:
                return None

    found = strays(Trusting(kept.places, kept.home), 50)
    seen(PROMISE, injected="the name is joined to the folder", trials=50, violations=len(found), control=True)
    assert "../secret" in found


def test_what_is_sent_lies_under_its_own_hash(kept: Media, tmp_path: Path) -> None:
    name = kept.keep(b"a picture")
    assert name == hashlib.sha256(b"a picture").hexdigest() + ".jpg"
    assert (tmp_path / "b" / name).read_bytes() == b"a picture"


def test_a_documents_name_is_a_short_line_to_be_read() -> None:
    for written in names(NAMES):
        sent = {"file_id": "x", "file_unique_id": "y", "file_name": written, "file_size": 9}
        who = {"id": 7, "is_bot": False, "first_name": "Max"}
        message = {
            "message_id": 1,
            "date": 0,
            "chat": {"id": 7, "type": "private"},
            "from": who,
            "document": sent,
        }
        found = asked(Update.de_json({"update_id": 1, "message": message}, None), now=NOON)
        assert found
        assert found.file
        assert 0 < len(found.file.name) <= NAME
        assert "\n" not in found.file.name


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "photos/../../x.png", "..", "http://x/y.png"]
)
def test_a_catalog_that_names_a_path_is_refused(tmp_path: Path, name: str) -> None:
    good(tmp_path)
    page = next(one for one in folder.files(tmp_path) if "photo:" in one.read_text("utf-8"))
    words = page.read_text("utf-8")
    line = next(one for one in words.splitlines() if one.startswith("photo:"))
    page.write_text(words.replace(line, f'photo: "{name}"'), encoding="utf-8")
    catalog, issues = folder.read(tmp_path)
    assert catalog is None
    assert any("photo" in str(one) for one in issues)


def test_the_name_of_what_was_sent_opens_no_file() -> None:
    """`file.name` is compared and shown; nothing in the channel or the desk makes a path of it."""
    every = [path for place in ("tg", "desk") for path in (ROOT / "bot" / place).rglob("*.py")]
    assert [f"{path.name}: {one}" for path in every for one in _paths(path) if "file.name" in one] == []


def _paths(path: Path) -> Iterator[str]:
    words = path.read_text("utf-8")
    for one in ast.walk(ast.parse(words)) if "file.name" in words else ():
        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("Path", "open", "os.path.join"):
            yield ast.unparse(one)
