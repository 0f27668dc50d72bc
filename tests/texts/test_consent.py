"""What a parent agreed to can be read again: another wording is another edition."""

from __future__ import annotations

from hashlib import sha256

from bot.desk.booking.told import EDITION
from tests.texts.spoken import SPOKEN, forms

WORDINGS = {  # edition: what its sentence was, in all languages
    "1": "3bd483d5a9604bf5",
    "2": "f6c2dd8c3266dc9c",
    "3": "6792a905023a0181",
}


def test_the_sentence_of_an_edition_never_changes() -> None:
    said = "\n".join(form for language in sorted(SPOKEN) for form in forms(language)["need.consent"])
    assert sha256(said.encode()).hexdigest()[:16] == WORDINGS[EDITION], (
        "need.consent has another wording: raise EDITION in bot/desk/booking/told.py and add it here"
    )
