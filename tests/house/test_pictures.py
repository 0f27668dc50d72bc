"""Every offer has its illustration, and anyone can draw the same one again."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from PIL import Image, ImageChops

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "packages_catalog"
LARGEST = 40 * 1024
SIZE = (960, 540)


def pictures_named() -> list[str]:
    offers = sorted(path for part in ("extras", "packages") for path in (CATALOG / part).rglob("*.yaml"))
    # BaseLoader reads plain text only, as the catalog itself does
    photos = (yaml.load(path.read_text("utf-8"), yaml.BaseLoader).get("photo") for path in offers)  # noqa: S506
    return sorted({photo for photo in photos if photo})


def draw(folder: Path, *codes: str) -> list[bytes]:
    script = [sys.executable, str(ROOT / "tools" / "pictures.py"), "--to", str(folder), *codes]
    subprocess.run(script, check=True, capture_output=True, timeout=60)
    return [(folder / f"{code}.png").read_bytes() for code in codes]


def test_the_catalog_names_pictures() -> None:
    assert len(pictures_named()) >= 12


@pytest.mark.parametrize("name", pictures_named())
def test_every_picture_the_catalog_names_is_there_and_light(name: str) -> None:
    file = CATALOG / "photos" / name
    assert file.is_file(), f"no scene drawn for {name}: add it to tools/pictures and run tools/pictures.py"
    assert file.stat().st_size <= LARGEST
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("PNG", SIZE)


def test_drawing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    codes = ("kids_pool", "fishing")
    assert draw(tmp_path / "once", *codes) == draw(tmp_path / "again", *codes)


@pytest.mark.parametrize("code", ["kids_pool", "fishing"])
def test_the_kept_picture_is_what_the_script_draws(code: str, tmp_path: Path) -> None:
    """Compared as seen: another release of the font or PNG library may change a byte or an edge."""
    kept = Image.open(CATALOG / "photos" / f"{code}.png").convert("L")
    drawn = Image.open(BytesIO(draw(tmp_path, code)[0])).convert("L")
    other = sum(ImageChops.difference(kept, drawn).histogram()[24:])
    assert other < SIZE[0] * SIZE[1] // 200


def test_an_offer_without_a_scene_is_named() -> None:
    script = [sys.executable, str(ROOT / "tools" / "pictures.py"), "submarine"]
    refused = subprocess.run(script, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert "submarine" in refused.stderr
