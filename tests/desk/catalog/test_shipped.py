"""What ships with Qonaq is found, in a checkout and in a wheel, and is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.catalog.schema import schema, written
from bot.shipped import folder

SCHEDULE = {"days", "times", "close", "from", "until", "rule", "except", "also"}


def test_in_a_checkout_the_folder_stands_beside_the_package() -> None:
    assert (folder("packages_catalog") / "schema.json").is_file()
    assert folder("packages_catalog").parent == Path(__file__).parents[3]


@pytest.mark.parametrize("stray", [False, True])
def test_in_a_wheel_the_folder_is_inside_the_package(tmp_path: Path, stray: bool) -> None:
    """Also when some other wheel left its pyproject.toml in site-packages."""
    inside = tmp_path / "bot" / "_shipped" / "locales"
    inside.mkdir(parents=True)
    if stray:
        (tmp_path / "pyproject.toml").touch()
    assert folder("locales", tmp_path / "bot") == inside


def test_the_schema_for_editors_is_current() -> None:
    path = folder("packages_catalog") / "schema.json"
    fresh = "python -m bot.desk.catalog.schema > packages_catalog/schema.json"
    assert path.read_text(encoding="utf-8") == written(), f"write it anew: {fresh}"


def test_the_schema_takes_numbers_with_and_without_quotes() -> None:
    parts = schema()["$defs"]
    assert parts["Offer"]["properties"]["order"]["type"] == ["integer", "string"]
    assert parts["Offer"]["additionalProperties"] is False
    assert set(parts["Schedule"]["properties"]) == SCHEDULE
