"""How long a manager waits: a check of the demo hotel and of 2,000 offers in seven languages, a publication
of all of them, and of one price among them. Beside each the least that could be done with the same files.

python -m bench.catalog [offers]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from bot.db import writing_engine
from bot.desk import people
from bot.desk.catalog import edits, folder, missing, versions
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.shelf import Shelf
from bot.schema import metadata

OFFERS = 2_000
DEMO, LARGE, LIVE = 1.0, 5.0, 2.0  # seconds: what the desk promises
SHIPPED = Path(__file__).resolve().parents[1] / "packages_catalog"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def large(number: int) -> Catalog:
    """The demo hotel with its extras again and again, each in all seven languages."""
    catalog, _ = folder.read(SHIPPED)
    assert catalog
    extras = [one for one in catalog.offers.values() if not one.components]
    offers = dict(catalog.offers)
    for at in range(number - len(offers)):
        one = extras[at % len(extras)]
        known: dict[str, Any] = {
            "code": f"{one.code[:32]}_{at}",
            "alternative": None,
            "phrases": {},
            "intent": None,
        }
        offers[known["code"]] = one.model_copy(update=known)
    return catalog.model_copy(update={"offers": offers})


def timed(work: Callable[[], object], rounds: int = 3) -> float:
    """The best of a few: what the machine does besides is not what is measured."""
    best = float("inf")
    for _ in range(rounds):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best


def checked(place: Path) -> None:
    """As a manager gives it: a process of its own, with all that it loads."""
    command = (sys.executable, "-m", "bot", "check", str(place))
    done = subprocess.run(command, cwd=SHIPPED.parent, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:]


def plainly(place: Path) -> None:
    """The baseline: the same files through PyYAML's own C loader, believed as they stand."""
    for path in folder.files(place):
        with path.open("rb") as file:
            yaml.load(file, LOADER)  # noqa: S506  # CSafeLoader, else SafeLoader


def told(name: str, seconds: float, most: float, peer: float, beside: str) -> bool:
    ratio = seconds / peer
    print(f"{name:<34} {seconds:6.2f} s  (at most {most:.0f})   {ratio:5.1f} × {beside} ({peer:.2f} s)")
    return seconds <= most


def published(catalog: Catalog, place: Path) -> list[bool]:
    """The whole at once, then one price, then what a reader pays for a new version."""
    engine = writing_engine(place / "desk.db")
    try:
        with engine.begin() as conn:
            metadata.create_all(conn)
            people.ensure_property(conn, "hotel")
        text = versions.canonical(catalog)
        peer = timed(lambda: (place / "copy.json").write_text(text, encoding="utf-8"))

        def publish(sold: Catalog, base: int) -> float:
            began = perf_counter()
            with engine.begin() as conn:
                versions.publish(conn, "hotel", sold, base=base, author="Madina", reason="bench", now=NOW)
            return perf_counter() - began

        first = publish(catalog, 0)
        dearer = edits.set_price(
            catalog, "fishing", next(iter(catalog.offers["fishing"].options)).code, 0, Decimal(41)
        )
        change = min(publish(dearer if n % 2 else catalog, n) for n in range(1, 4))
        with engine.begin() as conn:
            load = timed(lambda: Shelf("hotel").live(conn), 1)
        listed = timed(lambda: missing.look(catalog, {}))
    finally:
        engine.dispose()
    return [
        told("publish everything", first, LIVE, peer, "writing it to a file"),
        told("publish one price among them", change, LIVE, peer, "writing it to a file"),
        told("read it in another process", load, LIVE, peer, "writing it to a file"),
        told("what seven languages lack", listed, LIVE, peer, "writing it to a file"),
    ]


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        catalog = large(number)
        folder.write(catalog, place / "hotel")
        shutil.copytree(SHIPPED / "photos", place / "hotel" / "photos")
        kept = [
            told(
                "check the demo hotel",
                timed(lambda: checked(SHIPPED)),
                DEMO,
                timed(lambda: plainly(SHIPPED)),
                "PyYAML",
            ),
            told(
                f"check {number:,} offers",
                timed(lambda: checked(place / "hotel"), 2),
                LARGE,
                timed(lambda: plainly(place / "hotel"), 2),
                "PyYAML",
            ),
            *published(catalog, place),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else OFFERS))
