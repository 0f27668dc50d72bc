"""Looks over everything the desk stands on, and says what to mend in words for whoever runs the hotel.

It writes nothing that stays, works without a network and on folders that cannot be written, and never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot import lock
from bot.config import Config, ConfigProblem
from bot.doctor.finding import Finding, look, ok
from bot.doctor.folder import examine_folder
from bot.doctor.hotel import examine_hotel
from bot.doctor.port import examine_port
from bot.doctor.storage import Known, examine_storage
from bot.doctor.telegram import examine_telegram

__all__ = ["Finding", "examine"]


async def examine(environ: Mapping[str, str], *, now: Callable[[], datetime]) -> list[Finding]:
    """Every check in order: settings, Telegram, folder, database, hotel, people, port."""
    config, found = _settings(environ)
    known = Known.of(config)
    if config.token or found[0].well:  # else it is the token that cannot be read
        found += await examine_telegram(config, known, now)
    found += examine_folder(config)
    found += examine_storage(config)
    found += examine_hotel(config, known)
    found += examine_port(config, running=lock.is_held(config.data))
    return found


def _settings(environ: Mapping[str, str]) -> tuple[Config, list[Finding]]:
    """The settings, as far as they can be read, and what is wrong with them."""
    try:
        config = Config.read(environ)
    except ConfigProblem as problem:
        return problem.config, [look("Settings", one) for one in problem.problems]
    return config, [ok("Settings", "all of them can be read.")]
