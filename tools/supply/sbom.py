"""The bill of materials: CycloneDX 1.6 from the locks alone, so the same locks make the same bytes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from tools.supply import locked
from tools.supply.locked import Pin

OURS = uuid.UUID(
    "6b2d5e0c-3c0a-5f5e-9a57-0b6e5d1c7a11"
)  # a name space of our own: numbers follow the content
FOR = "postgres"  # the lock of all that a hotel may install; the rest stays with whoever works on Qonaq


def made(pins: Sequence[Pin], version: str) -> str:
    """One component a package and version; the number and the order follow from the content."""
    parts = [_component(one) for one in sorted(set(pins), key=lambda one: (one.name, one.version))]
    ours = {
        "type": "application",
        "bom-ref": f"qonaq@{version}",
        "name": "qonaq",
        "version": version,
        "purl": f"pkg:pypi/qonaq@{version}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    number = uuid.uuid5(OURS, json.dumps([ours, parts], sort_keys=True))
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": ours},
        "components": parts,
        "dependencies": [{"ref": ours["bom-ref"], "dependsOn": [one["bom-ref"] for one in parts]}],
    }
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _component(pin: Pin) -> dict[str, Any]:
    reference = f"pkg:pypi/{pin.name}@{pin.version}"
    facts: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": pin.name,
        "version": pin.version,
        "purl": reference,
        "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(pin.hashes)],
    }
    if pin.marker:
        facts["properties"] = [{"name": "qonaq:only-where", "value": pin.marker}]
    return facts


def ours() -> str:
    source = (locked.ROOT / "bot" / "__init__.py").read_text("utf-8")
    found = re.search(r'__version__ = "([^"]+)"', source)
    assert found
    return made(locked.read(locked.path(FOR).read_text("utf-8")), found[1])
