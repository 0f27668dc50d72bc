"""Writes docs/understanding.md: what the model that ships makes of the locked messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding import Understanding
from bot.understanding.encoder import Encoder
from bot.understanding.evidence import Look
from bot.understanding.folding import cyrillic
from bot.understanding.heads import Model
from tools.understanding import report
from tools.understanding.book import Row

PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"
BY_HAND = "## What other commands measured"
_MEANING_ALONE = {"letters": 0.0, "meaning": 1.0, "alone": 1.0}
_NEVER_SURE = {"share": 1.0, "danger": -99.0, "calm": 0.0, "complaint": 1.0, "own": 2.0}


class Remembering(Encoder):
    """Looks at each text once, at many at a time: every way of joining the opinions is asked the same."""

    def __init__(self, encoder: Encoder, texts: Iterable[str]) -> None:
        self.__dict__ |= encoder.__dict__
        wanted = list(dict.fromkeys(texts))
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # the engine frees the interpreter
            self._seen = dict(zip(wanted, threads.map(encoder.embed, wanted), strict=True))

    def embed(self, text: str) -> np.ndarray:
        if text not in self._seen:
            self._seen[text] = super().embed(text)
        return self._seen[text]


class Looking(Understanding):
    """Keeps every look: what letters and lexicons say does not hang on how opinions are joined."""

    looks: dict[tuple[str, str | None], Look]

    def _look(self, text: str, hint: str | None) -> Look:
        if (text, hint) not in self.looks:
            self.looks[text, hint] = super()._look(text, hint)
        return self.looks[text, hint]


def write(learnt: Sequence[Row], locked: Sequence[Row], size: int) -> None:
    model = Model.load()
    asked = _asking(model, locked)
    whole = asked({})
    ways = {
        "letters and meaning, as it ships": whole,
        "always with the encoder": asked({"sure": _NEVER_SURE}),
        "meaning alone": asked({"sure": _NEVER_SURE, "mix": _MEANING_ALONE}),
        "letters alone (the reduced mode)": asked({}, encoder=False),
        "as it ships, told the chat's language": asked({}, hinted=True),
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
        _by_hand(),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", "utf-8")


def _by_hand() -> str:
    """What a person wrote under the report stays."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else ""
    return (page[page.index(BY_HAND) :] if BY_HAND in page else BY_HAND).rstrip()


def _asking(model: Model, locked: Sequence[Row]) -> Callable[..., list[report.Told]]:
    looking = Looking(model, None)
    looking.looks = {}
    looks = [looking._look(row.text, None) for row in locked]
    remembering = Remembering(
        Encoder.open(model.patch), [cyrillic(look.language, look.text) for look in looks]
    )

    def asked(other: Mapping[str, Any], *, encoder: bool = True, hinted: bool = False) -> list[report.Told]:
        joined = replace(model, about={**model.about, **other})
        understanding = Looking(joined, remembering if encoder else None)
        understanding.looks = looking.looks
        return report.ask(understanding, locked, hinted=hinted)

    return asked


def ablation(ways: Mapping[str, Sequence[report.Told]]) -> str:
    """One line a way, all languages together."""
    lines: list[str] = []
    for name, told in ways.items():
        rows = report.table(told, ()).splitlines()
        lines = lines or rows[:2]
        lines.append(rows[2].replace("| all |", f"| {name} |", 1))
    return "\n".join(lines)


_HEAD = """# How well the desk understands

Written by `make understanding`; edit only what stands under "What other commands measured". The model
learnt {phrases} phrases of {intents} intents in seven languages (data {data}…, {size} MB) and was asked
the {locked} locked messages: five for each of 104 intents in each language by writers who had seen no phrase,
and 60 that are none of the desk's business, 120 more dangers and 40 complaints of kinds that have no intent.
Shares are in %, with 95 % intervals (Wilson); no language is told beforehand.

- *answered directly*: of the questions that need no person, those answered without asking back;
  *wrong*: of all direct answers, also to messages that are none of the desk's business; *served*:
  answered, or the right one among three choices.
- *complaints found*: of the complaint intents; *right*: of what was taken for a complaint; *odd kinds*:
  complaints for which there is no intent.
- *dangers missed*: not put into the sensitive lane; *seen by nobody*: of these, those that did not reach a
  person as a complaint or an unknown question either; *false alarms*: ordinary messages in that lane."""
