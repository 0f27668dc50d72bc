"""The page that explains the format shows files that are right."""

from __future__ import annotations

import re
from pathlib import Path

from bot.desk.catalog import folder
from bot.shipped import folder as shipped
from tests.desk.tiny import tiny_catalog

EXAMPLE = re.compile(r"## [^\n]*`([a-z_/]+\.yaml)`\n```yaml\n(.*?)```", re.DOTALL)


def test_every_example_on_the_page_passes_the_check(tmp_path: Path) -> None:
    folder.write(tiny_catalog(), tmp_path)
    (tmp_path / "knowledge" / "stay.yaml").unlink()
    page = (shipped("packages_catalog") / "README.md").read_text(encoding="utf-8")
    examples = EXAMPLE.findall(page)
    assert len(examples) == 4
    for name, text in [*examples, ("photos/canoe.png", "")]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    catalog, issues = folder.read(tmp_path)
    assert [str(one) for one in issues] == []
    assert catalog is not None
    assert set(catalog.offers) == {"canoe", "sauna", "photographer", "lake_day"}


def test_the_demo_hotel_can_be_published() -> None:
    catalog, issues = folder.read(shipped("packages_catalog"))
    assert [str(one) for one in issues if one.level == "error"] == []
    assert catalog is not None
