"""How well and how fast the desk understands, beside its peers: python bench/understanding.py

The messages are the locked part of the phrasebook, which nothing has learnt from. The desk hears them as it
runs, with the demo hotel's own phrases; beside it, in the same run: the desk without these, without its
encoder, the likest phrase by rapidfuzz, and SQLite's full-text search with trigrams; all know the phrasebook.
On one core: the time of a message, the time and memory of loading, and the longest that an event loop had to
wait while one message after another was understood in a thread. Each has its goal in GOALS.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bot.desk.asked import Heard
from bot.tg.handlers import SHORT
from bot.tg.hearing import Hearing
from bot.understanding import Understanding
from bot.understanding.folding import fold_for
from bot.understanding.intents import LANGUAGES, OUT_OF_SCOPE
from bot.understanding.own import Phrase
from tools.understanding.book import Row, rows
from tools.understanding.meanings import demo_phrases

Ranker = Callable[[Row], Sequence[str]]
GOALS = {  # what is measured: (at most, unit)
    "a message, half": (40, "ms"),
    "a message, 99 %": (120, "ms"),
    "loading": (3, "s"),
    "memory added": (300, "MB"),
    "an event loop waited": (20, "ms"),
}
EVERY = int(os.environ.get("EVERY", "1"))  # take each so-manyth message: a shorter run


def by_desk(ears: Hearing) -> Ranker:
    def rank(row: Row) -> Sequence[str]:
        heard = at_once(ears, row) or ears.hear(row.text, row.language)
        return [entry for entry, _ in heard.entries]

    return rank


def at_once(ears: Hearing, row: Row) -> Heard | None:
    """On the event loop, as the desk does it (bot/tg/handlers.py); None is for a thread."""
    return ears.at_once(row.text, row.language) if len(row.text) <= SHORT else None


def by_rapidfuzz(learnt: Sequence[Row]) -> Ranker:
    from rapidfuzz import fuzz, process, utils

    known = {lang: [r for r in learnt if r.language == lang] for lang in LANGUAGES}
    folded = {lang: [fold_for(lang, r.text) for r in rs] for lang, rs in known.items()}

    def rank(row: Row) -> Sequence[str]:
        asked = fold_for(row.language, row.text)
        found = process.extract(
            asked,
            folded[row.language],
            scorer=fuzz.token_set_ratio,
            processor=utils.default_process,
            limit=20,
        )
        return list(dict.fromkeys(known[row.language][place].intent for _, _, place in found))

    return rank


def by_full_text(learnt: Sequence[Row]) -> Ranker:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE said"
        " USING fts5(language UNINDEXED, intent UNINDEXED, words, tokenize='trigram')"
    )
    db.executemany(
        "INSERT INTO said VALUES (?, ?, ?)",
        ((r.language, r.intent, fold_for(r.language, r.text)) for r in learnt),
    )

    def rank(row: Row) -> Sequence[str]:
        folded = fold_for(row.language, row.text)
        pieces = sorted({folded[n : n + 3] for n in range(len(folded) - 2)})
        if not pieces:
            return []
        wanted = " OR ".join(f'"{piece}"' for piece in pieces)
        found = db.execute(
            "SELECT intent FROM said WHERE words MATCH ? AND language = ? ORDER BY rank LIMIT 20",
            (wanted, row.language),
        )
        return list(dict.fromkeys(intent for (intent,) in found))

    return rank


def compare(name: str, rank: Ranker, asked: Sequence[Row]) -> tuple[float, float]:
    """One line: first and first three places per language; returns the time of a message, half and 99 %."""
    spent, cells, firsts, threes = [], [], [], []
    for language in LANGUAGES:
        mine = [row for row in asked if row.language == language]
        ranked = []
        for row in mine:
            began = time.perf_counter()
            ranked.append([entry for entry in rank(row) if entry != OUT_OF_SCOPE])
            spent.append(1000 * (time.perf_counter() - began))
        first = np.mean([r[:1] == [row.intent] for r, row in zip(ranked, mine, strict=True)])
        three = np.mean([row.intent in r[:3] for r, row in zip(ranked, mine, strict=True)])
        cells.append(f"{100 * first:3.0f}/{100 * three:3.0f}")
        firsts.append(first)
        threes.append(three)
    half, most = np.percentile(spent, [50, 99])
    means = f"{100 * np.mean(firsts):5.1f}/{100 * np.mean(threes):5.1f}"
    print(f"{name:26} " + "  ".join(cells) + f" | {means} | {half:6.1f} ms, {most:6.1f} ms")
    return float(half), float(most)


def memory() -> float:
    """Resident memory of this process in megabytes."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS: the peak, in bytes


async def longest_wait(ears: Hearing, asked: Sequence[Row]) -> float:
    """Milliseconds that a loop beside was kept from running, at most."""
    longest, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not over.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, 1000 * (time.perf_counter() - began) - 1)

    async def ask() -> None:
        for row in asked:
            if at_once(ears, row) is None:
                await asyncio.to_thread(ears.hear, row.text, row.language)
            else:
                await asyncio.sleep(0)
        over.set()

    await asyncio.gather(watch(), ask())
    return longest


def listening(own: Sequence[Phrase], *, encoder: bool = True) -> Hearing:
    return Hearing(Understanding.load(own, encoder=encoder), None)


def told(what: str, found: float) -> str:
    goal, unit = GOALS[what]
    return f"  {what:22}{found:8.1f} {unit:3} goal ≤ {goal} {unit}: {'met' if found <= goal else 'MISSED'}"


def peers(asked: Sequence[Row]) -> None:
    """The desk as it was learnt, without its encoder, and what else could be done with the same phrases."""
    learnt = [row for row in rows("") + rows("blind") if row.intent != OUT_OF_SCOPE]
    compare("Qonaq, no hotel's phrases", by_desk(listening(())), asked)
    compare("Qonaq, no encoder", by_desk(listening((), encoder=False)), asked)
    compare("FTS5, trigrams", by_full_text(learnt), asked)
    try:
        compare("rapidfuzz", by_rapidfuzz(learnt), asked)
    except ModuleNotFoundError:
        print("rapidfuzz is not installed here (it comes with tools/setup dev)")


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    own = demo_phrases()
    before, began = memory(), time.perf_counter()
    desk = listening(own)
    loading = time.perf_counter() - began
    asked = [r for r in rows("locked") if ":" not in r.intent and r.intent != OUT_OF_SCOPE][::EVERY]
    print(
        f"{len(asked)} messages, first/first three right in % by language: {' '.join(LANGUAGES)}"
        " | mean | half, 99 %"
    )
    half, most = compare("Qonaq", by_desk(desk), asked)
    added = memory() - before  # with all pages touched
    peers(asked)
    quick = np.mean([at_once(desk, row) is not None for row in asked])
    wait = asyncio.run(longest_wait(desk, asked[::10]))
    print(f"\n{len(own):,} phrases of the demo hotel; {100 * quick:.0f} % of the messages are heard at once")
    for what, found in zip(GOALS, (half, most, loading, added, wait), strict=True):
        print(told(what, found))


if __name__ == "__main__":
    main()
