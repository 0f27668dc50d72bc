"""Refusals: one family, each with a sentence in every language and a way on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say import Choice, Say, Text, Value, choice, text

HOME = choice(text("button.home"), "home")
PERSON = choice(text("button.person"), "person")


class DeskError(Exception):
    """A refusal that a person understands. `ways` are buttons that lead on; there is at least one."""

    key: str

    def __init__(self, *, ways: Sequence[Choice] = (), **params: Value) -> None:
        super().__init__(self.key)
        self.params = params
        self.ways = tuple(ways) or (PERSON, HOME)

    def say(self) -> Say:
        return Say((Text(self.key, self.params),), self.ways)


class NotForYou(DeskError):
    """Someone pressed a button that was sent to somebody else."""

    key = "refuse.not_yours"


class OldButton(DeskError):
    """The button is from a screen that no longer holds."""

    key = "refuse.old_button"


class Forwarded(DeskError):
    """A command that somebody else has written: only one's own count."""

    key = "refuse.forwarded"


class EditedCommand(DeskError):
    """A command is carried out when it comes, and not once more when its message is edited. {command}"""

    key = "refuse.edited_command"


class EditedText(DeskError):
    """What a colleague has typed is taken when it comes: a later edit is neither a form's nor a guest's."""

    key = "refuse.edited_text"


class NotStaff(DeskError):
    """Only approved staff may do this."""

    key = "refuse.not_staff"


class NotReception(DeskError):
    """Stays are opened and closed by reception and managers."""

    key = "refuse.not_reception"


class NotManager(DeskError):
    """Only a manager or owner may do this."""

    key = "refuse.not_manager"
