"""The commands that each chat is shown: guests', and on top of them what a colleague's role may do."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.menu import roles
from bot.say import Text, text

NAMES: Mapping[str, Text] = {
    "start": text("command.start"),
    "bookings": text("command.bookings"),
    "language": text("command.language"),
    "help": text("command.help"),
    "privacy": text("command.privacy"),
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
    "voucher": text("command.voucher"),
    "refunds": text("command.refunds"),
    "rate": text("command.rate"),
    "today": text("command.today"),
    "promise": text("command.promise"),
    "accept": text("command.accept"),
    "oncall": text("command.oncall"),
    "on": text("command.on"),
    "off": text("command.off"),
    "handover": text("command.handover"),
    "note": text("command.note"),
    "need": text("command.need"),
    "case": text("command.case"),
    "n": text("command.n"),
    "unsay": text("command.unsay"),
    "here": text("command.here"),
    "drill": text("command.drill"),
    "danger": text("command.danger"),
    "team": text("command.team"),
    "staff": text("command.staff"),
    "manage": text("command.manage"),
    "report": text("command.report"),
    "catalog": text("command.catalog"),
    "missing": text("command.missing"),
    "simulate": text("command.simulate"),
    "setup": text("command.setup"),
}
GUEST = ("start", "bookings", "language", "help", "privacy")
STAYS = ("stays", "checkin", "checkout", "move", "until", "noshow")
DAY = ("day", "redeem", "book")
CASES = ("case", "today", "promise", "accept", "handover", "note", "need", "oncall", "on", "off")
MONEY = ("refunds", "rate")
TOPIC = ("n", "unsay")  # in the topic of a case
# What is understood in the staff group, and what is typed in private, in this order.
GROUP = (*STAYS, *DAY, *CASES, *TOPIC, "weather", *MONEY, "ask", "here", "staff")
OWN = (
    "manage",
    "catalog",
    "missing",
    "simulate",
    "report",
    "team",
    "danger",
    "drill",
    "setup",
    "voucher",
    *STAYS,
    *DAY,
    *CASES,
    "weather",
    *MONEY,
)


def of(role: str) -> tuple[str, ...]:
    """For a colleague: what the table of roles lets them type; a role we do not know sees what guests see."""
    return (*(one for one in OWN if roles.may(role, f"/{one}")), *GUEST)
