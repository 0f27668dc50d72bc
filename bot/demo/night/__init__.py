"""One night of a full house, as data: who writes what and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from bot.demo.cast import Character

HERE = Path(__file__).parent
BEGINS = 22 * 60  # minutes of the day: 22:00


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sleeper(Written):
    """A guest of the night, by now verified in their room."""

    id: int
    name: str
    language: str
    room: str


class Said(Written):
    """A message. `more` comes on top of what the same guest complained of; `kind` is thanks or praise."""

    at: str
    who: str
    kind: Literal["question", "wish", "complaint", "more", "danger", "kind"]
    text: str


class Script(Written):
    guests: tuple[Sleeper, ...]
    messages: tuple[Said, ...]


@dataclass(frozen=True)
class Line:
    """One message of the night, its moment in minutes after 22:00."""

    at: str  # on the hotel's wall
    minute: int
    who: Sleeper
    kind: str
    text: str

    @property
    def needs_somebody(self) -> bool:
        return self.kind in ("complaint", "danger")


@cache
def script() -> Script:
    """What stands in night.yaml; ValidationError when it says what it may not."""
    return Script.model_validate(yaml.safe_load((HERE / "night.yaml").read_text("utf-8")))


def lines() -> Iterator[Line]:
    """The messages in their order."""
    by_name = {one.name: one for one in script().guests}
    for said in script().messages:
        hours, minutes = map(int, said.at.split(":"))
        minute = (hours * 60 + minutes - BEGINS) % (24 * 60)
        yield Line(said.at, minute, by_name[said.who], said.kind, said.text)


def guests() -> tuple[Character, ...]:
    return tuple(Character(g.id, g.name, g.language, room=g.room, verified=True) for g in script().guests)
