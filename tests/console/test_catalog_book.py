"""qonaq catalog export --xlsx and import FILE.xlsx: the same draft as a folder's, mistakes marked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot import ledger
from bot.config import Config
from bot.desk.catalog.model import Catalog
from tests.console.conftest import Terminal
from tests.console.test_catalog import price as publish_price
from tests.desk.tiny import tiny_catalog
from tests.workbook.editing import at, edited, find

PRICE = find("Prices", "Price", "canoe", "default", "ADULT")
TIMES = find("Schedules", "Times", "canoe", "default")


def exported(terminal: Terminal, tmp_path: Path) -> Path:
    terminal("catalog", "publish")
    file = tmp_path / "catalog.xlsx"
    assert terminal("catalog", "export", "--xlsx", str(file)) == 0
    assert "Version 1 is in" in terminal.out
    return file


def fill(file: Path, cells: dict[str, Any]) -> None:
    def change(book: Any) -> None:
        for place, value in cells.items():
            at(book, place).value = value

    file.write_bytes(edited(change, file.read_bytes()))


def live(terminal: Terminal) -> tuple[int, Catalog | None]:
    return ledger.live(Config.read(terminal.environ))


def test_a_workbook_goes_out_is_edited_and_becomes_the_draft(terminal: Terminal, tmp_path: Path) -> None:
    file = exported(terminal, tmp_path)
    assert terminal("catalog", "import", str(file)) == 0
    assert "Nothing differs from the live catalog." in terminal.out

    fill(file, {PRICE: "45,50"})
    assert terminal("catalog", "import", str(file)) == 0
    assert "canoe, ADULT 18+, price: 40 → 45.50 (+14 %)" in terminal.out
    assert live(terminal) == (1, tiny_catalog())
    assert terminal("catalog", "publish") == 0
    number, catalog = live(terminal)
    assert number == 2
    assert catalog
    assert str(catalog.offers["canoe"].options[0].units[0].price) == "45.50"


def test_mistakes_are_said_and_marked_beside_the_file(terminal: Terminal, tmp_path: Path, data: Path) -> None:
    file = exported(terminal, tmp_path)
    fill(file, {PRICE: "12o", TIMES: "soon"})
    assert terminal("catalog", "import", str(file)) == 1
    assert f'{PRICE}: "12o" is not a price; write it like 30 or 30.50' in terminal.err
    assert "Nothing was changed: catalog.xlsx has 2 mistakes." in terminal.err
    assert not (data / "draft.json").exists()

    beside = tmp_path / "catalog-to-mend.xlsx"
    assert str(beside) in terminal.err
    book: Any = load_workbook(io.BytesIO(beside.read_bytes()))
    assert "12o" in at(book, PRICE).comment.text
    fill(beside, {PRICE: "45", TIMES: "10:00, 15:00"})
    assert terminal("catalog", "import", str(beside)) == 0
    assert "canoe, ADULT 18+, price: 40 → 45" in terminal.out


def test_what_was_published_since_the_export_stays(terminal: Terminal, tmp_path: Path, files: Path) -> None:
    file = exported(terminal, tmp_path)
    assert publish_price(terminal, files, "77") == 0
    fill(file, {TIMES: "11:00"})
    assert terminal("catalog", "import", str(file)) == 0
    assert "Published since version 1, and kept:" in terminal.out
    assert "→ 77" in terminal.out
    assert terminal("catalog", "publish") == 0
    _, catalog = live(terminal)
    assert catalog
    option = catalog.offers["canoe"].options[0]
    assert (str(option.units[0].price), option.schedule[0].times[0].hour) == ("77", 11)


def test_what_both_changed_is_named_and_nothing_is_kept(
    terminal: Terminal, tmp_path: Path, files: Path, data: Path
) -> None:
    file = exported(terminal, tmp_path)
    assert publish_price(terminal, files, "77") == 0
    fill(file, {PRICE: "45"})
    assert terminal("catalog", "import", str(file)) == 1
    assert "canoe, ADULT 18+, price: 40 → 45 (+13 %), but live: 77" in terminal.err
    assert not (data / "draft.json").exists()


def test_a_file_that_is_no_workbook_or_not_there_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    exported(terminal, tmp_path)
    assert terminal("catalog", "import", str(tmp_path / "none.xlsx")) == 1
    assert "cannot be read: No such file or directory" in terminal.err
    (tmp_path / "odd.xlsx").write_bytes(b"x")
    assert terminal("catalog", "import", str(tmp_path / "odd.xlsx")) == 1
    assert "this is not a workbook" in terminal.err
    assert terminal("catalog", "export") == 2
    assert "--xlsx FILE" in terminal.err
