"""qonaq doctor: each fault is named with its cure in a hotel owner's words, and nothing is changed."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.telegram import DEMO_TOKEN, Floods, Group, Loopback
from bot.doctor import Finding, examine
from bot.doctor import folder as disks
from bot.lock import only_one
from bot.speech import Language, Speech
from tests.console.conftest import TOKEN, Terminal
from tests.console.test_check import spoil

JARGON = ("traceback", "errno", "exception", "sqlalchemy", "aiohttp", "http error", "none", "null")
SPOKEN = Speech({code: Language(code, {"hello": ("…",)}, True) for code in ("en", "az")})


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny hotel's languages, spoken to the end."""
    monkeypatch.setattr(Speech, "load", lambda folder: SPOKEN)


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    telegram = Loopback(lambda: datetime(2026, 6, 1, 12, 0, tzinfo=UTC), floods=Floods.none())
    await telegram.open()
    yield telegram
    await telegram.close()


@pytest.fixture
def group(loopback: Loopback) -> Group:
    return loopback.forum("Front desk")


@pytest.fixture
def environ(terminal: Terminal, loopback: Loopback, group: Group) -> dict[str, str]:
    """A desk where all is well."""
    return terminal.environ | {
        "QONAQ_TELEGRAM_TOKEN": DEMO_TOKEN,
        "QONAQ_TELEGRAM_API": loopback.url,
        "QONAQ_STAFF_CHAT": str(group.chat_id),
        "QONAQ_OWNERS": "3001",
    }


def hour(*, ahead: timedelta = timedelta()) -> datetime:
    """The loopback's answers carry the real date, so it is compared with the real one."""
    return datetime.now(UTC) + ahead  # noqa: TID251  # as above


async def findings(environ: dict[str, str], *, ahead: timedelta = timedelta()) -> list[Finding]:
    found = await examine(environ, now=lambda: hour(ahead=ahead))
    for one in found:
        assert not [word for word in JARGON if f" {word}" in str(one).lower()], str(one)
        assert DEMO_TOKEN not in str(one)
        assert TOKEN not in str(one)
    return found


async def trouble(environ: dict[str, str], *, ahead: timedelta = timedelta()) -> str:
    """The one thing that is not well."""
    bad = [str(one) for one in await findings(environ, ahead=ahead) if not one.well]
    assert len(bad) == 1, bad
    return bad[0]


async def test_a_desk_in_order_is_well(environ: dict[str, str], loopback: Loopback, data: Path) -> None:
    assert [str(one) for one in await findings(environ) if not one.well] == []
    asked = {call.method for call in loopback.calls()}
    assert "getUpdates" not in asked
    assert loopback.violations == []


async def test_wrong_settings_are_named_and_the_rest_is_still_looked_at(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_TOKEN"] = "abc"  # noqa: S105  # not one
    found = await findings(environ)
    assert "copy it from @BotFather" in str(found[0])
    assert any(one.what == "Data folder" for one in found)


async def test_a_wrong_token(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_TOKEN"] = TOKEN
    said = await trouble(environ)
    assert "Telegram does not know this token" in said
    assert "@BotFather" in said


async def test_no_network(environ: dict[str, str]) -> None:
    with closing(socket.socket()) as nobody:  # bound, but nobody listens
        nobody.bind(("127.0.0.1", 0))
        environ["QONAQ_TELEGRAM_API"] = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert "This computer cannot reach Telegram: the connection is refused" in await trouble(environ)


async def test_no_name_service(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_API"] = "http://telegram.invalid"
    assert "This computer cannot reach Telegram" in await trouble(environ)


@pytest.mark.parametrize(("status", "body"), [(502, "<html>Bad Gateway</html>"), (500, "[1]")])
async def test_telegram_out_of_order(
    environ: dict[str, str], loopback: Loopback, status: int, body: str
) -> None:
    loopback.fail("getMe", status=status, body=body)
    assert "it answers, but not as it should" in await trouble(environ)


@pytest.mark.parametrize(("ahead", "says"), [(-10, "10 minutes behind"), (180, "3 hours ahead")])
async def test_a_clock_that_is_wrong(environ: dict[str, str], ahead: int, says: str) -> None:
    assert says in await trouble(environ, ahead=timedelta(minutes=ahead))


async def test_another_program_takes_the_messages(environ: dict[str, str], loopback: Loopback) -> None:
    loopback.rest.card.webhook = "https://elsewhere.example"
    assert "another program receives this bot's messages" in await trouble(environ)


async def test_no_staff_group_and_no_owner(environ: dict[str, str]) -> None:
    del environ["QONAQ_STAFF_CHAT"], environ["QONAQ_OWNERS"]
    bad = [str(one) for one in await findings(environ) if not one.well]
    assert [one.split(":")[0] for one in bad] == ["look Staff group", "look Owner"]


async def test_a_staff_group_that_the_bot_is_not_in(environ: dict[str, str]) -> None:
    environ["QONAQ_STAFF_CHAT"] = "-1009999999999"
    assert "the bot is not in the group" in await trouble(environ)


async def test_a_bot_that_is_only_a_member(environ: dict[str, str], group: Group) -> None:
    group.bot = "member"
    assert "only a member" in await trouble(environ)


async def test_a_data_folder_that_is_a_file(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    environ["QONAQ_DATA_DIR"] = str(tmp_path / "taken" / "data")
    said = await trouble(environ)
    assert "is a file" in said
    assert "QONAQ_DATA_DIR" in said


async def test_a_data_folder_that_cannot_be_written(environ: dict[str, str]) -> None:
    environ["QONAQ_DATA_DIR"] = "/proc/qonaq"  # root may not write there either
    said = await trouble(environ)
    assert "the desk may not write into" in said
    assert "QONAQ_DATA_DIR" in said


async def test_a_disk_that_is_nearly_full(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "ROOM", 1 << 62)
    assert "MB are free" in await trouble(environ)


async def test_a_disk_of_another_computer(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "_mounts", lambda: "30 1 0:1 / / rw - nfs4 server:/ rw\n")
    assert "another computer's disk (nfs4)" in await trouble(environ)


def test_the_disk_is_that_of_the_deepest_mount() -> None:
    mounts = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 0:39 / /mnt/our\\040files rw - cifs //server/x rw\nnonsense\n"
    )
    assert disks.disk_of(Path("/srv/data"), mounts) == "ext4"
    assert disks.disk_of(Path("/mnt/our files/data"), mounts) == "cifs"
    assert disks.disk_of(Path("/mnt/our filesystem"), mounts) == "ext4"
    assert disks.disk_of(Path("/srv"), "") == ""


@pytest.fixture
def published(terminal: Terminal, data: Path) -> Path:
    """A database with a first version."""
    assert terminal("catalog", "publish") == 0
    return data / "qonaq.sqlite3"


async def test_a_database_in_order_stays_as_it_is(environ: dict[str, str], published: Path) -> None:
    before = {one.name: one.read_bytes() for one in published.parent.iterdir()}
    assert [str(one) for one in await findings(environ) if not one.well] == []
    assert {one.name: one.read_bytes() for one in published.parent.iterdir()} == before


async def test_a_newer_database(environ: dict[str, str], published: Path) -> None:
    with closing(sqlite3.connect(published)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '0999'")
    said = await trouble(environ)
    assert "newer Qonaq" in said
    assert "qonaq restore" in said


@pytest.fixture(params=[b"this is no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4080])
def not_a_database(data: Path, request: pytest.FixtureRequest) -> None:
    data.mkdir()
    (data / "qonaq.sqlite3").write_bytes(request.param)


@pytest.mark.usefixtures("not_a_database")
async def test_a_file_that_is_no_database(environ: dict[str, str]) -> None:
    assert "qonaq restore" in await trouble(environ)


@pytest.fixture
def damaged(published: Path) -> None:
    raw = bytearray(published.read_bytes())
    raw[-8192:] = b"\xff" * 8192
    published.write_bytes(raw)


@pytest.mark.usefixtures("damaged")
async def test_a_damaged_database(environ: dict[str, str]) -> None:
    assert any("qonaq restore" in str(one) for one in await findings(environ) if not one.well)


async def test_a_broken_catalog_shows_three_mistakes_and_the_way_to_the_rest(
    environ: dict[str, str], files: Path
) -> None:
    spoil(files / "hotel.yaml", 'currency: "AZN"', 'currency: "x"\ncolour: "red"\nshape: "round"')
    spoil(files / "hotel.yaml", 'emergency_number: "112"\n', "")
    bad = [str(one) for one in await findings(environ) if not one.well]
    assert len(bad) == 4
    assert "emergency_number" in bad[0]  # what saves lives comes first
    assert "hotel.yaml:" in bad[0]
    assert "`qonaq check` lists all" in bad[-1]


async def test_a_catalog_folder_that_is_not_there(environ: dict[str, str]) -> None:
    environ["QONAQ_CATALOG"] = "nowhere"
    assert "Correct QONAQ_CATALOG" in await trouble(environ)


@contextmanager
def languages(monkeypatch: pytest.MonkeyPatch, speech: Speech) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(Speech, "load", lambda folder: speech)
        yield


async def test_languages_that_are_not_spoken_to_the_end(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = Language("en", {"hello": ("Hello",), "bye": ("Bye",)}, True)
    with languages(monkeypatch, Speech({"en": english})):
        assert "offers az, which this version does not speak" in await trouble(environ)
    partly = Language("az", {"hello": ("Salam",), "bye": ("",)}, True)
    with languages(monkeypatch, Speech({"en": english, "az": partly})):
        said = [str(one) for one in await findings(environ) if not one.well]
        assert "1 sentences are missing in az" in said[0]
    with languages(monkeypatch, Speech({})):
        assert "sentences are missing" in await trouble(environ)


async def test_a_port_that_is_taken(environ: dict[str, str], published: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        environ["QONAQ_LISTEN"] = f"127.0.0.1:{other.getsockname()[1]}"
        assert "used by another program" in await trouble(environ)
        with only_one(published.parent):  # then it is the desk itself that has it
            assert [one for one in await findings(environ) if not one.well] == []


async def test_an_address_that_is_not_this_computers(environ: dict[str, str]) -> None:
    environ["QONAQ_LISTEN"] = "203.0.113.7:80"
    assert "cannot answer at 203.0.113.7:80" in await trouble(environ)


def test_the_command_counts_and_fails(terminal: Terminal) -> None:
    terminal.now = hour()
    assert terminal("doctor") == 0
    assert terminal.out.endswith("\nAll is well.\n")
    assert "shows the demo" in terminal.out
    terminal.environ["QONAQ_CATALOG"] = "nowhere"
    assert terminal("doctor") == 1
    assert terminal.out.endswith("\n1 thing to look at.\n")
