"""After the questions the hotel has a folder of its own, whole and without mistakes."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.desk.catalog import folder
from bot.desk.catalog.issues import broken
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.setup.facts import wording
from bot.desk.setup.moving import emptied, settled
from bot.folder import Watcher, begin, own
from tests.desk.setup.test_moving import ANSWERS
from tests.texts.spoken import shipped_catalog


def moved(house: House) -> Catalog:
    return settled(emptied(shipped_catalog()), ANSWERS, wording("Europe/Budapest"), house.today)


def test_the_first_folder_is_what_is_live(tmp_path: Path, house: House) -> None:
    config = Config(data=tmp_path)
    begin(config, moved(house), 2)
    place = own(config)
    assert place == tmp_path / "catalog"
    found, issues = folder.read(place)
    assert not broken(issues), issues
    assert found == moved(house)
    assert folder.base(place) == 2
    assert not (tmp_path / "catalog.part").exists()


async def test_the_watcher_makes_it_once_and_never_over_somebodys_files(tmp_path: Path, house: House) -> None:
    config, asked = Config(data=tmp_path), list[int]()

    async def moved_in() -> tuple[Catalog, int]:
        asked.append(1)
        return moved(house), 2

    async def nothing(*_: object) -> None:
        return None

    watcher = Watcher(config, nothing, nothing, nothing, lambda: 0.0, moved_in=moved_in)
    await watcher.look()
    (tmp_path / "catalog" / "hotel.yaml").write_text("mine", encoding="utf-8")
    await watcher.look()
    assert asked == [1]
    assert (tmp_path / "catalog" / "hotel.yaml").read_text(encoding="utf-8") == "mine"
