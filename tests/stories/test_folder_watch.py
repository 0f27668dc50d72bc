"""The hotel's own folder stays editable: an edit is live in seconds and takes nothing back by surprise."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import folder as watched
from bot import shipped
from bot.config import PROPERTY
from bot.desk.catalog import folder, versions
from tests.hotel import WAIT, Hotel, Phone, plain
from tests.stories.test_chat_edits import lake

ZOO = "extras/nature/petting_zoo.yaml"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same looks, closer together."""
    monkeypatch.setattr(watched, "EVERY", 0.02)
    monkeypatch.setattr(watched, "QUIET", 0.04)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    place = tmp_path_factory.mktemp("written") / "catalog"
    watched.write(place, catalog, 1)
    return place


@pytest.fixture
def files(hotel: Hotel, written: Path) -> Path:
    """A folder of the hotel's own in the data folder, as the set-up leaves it."""
    place = hotel.folder / "catalog"
    shutil.copytree(written, place)
    (place / "photos").symlink_to(shipped.folder("packages_catalog") / "photos")
    return place


def edit(path: Path, old: str, new: str) -> None:
    """As editors save: beside it, then renamed."""
    words = path.read_text()
    assert words.count(old) >= 1, (old, words)
    beside = path.with_name(f"{path.name}~")
    beside.write_text(words.replace(old, new, 1))
    beside.replace(path)


@asynccontextmanager
async def opened(hotel: Hotel, madina: Phone) -> AsyncIterator[None]:
    """The desk is open and the manager has written to it before."""
    async with hotel.open():
        if not madina.from_bot():
            await madina.says("/start")
            await hotel.settled()
        yield


async def until(hotel: Hotel, true: Callable[[], bool]) -> None:
    """The folder is looked at in a thread: nothing rings when it has been."""
    async with asyncio.timeout(WAIT):
        while not true():  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.02)


async def live(hotel: Hotel) -> int:
    assert hotel.running
    return await hotel.running.db.read(versions.live_number, PROPERTY)


def price_of(files: Path) -> str:
    line = next(one for one in (files / ZOO).read_text().splitlines() if "price:" in one)
    return line.partition("price:")[2].strip().strip('"')


async def test_a_price_edited_in_the_file_is_what_the_next_guest_reads(
    hotel: Hotel, files: Path, chiara: Phone, madina: Phone
) -> None:
    async with opened(hotel, madina):
        edit(files / ZOO, 'price: "5"', 'price: "9"')
        said = await madina.sees("Live now: the edit in the catalog's folder.")
        assert "Petting zoo, Adult 13+: AZN 5 → AZN 9" in plain(said)
        await chiara.says("/start")
        await chiara.taps("Book an extra")
        await chiara.taps("Nature")
        await chiara.taps("Petting zoo")
        await chiara.sees("AZN 9")
        await until(hotel, lambda: folder.base(files) == 2)


async def test_one_tap_takes_the_edit_back_also_in_the_file(hotel: Hotel, files: Path, madina: Phone) -> None:
    comment = "# Erlan: two donkeys since May\n"
    (files / ZOO).write_text(comment + (files / ZOO).read_text())
    async with opened(hotel, madina):
        edit(files / ZOO, 'price: "5"', 'price: "9"')
        await madina.sees("Live now")
        await madina.taps("Undo")
        await madina.sees("It is as it was before.")
        await until(hotel, lambda: folder.base(files) == 3)
        assert price_of(files) == "5"
        assert (files / ZOO).read_text().startswith(comment)
        assert await live(hotel) == 3


async def test_what_is_changed_in_chat_reaches_the_files(hotel: Hotel, files: Path, madina: Phone) -> None:
    async with opened(hotel, madina):
        await until(hotel, lambda: folder.base(files) == 1)
        await change_in_chat(madina, "7")
        await until(hotel, lambda: price_of(files) == "7" and folder.base(files) == 2)
        assert await live(hotel) == 2  # the files were written, and not published back


async def change_in_chat(madina: Phone, amount: str) -> None:
    await madina.says(f"petting zoo {amount}")
    await madina.taps("Adult 13+")
    await madina.taps("Publish")
    await madina.sees("Live now. Petting zoo")


async def test_a_mistake_is_told_once_and_guests_keep_what_they_had(
    hotel: Hotel, files: Path, madina: Phone
) -> None:
    async with opened(hotel, madina):
        edit(files / ZOO, 'price: "5"', 'price: "five"')
        said = await madina.sees("Mend these lines, and the edit in the folder goes live.")
        line = 1 + (files / ZOO).read_text().split('price: "five"')[0].count("\n")
        assert f'{ZOO}:{line}: price "five" is not a price; write it like 30 or 30.50' in plain(said)
        edit(files / ZOO, 'code: "petting_zoo"', '\ncode: "petting_zoo"')  # another save, another line
        edit(files / "hotel.yaml", 'currency: "AZN"', 'currency: "manat"')
        await madina.sees('currency "manat"')
        assert sum("is not a price" in plain(one) for one in madina.from_bot()) == 1
        assert await live(hotel) == 1
        edit(files / "hotel.yaml", 'currency: "manat"', 'currency: "AZN"')
        edit(files / ZOO, 'price: "five"', 'price: "9"')
        await madina.sees("Live now")
        assert await live(hotel) == 2


async def an_older_folder(hotel: Hotel, files: Path, madina: Phone) -> None:
    """The chat and the folder were changed at the same time; the folder still comes from version 1."""
    async with opened(hotel, madina):
        await until(hotel, lambda: folder.base(files) == 1)
        kept = {one: one.read_bytes() for one in folder.files(files)}
        await change_in_chat(madina, "7")
        await until(hotel, lambda: folder.base(files) == 2)
    for path, content in kept.items():
        path.write_bytes(content)
    (files / "version.yaml").write_text('base: "1"\n')
    edit(files / "hotel.yaml", 'emergency_number: "112"', 'emergency_number: "113"')


async def test_older_files_ask_before_they_take_anything_back(
    hotel: Hotel, files: Path, madina: Phone
) -> None:
    await an_older_folder(hotel, files, madina)
    async with opened(hotel, madina):
        asked = await madina.sees("Choose what stays: the chat or the folder.")
        assert "Petting zoo, Adult 13+: AZN 7 → AZN 5" in plain(asked)
        assert "emergency" not in plain(asked)  # nobody loses that
        assert await live(hotel) == 2
        await madina.taps("Keep the chat's changes")
        kept = await madina.sees("What is live stays, and the folder gets it too.")
        assert "emergency number: 112 → 113" in plain(kept)
        await until(hotel, lambda: folder.base(files) == 3)
        assert price_of(files) == "7"
        assert '"113"' in (files / "hotel.yaml").read_text()
        assert '"5"' in (hotel.folder / "catalog-before-3" / ZOO).read_text()  # as somebody had it


async def test_older_files_go_over_all_when_a_manager_says_so(
    hotel: Hotel, files: Path, madina: Phone
) -> None:
    await an_older_folder(hotel, files, madina)
    async with opened(hotel, madina):
        await madina.sees("Choose what stays")
        await madina.taps("Publish the folder")
        await madina.sees("Petting zoo, Adult 13+: AZN 7 → AZN 5")
        await until(hotel, lambda: folder.base(files) == 3)
        await madina.taps("Undo")
        await until(hotel, lambda: price_of(files) == "7")


async def test_an_old_question_about_the_folder_does_nothing(
    hotel: Hotel, files: Path, madina: Phone
) -> None:
    await an_older_folder(hotel, files, madina)
    async with opened(hotel, madina):
        first = await madina.sees("Choose what stays")
        edit(files / "hotel.yaml", '"113"', '"114"')
        await hotel.loopback.until(
            lambda: sum("Choose what stays" in plain(one) for one in madina.from_bot()) == 2, WAIT
        )
        hotel.loopback.press(madina.person, first, "Publish the folder")
        await madina.sees("My newest message about the folder counts.")
        assert await live(hotel) == 2


async def test_the_folder_that_ships_with_qonaq_is_never_touched(hotel: Hotel, madina: Phone) -> None:
    ours = shipped.folder("packages_catalog")
    before = {one: one.stat().st_mtime_ns for one in sorted(ours.rglob("*"))}
    hotel.catalog = ours
    async with opened(hotel, madina):
        await change_in_chat(madina, "7")
        assert watched.own(hotel.config()) is None
    assert {one: one.stat().st_mtime_ns for one in sorted(ours.rglob("*"))} == before


async def test_without_looking_nothing_of_this_would_happen(
    hotel: Hotel, files: Path, madina: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is the watch that publishes, nothing else."""
    monkeypatch.setattr(watched, "EVERY", 3600)
    async with opened(hotel, madina):
        edit(files / ZOO, 'price: "5"', 'price: "9"')
        await madina.says("/start")
        await hotel.settled()
        assert await live(hotel) == 1


async def test_files_that_the_desk_may_not_write_are_published_all_the_same(
    hotel: Hotel, files: Path, madina: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout that is mounted read-only: its version.yaml never changes."""

    def refuse(path: Path, content: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(watched, "_put", refuse)
    async with opened(hotel, madina):
        edit(files / ZOO, 'price: "5"', 'price: "9"')
        await madina.sees("AZN 5 → AZN 9")
        edit(files / ZOO, 'price: "9"', 'price: "8"')
        await madina.sees("AZN 9 → AZN 8")
        assert await live(hotel) == 3
        assert folder.base(files) == 1


async def test_a_photo_sent_in_the_chat_lies_in_the_folder_before_a_file_names_it(
    hotel: Hotel, files: Path, madina: Phone
) -> None:
    shown = files / "photos"
    shown.unlink()
    shutil.copytree(shipped.folder("packages_catalog") / "photos", shown)
    async with opened(hotel, madina):
        await until(hotel, lambda: folder.base(files) == 1)
        await madina.sends_photo("petting zoo", lake())
        await madina.taps("Publish")
        await until(hotel, lambda: folder.base(files) == 2)
        catalog, issues = folder.read(files)
        assert catalog, issues
        (_, added) = catalog.offers["petting_zoo"].pictures
        assert (shown / added.file).is_file()
        assert await live(hotel) == 2  # the files were written, and not published back
