"""No secret is shown to the world: in the files as they are, and in what earlier commits have added."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What each begins with or holds, which is quick to look for, and its whole shape. None finds itself here.
SHAPES: dict[str, tuple[tuple[str, ...], str]] = {
    "a bot's token": ((":",), r"\b\d{6,12}:[A-Za-z0-9_-]{30,}"),
    "a payment provider's token": (
        (":LIV" + "E:", ":TES" + "T:"),
        r"\b\d{4,}:(?:LIV[E]|TES[T]):[A-Za-z0-9:_=+/-]{6,}",
    ),
    "a private key": (("-----BEGI" + "N",), r"-----BEGI[N] (?:[A-Z]+ )*PRIVATE KEY"),
    "a cloud's key": (("AKI" + "A", "ASI" + "A"), r"\b(?:AKI[A]|ASI[A])[0-9A-Z]{16}\b"),
    "a code host's token": (
        ("gh" + "p_", "gh" + "o_", "gh" + "u_", "gh" + "s_", "gh" + "r_", "github_pa" + "t_", "glpa" + "t-"),
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pa[t]_\w{40,}|glpa[t]-[\w-]{20,})",
    ),
    "a package index's token": (("pyp" + "i-",), r"\bpyp[i]-[A-Za-z0-9_-]{50,}"),
    "a chat service's token": (("xo" + "x",), r"\bxo[x][abprs]-[A-Za-z0-9-]{20,}"),
    "an API key": (
        ("AIz" + "a", "s" + "k-", "s" + "k_live_"),
        r"\b(?:AIz[a][\w-]{35}|s[k]-[A-Za-z0-9_-]{32,}|s[k]_live_[A-Za-z0-9]{20,})",
    ),
    "a password in an address": (
        ("://",),
        r"\b[a-z][a-z0-9+]{2,20}://[^\s/:@'\"{<$]+:(?![{<$*%])[^\s/@'\"{<]{6,}@",
    ),
}
# What opens nothing says so, in itself.
PRETENDED = re.compile(
    r"(?i)demo|example|loopback|not-?a-?real|pretend|canary|AAAAAAAA|secret|password|test(?![A-Z])|abcdef|284685063:"
)
RECENT = 3  # commits that `make test` looks at
LARGEST = 2_000_000  # characters of one file


@dataclass(frozen=True)
class Found:
    """Where something stands that looks like a secret; never the secret."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: looks like {self.what}"


def in_text(text: str, where: str) -> Iterator[Found]:
    for what, (signs, shape) in SHAPES.items():
        if not any(sign in text for sign in signs):
            continue
        for found in re.finditer(shape, text):
            if not PRETENDED.search(found[0]):
                yield Found(f"{where}:{text.count(chr(10), 0, found.start()) + 1}", what)


def in_files(root: Path) -> Iterator[Found]:
    """Tracked, and new ones that are not ignored."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        path = root / name
        if path.is_file() and not path.is_symlink():
            raw = path.read_bytes()
            if b"\0" not in raw[:8000] and len(raw) < LARGEST:
                yield from in_text(raw.decode(errors="replace"), name)


def in_history(root: Path, most: int | None = None) -> Iterator[Found]:
    """What each commit has added; a secret that was taken out again is still there for everybody."""
    which = ["--max-count", str(most)] if most else []
    said = _git(
        root, "log", *which, "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--format=%x00%h"
    )
    for commit in said.split("\0")[1:]:
        number, _, patch = commit.partition("\n")
        added = "\n".join(
            line[1:]
            for line in patch.splitlines()
            if line[:1] == "+" and line[:3] != "+++" and len(line) < LARGEST
        )
        yield from {Found(f"commit {number}", one.what) for one in in_text(added, "")}


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, timeout=300)
    if done.returncode:
        raise NoHistory(done.stderr.decode(errors="replace").strip())
    return done.stdout.decode(errors="replace")


class NoHistory(Exception):
    """Not a git checkout."""
