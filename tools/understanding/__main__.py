"""make understanding: learn the phrasebook, write bot/understanding/model.npz and docs/understanding.md.

python -m tools.understanding            learn everything, report on the locked part
python -m tools.understanding constants  learn without the blind part, fit the constants on it
python -m tools.understanding kinds      leave half the kinds of complaint out, twice: are they still caught?
python -m tools.understanding report     write the report of the model as it stands
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.understanding import Understanding
from bot.understanding.encoder import Encoder
from bot.understanding.heads import MODEL, Model
from bot.understanding.intents import COMPLAINTS
from tools.understanding import artefact, fitting, letters, meanings, page, report, tuning
from tools.understanding.book import Row, intents, rows
from tools.understanding.packed import Packed

GOAL = 15 * 60  # seconds on two cores until all that ships is written; the report comes after
_began = time.monotonic()


def told(what: str) -> None:
    print(f"[{time.monotonic() - _began:5.0f} s] {what}", flush=True)


def learn(learnt: list[Row], epochs: int = tuning.EPOCHS) -> tuple[list[str], letters.Letters, tuning.Tuned]:
    """The heads over letters in one process, the encoder's layers in this one."""
    names = intents(learnt)
    told(f"{len(learnt)} phrases, {len(names)} intents")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        by_letters = beside.submit(letters.learn, learnt, names)
        bench = tuning.Bench(learnt, Packed())
        told("the lower layers have read everything")
        tuned = tuning.tune(bench, names, epochs=epochs)
        told("the upper layers are tuned")
        found = by_letters.result()
    told("learnt")
    return names, found, tuned


def fit() -> None:
    """Learn the main part, look at the blind one with it, and keep the constants that join opinions best."""
    main, held = rows(""), rows("blind")
    names, by_letters, tuned = learn(main)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        artefact.write(main, names, by_letters, tuned, fitting.UNFITTED, path)
        model = Model.load(path)
        understanding = Understanding(model, encoder := Encoder.open(model.patch))
        looked = fitting.held_out(understanding, names, held)
        told("looked at the blind part")
        constants = fitting.fitted(looked)
        constants |= {
            "own": fitting.own_words(model, encoder, main, held),
            "sure": fitting.sure(looked, constants),
        }
        fitting.write(constants)
        artefact.write(main, names, by_letters, tuned, constants, path)
        print(report.table(report.ask(Understanding(Model.load(path), encoder), held)))
    told("constants.json is written")


def leave_out() -> None:
    """How many complaints of kinds that were left out of all learning are still caught: half of them at once.

    One epoch only, which is stricter. The kinds are learnt from the main part and asked from the blind one.
    """
    kinds = sorted(COMPLAINTS - {"complaint_general"})
    asked = rows("blind")
    ordinary = [row for row in asked if not row.complains and not row.risk]
    caught, deaf, others = list[report.Told](), list[report.Told](), list[report.Told]()
    for half in range(2):
        understanding = _without(out := set(kinds[half::2]))
        complaints = [row for row in asked if row.intent in out]
        caught += report.ask(understanding, complaints)
        others += report.ask(understanding, ordinary[half::2])
        understanding.deaf = True
        deaf += report.ask(understanding, complaints)
        told(f"asked of {len(out)} kinds that it never saw")
    print(report.kinds_left_out(caught, deaf, others))


def _without(out: set[str]) -> page.Looking:
    known = [row for row in rows("") if row.intent not in out]
    names, by_letters, tuned = learn(known, epochs=1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        artefact.write(known, names, by_letters, tuned, fitting.read(), path)
        model = Model.load(path)
    return page.Looking(model, Encoder.open(model.patch))


def tell() -> None:
    """Write the report of the model as it stands."""
    page.write(rows("") + rows("blind"), rows("locked"), MODEL.stat().st_size)


def make() -> None:
    everything = rows("") + rows("blind")
    names, by_letters, tuned = learn(everything)
    size = artefact.write(everything, names, by_letters, tuned, fitting.read(), MODEL)
    told(f"model.npz: {size / 1e6:.1f} MB, heads {report.checksum(Model.load())}")
    told(f"meanings.npz: {meanings.write()} phrases of the shipped catalog")
    took = time.monotonic() - _began
    told(f"learnt and written; goal ≤ {GOAL} s: {'met' if took <= GOAL else 'MISSED'}")
    page.write(everything, rows("locked"), size)
    told(f"{page.PAGE.name} is written")


if __name__ == "__main__":
    {"constants": fit, "kinds": leave_out, "report": tell}.get(" ".join(sys.argv[1:]), make)()
