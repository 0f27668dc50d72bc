"""`make audit`, `make lock`, `make sbom`: python -m tools.supply audit|lock|sbom"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from tools.supply import holes, licences, locked, sbom, secrets

HEADER = "# Made by `make lock` from pyproject.toml. Do not edit: docs/supply-chain.md\n"


def lock() -> int:
    """Choose versions anew, for every platform, with the hashes of all files. Needs uv and the network."""
    uv = shutil.which("uv")
    if uv is None:
        print("`make lock` needs uv: pip install uv", file=sys.stderr)
        return 2
    project = (locked.ROOT / "pyproject.toml").read_text("utf-8")
    for name, extra in locked.LOCKS.items():
        words = [
            uv,
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--generate-hashes",
            "--no-header",
            "--upgrade",
        ]
        words += ["--no-annotate", "--python-version", "3.11"]
        words += ["-"] if extra is None else [*(["--extra", extra] if extra else []), "pyproject.toml"]
        asked = "\n".join(str(one) for one in locked.wanted(None, project))
        done = subprocess.run(
            words, cwd=locked.ROOT, input=asked, capture_output=True, text=True, timeout=600
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return 1
        locked.path(name).parent.mkdir(exist_ok=True)
        locked.path(name).write_text(HEADER + done.stdout, encoding="utf-8")
        print(f"{name}: {len(locked.read(done.stdout))} packages")
    return 0


def bill() -> int:
    sys.stdout.write(sbom.ours())
    return 0


def audit() -> int:
    """One line for each part; what could not be looked at is said and is no fault."""
    try:
        shown = [str(one) for one in {*secrets.in_files(locked.ROOT), *secrets.in_history(locked.ROOT)}]
    except secrets.NoHistory as no:
        shown = [f"the history cannot be read: {no}"]
    parts: list[tuple[str, Sequence[str]]] = [
        ("locks", locked.all_flaws()),
        ("licences", list(licences.doubts(licences.installed()))),
        ("secrets", sorted(shown)),
        ("bill of materials", [] if sbom.ours() == sbom.ours() else ["differs from one time to the next"]),
    ]
    for name, found in parts:
        print(f"{name}: {'well' if not found else 'NOT WELL'}", *found, sep="\n  ")
    known = holes.look()
    print(f"known holes: {known.words if known.well else f'{_head(known)}: {known.words}'}")
    return int(any(found for _, found in parts) or known.well is False)


def _head(known: holes.Answer) -> str:
    return holes.SKIPPED if known.well is None else "NOT WELL"


DO: dict[str, Callable[[], int]] = {"audit": audit, "lock": lock, "sbom": bill}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in DO:
        print(f"usage: python -m tools.supply {'|'.join(DO)}", file=sys.stderr)
        sys.exit(2)
    sys.exit(DO[sys.argv[1]]())
