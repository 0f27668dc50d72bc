"""One line of the examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.logs import redacted

Level = Literal["mend", "mind", "ok"]
LEVELS: tuple[Level, ...] = ("mend", "mind", "ok")
# Every fault that the doctor knows, what stops guests first: the desk cannot start or hear, then nobody
# answers, then something is said wrongly, then what may become a fault.
ORDER = (
    *("python", "settings", "database.driver"),
    *("folder.file", "folder.readonly", "folder.owner", "disk.full", "disk.far"),
    *("database.unreachable", "database.refused", "database.absent", "database.old_server"),
    *("database.unreadable", "database.foreign", "database.newer", "database.damaged"),
    *("database.half", "database.link"),
    *("catalog.absent", "catalog.broken", "zones", "port.taken", "port.address"),
    *("network.name", "network.proxy", "network.unsafe", "network.between", "network.silent"),
    *("telegram.token", "telegram.odd", "telegram.rival", "clock"),
    *("webhook.foreign", "webhook.lost", "webhook.certificate", "webhook.failing", "webhook.slow"),
    *("start", "emergency", "owner", "payments.currency"),
    *("group.none", "group.out", "group.topics", "group.privacy", "group.member", "group.rights"),
    *("hotel.night", "hotel.rooms", "hotel.questions", "language.unspoken", "language.incomplete"),
    *(
        "inbox.piling",
        "inbox.dead",
        "privacy.late",
        "privacy.remains",
        "privacy.leftover",
        "letters.piling",
        "letters.dead",
        "catalog.conflict",
        "catalog.behind",
    ),
    *("payments.test", "catalog.pictures"),
    *("files.limit", "backup.none", "backup.old", "backup.gone", "backup.damaged", "backup.program"),
    *("backup.same_disk", "secrets.readable"),
    *(
        "understanding.reduced",
        "hotel.answers",
        "hotel.extras",
        "hotel.contradicting",
        "hotel.stale",
        "hotel.gap",
    ),
)


@dataclass(frozen=True)
class Finding:
    """`what` was looked at, what was found, and the cure when it is not well. `code` names it for programs.

    mend: guests or staff are let down until it is mended. mind: it works, and may not for long. ok: well.
    """

    level: Level
    code: str
    what: str
    words: str
    cure: str = ""

    @property
    def well(self) -> bool:
        return self.level == "ok"

    def __str__(self) -> str:
        return redacted(" ".join(filter(None, (f"{self.level:<4}", f"{self.what}:", self.words, self.cure))))

    def facts(self) -> dict[str, str]:
        """For programs; without any token."""
        told = {
            "level": self.level,
            "code": self.code,
            "what": self.what,
            "cause": self.words,
            "cure": self.cure,
        }
        return {name: redacted(said) for name, said in told.items()}


def ok(code: str, what: str, words: str) -> Finding:
    return Finding("ok", code, what, words)


def mend(code: str, what: str, words: str, cure: str) -> Finding:
    return Finding("mend", code, what, words, cure)


def mind(code: str, what: str, words: str, cure: str) -> Finding:
    return Finding("mind", code, what, words, cure)


def in_order(found: list[Finding]) -> list[Finding]:
    """Faults, warnings, what is well; what stops guests first."""
    place = {code: number for number, code in enumerate(ORDER)}
    return sorted(found, key=lambda one: (LEVELS.index(one.level), place.get(one.code, len(ORDER))))
