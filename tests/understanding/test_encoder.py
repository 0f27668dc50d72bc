"""The tuned layers over the package's own weights: what was trained is what the engine computes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from inspect import unwrap

import numpy as np
import pytest

from bot.understanding.encoder import Encoder, NoEncoder, packed_file
from bot.understanding.heads import Model
from tools.understanding.packed import Packed, four_bit

LAYER = "l11.fo.w"
SAID = "we only have one duvet and there are four of us"


@pytest.fixture(scope="module")
def packed() -> Packed:
    return Packed()


def bytes_of(packed: Packed, name: str) -> bytes:
    at, size = packed.layout.tensors[name]
    return packed.raw[at : at + size]


def test_packing_what_was_unpacked_changes_no_meaning(packed: Packed) -> None:
    again = four_bit(packed.matrix(LAYER, 4 * packed.layout.width))
    before, after = Encoder.open({}).embed(SAID), Encoder.open({LAYER: again}).embed(SAID)
    assert float(before @ after) > 0.9999


def test_a_layer_that_was_laid_over_counts(packed: Packed) -> None:
    """The control of the one above: another matrix, another meaning; the file itself stays as it is."""
    other = four_bit(-packed.matrix(LAYER, 4 * packed.layout.width))
    kept = packed_file().read_bytes()
    before, after = Encoder.open({}).embed(SAID), Encoder.open({LAYER: other}).embed(SAID)
    assert float(before @ after) < 0.99
    assert packed_file().read_bytes() == kept


@pytest.mark.parametrize("text", ["", "wi-fi  parolu nədir?? ", "▁ a▁b 🙂🙂 Во сколько", "x" * 300])
def test_the_best_path_word_by_word_is_that_of_the_whole(packed: Packed, text: str) -> None:
    spelt = re.sub(" +", " ", "".join(packed.spelt.get(c, c) for c in f"query: {text}"))
    whole = packed.best_path([c.encode() for c in f" {spelt}".replace(" ", "▁")])
    for _ in ("read", "remembered"):
        assert packed.tokens(text)[1:-1] == whole


def test_layers_of_another_version_are_refused() -> None:
    with pytest.raises(NoEncoder, match="another version"):
        Encoder.open({LAYER: b"short"})


def test_the_shipped_layers_differ_from_the_packages(packed: Packed) -> None:
    patch = Model.load().patch
    assert len(patch) == 6 * 16
    assert patch[LAYER] != bytes_of(packed, LAYER)
    assert len(patch[LAYER]) == len(bytes_of(packed, LAYER))


@pytest.mark.parametrize("text", ["", "\0", "🙂", "x" * 5000, "Во сколько завтрак?"])
def test_any_text_has_a_meaning_of_length_one(text: str) -> None:
    assert float(np.linalg.norm(Encoder.open({}).embed(text))) == pytest.approx(1.0, abs=1e-4)


def test_messages_of_one_moment_do_not_touch_each_other() -> None:
    """Each message is computed in a thread of its own, without a lock."""
    embed = partial(unwrap(Encoder.embed), Encoder.open({}))  # each time anew
    texts = [f"{SAID} {'please ' * n}" for n in range(12)]
    alone = [embed(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(embed, texts * 3))
    assert all(np.allclose(one, two, atol=1e-6) for one, two in zip(alone * 3, together, strict=True))
