"""What we depend on is pinned, hashed and permissive; what we show holds no secret; each looker can see."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.console import commands
from tools.supply import holes, licences, locked, sbom, secrets
from tools.supply.locked import Pin

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
HASH = "--hash=sha256:" + "0" * 64


# --- Locks --------------------


def test_every_lock_is_whole_and_fits_what_we_ask_for() -> None:
    assert locked.all_flaws() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("--hash", "#"), "has no hash"),
        (lambda text: text.replace("aiosqlite==", "other=="), "aiosqlite"),
        (lambda text: text.replace("aiosqlite==0.22", "aiosqlite==0.99"), "aiosqlite"),
        (lambda text: text + "extra>=1\n", "not pinned"),
        (lambda text: text + "-e .\n", "not pinned"),
    ],
)
def test_a_lock_that_is_none_is_noticed(change: object, says: str) -> None:
    assert callable(change)
    text = change(locked.path("run").read_text("utf-8"))
    assert any(says in one for one in locked.flaws("run", text, PROJECT))


def test_a_lock_names_no_place_to_get_things_from() -> None:
    for lock in locked.LOCKS:
        text = locked.path(lock).read_text("utf-8")
        assert "://" not in text
        assert "index" + "-url" not in text


def test_pins_are_read_with_their_marker_and_all_hashes() -> None:
    text = f"# why\nUv.Loop==0.2 ; sys_platform != 'win32' \\\n    {HASH} \\\n    {HASH[:-1]}1\nb==1 {HASH}\n"
    first, second = locked.read(text)
    assert (first.name, first.version, first.marker) == ("uv-loop", "0.2", "sys_platform != 'win32'")
    assert len(first.hashes) == 2
    assert second == Pin("b", "1", "", ("0" * 64,))


# --- The bill of materials --------------------


def test_the_bill_names_every_package_of_the_lock_and_is_always_the_same() -> None:
    bill = json.loads(sbom.ours())
    pins = locked.read(locked.path(sbom.FOR).read_text("utf-8"))
    assert {one["purl"] for one in bill["components"]} == {f"pkg:pypi/{p.name}@{p.version}" for p in pins}
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
    assert all(one["hashes"] for one in bill["components"])
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert sbom.made(pins, "1") == sbom.made(pins[::-1], "1")
    assert sbom.made(pins, "1") != sbom.made(pins[1:], "1")


# --- Licences --------------------


def test_what_a_hotel_installs_may_be_installed() -> None:
    assert list(licences.doubts(licences.installed())) == []
    assert len(licences.installed()) > 25


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "AGPLv3", "LGPL-2.1", "Commons Clause", "My own", "", "SSPL-1.0"]
)
def test_a_licence_that_is_not_permissive_is_noticed(said: str) -> None:
    assert list(licences.doubts({"newcomer": said}))
    assert not list(licences.doubts({"newcomer": "MIT"}))


# --- Secrets --------------------

PLANTED = {
    "a bot's token": "71234567" + "89:AAHkq3yT0bWcXe5Z1uVnMf8LrPdJsGoQi2A",
    "a payment provider's token": "712345678:LI" + "VE:NjQ5ODk4MmE4ZTBh",
    "a private key": "-----BEGIN RSA PRIV" + "ATE KEY-----",
    "a cloud's key": "AKI" + "AIOSFODNN7EXAMPL8",
    "a code host's token": "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a",
    "a package index's token": "pyp" + "i-AgEIcHlwaS5vcmcCJGI3ZGQ4Yjk4LTk4ZDEtNDU0Yi04ZjE1LWM",
    "a chat service's token": "xo" + "xb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy",
    "an API key": "s" + "k-proj-4f9Kd82LmQxZ7vB1nTyR6wEo3HsUa5Cj",
    "a password in an address": "postgresql://qonaq:" + "Xu7!kd92mQ@db.hotel/qonaq",
}


def repository(at: Path) -> Path:
    git(at, "init", "--quiet")
    git(at, "config", "user.email", "dana@hotel.invalid")
    git(at, "config", "user.name", "Dana")
    return at


def git(at: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=at, check=True, capture_output=True, timeout=20)


def test_no_secret_stands_in_our_files_or_our_last_commits() -> None:
    try:
        found = [*secrets.in_files(ROOT), *secrets.in_history(ROOT, secrets.RECENT)]
    except secrets.NoHistory:
        pytest.skip("not a git checkout")
    assert [str(one) for one in found] == []


def test_every_kind_of_secret_is_found_and_never_repeated(tmp_path: Path) -> None:
    assert set(PLANTED) == set(secrets.SHAPES)
    (repository(tmp_path) / "settings.txt").write_text("\n".join(PLANTED.values()) + "\n")
    found = {one.what: one for one in secrets.in_files(tmp_path)}
    assert set(found) == set(PLANTED)
    assert [one.where for one in found.values()] == [f"settings.txt:{n + 1}" for n in range(len(PLANTED))]
    assert not any(PLANTED[what][-8:] in str(one) for what, one in found.items())


def test_what_was_taken_out_again_is_still_found_in_the_history(tmp_path: Path) -> None:
    at = repository(tmp_path)
    for words, said in (("A token", PLANTED["a bot's token"]), ("None", "nothing")):
        (at / "token.txt").write_text(said)
        git(at, "add", ".")
        git(at, "commit", "--quiet", "--message", words)
    assert list(secrets.in_files(at)) == []
    (found,) = secrets.in_history(at)
    assert found.what == "a bot's token"
    assert list(secrets.in_history(at, 1)) == []


@pytest.mark.parametrize(
    "line",
    [
        "1000000000:" + "DEMO-TOKEN-THAT-OPENS-NOTHING-AT-ALL",
        "postgresql://qonaq:password@127.0.0.1/qonaq",
        "https://example.org/path:8080/x@y",
        "sha256:" + "a" * 64,
    ],
)
def test_what_opens_nothing_is_no_secret(line: str) -> None:
    assert list(secrets.in_text(line, "x")) == []


def test_no_command_takes_a_token_where_every_user_could_read_it() -> None:
    said = "\n".join(path.read_text("utf-8") for path in Path(str(commands.__file__)).parent.glob("*.py"))
    assert not [one for one in ("--token", "--password", "--secret") if one in said]


# --- Known holes --------------------


@pytest.mark.parametrize(
    ("code", "out", "err", "well"),
    [
        (0, "No known vulnerabilities found", "", True),
        (1, "segno 1.0 PYSEC-1 fixed in 1.1", "Found 1 known vulnerability", False),
        (1, "", "requests.exceptions.ConnectionError: Max retries exceeded", None),
        (1, "", "ERROR: the lock cannot be read", False),
    ],
)
def test_a_hole_is_a_fault_and_no_network_is_said(code: int, out: str, err: str, well: bool | None) -> None:
    answer = holes.read(subprocess.CompletedProcess([], code, out, err))
    assert answer.well is well
    assert answer.words
