"""How a story is written: one YAML file, read strictly. Buttons are named by how their label begins."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

STORIES = ("family", "complaint", "price", "night")
HERE = Path(__file__).parent


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Button(Written):
    """Which button: the first whose label begins with one of `label`, else the `nth` of the newest keyboard.

    A star in front means "anywhere in the label". `nth` counts from 0, and from the end below 0.
    """

    label: tuple[str, ...] = ()
    nth: int | None = None


class Seen(Written):
    """What must appear after the act. `screen`: a person's name (their chat), `topic`, `general`."""

    screen: str
    words: tuple[str, ...] = ()  # any of these, whatever their case
    button: tuple[str, ...] = ()  # a button that begins like any of these
    kind: str | None = None  # text, photo, document …
    new: bool = False  # a message of its own, not an older one that changed
    opens: bool = False  # in a topic that was not there before: from now on, the story's topic
    closed: bool = False  # the story's topic is closed


class Step(Written):
    id: str
    who: str | None = None
    does: Literal["says", "presses", "photo", "waits", "clock", "night", "looks"]
    text: str | None = None
    screen: str | None = None  # where it is done: as in `Seen.screen`; by default one's own chat with the bot
    press: tuple[Button, ...] = ()  # one after another
    minutes: int = 0
    at: str | None = None  # the hour for `clock`; for `night`, until when the guests of the night write
    seen: Seen | None = None
    look: str | None = None  # whose screen the caption speaks of, when it is not where `seen` was


class Story(Written):
    story: str
    steps: tuple[Step, ...] = Field(min_length=1)


def load(name: str) -> Story:
    """One of STORIES; ValueError for any other name, or for a file that says what it may not."""
    if name not in STORIES:
        raise ValueError(f"There is no story {name!r}; there are {', '.join(STORIES)}")
    return Story.model_validate(yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8")))
