"""The computer: Python, time zones, how many files may be open, and who may read what is secret."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known

PYTHON = (3, 11)
FILES = 256  # a hundred guests at once, the database, and as much again
ZONE = "Europe/Budapest"  # any will do when the hotel's is not known
GIVEN = Path("/run/secrets")  # a container's own way: nobody else is in there


def examine_machine(environ: Mapping[str, str], known: Known) -> list[Finding]:
    zone = known.catalog.hotel.zone if known.catalog else ZONE
    faults = [*_python(sys.version_info[:2]), *_zones(zone), *_files(), *open_secrets(environ)]
    said = f"Python {sys.version_info.major}.{sys.version_info.minor}, with time zones."
    return faults or [ok("computer", "Computer", said)]


def _python(version: tuple[int, ...]) -> Iterator[Finding]:
    if version < PYTHON:
        words = f"Python {version[0]}.{version[1]} is too old for the desk."
        cure = f"Install Python {PYTHON[0]}.{PYTHON[1]} or newer and set Qonaq up again with it."
        yield mend("python", "Computer", words, cure)


def _zones(zone: str) -> Iterator[Finding]:
    try:
        ZoneInfo.no_cache(zone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        words = f"it does not know the time zone {zone}, so no promise could carry a time."
        yield mend("zones", "Computer", words, "Install the time zones: pip install --upgrade tzdata.")


def _files() -> Iterator[Finding]:
    try:
        import resource
    except ImportError:  # not a Unix: no such limit
        return
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        words = f"only {soft} files may be open at once; a busy evening needs more."
        more = FILES * 4
        cure = f"Start the desk after `ulimit -n {more}`, or with LimitNOFILE={more} in its systemd unit."
        yield mind("files.limit", "Computer", words, cure)


def open_secrets(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Files of settings that everybody on this computer may read."""
    for name, value in sorted(environ.items()):
        path = Path(value)
        if not (name.startswith("QONAQ_") and name.endswith("_FILE")) or path.is_relative_to(GIVEN):
            continue
        try:
            mode = path.stat().st_mode
        except OSError:  # the settings say that it cannot be read
            continue
        if mode & stat.S_IROTH:
            words = f"everybody on this computer may read {path} ({name})."
            yield mind("secrets.readable", "Secrets", words, f"Close it: chmod 600 {path}")
