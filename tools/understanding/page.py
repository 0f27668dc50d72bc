"""Writes docs/understanding.md: what the model that ships makes of the locked messages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
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
from bot.understanding.own import Phrase
from tools.understanding import languages, nearness, page_words, report, wishes
from tools.understanding.book import Row, rows
from tools.understanding.meanings import demo_phrases

PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"
_MEANING_ALONE = {"letters": 0.0, "meaning": 1.0, "alone": 1.0}
NOTHING: Mapping[str, Any] = {}
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

    deaf = False  # to the lexicons

    def __init__(self, model: Model, encoder: Encoder | None, own: Sequence[Phrase] = ()) -> None:
        super().__init__(model, encoder, own)
        self.looks: dict[tuple[str, str | None], Look] = {}

    def _look(self, text: str, hint: str | None) -> Look:
        if (text, hint) not in self.looks:
            self.looks[text, hint] = super()._look(text, hint)
        look = self.looks[text, hint]
        return replace(look, sections=frozenset()) if self.deaf else look


def write(learnt: Sequence[Row], locked: Sequence[Row], size: int) -> None:
    """Ask the locked part of the model that ships, in every way, and write the page."""
    model = Model.load()
    asking = Asking(model, locked)
    whole, told, mistold = asking(), asking(hints=report.CHATS), asking(hints=report.ANOTHER)
    ways = {
        "letters and meaning, as it ships": whole,
        "always with the encoder": asking({"sure": _NEVER_SURE}),
        "meaning alone": asking({"sure": _NEVER_SURE, "mix": _MEANING_ALONE}),
        "letters alone (the reduced mode)": asking(encoder=False),
        "as it ships, without the lexicons": asking(deaf=True),
        "as it ships, with the demo hotel's own phrases": asking(own=demo_phrases()),
        "as it ships, told the chat's language": told,
        "as it ships, told another language": mistold,
    }
    near = nearness.nearest(model, learnt, locked)
    sections = {
        "By language": [report.table(whole)],
        "What each part is worth": [page_words.WAYS, ablation(ways)],
        "How sure it says it is": [page_words.SURE, report.reliability(whole)],
        "The language of a message": [page_words.LANGUAGE, languages.table(whole, told, mistold)],
        "Two wishes in one message": [page_words.WISHES, _double(asking)],
        "Messages without a subject of their own": [_follow_ups(locked)],
        "How far the locked messages are from what was learnt": [nearness.told(near), _apart(near, whole)],
        "The commonest mistakes": [report.confusions(whole)],
    }
    written = ["\n\n".join([f"## {title}", *parts]) for title, parts in sections.items()]
    page = [_head(model, len(locked), size), *written, _by_hand()]
    PAGE.write_text("\n\n".join(page) + "\n", "utf-8")


def _head(model: Model, locked: int, size: int) -> str:
    return page_words.HEAD.format(
        phrases=f"{model.about['phrases']:,}",
        intents=len(model.intents),
        size=f"{size / 1e6:.1f}",
        data=model.about["data"][:12],
        heads=report.checksum(model),
        locked=f"{locked:,}",
    )


def _double(asking: Asking) -> str:
    return wishes.table(asking.understanding(own=demo_phrases()), rows("double"))


def _follow_ups(locked: Sequence[Row]) -> str:
    mistaken, (found, known) = wishes.mistaken(locked), wishes.recognised()
    said = "; ".join(f"{row.language}, {row.intent}: {row.text}" for row in mistaken)
    return page_words.FOLLOW_UPS.format(
        known=known,
        found=found,
        taken=len(mistaken),
        locked=f"{len(locked):,}",
        said=f" ({said})" if said else "",
    )


def _apart(near: np.ndarray, told: Sequence[report.Told]) -> str:
    return ablation(
        {
            f"{name}: {int(these.sum()):,}": [t for t, one in zip(told, these, strict=True) if one]
            for name, these in nearness.groups(near).items()
        }
    )


def _by_hand() -> str:
    """What a person wrote under the report stays."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else ""
    return (
        page[page.index(page_words.BY_HAND) :] if page_words.BY_HAND in page else page_words.BY_HAND
    ).rstrip()


class Asking:
    """Asks the same messages in many ways; each text meets the encoder once."""

    def __init__(self, model: Model, locked: Sequence[Row]) -> None:
        self._model, self._locked = model, locked
        looking = Looking(model, None)
        self._looks = looking.looks
        looks = [looking._look(row.text, None) for row in locked]
        texts = [cyrillic(look.language, look.text) for look in looks]
        self._encoder = Remembering(Encoder.open(model.patch), texts)

    def understanding(
        self,
        other: Mapping[str, Any] = NOTHING,
        *,
        encoder: bool = True,
        deaf: bool = False,
        own: Sequence[Phrase] = (),
    ) -> Looking:
        """With other constants, without the encoder, deaf to the lexicons, or with a hotel's phrases."""
        joined = replace(self._model, about={**self._model.about, **other})
        understanding = Looking(joined, self._encoder if encoder else None, own)
        understanding.looks, understanding.deaf = self._looks, deaf
        return understanding

    def __call__(
        self, other: Mapping[str, Any] = NOTHING, *, hints: Mapping[str, str] = report.UNTOLD, **how: Any
    ) -> list[report.Told]:
        return report.ask(self.understanding(other, **how), self._locked, hints)


def ablation(ways: Mapping[str, Sequence[report.Told]]) -> str:
    """One line a way, all languages together."""
    lines: list[str] = []
    for name, told in ways.items():
        rows = report.table(told, ()).splitlines()
        lines = lines or rows[:2]
        lines.append(rows[2].replace("| all |", f"| {name} |", 1))
    return "\n".join(lines)
