"""The commands that each chat is shown: guests', and on top of them what a colleague's role may do."""

from __future__ import annotations

from collections.abc import Mapping

from bot.say import Text, text

NAMES: Mapping[str, Text] = {
    "start": text("command.start"),
    "bookings": text("command.bookings"),
    "language": text("command.language"),
    "help": text("command.help"),
    "stays": text("command.stays"),
    "checkin": text("command.checkin"),
    "checkout": text("command.checkout"),
    "move": text("command.move"),
    "noshow": text("command.noshow"),
    "until": text("command.until"),
    "day": text("command.day"),
    "redeem": text("command.redeem"),
    "book": text("command.book"),
    "weather": text("command.weather"),
    "ask": text("command.ask"),
    "staff": text("command.staff"),
    "manage": text("command.manage"),
    "report": text("command.report"),
    "setup": text("command.setup"),
}
GUEST = ("start", "bookings", "language", "help")
STAYS = ("stays", "checkin", "checkout", "move", "until", "noshow")
DAY = ("day", "redeem", "book")
GROUP = (*STAYS, *DAY, "weather", "ask", "staff")  # what is understood in the staff group
ROLES: Mapping[str, tuple[str, ...]] = {
    "owner": ("manage", "report", "setup", *STAYS, *DAY, "weather", *GUEST),
    "manager": ("manage", "report", "setup", *STAYS, *DAY, "weather", *GUEST),
    "reception": (*STAYS, *DAY, "weather", *GUEST),
    "department": (*DAY, *GUEST),
}


def of(role: str) -> tuple[str, ...]:
    """For a colleague; a role we do not know sees what guests see."""
    return ROLES.get(role, GUEST)
