"""make meanings: look at the phrases of the catalog that ships, so that no first start has to.

Without it all is understood the same, some seconds after the start.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot import shipped
from bot.desk.catalog import folder
from bot.tg.hearing import phrases
from bot.understanding.encoder import Encoder
from bot.understanding.heads import Model
from bot.understanding.own import MEANINGS, Phrase, meanings_of, untaught


def demo_phrases() -> list[Phrase]:
    """What the hotel that ships calls its own things."""
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    if catalog is None:
        raise SystemExit("\n".join(map(str, issues)))
    return list(phrases(catalog))


def write(path: Path = MEANINGS) -> int:
    """Write what the encoder makes of them, as `own.kept` reads it; returns how many they are."""
    model = Model.load()
    encoder = Encoder.open(model.patch)
    meanings = meanings_of(untaught(demo_phrases(), model.intents), encoder, {})
    lines = "\n".join("\t".join(phrase) for phrase in meanings)
    np.savez_compressed(
        path,
        layers=model.layers,
        phrases=np.frombuffer(lines.encode(), np.uint8),
        vectors=np.array(list(meanings.values()), np.float16),
    )
    return len(meanings)


if __name__ == "__main__":
    print(f"{MEANINGS.name}: {write()} phrases")
