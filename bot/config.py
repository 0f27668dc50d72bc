"""Every setting, read once from the environment; every problem is reported together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"^\d{6,}:[A-Za-z0-9_-]{30,}$")
NAMES = (
    "TELEGRAM_TOKEN",
    "TELEGRAM_API",
    "STAFF_CHAT",
    "OWNERS",
    "DATABASE_URL",
    "DATA_DIR",
    "CATALOG",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "LISTEN",
)
LATER = {"DATABASE_URL": "PostgreSQL", "WEBHOOK_URL": "webhooks", "WEBHOOK_SECRET": "webhooks"}


class ConfigProblem(Exception):
    """All that is wrong with the settings, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Config:
    """What the person who runs Qonaq has chosen. `token` None means the demo."""

    token: str | None = field(default=None, repr=False)
    api: str = TELEGRAM
    staff_chat: int | None = None
    owners: tuple[int, ...] = ()
    data: Path = Path("data")
    catalog: Path | None = None  # none: the shipped demo hotel
    host: str = "127.0.0.1"
    port: int = 8080

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Config:
        """From `QONAQ_…` variables; each secret also as `QONAQ_…_FILE`."""
        problems: list[str] = []
        found = _gather(environ, problems)
        token = found.get("TELEGRAM_TOKEN")
        if token and not TOKEN.match(token):
            problems.append("QONAQ_TELEGRAM_TOKEN does not look like a token; copy it from @BotFather again")
        for name, what in LATER.items():
            if found.get(name):
                problems.append(f"QONAQ_{name}: {what} are not supported by this version yet; unset it")
        host, port = _listen(found.get("LISTEN", "127.0.0.1:8080"), problems)
        config = cls(
            token=token or None,
            api=found.get("TELEGRAM_API", TELEGRAM).rstrip("/"),
            staff_chat=_number("STAFF_CHAT", found.get("STAFF_CHAT"), problems),
            owners=tuple(_numbers(found.get("OWNERS", ""), problems)),
            data=Path(found.get("DATA_DIR", "data")),
            catalog=Path(found["CATALOG"]) if found.get("CATALOG") else None,
            host=host,
            port=port,
        )
        if problems:
            raise ConfigProblem(problems)
        return config


def _gather(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in environ.items():
        short = name.removeprefix("QONAQ_").removesuffix("_FILE")
        if not name.startswith("QONAQ_") or name == "QONAQ_NEED_BROWSER":
            continue
        if short not in NAMES:
            problems.append(f"{name} is not a setting of Qonaq; the settings are listed in docs/settings.md")
        elif name.endswith("_FILE"):
            found[short] = _from_file(name, Path(value), problems)
        else:
            found[short] = value.strip()
    return found


def _from_file(name: str, path: Path, problems: list[str]) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        problems.append(f"{name}: the file cannot be read ({error.strerror}); check its path and rights")
        return ""


def _number(name: str, value: str | None, problems: list[str]) -> int | None:
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        problems.append(f"QONAQ_{name} is a number such as -1001234567890, found {value!r}")
        return None


def _numbers(value: str, problems: list[str]) -> list[int]:
    parts = [part for part in re.split(r"[,\s]+", value) if part]
    return [n for part in parts if (n := _number("OWNERS", part, problems)) is not None]


def _listen(value: str, problems: list[str]) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if port.isdecimal() and int(port) < 65536:
        return host or "127.0.0.1", int(port)
    problems.append(f"QONAQ_LISTEN is host:port such as 127.0.0.1:8080, found {value!r}")
    return "127.0.0.1", 8080
