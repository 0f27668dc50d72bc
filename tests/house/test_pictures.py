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
CODES = ("kids_pool", "fishing")


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


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The script takes seconds to start."""
    return dict(zip(CODES, draw(tmp_path_factory.mktemp("once"), *CODES), strict=True))


def test_drawing_again_gives_the_same_bytes(drawn: dict[str, bytes], tmp_path: Path) -> None:
    assert draw(tmp_path, *CODES) == [drawn[code] for code in CODES]


@pytest.mark.parametrize("code", CODES)
def test_the_kept_picture_is_what_the_script_draws(drawn: dict[str, bytes], code: str) -> None:
    """Compared as seen: another release of the font or PNG library may change a byte or an edge."""
    kept = Image.open(CATALOG / "photos" / f"{code}.png").convert("L")
    anew = Image.open(BytesIO(drawn[code])).convert("L")
    other = sum(ImageChops.difference(kept, anew).histogram()[24:])
    assert other < SIZE[0] * SIZE[1] // 200


def test_an_offer_without_a_scene_is_named() -> None:
    script = [sys.executable, str(ROOT / "tools" / "pictures.py"), "submarine"]
    refused = subprocess.run(script, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert "submarine" in refused.stderr
