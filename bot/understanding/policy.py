"""What to do with the evidence: a plain function, so that a hotel can read and test it."""

from typing import Literal

from bot.understanding.evidence import Understood
from bot.understanding.intents import COMPLAINTS, HUMAN, RISK_OF

Decision = Literal["answer", "clarify", "handoff", "sensitive"]
Grounds = Literal["words", "sure", "guess"]

# A wrong answer costs four unknowns, so answering pays from 4 / (4 + 1) on; the margin is for messages less
# like the phrasebook than the ones the probabilities were fitted on.
ANSWER_FROM = 0.87
# Offering three topics is cheap; below this they are noise.
CLARIFY_FROM = 0.2
COMPLAINT_FROM = 0.5
# From here on a danger without a reviewed word is more than a guess.
SURE_OF_DANGER = 0.5


def decide(understood: Understood) -> Decision:
    """Sensitive before everything, a person for complaints and on request, an answer only when sure."""
    if danger(understood) is not None:
        return "sensitive"
    best = understood.candidates[0] if understood.candidates else None
    if understood.complaint >= COMPLAINT_FROM or understood.wants_person:
        return "handoff"
    if best is None or best.probability < CLARIFY_FROM:
        return "handoff"
    if best.entry in COMPLAINTS | {HUMAN}:
        return "handoff"
    return "answer" if best.probability >= ANSWER_FROM else "clarify"


def danger(understood: Understood) -> str | None:
    """The danger that was heard, else the one that the message is sure to be about."""
    best = understood.candidates[0] if understood.candidates else None
    sure = best is not None and best.probability >= ANSWER_FROM
    return understood.risk or (RISK_OF.get(best.entry) if best and sure else None)


def grounds(understood: Understood) -> Grounds:
    """What a danger rests on: reviewed words, heads that are sure of it, or less than that."""
    if understood.named:
        return "words"
    best = understood.candidates[0] if understood.candidates else None
    sure = best is not None and best.entry in RISK_OF and best.probability >= SURE_OF_DANGER
    return "sure" if sure else "guess"
