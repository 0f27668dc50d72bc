"""A short run of the questions bench: the counts must be the log; how fast is for `make bench`."""

from __future__ import annotations

import re
from pathlib import Path

from bench import questions


def test_every_report_of_the_bench_is_the_same_both_ways(tmp_path: Path) -> None:
    told = "\n".join(questions.run(6_000, tmp_path, runs=1))
    assert len(re.findall(r"^  \S.+ +[\d.]+ +\d+ +\d+$", told, re.MULTILINE)) == len(questions.periods())
    assert "6,000 questions" in told
    slowest = re.search(r"slowest (\d+) ms", told)
    assert slowest
    assert int(slowest[1]) < 10 * questions.GOAL
