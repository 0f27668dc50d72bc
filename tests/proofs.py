"""What a proof has seen: one line for the table that `make prove` prints.

A test calls `seen` once it knows how many trials it made; without QONAQ_PROOFS nothing is kept.
"""

from __future__ import annotations

import json
import os
from pathlib import Path


def seen(
    promise: str, *, injected: str, trials: int, violations: int = 0, control: bool = False, told: str = ""
) -> None:
    """`control`: a desk broken on purpose, and in `violations` how often the checker caught it."""
    if not (kept := os.environ.get("QONAQ_PROOFS")):
        return
    facts = {
        "promise": promise,
        "injected": injected,
        "trials": trials,
        "violations": violations,
        "control": control,
        "told": told,
    }
    with Path(kept).open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(facts) + "\n")
