"""A guest who answers whatever an offer asks: for stories that are about something else."""

from __future__ import annotations

from tests.hotel import Phone, plain

ANSWERS = {  # by what the question begins with, in English
    "Will the driver have a driving licence?": "Yes, with a licence",
    "A parent's consent, please:": "I agree",
    "Any allergies in your party?": "No allergies",
    "Which language suits you?": "English",
}
WRITTEN = (
    "How tall, in centimetres?",
    "What weight, in kilograms?",
    "Which shoe sizes?",
    "Which clothes sizes?",
)


async def answer_all(guest: Phone) -> None:
    """Answer until nothing is asked any more, sizes by the example that stands in the question."""
    for _ in range(8):
        said = plain(await guest.last())
        label = next((tap for begins, tap in ANSWERS.items() if said.startswith(begins)), None)
        if label:
            await guest.taps(label)
        elif said.startswith(WRITTEN):
            await guest.says(said.rsplit("Write it like this: ", 1)[1].splitlines()[0])
        else:
            return
    raise AssertionError(f"still asked: {said}")
