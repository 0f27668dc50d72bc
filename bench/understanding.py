"""How well and how fast the desk understands, beside its peers: python bench/understanding.py

The messages are the locked part of the phrasebook, which nothing has learnt from. Beside the desk, in the
same run: the desk without its encoder, the likest phrase by rapidfuzz, and SQLite's full-text search with
trigrams; both know the same phrases. Then, on one core: the time of a message, the time and memory of
loading, and the longest that an event loop had to wait while messages were understood in a thread.
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

from bot.understanding import Understanding
from bot.understanding.folding import fold_for
from bot.understanding.intents import LANGUAGES, OUT_OF_SCOPE
from tools.understanding.book import Row, rows

Ranker = Callable[[Row], Sequence[str]]
EVERY = int(os.environ.get("EVERY", "1"))  # take each so-manyth message: a shorter run


def by_desk(understanding: Understanding) -> Ranker:
    return lambda row: [one.entry for one in understanding.understand(row.text, hint=row.language).candidates]


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


def compare(name: str, rank: Ranker, asked: Sequence[Row]) -> None:
    """One line: first and first three places per language, and the time of a message."""
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
    print(f"{name:22} " + "  ".join(cells) + f" | {means} | {half:6.1f} ms, {most:6.1f} ms")


def memory() -> float:
    """Resident memory of this process in megabytes."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS: the peak, in bytes


async def longest_wait(understanding: Understanding, asked: Sequence[Row]) -> float:
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
            if understanding.at_once(row.text) is None:
                await asyncio.to_thread(understanding.understand, row.text)
            else:
                await asyncio.sleep(0)
        over.set()

    await asyncio.gather(watch(), ask())
    return longest


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    before = memory()
    began = time.perf_counter()
    understanding = Understanding.load()
    loading, added = time.perf_counter() - began, memory() - before
    asked = [r for r in rows("locked") if ":" not in r.intent and r.intent != OUT_OF_SCOPE][::EVERY]
    learnt = [row for row in rows("") + rows("blind") if row.intent != OUT_OF_SCOPE]
    print(
        f"{len(asked)} messages, first/first three right in % by language: {' '.join(LANGUAGES)}"
        " | mean | half, 99 %"
    )
    compare("Qonaq", by_desk(understanding), asked)
    print(f"{'':22} memory with all pages touched: {memory() - before:.0f} MB added")
    compare("Qonaq, no encoder", by_desk(Understanding.load(encoder=False)), asked)
    compare("FTS5, trigrams", by_full_text(learnt), asked)
    try:
        compare("rapidfuzz", by_rapidfuzz(learnt), asked)
    except ModuleNotFoundError:
        print("rapidfuzz is not installed here (it comes with tools/setup dev)")
    quick = np.mean([understanding.at_once(row.text, hint=row.language) is not None for row in asked])
    wait = asyncio.run(longest_wait(understanding, asked[::10]))
    print(
        f"loaded in {loading:.2f} s, {added:.0f} MB at once;"
        f" {100 * quick:.0f} % of the messages need no encoder"
    )
    print(f"an event loop beside waited {wait:.1f} ms at most")


if __name__ == "__main__":
    main()
