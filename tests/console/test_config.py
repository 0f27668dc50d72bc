"""Settings: every problem at once, each with its cure, and never the token."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import NAMES, Config, ConfigProblem
from tests.console.conftest import TOKEN


def problems(**environ: str) -> list[str]:
    with pytest.raises(ConfigProblem) as found:
        Config.read({f"QONAQ_{name}": value for name, value in environ.items()})
    return found.value.problems


def test_nothing_is_needed_for_the_demo() -> None:
    assert Config.read({}) == Config()
    assert Config().database == Path("data/qonaq.sqlite3")


def test_all_settings_are_read() -> None:
    environ = {"TELEGRAM_TOKEN": TOKEN, "OWNERS": "11, 12", "STAFF_CHAT": "-1001", "LISTEN": "0.0.0.0:80"}
    config = Config.read({f"QONAQ_{name}": value for name, value in environ.items()})
    assert (config.token, config.owners, config.staff_chat) == (TOKEN, (11, 12), -1001)
    assert (config.host, config.port) == ("0.0.0.0", 80)  # noqa: S104  # a value, nothing listens


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    assert Config.read({"QONAQ_TELEGRAM_TOKEN_FILE": str(secret)}).token == TOKEN


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(Config.read({"QONAQ_TELEGRAM_TOKEN": TOKEN}))


def test_every_problem_is_reported_together() -> None:
    names = ("TELEGRAM_TOKEN", "OWNERS", "STAFF_CHAT", "LISTEN", "TELEGRAM_API")
    found = problems(**dict.fromkeys(names, "x"))
    assert len(found) == 5


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TELEGRAM_TOKN", "x", "did you mean QONAQ_TELEGRAM_TOKEN?"),
        ("COLOUR", "red", "docs/settings.md"),
        ("DATABASE_URL", "postgresql://x", "postgresql://qonaq:password@"),
        ("TELEGRAM_TOKEN_FILE", "nowhere", "cannot be read"),
        ("OWNERS", "-5", "user numbers"),
        ("LISTEN", "127.0.0.1:70000", "host:port"),
    ],
)
def test_a_wrong_setting_names_its_cure(name: str, value: str, says: str) -> None:
    (found,) = problems(**{name: value})
    assert says in found


def test_a_value_and_a_file_for_one_setting_is_one_too_many(tmp_path: Path) -> None:
    (found,) = problems(OWNERS="5", OWNERS_FILE=str(tmp_path))
    assert "both set" in found


def test_what_can_be_read_is_kept_for_the_doctor() -> None:
    with pytest.raises(ConfigProblem) as found:
        Config.read({"QONAQ_DATA_DIR": "here", "QONAQ_LISTEN": "x"})
    assert found.value.config.data == Path("here")


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    assert [name for name in NAMES if f"`QONAQ_{name}`" not in page] == []


HOOK = "https://desk.example.org"


def test_a_webhook_is_read_with_its_secret_which_is_not_shown() -> None:
    environ = {"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_URL": f"{HOOK}/qonaq/", "WEBHOOK_SECRET": "s" * 20}
    config = Config.read({f"QONAQ_{name}": value for name, value in environ.items()})
    assert (config.webhook, config.webhook_secret) == (f"{HOOK}/qonaq", "s" * 20)
    assert "s" * 20 not in repr(config)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "https://desk.example.org:8443"])
def test_a_webhook_may_stand_on_this_machine_or_on_a_port_of_telegrams(address: str) -> None:
    assert Config.read({"QONAQ_TELEGRAM_TOKEN": TOKEN, "QONAQ_WEBHOOK_URL": address}).webhook == address


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://desk.example.org", "starts with https://"),
        ("desk.example.org", "starts with https://"),
        ("https://", "starts with https://"),
        ("https://desk.example.org:8080", "443, 80, 88, 8443"),
        ("https://desk.example.org:port", "is an address such as"),
        ("https://me:word@desk.example.org", "any password"),
        ("https://desk.example.org/?a=b", "? or #"),
    ],
)
def test_a_webhook_that_telegram_could_not_reach_is_refused(address: str, says: str) -> None:
    (found,) = problems(TELEGRAM_TOKEN=TOKEN, WEBHOOK_URL=address)
    assert says in found


def test_a_bot_api_of_ones_own_calls_any_port() -> None:
    environ = {"QONAQ_TELEGRAM_TOKEN": TOKEN, "QONAQ_TELEGRAM_API": "http://127.0.0.1:8081"}
    assert Config.read(environ | {"QONAQ_WEBHOOK_URL": f"{HOOK}:9000"}).webhook == f"{HOOK}:9000"


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"WEBHOOK_URL": HOOK}, "needs QONAQ_TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_SECRET": "s" * 20}, "goes with QONAQ_WEBHOOK_URL"),
        ({"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": "short"}, "16 to 256"),
        ({"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": "ş" * 20}, "16 to 256"),
        ({"PROFILE": "mine"}, "hotel, or keep"),
    ],
)
def test_what_belongs_together_is_asked_for(environ: dict[str, str], says: str) -> None:
    (found,) = problems(**environ)
    assert says in found


def test_the_profile_may_be_kept_as_it_is() -> None:
    assert Config.read({}).profile
    assert not Config.read({"QONAQ_PROFILE": "keep"}).profile
