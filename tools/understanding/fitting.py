"""The constants by which the heads' opinions are joined, fitted on messages that no head has learnt from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.understanding import Understanding
from bot.understanding.encoder import Encoder
from bot.understanding.folding import cyrillic
from bot.understanding.heads import Model, Opinion
from bot.understanding.intents import COMPLAINTS, OUT_OF_SCOPE, RISK_OF, SENSITIVE
from bot.understanding.own import OwnWords, meanings_of
from tools.understanding.book import Row

CONSTANTS = Path(__file__).with_name("constants.json")
FALSE_ALARMS = 0.017  # of ordinary messages may ring by the heads: a miss may cost a life, an alarm a glance
VETO = -4.0  # odds of the heads under which a lexicon's danger is overruled: costs none of 646 dangers
CAUGHT = 0.955  # of complaints
HEARD = 1.1  # added to a reviewed word of complaint: fury that names nothing has only this
AGREED = 0.972  # of what letters alone decide, the meaning would not have changed
ACTING, PHRASES, ASKED = 30, 5, 2000
VERY_WORDS = [9.0, -6.0]  # by letters alone: sure of the very words only; half of them is next to nothing
OWN = 0.06  # of a hotel's messages are about an entry that no head knows
UNFITTED: dict[str, Any] = {
    "mix": {"letters": 0.7, "meaning": 1.0, "alone": 1.0, "lowered": 0.0},
    "complaint": {"both": [1.0] * 6 + [0.0], "letters": [1.0] * 5 + [0.0]},
    "risk": {"both": [1.0] * 3 + [0.0], "letters": [1.0] * 2 + [0.0]},
    "veto": VETO,
    "own": {"both": [1.0, 1.0, -9.0], "letters": [1.0, -9.0]},
    "sure": {"share": 1.0, "danger": -99.0, "calm": 0.0, "complaint": 1.0, "own": 1.0},
}


@dataclass(frozen=True)
class Held:
    """Held-out rows with everything the heads and lexicons said of them; outputs as in `Letters`."""

    rows: Sequence[Row]
    intents: Sequence[str]
    letters: np.ndarray
    meaning: np.ndarray
    signs: np.ndarray  # (rows, 3): a word of complaint, fury, a question
    lexicon: np.ndarray  # a danger by the lexicons

    @property
    def kinds(self) -> int:
        return len(self.intents)

    def columns(self, names: frozenset[str]) -> list[int]:
        return [n for n, intent in enumerate(self.intents) if intent in names]

    def lowered(self, by: float) -> Held:
        """As when the artefact lowers the dangerous intents: they are practised oftener than written."""
        less = np.zeros(self.letters.shape[1])
        less[self.columns(SENSITIVE)] = by
        return replace(self, letters=self.letters - less, meaning=self.meaning - less)


def held_out(understanding: Understanding, intents: Sequence[str], rows: Sequence[Row]) -> Held:
    """Every row as the finished desk would look at it."""
    looks = [understanding.look(row.text, hint=row.language) for row in rows]
    return Held(
        rows,
        intents,
        np.stack([_flat(look.letters) for look in looks]),
        np.stack([_flat(look.meaning) for look in looks if look.meaning]),
        np.array([look.signs for look in looks]),
        np.array([bool(look.sections & set(RISK_OF.values())) for look in looks]),
    )


def _flat(opinion: Opinion) -> np.ndarray:
    return np.concatenate([opinion.intents, [opinion.complaint], opinion.risks])


def shares(scores: np.ndarray) -> np.ndarray:
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


def log_odds(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


def fitted(held: Held) -> dict[str, Any]:
    mix, joined, alone = _mix(held)
    held = held.lowered(mix["lowered"])
    return {
        "mix": mix,
        "complaint": {
            "both": _complaint(held, joined, both=True),
            "letters": _complaint(held, alone, both=False),
        },
        "risk": {"both": _risk(held, joined, both=True), "letters": _risk(held, alone, both=False)},
        "veto": VETO,
    }


def _mix(held: Held) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    letters, meaning = shares(held.letters[:, : held.kinds]), shares(held.meaning[:, : held.kinds])
    danger = np.array([intent in SENSITIVE for intent in held.intents])
    aim = np.array([held.intents.index(row.intent) for row in held.rows])
    each = np.arange(len(aim))

    def both(w: np.ndarray) -> np.ndarray:
        return shares(w[0] * letters + w[1] * meaning - w[2] * danger)

    w = minimize(
        lambda w: float(-both(w)[each, aim].mean()), np.array([0.7, 1.0, 1.0]), method="Nelder-Mead"
    ).x
    lowered = float(w[2] / (w[0] + w[1]))

    def by_letters(t: np.ndarray) -> np.ndarray:
        return shares(t[0] * (letters - lowered * danger))

    t = minimize(lambda t: float(-by_letters(t)[each, aim].mean()), np.array([1.0]), method="Nelder-Mead").x
    found = {"letters": w[0], "meaning": w[1], "alone": t[0], "lowered": lowered}
    return {k: round(float(v), 3) for k, v in found.items()}, np.exp(both(w)), np.exp(by_letters(t))


def complaint_facts(held: Held, p: np.ndarray, *, both: bool) -> np.ndarray:
    mass = log_odds(p[:, held.columns(COMPLAINTS)].sum(1))
    heads = [held.letters[:, held.kinds], *([held.meaning[:, held.kinds]] if both else [])]
    return np.column_stack([*heads, mass, held.signs])


def _complaint(held: Held, p: np.ndarray, *, both: bool) -> list[float]:
    """Plain dangers are another lane and not counted; the threshold 0.5 lies where enough are caught."""
    plain = np.array([not row.risk for row in held.rows])
    aim = np.array([row.complains for row in held.rows])[plain]
    facts = complaint_facts(held, p, both=both)[plain]
    unit = _unit(facts, aim, lambda odds: np.quantile(odds[aim], 1 - CAUGHT))
    if both:
        unit[3] = round(unit[3] + HEARD, 4)  # the first of the signs
    return unit


def risk_facts(held: Held, p: np.ndarray, *, both: bool) -> np.ndarray:
    heads = [held.letters, held.meaning] if both else [held.letters]
    danger = [np.logaddexp.reduce(h[:, held.kinds + 2 :], axis=1) - h[:, held.kinds + 1] for h in heads]
    return np.column_stack([*danger, log_odds(p[:, held.columns(SENSITIVE)].sum(1))])


def _risk(held: Held, p: np.ndarray, *, both: bool) -> list[float]:
    """Beside the lexicons: what they notice is not counted against the heads."""
    aim = np.array([bool(row.risk) for row in held.rows])
    facts, calm = risk_facts(held, p, both=both), ~aim & ~held.lexicon
    return _unit(facts, aim, lambda odds: np.quantile(odds[calm], 1 - FALSE_ALARMS))


def _unit(facts: np.ndarray, aim: np.ndarray, zero: Any) -> list[float]:
    """A logistic unit whose zero is laid where `zero` says."""
    head = LogisticRegression(C=1.0, max_iter=1000).fit(facts, aim)
    odds = facts @ head.coef_[0] + head.intercept_[0]
    bias = float(head.intercept_[0]) - float(zero(odds))
    return [round(float(w), 4) for w in (*head.coef_[0], bias)]


def write(constants: dict[str, Any]) -> None:
    CONSTANTS.write_text(json.dumps(constants, indent=2) + "\n", "utf-8")


def read() -> dict[str, Any]:
    return dict(json.loads(CONSTANTS.read_text("utf-8")))


def own_words(
    model: Model, encoder: Encoder, learnt: Sequence[Row], held: Sequence[Row]
) -> dict[str, list[float]]:
    """How far likeness to a hotel's own phrases may be trusted: some intents play entries never seen.

    A few phrases of each are its own words; the held-out messages of these and of all other intents ask.
    """
    rng = np.random.default_rng(1)
    names = sorted({row.intent for row in learnt} - {OUT_OF_SCOPE})
    acting = set(rng.choice(names, ACTING, replace=False))
    phrases = [(row.intent, row.language, row.text) for row in _few(learnt, acting, rng)]
    asked = [held[n] for n in rng.permutation(len(held))[:ASKED]]
    asked += [row for row in held if row.intent in acting][:ASKED]
    facts = []
    own = OwnWords(phrases, model.grams, meanings_of(phrases, encoder, {}))
    for row in asked:
        meaning = encoder.embed(cyrillic(row.language, row.text))
        found = max(own.likeness(row.language, row.text, meaning), key=lambda one: one[1] + (one[2] or 0.0))
        facts.append((found[1], found[2] or 0.0, found[0] == row.intent))
    table = np.array(facts)
    right = table[:, 2] > 0
    return {"both": _line(table[:, :2], right), "letters": VERY_WORDS}


def _few(learnt: Sequence[Row], acting: set[str], rng: np.random.Generator) -> list[Row]:
    found: list[Row] = []
    seen: Counter[tuple[str, str]] = Counter()
    for n in rng.permutation(len(learnt)):
        row = learnt[n]
        if row.intent in acting and seen[row.language, row.intent] < PHRASES:
            seen[row.language, row.intent] += 1
            found.append(row)
    return found


def _line(facts: np.ndarray, right: np.ndarray) -> list[float]:
    """Fitted where about half is right; few of a hotel's messages are about what only it has."""
    head = LogisticRegression(C=10.0, max_iter=1000).fit(facts, right)
    asked = right.mean()
    bias = head.intercept_[0] + np.log(OWN / (1 - OWN)) - np.log(asked / (1 - asked))
    return [round(float(w), 4) for w in (*head.coef_[0], bias)]


def sure(held: Held, constants: dict[str, Any]) -> dict[str, float]:
    """From where letters alone decide: only when nearly never wrong, and far from complaint and danger."""
    held = held.lowered(constants["mix"]["lowered"])
    letters, mix = shares(held.letters[:, : held.kinds]), constants["mix"]
    best, top = np.exp(letters.max(1)), letters.argmax(1)
    joined = mix["letters"] * letters + mix["meaning"] * shares(held.meaning[:, : held.kinds])
    order = np.argsort(-best)
    agreed = np.cumsum((top == joined.argmax(1))[order]) / np.arange(1, len(order) + 1)
    share = float(best[order[np.flatnonzero(agreed >= AGREED)[-1]]])
    danger = np.logaddexp.reduce(held.letters[:, held.kinds + 2 :], axis=1) - held.letters[:, held.kinds + 1]
    ringing = np.array([bool(row.risk) for row in held.rows])
    return {
        "share": round(share, 4),
        "danger": round(float(np.quantile(danger[ringing], 0.01)), 3),
        "calm": 0.25,
        "complaint": 1.0,  # every complaint deserves the second look
        "own": 0.95,
    }
