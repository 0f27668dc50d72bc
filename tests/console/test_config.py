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
        ("DATABASE_URL", "postgresql://x", "not supported by this version"),
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
