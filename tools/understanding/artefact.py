"""Writes what was learnt as one file, with its version and the hash of what it was learnt from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.folding import fold, respell
from bot.understanding.heads import VERSION
from bot.understanding.intents import LANGUAGES, SENSITIVE
from bot.understanding.language import learn
from bot.understanding.lexicon import KnownWords
from tools.understanding.book import RISKS, Row, digest
from tools.understanding.letters import Letters
from tools.understanding.packed import patch_of
from tools.understanding.tuning import FROZEN, Tuned

LIMIT = 15_000_000  # bytes


def write(
    rows: Sequence[Row],
    intents: Sequence[str],
    letters: Letters,
    tuned: Tuned,
    constants: dict[str, Any],
    path: Path,
) -> int:
    """The size of the file in bytes."""
    about = {
        "version": VERSION,
        "data": digest(),
        "phrases": len(rows),
        "intents": list(intents),
        "risks": list(RISKS),
        **constants,
    }
    less = np.zeros(len(letters.bias), np.float32)
    less[[n for n, intent in enumerate(intents) if intent in SENSITIVE]] = constants["mix"]["lowered"]
    layers = patch_of([(FROZEN + n, layer) for n, layer in enumerate(tuned.layers)])
    np.savez_compressed(
        path,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        known=np.diff(letters.known, prepend=np.uint32(0)),
        rarity=letters.rarity,
        letters=letters.weights,
        letters_step=letters.step,
        letters_bias=letters.bias - less,
        meaning=tuned.weights.astype(np.float32),
        meaning_bias=tuned.bias.astype(np.float32) - less,
        languages=np.array([learn(_folded(rows, language)) for language in LANGUAGES], np.float16),
        words=np.frombuffer(_words(rows), np.uint8),
        **{f"layer:{name}": np.frombuffer(part, np.uint8) for name, part in layers.items()},
    )
    size = path.stat().st_size
    if size > LIMIT:
        raise SystemExit(f"{path.name} takes {size} bytes, more than {LIMIT}")
    return size


def _folded(rows: Iterable[Row], language: str) -> list[str]:
    return [fold(row.text) for row in rows if row.language == language]


def _words(rows: Iterable[Row]) -> bytes:
    """Which words are no slip of the finger; those of dangerous phrases may be the ones misspelt."""
    known = KnownWords()
    known.learn(respell(row.language, fold(row.text)) for row in rows if row.intent not in SENSITIVE)
    return known.bits
