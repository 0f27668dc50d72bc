"""Writes docs/understanding.md: what the model that ships makes of the locked messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding import Understanding
from bot.understanding.encoder import Encoder
from bot.understanding.heads import Model
from tools.understanding import report
from tools.understanding.book import Row

PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"
_MEANING_ALONE = {"letters": 0.0, "meaning": 1.0, "alone": 1.0}
_NEVER_SURE = {"share": 1.0, "danger": -99.0, "calm": 0.0, "complaint": 1.0, "own": 2.0}


class Remembering(Encoder):
    """Looks at each text once: every way of joining the opinions is asked the same messages."""

    def __init__(self, encoder: Encoder) -> None:
        self.__dict__ |= encoder.__dict__
        self._seen: dict[str, np.ndarray] = {}

    def embed(self, text: str) -> np.ndarray:
        if text not in self._seen:
            self._seen[text] = super().embed(text)
        return self._seen[text]


def write(learnt: Sequence[Row], locked: Sequence[Row], size: int) -> None:
    model = Model.load()
    encoder: Encoder = Remembering(Encoder.open(model.patch))
    whole = report.ask(Understanding(model, encoder), locked)
    ways = {
        "letters and meaning, as it ships": whole,
        "always with the encoder": _told(model, encoder, locked, {"sure": _NEVER_SURE}),
        "meaning alone": _told(model, encoder, locked, {"sure": _NEVER_SURE, "mix": _MEANING_ALONE}),
        "letters alone (the reduced mode)": report.ask(Understanding(model, None), locked),
        "as it ships, told the chat's language": report.ask(
            Understanding(model, encoder), locked, hinted=True
        ),
    }
    parts = [
        _HEAD.format(
            phrases=f"{len(learnt):,}",
            intents=len(model.intents),
            size=f"{size / 1e6:.1f}",
            data=model.about["data"][:12],
            locked=f"{len(locked):,}",
        ),
        "## By language\n\n" + report.table(whole),
        "## What each part is worth\n\n" + ablation(ways),
        "## How far the locked messages are from what was learnt\n\n"
        + report.nearness(model, learnt, locked)
        + ".",
        "## The commonest mistakes\n\n" + report.confusions(whole),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", "utf-8")


def _told(
    model: Model, encoder: Encoder, locked: Sequence[Row], other: Mapping[str, Any]
) -> list[report.Told]:
    return report.ask(Understanding(replace(model, about={**model.about, **other}), encoder), locked)


def ablation(ways: Mapping[str, Sequence[report.Told]]) -> str:
    """One line a way, all languages together."""
    lines: list[str] = []
    for name, told in ways.items():
        rows = report.table(told, ()).splitlines()
        lines = lines or rows[:2]
        lines.append(rows[2].replace("| all |", f"| {name} |", 1))
    return "\n".join(lines)


_HEAD = """# How well the desk understands

Written by `make understanding`; do not edit. The model learnt {phrases} phrases of {intents} intents in
seven languages (data {data}…, {size} MB) and was asked the {locked} locked messages: five for each
intent and language by writers who had seen no phrase, and 60 that are none of the desk's business, 120
more dangers and 40 complaints of kinds that have no intent. Shares are in %, with 95 % intervals
(Wilson); no language is told beforehand.

- *answered directly*: of the questions that need no person, those answered without asking back;
  *wrong*: of all direct answers, also to messages that are none of the desk's business; *served*:
  answered, or the right one among three choices.
- *complaints found*: of the complaint intents; *right*: of what was taken for a complaint; *odd kinds*:
  complaints for which there is no intent.
- *dangers missed*: not put into the sensitive lane; *false alarms*: ordinary messages that were."""
