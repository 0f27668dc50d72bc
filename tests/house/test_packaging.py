"""What a person gets who installs the wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a wheel that is built here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("qonaq-*.whl")
    with ZipFile(built) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("data", ["packages_catalog", "locales"])
def test_the_wheel_carries_the_demo_hotel_and_the_texts(wheel: set[str], data: str) -> None:
    expected = {
        f"bot/_shipped/{path.relative_to(ROOT)}"
        for path in (ROOT / data).rglob("*")
        if path.is_file() and path.suffix in {".yaml", ".po", ".md", ".png", ".jpg", ".webp"}
    }
    assert expected, f"{data} is empty"
    assert expected <= wheel


def test_the_wheel_carries_every_module(wheel: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "bot").rglob("*.py")}
    assert modules | {"bot/py.typed"} <= wheel


def test_bot_is_the_only_package(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot"}


def test_the_wheel_brings_the_command_and_the_licence(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


def test_no_compiled_texts_and_no_leftovers(wheel: set[str]) -> None:
    assert not [name for name in wheel if name.endswith((".mo", ".pyc", ".sqlite3", ".orig"))]
