"""The setting for payments: read, and never shown."""

from __future__ import annotations

import logging

import pytest

from bot.config import Config, ConfigProblem
from bot.logs import OneLine

TEST, LIVE = "284685063:TEST:NjQ5ODk4MmE4ZTBh", "284685063:LIVE:NjQ5ODk4MmE4ZTBh"


def settings(token: str) -> Config:
    return Config.read({"QONAQ_PAYMENTS_TOKEN": token})


@pytest.mark.parametrize(("token", "kind"), [(TEST, "test"), (LIVE, "live"), ("", None)])
def test_the_kind_of_the_token_is_known(token: str, kind: str | None) -> None:
    assert settings(token).pays == kind


@pytest.mark.parametrize(
    "token", ["secret", "12:TEST:x", "284685063:PROD:NjQ5ODk4MmE4ZTBh", f"{TEST} {TEST}"]
)
def test_what_is_no_token_is_said_without_showing_it(token: str) -> None:
    with pytest.raises(ConfigProblem) as found:
        settings(token)
    assert "QONAQ_PAYMENTS_TOKEN" in str(found.value)
    assert token not in str(found.value)


def test_no_log_line_and_no_repr_shows_it() -> None:
    config = settings(LIVE)
    said = OneLine().format(
        logging.makeLogRecord({"name": "bot.tg", "msg": f"POST provider_token={LIVE} {config}"})
    )
    assert "NjQ5" not in said
    assert "[token]" in said
    assert "NjQ5" not in repr(config)
