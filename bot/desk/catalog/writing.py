"""A catalog as the text of its files: quoted values, plain names, one order."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import yaml as pyyaml
from pydantic import BaseModel

from bot.desk.catalog.model import Catalog, Entry
from bot.desk.catalog.yaml import Data

STRING = "tag:yaml.org,2002:str"
SEQUENCE = "tag:yaml.org,2002:seq"
INT = "tag:yaml.org,2002:int"
BOOL = "tag:yaml.org,2002:bool"
MAPPING = "tag:yaml.org,2002:map"
HINT, SCHEMA = "# yaml-language-server: $schema=", "schema.json"


def files(catalog: Catalog) -> dict[str, str]:
    """The name and content of every file of the folder."""
    return {name: text(data) for name, data in contents(catalog).items()}


def contents(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """What each file of the folder says, not yet as text, which takes long."""
    said = {"hotel.yaml": _plain(catalog.hotel)}
    for code, offer in catalog.offers.items():
        place = "packages" if offer.group == "package" else f"extras/{offer.group}"
        said[f"{place}/{code}.yaml"] = _plain(offer)
    topics: dict[str, list[Entry]] = {}
    for entry in catalog.knowledge.values():
        topics.setdefault(entry.topic, []).append(entry)
    for topic, entries in topics.items():
        said[f"knowledge/{topic}.yaml"] = {"entries": [_plain(one) for one in entries]}
    for name in ("ladder", "roster", "remedies", "replies"):
        if part := _plain(getattr(catalog, name)):
            said[f"staff/{name}.yaml"] = part
    return said


def words(value: Any) -> Data:
    """What reading it back gives, where every value is a string."""
    if isinstance(value, dict):
        return {key: words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [words(one) for one in value]
    return _word(value)


def hint(name: str) -> str:
    """The line by which an editor finds the format of this file."""
    return f"{HINT}{'../' * name.count('/')}{SCHEMA}\n"


def version(base: int) -> str:
    """Names the version that an export came from, so that an old file never reverts a newer edit."""
    return text({"base": str(base)})


def text(data: dict[str, Any]) -> str:
    said: str = pyyaml.serialize(_node(data), Dumper=pyyaml.SafeDumper, allow_unicode=True, width=1_000_000)
    return said


def _plain(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(by_alias=True, exclude_defaults=True)


def _node(value: Any) -> pyyaml.Node:
    if isinstance(value, dict):
        return pyyaml.MappingNode(MAPPING, [(_name(k), _node(v)) for k, v in value.items()], flow_style=False)
    if isinstance(value, list):
        flow = not any(isinstance(one, dict) for one in value)
        return pyyaml.SequenceNode(SEQUENCE, [_node(one) for one in value], flow_style=flow)
    if isinstance(value, int):
        return pyyaml.ScalarNode(BOOL if isinstance(value, bool) else INT, _word(value))
    return pyyaml.ScalarNode(STRING, _word(value), style='"')


def _name(key: str) -> pyyaml.Node:
    return pyyaml.ScalarNode(STRING, key)


def _word(value: bool | int | str | Decimal | date | time) -> str:
    """A value as people write it: 10:00, 2026-07-14, 40, true."""
    match value:
        case bool():
            return "true" if value else "false"
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)
