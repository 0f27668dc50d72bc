"""How a story is written: one YAML file, read strictly. Buttons are named by how their label begins."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

STORIES = ("family", "complaint", "price")
HERE = Path(__file__).parent


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Button(Written):
    """Which button: the first whose label begins with one of `label`, or else the one at `place`.

    A star in front means "anywhere in the label". `place` counts from 0: row, column; below 0 from the end.
    """

    label: tuple[str, ...] = ()
    place: tuple[int, int] | None = None


class Seen(Written):
    """What must appear after the act. `screen`: a person's name (their chat), `topic`, `general`."""

    screen: str
    words: tuple[str, ...] = ()  # any of these, whatever their case
    button: tuple[str, ...] = ()  # a button that begins like any of these
    kind: str | None = None  # text, photo, document …
    opens: bool = False  # in a topic that was not there before: from now on, the story's topic
    closed: bool = False  # the story's topic is closed


class Step(Written):
    id: str
    who: str | None = None
    does: Literal["says", "presses", "photo", "waits", "clock", "looks"]
    text: str | None = None
    screen: str | None = None  # where it is done: as in `Seen.screen`; by default one's own chat with the bot
    button: Button | None = None
    minutes: int = 0
    at: str | None = None
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
