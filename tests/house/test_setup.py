"""Setting up where something is missing. Python, pip, uv and apt are stand-ins: nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "tools" / "setup"
TOOLS = "sh awk cat cksum cmp cp date dirname grep mkdir mv rm sleep tail touch tr chmod"

PYTHON = """#!/bin/sh
echo "python $*" >>"$MACHINE/calls"
case "$*" in
    *"< (3, 11)"*) [ ! -e "$MACHINE/old" ] ;;
    *"import ensurepip"*) [ ! -e "$MACHINE/no-ensurepip" ] ;;
    *'print(*sys'*) echo 3 11 ;;
    *'print("%d'*) echo 3.11 ;;
    *"-m venv"*)
        for dir; do :; done
        mkdir -p "$dir/bin" && cp "$0" "$dir/bin/python" && echo "command = $dir" >"$dir/pyvenv.cfg" ;;
    *"-m pip --python"*) [ -e "$MACHINE/pip" ] ;;
    *"-m pip --version"*) true ;;
    *"-m pip install"*)
        [ ! -e "$MACHINE/no-network" ] || { echo "No matching distribution found"; exit 1; }
        mkdir -p "${0%/bin/python}/lib/python3.11/site-packages/bot/_shipped"
        printf '#!%s\\n' "$0" >"${0%/*}/qonaq" && chmod +x "${0%/*}/qonaq" ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >>"$MACHINE/calls"
for last; do :; done
[ "$1" != venv ] || exec python3 -m venv "$last"
exec "$5" -m pip install
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$MACHINE/calls"
[ -e "$MACHINE/apt-works" ] || exit 1
rm -f "$MACHINE/no-ensurepip"
"""


@dataclass(frozen=True)
class Machine:
    """A computer with a fresh checkout in a folder whose name has a space."""

    at: Path

    @property
    def project(self) -> Path:
        return self.at / "my hotel"

    def has(self, *names: str) -> None:
        for name in names:
            (self.at / name).touch()

    def program(self, name: str, text: str) -> None:
        (self.at / "bin" / name).write_text(text)
        (self.at / "bin" / name).chmod(0o755)

    def sets_up(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.project / "tools" / "setup", *words],
            env={"PATH": str(self.at / "bin"), "MACHINE": str(self.at)},
            capture_output=True,
            text=True,
            timeout=20,
        )

    def builds(self) -> int:
        calls = self.at / "calls"
        return calls.read_text().count("-m venv") if calls.exists() else 0

    def is_ready(self) -> bool:
        return (self.project / ".venv" / ".qonaq").exists() and not (self.project / ".venv.new").exists()

    def is_untouched(self) -> bool:
        return sorted(path.name for path in self.project.iterdir()) == ["pyproject.toml", "tools"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    (tmp_path / "bin").mkdir()
    for name in TOOLS.split():
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    machine.program("python3", PYTHON)
    machine.program("id", "#!/bin/sh\necho 1000\n")
    machine.program("uname", "#!/bin/sh\necho Linux\n")
    (machine.project / "tools").mkdir(parents=True)
    shutil.copy(SETUP, machine.project / "tools")
    (machine.project / "pyproject.toml").write_text("[project]\n")
    return machine


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_it_is_plain_shell(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    subprocess.run([shell, "-n", SETUP], check=True, timeout=10)


def test_a_fresh_machine_is_set_up(machine: Machine) -> None:
    done = machine.sets_up()
    assert done.returncode == 0, done.stderr
    assert machine.is_ready()
    assert all(line.startswith("Setting up Qonaq: ") for line in done.stdout.splitlines())


def test_programs_name_the_place_where_they_stand(machine: Machine) -> None:
    machine.sets_up()
    venv = machine.project / ".venv"
    assert (venv / "bin" / "qonaq").read_text() == f"#!{venv}/bin/python\n"
    assert os.access(venv / "bin" / "qonaq", os.X_OK)
    assert ".venv.new" not in (venv / "pyvenv.cfg").read_text()


def test_no_copy_of_the_catalog_is_left_to_grow_stale(machine: Machine) -> None:
    machine.sets_up()
    assert not list((machine.project / ".venv").glob("lib/*/site-packages/bot"))


def test_the_second_time_there_is_nothing_to_do(machine: Machine) -> None:
    machine.sets_up()
    again = machine.sets_up()
    assert (again.returncode, again.stdout, machine.builds()) == (0, "", 1)


def test_a_changed_project_is_set_up_again(machine: Machine) -> None:
    machine.sets_up()
    (machine.project / "pyproject.toml").write_text("[project]\nname = 'qonaq'\n")
    machine.sets_up()
    assert machine.is_ready()
    assert machine.builds() == 2


def test_a_moved_folder_is_set_up_again(machine: Machine, tmp_path: Path) -> None:
    machine.sets_up()
    elsewhere = Machine(tmp_path / "elsewhere")
    shutil.copytree(tmp_path / "bin", elsewhere.at / "bin", symlinks=True)
    machine.project.rename(elsewhere.project)
    elsewhere.sets_up()
    assert elsewhere.builds() == 1
    assert str(elsewhere.project) in (elsewhere.project / ".venv" / "bin" / "qonaq").read_text()


def test_working_on_qonaq_needs_more_than_running_it_and_serves_for_both(machine: Machine) -> None:
    machine.sets_up()
    machine.sets_up("dev")
    machine.sets_up()
    assert machine.builds() == 2


def test_a_half_made_environment_is_not_counted(machine: Machine) -> None:
    bin_ = machine.project / ".venv" / "bin"
    bin_.mkdir(parents=True)
    shutil.copy(machine.at / "bin" / "python3", bin_ / "python")
    assert machine.sets_up().returncode == 0
    assert machine.is_ready()
    assert machine.builds() == 1


def test_what_a_power_cut_left_is_cleared(machine: Machine) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait(timeout=10)
    (machine.project / ".venv.new" / "env").mkdir(parents=True)
    (machine.project / ".venv.new" / "pid").write_text(f"{gone.pid}\n")
    assert machine.sets_up().returncode == 0
    assert machine.is_ready()


@pytest.mark.parametrize("lack", ["no-ensurepip", "no-ensurepip old"])
def test_debian_is_told_one_line_to_paste(machine: Machine, lack: str) -> None:
    machine.program("apt-get", APT)
    machine.has(*lack.split())
    done = machine.sets_up()
    expected = "python3.11 python3.11-venv" if "old" in lack else "python3-venv"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"sudo apt install -y {expected}\n")
    assert machine.is_untouched()


def test_a_mac_with_an_old_python_is_told_one_line_to_paste(machine: Machine) -> None:
    machine.program("uname", "#!/bin/sh\necho Darwin\n")
    machine.has("old")
    done = machine.sets_up()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "brew install python\n")
    assert machine.is_untouched()


def test_root_gets_what_is_missing(machine: Machine) -> None:
    machine.program("apt-get", APT)
    machine.program("id", "#!/bin/sh\necho 0\n")
    machine.has("no-ensurepip", "apt-works")
    assert machine.sets_up().returncode == 0
    assert machine.is_ready()
    assert "python3-venv" in (machine.at / "calls").read_text()


def test_a_pip_from_elsewhere_will_do(machine: Machine) -> None:
    machine.has("no-ensurepip", "pip")
    assert machine.sets_up().returncode == 0
    assert machine.is_ready()


def test_uv_is_used_when_it_is_there(machine: Machine) -> None:
    machine.program("uv", UV)
    assert machine.sets_up("dev").returncode == 0
    assert machine.is_ready()
    assert "--editable .[dev]" in (machine.at / "calls").read_text()


@pytest.mark.parametrize(("words", "lock"), [((), "run"), (("dev",), "dev")])
@pytest.mark.parametrize("by", ["uv", "pip"])
def test_with_a_lock_nothing_is_installed_that_has_no_hash(
    machine: Machine, words: tuple[str, ...], lock: str, by: str
) -> None:
    if by == "uv":
        machine.program("uv", UV)
    (machine.project / "requirements").mkdir()
    (machine.project / "requirements" / f"{lock}.txt").write_text("segno==1.6.6 --hash=sha256:00\n")
    assert machine.sets_up(*words).returncode == 0
    calls = [
        one for one in (machine.at / "calls").read_text().splitlines() if one.startswith(by) or by == "pip"
    ]
    installs = [one for one in calls if "pip install" in one and "--quiet" in one]
    assert [
        f"--require-hashes --requirement requirements/build.txt --requirement requirements/{lock}.txt" in one
        for one in installs
    ] == [
        True,
        False,
    ]
    assert "--no-deps --no-build-isolation --editable ." in installs[1]
    assert machine.sets_up(*words).stdout == ""
    (machine.project / "requirements" / f"{lock}.txt").write_text("segno==1.6.7 --hash=sha256:00\n")
    assert machine.sets_up(*words).stdout, "a changed lock is set up again"


def test_a_failure_shows_why_and_leaves_nothing(machine: Machine) -> None:
    machine.has("no-network")
    done = machine.sets_up()
    assert done.returncode == 1
    assert "No matching distribution found" in done.stderr
    assert "check the connection" in done.stderr.splitlines()[-1]
    assert machine.is_untouched()


def test_a_failure_spares_what_worked_before(machine: Machine) -> None:
    machine.sets_up()
    machine.has("no-network")
    assert machine.sets_up("dev").returncode == 1
    assert machine.is_ready()
    assert machine.sets_up().returncode == 0
