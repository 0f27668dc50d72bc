"""The draft: a catalog that was checked and waits for `publish`."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot import shipped
from bot.config import Config
from bot.console.call import Refused
from bot.desk.catalog import folder, writing
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import canonical


@dataclass(frozen=True)
class Draft:
    """`base` is the version it was made from: 0 before the first, None when nobody knows."""

    catalog: Catalog
    base: int | None
    place: str


def keep(config: Config, draft: Draft) -> None:
    config.data.mkdir(parents=True, exist_ok=True)
    facts = {"base": draft.base, "place": draft.place, "catalog": json.loads(canonical(draft.catalog))}
    partial = _file(config).with_suffix(".part")
    partial.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    partial.replace(_file(config))


def kept(config: Config) -> Draft | None:
    """The draft; Refused when this version cannot read it."""
    try:
        facts = json.loads(_file(config).read_text(encoding="utf-8"))
        return Draft(Catalog.model_validate(facts["catalog"]), facts["base"], facts["place"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise Refused(f"The draft in {_file(config)} cannot be read. Import the folder again.") from None


def done(config: Config, draft: Draft, version: int) -> None:
    """It is live: forget the draft, and let its folder know which version it is now."""
    _file(config).unlink(missing_ok=True)
    place = Path(draft.place)
    if place.resolve() != shipped.folder("packages_catalog").resolve():
        with suppress(OSError):  # a folder that cannot be written asks for --over the next time
            (place / folder.VERSION).write_text(writing.version(version), encoding="utf-8")


def _file(config: Config) -> Path:
    return config.data / "draft.json"
