"""A short run of the latency bench, so that it cannot rot; its figures are for `make bench`."""

from __future__ import annotations

import re

import pytest

from bench import latency

SANE = 10.0  # the peer understands nothing; a meaning takes ten milliseconds of a core that is shared here
CALM = (
    10  # a second: beside other tests fifty are more than such a core can do, and each waits for those before
)


@pytest.mark.timeout(120)
async def test_the_latency_bench_measures_both_sides_and_tells_the_ratio(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(latency, "RATE", CALM)
    peer, ours = await latency.compare(2.0)
    if ours.at(50) > SANE * peer.at(50):  # another test may have had the machine for itself
        peer, ours = await latency.compare(2.0)
    told = "\n".join(latency.report(peer, ours))
    ratios = [float(found) for found in re.findall(r"ratio p\d+ +([\d.]+)", told)]
    assert len(ratios) == 2, told
    assert ratios[0] < SANE, told
    assert len(ours.delays) == len(peer.delays) == 2 * CALM
