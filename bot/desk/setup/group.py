"""The staff group as Telegram shows it, and what in it still keeps us from working there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Status = Literal["administrator", "member", "away"]
RIGHTS = ("topics", "delete", "pin")  # what we must be allowed to do, as the phone's switches name it


@dataclass(frozen=True)
class Standing:
    """`rights`: those of RIGHTS that we have. `reads`: Telegram shows us what is written there."""

    chat_id: int
    title: str
    status: Status
    basic: bool = False  # a small group that is not yet a supergroup: it has no topics
    forum: bool = False
    rights: tuple[str, ...] = ()
    reads: bool = False

    @property
    def here(self) -> bool:
        return self.status != "away"

    @property
    def admin(self) -> bool:
        return self.status == "administrator"

    @property
    def lacking(self) -> tuple[str, ...]:
        """The rights that are still switched off; all of them while we are no administrator."""
        return tuple(one for one in RIGHTS if one not in self.rights)

    @property
    def ready(self) -> bool:
        return self.here and self.forum and not self.lacking and self.reads

    def moved(self, chat_id: int) -> Standing:
        """The small group has become a large one, under a new id."""
        return replace(self, chat_id=chat_id, basic=False)

    def pack(self) -> dict[str, Any]:
        return asdict(self) | {"rights": list(self.rights)}

    @classmethod
    def unpack(cls, raw: Mapping[str, Any]) -> Standing:
        return cls(**{**raw, "rights": tuple(raw["rights"])})
