"""A command beside a running desk hands its write over: one process alone writes the database."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import handover, ledger
from bot.config import PROPERTY, Config
from bot.db import writing_engine
from bot.desk.catalog import folder, versions
from bot.desk.catalog.versions import Conflict
from bot.handover import HandoverProblem
from bot.lock import only_one
from tests.console.conftest import Terminal
from tests.desk.tiny import tiny_catalog
from tests.hotel import FRIDAY, Hotel

FACTS = {"author": "console", "reason": "a test"}


def catalog_facts(base: int, number: str = "112") -> dict[str, Any]:
    catalog = tiny_catalog()
    changed = catalog.model_copy(
        update={"hotel": catalog.hotel.model_copy(update={"emergency_number": number})}
    )
    return {"catalog": changed.model_dump(mode="json", by_alias=True), "base": base, **FACTS}


def publish(config: Config, base: int, number: str = "112", **more: Any) -> Any:
    return ledger.act(config, "catalog.publish", catalog_facts(base, number), now=FRIDAY, **more)


@pytest.fixture
def no_writing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Writes that the command itself did: there must be none."""
    done: list[str] = []

    def spy(path: Path, **more: Any) -> Any:
        done.append(str(path))
        return writing_engine(path, **more)

    monkeypatch.setattr(ledger, "writing_engine", spy)
    return done


async def test_beside_a_running_desk_the_desk_does_the_write(hotel: Hotel, no_writing: list[str]) -> None:
    async with hotel.open():
        assert await asyncio.to_thread(publish, hotel.config(), 1, "113") == 2
        assert hotel.running
        assert await hotel.running.db.read(versions.live_number, PROPERTY) == 2
    assert no_writing == []


async def test_without_a_desk_the_command_writes_itself(hotel: Hotel, no_writing: list[str]) -> None:
    assert await asyncio.to_thread(publish, hotel.config(), 0) == 1
    assert no_writing  # the control of the test above


async def test_the_commands_work_beside_a_running_desk(hotel: Hotel, terminal: Terminal, files: Path) -> None:
    terminal.environ["QONAQ_DATA_DIR"] = str(hotel.folder)
    async with hotel.open():
        assert await asyncio.to_thread(terminal, "catalog", "publish", str(files), "--over") == 0
        assert "Version 2 is live" in terminal.out
        assert await asyncio.to_thread(terminal, "catalog", "undo") == 0
        assert "Version 3 is live: it is version 1 again" in terminal.out


async def test_a_refusal_arrives_as_it_was_meant(hotel: Hotel) -> None:
    async with hotel.open():
        with pytest.raises(Conflict) as refused:
            await asyncio.to_thread(publish, hotel.config(), 7)
        assert refused.value.params == {"base": 7, "live": 1}


async def test_of_two_commands_at_once_one_is_refused_and_nothing_is_lost(hotel: Hotel) -> None:
    async with hotel.open():
        both = [asyncio.to_thread(publish, hotel.config(), 1, number) for number in ("113", "114")]
        said = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(one).__name__ for one in said) == ["Conflict", "int"]


async def test_the_socket_is_its_owners_alone_and_goes_with_the_desk(hotel: Hotel) -> None:
    async with hotel.open():
        mode = (hotel.folder / handover.NAME).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
    assert not (hotel.folder / handover.NAME).exists()


def a_dead_socket(place: Path) -> None:
    """What a desk leaves that was killed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(str(place))


async def test_a_dead_socket_stops_neither_the_desk_nor_a_command(hotel: Hotel) -> None:
    a_dead_socket(hotel.folder / handover.NAME)
    async with hotel.open():
        assert await asyncio.to_thread(publish, hotel.config(), 1, "113") == 2
    a_dead_socket(hotel.folder / handover.NAME)
    assert await asyncio.to_thread(publish, hotel.config(), 2, "114") == 3


async def test_a_folder_with_a_long_name_has_its_socket_elsewhere(hotel: Hotel) -> None:
    hotel.folder = hotel.folder / ("a-long-name-" * 8) / "data"
    async with hotel.open():
        elsewhere = Path((hotel.folder / handover.ELSEWHERE).read_text())
        assert stat.S_IMODE(elsewhere.parent.stat().st_mode) == 0o700
        assert await asyncio.to_thread(publish, hotel.config(), 1, "113") == 2
    assert not elsewhere.parent.exists()
    assert not (hotel.folder / handover.ELSEWHERE).exists()


async def test_another_version_is_not_spoken_with(tmp_path: Path) -> None:
    async def older(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"qonaq": "0.0.9", "form": "0001"}\n')
        assert await reader.read() == b""  # nothing was asked of it
        writer.close()

    async with await asyncio.start_unix_server(older, str(tmp_path / handover.NAME)):
        with only_one(tmp_path), pytest.raises(HandoverProblem, match=r"Qonaq 0\.0\.9.* Restart the desk"):
            await asyncio.to_thread(publish, replace(Config(), data=tmp_path), 0)


def test_whoever_holds_the_folder_and_takes_nothing_over_is_named(tmp_path: Path) -> None:
    config = replace(Config(), data=tmp_path)
    with only_one(tmp_path), pytest.raises(HandoverProblem, match="takes nothing over"):
        publish(config, 0, patience=0)


async def test_a_mistake_of_ours_is_said_and_the_desk_goes_on(
    hotel: Hotel, caplog: pytest.LogCaptureFixture
) -> None:
    async with hotel.open():
        with pytest.raises(HandoverProblem, match="Its log says why"):
            await asyncio.to_thread(ledger.act, hotel.config(), "catalog.undo", {}, now=FRIDAY)
        with pytest.raises(HandoverProblem, match="does not know"):
            await asyncio.to_thread(handover.ask, hotel.folder, "no.such", {})
        assert await asyncio.to_thread(publish, hotel.config(), 1, "113") == 2


async def test_nonsense_on_the_socket_harms_nobody(hotel: Hotel) -> None:
    async with hotel.open():
        for said in (
            b"",
            b"\n",
            b"nonsense\n",
            b"[1]\n",
            b'{"errand": 7}\n',
            b'{"errand": [7]}\n',
            b"\xff\xfe\n",
        ):
            reader, writer = await asyncio.open_unix_connection(str(hotel.folder / handover.NAME))
            assert json.loads(await reader.readline())["qonaq"]
            writer.write(said)
            writer.write_eof()
            await reader.read()
            writer.close()
        assert await asyncio.to_thread(publish, hotel.config(), 1, "113") == 2


async def test_what_was_published_so_is_live_for_guests(hotel: Hotel, files: Path) -> None:
    """The folder that the command read knows which version it is now."""
    async with hotel.open():
        assert hotel.running
        environ = {"QONAQ_DATA_DIR": str(hotel.folder), "QONAQ_LISTEN": "127.0.0.1:0"}
        terminal = Terminal(environ)
        assert await asyncio.to_thread(terminal, "catalog", "publish", str(files), "--over") == 0
        assert folder.base(files) == 2
        n = await hotel.running.db.read(versions.live_number, PROPERTY)
        assert await hotel.running.db.read(versions.load, PROPERTY, n) == tiny_catalog()


def test_on_postgresql_the_command_writes_itself(empty_postgres: str, tmp_path: Path) -> None:
    config = replace(Config(), url=empty_postgres, data=tmp_path)
    with only_one(tmp_path):  # whoever works on this folder is no reason to wait
        assert publish(config, 0) == 1
        assert publish(config, 1, "113") == 2
        with pytest.raises(Conflict):
            publish(config, 1)
    number, live = ledger.live(config)
    assert live is not None
    assert (number, live.hotel.emergency_number) == (2, "113")
