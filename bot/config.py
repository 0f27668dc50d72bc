"""Every setting, read once from the environment; every problem is reported together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from bot import patience
from bot.logs import LEVELS
from bot.patience import Patience

PROPERTY = "hotel"  # one process serves one hotel, so far
TELEGRAM = "https://api.telegram.org"
LISTEN = ("127.0.0.1", 8080)
BACKUP_DAYS = 14
SHORTEST = 12  # letters of a passphrase
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
    "PROFILE",
    "PAYMENTS_TOKEN",
    "LOG",
    "BACKUPS",
    "BACKUP_DAYS",
    "BACKUP_PASSPHRASE",
    "ALERTS",
)
PROVIDER = re.compile(r"\d{4,}:(LIVE|TEST):[A-Za-z0-9:_=+/-]{6,}")  # of a payment provider, by @BotFather
HOOK_PORTS = (443, 80, 88, 8443)  # the only ones that Telegram calls
HOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
OURS = {"QONAQ_NEED_BROWSER", "QONAQ_TEST_DATABASE"}  # of the tests, not of the desk


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
    log: str = "info"
    webhook: str | None = None  # where Telegram reaches us from outside; none: we ask for messages
    webhook_secret: str | None = field(default=None, repr=False)  # none: one is made and kept
    profile: bool = True  # the bot's name, words, picture and commands follow the hotel's data
    url: str | None = field(default=None, repr=False)  # of a PostgreSQL database; none: a file in `data`
    payments: str | None = field(default=None, repr=False)  # token of a provider; none: nobody pays in chat
    backups: Path | None = None  # where copies go; none: a folder in `data`
    nightly: bool = True  # the open desk makes a copy each night
    backup_days: int = BACKUP_DAYS  # for which copies are kept; 0: for ever
    passphrase: str | None = field(default=None, repr=False)  # copies are locked with it; none: they are not
    patience: Patience = patience.USUAL  # what the desk bears before its owners hear of it

    @property
    def database(self) -> Path:
        return self.data / "qonaq.sqlite3"

    @property
    def pays(self) -> str | None:
        """Whether guests can pay in the chat: live, test, or not at all."""
        found = PROVIDER.fullmatch(self.payments or "")
        return found[1].lower() if found else None

    @property
    def where(self) -> Path | str:
        """The desk's database: a file of its own, or an address."""
        return self.url or self.database

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Config:
        """From `QONAQ_…` variables, each also as `QONAQ_…_FILE`; ConfigProblem names all that is wrong."""
        problems: list[str] = []
        found = _gather(environ, problems)
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
            log=_log(found.get("LOG", ""), problems),
            webhook=_webhook(found, problems),
            webhook_secret=_webhook_secret(found, problems),
            profile=_profile(found.get("PROFILE", ""), problems),
            url=_database(found.get("DATABASE_URL", ""), problems),
            payments=_payments(found.get("PAYMENTS_TOKEN", ""), problems),
            backups=Path(found["BACKUPS"]) if found.get("BACKUPS", "off") not in ("", "off") else None,
            nightly=found.get("BACKUPS") != "off",
            backup_days=_days(found.get("BACKUP_DAYS", ""), problems),
            passphrase=_passphrase(found.get("BACKUP_PASSPHRASE", ""), problems),
            patience=patience.read(found.get("ALERTS", ""), problems),
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


def _payments(value: str, problems: list[str]) -> str | None:
    if value and not PROVIDER.fullmatch(value):
        problems.append(
            "QONAQ_PAYMENTS_TOKEN does not look like a provider's token; copy it from @BotFather, "
            "your bot, Payments, or unset it"
        )
        return None
    return value or None


def _api(value: str, problems: list[str]) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        problems.append(f"QONAQ_TELEGRAM_API is an address such as {TELEGRAM}, found {value!r}")
        return TELEGRAM
    return value.rstrip("/") or TELEGRAM


def _database(value: str, problems: list[str]) -> str | None:
    if value and not re.match(r"(postgres|postgresql)://[^/\s]*/[^/\s?]+", value):
        problems.append(
            "QONAQ_DATABASE_URL is an address such as postgresql://qonaq:password@127.0.0.1/qonaq; "
            "unset it to keep everything in one file in QONAQ_DATA_DIR"
        )
        return None
    return value or None


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


def _log(value: str, problems: list[str]) -> str:
    if value not in ("", *LEVELS):
        problems.append(f"QONAQ_LOG is {' or '.join(LEVELS)}, found {value!r}")
    return value if value in LEVELS else "info"


def _webhook(found: Mapping[str, str], problems: list[str]) -> str | None:
    value = found.get("WEBHOOK_URL", "")
    if not value:
        return None
    if why := _hook_flaw(value, own_api=bool(found.get("TELEGRAM_API"))):
        problems.append(f"QONAQ_WEBHOOK_URL {why}")
        return None
    if not found.get("TELEGRAM_TOKEN"):
        problems.append("QONAQ_WEBHOOK_URL needs QONAQ_TELEGRAM_TOKEN: the demo has a Telegram of its own")
        return None
    return value.rstrip("/")


def _hook_flaw(value: str, *, own_api: bool) -> str | None:
    """What keeps Telegram from delivering there; a Bot API of one's own calls any port."""
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        return f"is an address such as https://desk.example.org, found {value!r}"
    if url.hostname and url.scheme == "http" and url.hostname in LOOPBACK:
        return None
    if url.scheme != "https" or not url.hostname:
        return f"starts with https:// and names this hotel's address, found {value!r}"
    if url.query or url.fragment or url.username or url.password or re.search(r"\s", value):
        return "is an address and a path alone; leave out what follows ? or #, and any password"
    if port not in (None, *HOOK_PORTS) and not own_api:
        return f"has a port that Telegram does not call; use one of {', '.join(map(str, HOOK_PORTS))}"
    return None


def _webhook_secret(found: Mapping[str, str], problems: list[str]) -> str | None:
    value = found.get("WEBHOOK_SECRET", "")
    if value and not HOOK_SECRET.fullmatch(value):
        problems.append(
            "QONAQ_WEBHOOK_SECRET is 16 to 256 letters, digits, - and _; unset it to have one made"
        )
    elif value and not found.get("WEBHOOK_URL"):
        problems.append("QONAQ_WEBHOOK_SECRET goes with QONAQ_WEBHOOK_URL; set that as well, or unset both")
    return value or None


def _days(value: str, problems: list[str]) -> int:
    if re.fullmatch(r"\d{1,4}", value, re.ASCII):
        return int(value)
    if value:
        problems.append(f"QONAQ_BACKUP_DAYS is a number of days, or 0 to keep every copy, found {value!r}")
    return BACKUP_DAYS


def _passphrase(value: str, problems: list[str]) -> str | None:
    if value and len(value) < SHORTEST:
        problems.append(f"QONAQ_BACKUP_PASSPHRASE is too short to keep anybody out; use {SHORTEST} letters")
        return None
    return value or None


def _profile(value: str, problems: list[str]) -> bool:
    if value not in ("", "hotel", "keep"):
        problems.append(f"QONAQ_PROFILE is hotel, or keep to leave it as @BotFather has it, found {value!r}")
    return value != "keep"
