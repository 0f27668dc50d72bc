"""The shipped folders are found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from bot import shipped


def package(root: Path, *folders: str) -> Path:
    for name in ("bot", *folders):
        (root / name).mkdir(parents=True, exist_ok=True)
    return root / "bot"


def test_in_a_checkout_they_stand_beside_the_package(tmp_path: Path) -> None:
    bot = package(tmp_path, "locales", "bot/_shipped/locales")  # an editable install leaves a stale copy
    (tmp_path / "pyproject.toml").touch()
    assert shipped.folder("locales", bot) == tmp_path / "locales"


def test_in_a_wheel_they_are_inside_the_package(tmp_path: Path) -> None:
    bot = package(tmp_path, "locales", "bot/_shipped/locales")  # somebody else's folder of that name
    assert shipped.folder("locales", bot) == bot / "_shipped" / "locales"


def test_here_they_are_found() -> None:
    assert (shipped.folder("packages_catalog") / "hotel.yaml").is_file()
