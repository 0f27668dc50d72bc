"""What a hotel installs is under permissive licences, or under one that is listed with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.message import Message
from importlib.metadata import PackageNotFoundError, files, metadata
from typing import Protocol

from packaging.markers import Marker

from tools.supply import locked, sbom

PERMISSIVE = re.compile(
    r"(?i)\b(?:MIT|BSD|0BSD|Apache|PSF|Python-2\.0|CNRI|ISC|HPND|Zlib|Unlicense|CC0|ZPL)\b|Python Software"
)
COPYLEFT = re.compile(r"(?i)GPL|MPL|Mozilla|EUPL|CDDL|EPL|SSPL|Commons Clause|proprietary")
# Neither permissive nor in the way: each stands beside us unmodified, and anyone may put another there.
ALLOWED = {
    "python-telegram-bot": "LGPL-3.0",
    "psycopg": "LGPL-3.0",
    "psycopg-binary": "LGPL-3.0",
    "certifi": "MPL-2.0: a list of certificates",
}


class Facts(Protocol):
    def get(self, name: str, failobj: None = None) -> str | None: ...
    def get_all(self, name: str, failobj: None = None) -> list[str] | None: ...


def of(facts: Facts | Message) -> str:
    """The licence as the package names it: the expression, else the classifiers, else the first line."""
    if expression := facts.get("License-Expression"):
        return str(expression)
    kinds = [str(one) for one in facts.get_all("Classifier") or [] if str(one).startswith("License ::")]
    named = [one.rpartition("::")[2].strip() for one in kinds if not one.endswith("OSI Approved")]
    first = str(facts.get("License") or "").strip().splitlines()
    return " AND ".join(named) or (first[0] if first else "")


def doubts(known: Mapping[str, str]) -> Iterator[str]:
    """`known`: the licence of each package, as it names it itself."""
    for name, said in sorted(known.items()):
        if not said:
            yield f"{name}: says no licence"
        elif name in ALLOWED:
            if not COPYLEFT.search(said):
                yield f"{name}: is {said} now, so it need not be listed as {ALLOWED[name]}"
        elif COPYLEFT.search(said) or not PERMISSIVE.search(said):
            yield f"{name}: {said} is not permissive; leave it out, or list it in {__name__} with the reason"


def installed() -> dict[str, str]:
    """Of what is locked for a hotel and is installed here."""
    found: dict[str, str] = {}
    for pin in locked.read(locked.path(sbom.FOR).read_text("utf-8")):
        if not pin.marker or Marker(pin.marker).evaluate():
            with suppress(PackageNotFoundError):
                found[pin.name] = of(metadata(pin.name)) or _of_file(pin.name)
    return found


def _of_file(name: str) -> str:
    """The first line of the licence that comes with a package which names none: its title."""
    beside = [one for one in files(name) or [] if re.match(r"(?i)licen[cs]e|copying", one.name)]
    return beside[0].read_text("utf-8").strip().splitlines()[0] if beside else ""
