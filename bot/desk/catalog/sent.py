"""A catalog workbook that somebody sent to the bot, as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.desk.catalog.issues import Issue, broken
from bot.desk.catalog.model import Catalog

Trouble = Literal["gone", "too_big", "broken"]


@dataclass(frozen=True)
class Sent:
    """`base` is the version that it was made from, where it says so. `trouble`: nothing could be read."""

    catalog: Catalog | None = None
    issues: Sequence[Issue] = ()
    base: int | None = None
    trouble: Trouble | None = None

    @property
    def wrong(self) -> list[Issue]:
        """What has to be mended before anything is kept."""
        return [one for one in self.issues if one.level == "error"]

    @property
    def fit(self) -> Catalog | None:
        return None if broken(self.issues) else self.catalog
