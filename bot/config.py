"""Every setting, read once from the environment; every problem is reported together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

PROPERTY = "hotel"  # one process serves one hotel, so far
TELEGRAM = "https://api.telegram.org"
LISTEN = ("127.0.0.1", 8080)
TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
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
OURS = {"QONAQ_NEED_BROWSER"}  # of the tests, not of the desk


@dataclass(frozen=True)
class Config:
    """What the person who runs Qonaq has chosen. `token` None means the demo."""

    token: str | None = field(default=None, repr=False)
    api: str = TELEGRAM
    staff_chat: int | None = None
    owners: tuple[int, ...] = ()
    data: Path = Path("data")
    catalog: Path | None = None  # none: the shipped demo hotel
    host: str = LISTEN[0]
    port: int = LISTEN[1]

    @property
    def database(self) -> Path:
        return self.data / "qonaq.sqlite3"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Config:
        """From `QONAQ_…` variables, each also as `QONAQ_…_FILE`; ConfigProblem names all that is wrong."""
        problems: list[str] = []
        found = _gather(environ, problems)
        for name, what in LATER.items():
            if found.get(name):
                problems.append(f"QONAQ_{name}: {what} are not supported by this version yet; unset it")
        host, port = _listen(found.get("LISTEN", ""), problems)
        config = cls(
            token=_token(found.get("TELEGRAM_TOKEN", ""), problems),
            api=_api(found.get("TELEGRAM_API", ""), problems),
            staff_chat=_number("STAFF_CHAT", found.get("STAFF_CHAT", ""), problems),
            owners=_owners(found.get("OWNERS", ""), problems),
            data=Path(found.get("DATA_DIR") or "data"),
            catalog=Path(found["CATALOG"]) if found.get("CATALOG") else None,
            host=host,
            port=port,
        )
        if problems:
            raise ConfigProblem(problems, config)
        return config


class ConfigProblem(Exception):
    """All that is wrong with the settings, one line each, and what could be read of them all the same."""

    def __init__(self, problems: list[str], config: Config) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.config = config


def _gather(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        if not name.startswith("QONAQ_") or name in OURS:
            continue
        short = name.removeprefix("QONAQ_").removesuffix("_FILE")
        if short not in NAMES:
            problems.append(_unknown(name, short))
        elif short in found:
            problems.append(f"QONAQ_{short} and QONAQ_{short}_FILE are both set; keep one of the two")
        elif name.endswith("_FILE"):
            found[short] = _from_file(name, Path(value), problems)
        else:
            found[short] = value.strip()
    return found


def _unknown(name: str, short: str) -> str:
    meant = get_close_matches(short, NAMES, n=1)
    fix = f"did you mean QONAQ_{meant[0]}?" if meant else "the settings are listed in docs/settings.md"
    return f"{name} is not a setting of Qonaq; {fix}"


def _from_file(name: str, path: Path, problems: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        problems.append(f"{name}: the file cannot be read ({error.strerror}); check its path and rights")
    except ValueError:
        problems.append(f"{name}: the file does not hold plain text; write the value alone into it")
    return ""


def _token(value: str, problems: list[str]) -> str | None:
    if value and not TOKEN.fullmatch(value):
        problems.append("QONAQ_TELEGRAM_TOKEN does not look like a token; copy it from @BotFather again")
        return None
    return value or None


def _api(value: str, problems: list[str]) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        problems.append(f"QONAQ_TELEGRAM_API is an address such as {TELEGRAM}, found {value!r}")
        return TELEGRAM
    return value.rstrip("/") or TELEGRAM


def _number(name: str, value: str, problems: list[str]) -> int | None:
    if re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        return int(value)
    if value:
        problems.append(f"QONAQ_{name} is a number such as -1001234567890, found {value!r}")
    return None


def _owners(value: str, problems: list[str]) -> tuple[int, ...]:
    numbers = []
    for part in filter(None, re.split(r"[,\s]+", value)):
        if re.fullmatch(r"[1-9]\d{0,17}", part, re.ASCII):
            numbers.append(int(part))
        else:
            problems.append(f"QONAQ_OWNERS holds Telegram user numbers such as 123456789, found {part!r}")
    return tuple(numbers)


def _listen(value: str, problems: list[str]) -> tuple[str, int]:
    if not value:
        return LISTEN
    host, _, port = value.rpartition(":")
    if port.isascii() and port.isdecimal() and int(port) < 65536:
        return host or LISTEN[0], int(port)
    problems.append(f"QONAQ_LISTEN is host:port such as 127.0.0.1:8080, found {value!r}")
    return LISTEN
