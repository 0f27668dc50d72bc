"""A catalog that went out as a workbook comes back as itself, whatever the catalog is."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot import shipped
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog
from bot.workbook import gathering, laying, read, shapes, tree, unpacking, write
from bot.workbook.pages import Grid
from tests.desk.tiny import tiny_catalog
from tests.proofs import ROUND_TRIP, proves
from tests.workbook import anything, editing

PROVE = bool(os.environ.get("PROVE"))
SLOWEST = 2.0  # seconds of a processor: out and back


@pytest.fixture(scope="module")
def demo() -> Catalog:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return catalog


def back(data: bytes) -> Catalog:
    """The catalog that the cells say, sensible or not."""
    found = gathering.gather(unpacking.grids(data))
    assert found.issues == []
    return Catalog.model_validate(tree.unlabelled(found.root, shapes.ROOT, (), {}))


@proves(ROUND_TRIP, injected="random catalogs as workbooks", trials=300 if PROVE else 4)
@settings(max_examples=300 if PROVE else 4, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32).map(anything.catalog).filter(bool))
def test_any_catalog_comes_back_as_it_was(catalog: Catalog) -> None:
    assert back(write(catalog, base=1)) == catalog


@proves(ROUND_TRIP, injected="random catalogs as pages", trials=1_000 if PROVE else 15)
@settings(max_examples=1_000 if PROVE else 15, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32).map(anything.catalog).filter(bool))
def test_any_catalog_can_be_laid_out_on_pages(catalog: Catalog) -> None:
    """As above without the file, so that more catalogs are tried in the same time."""
    found = gathering.gather([Grid.of(one) for one in laying.pages(catalog)])
    assert found.issues == []
    assert Catalog.model_validate(tree.unlabelled(found.root, shapes.ROOT, (), {})) == catalog


def test_the_demo_hotel_goes_out_and_comes_back_in_two_seconds(demo: Catalog) -> None:
    write(tiny_catalog(), base=1)  # loads what draws
    began = time.process_time()
    found = read(write(demo, base=3), photos=folder.photos(shipped.folder("packages_catalog")))
    assert time.process_time() - began < SLOWEST
    assert (found.catalog, found.issues, found.base) == (demo, [], 3)


@proves(ROUND_TRIP, injected="the last page is lost", control=True)
def test_a_round_trip_that_loses_something_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: without the last page the same comparison fails."""
    monkeypatch.setattr(laying, "_rest", lambda want, have: iter(()))
    assert back_or_none(write(tiny_catalog(), base=1)) != tiny_catalog()


def back_or_none(data: bytes) -> Catalog | None:
    try:
        return back(data)
    except ValueError:
        return None


def test_what_is_edited_daily_is_flat(demo: Catalog) -> None:
    """Each price is a cell, each schedule a row; nothing that a manager sells stands as data."""
    pages = {one.name: one for one in laying.pages(demo)}
    units = [unit for offer in demo.offers.values() for option in offer.options for unit in option.units]
    prices = [row for row in pages["Prices"].rows if any(row[6:])]
    assert len(prices) >= len(units)
    assert not [
        row for row in pages["More"].rows if (row[0] or "").startswith(("offers", "knowledge", "hotel"))
    ]
    assert not [row for row in pages["More"].rows if (row[1] or "").startswith("json:")]


def test_a_season_may_be_called_like_a_column() -> None:
    facts = tiny_catalog().model_dump(mode="json", by_alias=True)
    names = ("title", "price", "summer", "summer_")
    days = {"from": "2026-07-01", "until": "2026-07-02"}
    facts["hotel"]["seasons"] = {one: days for one in names}
    unit = facts["offers"]["canoe"]["options"][0]["units"][0]
    unit["prices"] = [{"price": f"{n}", "season": one} for n, one in enumerate(names)]
    catalog = Catalog.model_validate(facts)
    assert back(write(catalog, base=1)) == catalog


def test_a_list_of_pictures_is_missed_by_nobody_who_cannot_see_the_files() -> None:
    facts = tiny_catalog().model_dump(mode="json", by_alias=True)
    facts["offers"]["canoe"] |= {"photo": None, "photos": [{"file": "canoe.png"}, {"file": "lake.jpg"}]}
    catalog = Catalog.model_validate(facts)
    assert read(write(catalog, base=1)).catalog == catalog


def test_texts_that_look_like_formulas_stay_texts() -> None:
    said = {"title": "=HYPERLINK(1)", "benefit": "+994 24", "about": "-5 degrees", "place": "@reception"}
    facts = tiny_catalog().model_dump(mode="json", by_alias=True)
    for name, text in said.items():
        facts["offers"]["canoe"][name]["en"] = text
    data = write(Catalog.model_validate(facts), base=1)
    sheet: Any = load_workbook(io.BytesIO(data))["Texts"]
    types = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert {types[text] for text in said.values()} == {"s"}
    assert back(data) == Catalog.model_validate(facts)


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed: apt-get install libreoffice-calc")
@pytest.mark.timeout(180)
def test_catalogs_come_back_through_libreoffice(demo: Catalog, tmp_path: Path) -> None:
    """Opened and saved there, the demo hotel and catalogs of any kind are still themselves."""
    strange = (anything.catalog(seed) for seed in range(50 if PROVE else 1))
    catalogs = [demo, tiny_catalog(), *(one for one in strange if one)]
    for n, one in enumerate(catalogs):
        (tmp_path / f"{n}.xlsx").write_bytes(write(one, base=1))
    for n, saved in enumerate(through_libreoffice(tmp_path, len(catalogs))):
        assert back(saved) == catalogs[n], n
    assert read((tmp_path / "out" / "0.xlsx").read_bytes()).base == 1


def through_libreoffice(place: Path, n: int) -> list[bytes]:
    """The workbooks of a folder, opened and saved by it: one start for all of them."""
    kind = "xlsx:Calc MS Excel 2007 XML"
    files = [str(place / f"{one}.xlsx") for one in range(n)]
    profile = f"-env:UserInstallation=file://{place}/profile"
    words = [
        str(SOFFICE),
        "--headless",
        profile,
        "--convert-to",
        kind,
        "--outdir",
        str(place / "out"),
        *files,
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=170)
    return [(place / "out" / f"{one}.xlsx").read_bytes() for one in range(n)]


def test_a_workbook_says_its_version_and_can_be_told_from_another(demo: Catalog) -> None:
    sheet: Any = load_workbook(io.BytesIO(editing.tiny()))["_meta"]
    facts = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert sheet.sheet_state == "hidden"
    assert facts["base"] == "4"
    assert facts["schema"] == "1"
    assert len(facts["hash"]) == 64
