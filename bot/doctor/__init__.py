"""Looks over everything the desk stands on, and says what to mend in words for whoever runs the hotel.

It writes nothing that stays, works without a network and on folders that cannot be written, and never raises.
Beside a desk that runs it only looks: it takes no messages and no lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot import lock
from bot.config import Config, ConfigProblem
from bot.doctor.finding import Finding, in_order, mend, ok
from bot.doctor.folder import examine_folder
from bot.doctor.hotel import examine_hotel
from bot.doctor.known import Known
from bot.doctor.machine import examine_machine
from bot.doctor.payments import examine_payments
from bot.doctor.port import examine_port
from bot.doctor.server import examine_server
from bot.doctor.storage import examine_storage
from bot.doctor.telegram import examine_telegram
from bot.doctor.work import examine_work

__all__ = ["Finding", "examine"]


async def examine(environ: Mapping[str, str], *, now: Callable[[], datetime]) -> list[Finding]:
    """Every check; what is to be mended first, and of that what stops guests first."""
    config, found = _settings(environ)
    known, running = Known.of(config, now()), lock.is_held(config.data)
    if config.token or found[0].well:  # else it is the token that cannot be read
        found += await examine_telegram(config, known, now, running=running)
    found += examine_folder(config)
    found += examine_server(config) if config.url else examine_storage(config, now())
    found += examine_hotel(config, known, running=running)
    found += examine_payments(config, known)
    found += examine_work(config, known, now(), running=running)
    found += examine_port(config, running=running)
    found += examine_machine(environ, known)
    return in_order(found)


def _settings(environ: Mapping[str, str]) -> tuple[Config, list[Finding]]:
    """The settings, as far as they can be read, and what is wrong with them."""
    try:
        config = Config.read(environ)
    except ConfigProblem as problem:
        return problem.config, [_wrong(one) for one in problem.problems]
    return config, [ok("settings", "Settings", "all of them can be read.")]


def _wrong(problem: str) -> Finding:
    """The settings say the fix behind a semicolon."""
    cause, _, cure = problem.partition("; ")
    said = f"{cure[:1].upper()}{cure[1:]}".rstrip(".?") if cure else "docs/settings.md says how it is written"
    return mend("settings", "Settings", f"{cause}.", f"{said}{'?' if cure.endswith('?') else '.'}")
