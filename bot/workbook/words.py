"""What the headers say and the help on them."""

from __future__ import annotations

from bot.workbook.kinds import Kind

Place = tuple[str, ...]
PARTS = ("ladder", "roster", "remedies", "replies")
ELSEWHERE: frozenset[Place] = frozenset()
EVERY_DAY: frozenset[Place] = frozenset({("days",)})
USUAL: dict[Place, str] = {("active",): "yes"}
WIDE: dict[Place, int] = {
    ("days",): 24,
    ("times",): 34,
    ("rule",): 26,
    ("photo",): 28,
    ("apart",): 30,
    ("offers",): 34,
}
HEADERS: dict[Place, str] = {}
FIRST: tuple[Place, ...] = (  # of an offer: what is edited most
    *(("active",), ("order",), ("group",), ("mode",), ("department",), ("deposit",)),
    *(("cancel", "free_hours"), ("cancel", "fee_percent"), ("alternative",), ("rules", "notice_minutes")),
)
SELDOM = frozenset({"auto"})  # texts that have a row only where there are some
KEYS = {
    "Offer": "The code of an offer on sheet Offers.",
    "Option": "The code of the option; default when there is only one.",
    "Package": "The code of a package on sheet Offers.",
    "Closed": "The code of an offer; empty: the whole hotel.",
}
HELP = {
    "unit": "ADULT, YOUTH, CHILD, INFANT, SENIOR; OTHER for a boat, an hour, a whole house.",
    "min_age": "The youngest who pays this price; empty: 0.",
    "max_age": "The oldest who pays this price; empty: 120.",
    "price": "Write it like 30 or 30.50.",
    "from_time": "A price from this time of day on.",
    "until_time": "Not from this time of day on.",
    "priority": "Of several prices that fit, the one with the higher number counts.",
    "tiers": "5: 40; 10: 35 is 40 each from five on and 35 from ten on.",
    "title": "To see whose row it is; change it on sheet Texts.",
    "called": "A line for each language: en: weekend",
}
KINDS = {
    "int": "A whole number.",
    "amount": "An amount like 30 or 30.50.",
    "time": "A time like 09:30.",
    "date": "A date like 2026-07-14.",
    "bool": "yes or no.",
}


def help_of(place: Place, kind: Kind) -> str:
    said = HELP.get(place[-1], KINDS.get(kind.name, ""))
    if kind.choices:
        said = f"{'Some' if kind.many else 'One'} of: {', '.join(kind.choices)}."
    return said


GUIDE = (("Sheet", 14), ("Column", 26), ("What to write", 70), ("Example", 24))
RULES = (
    "Change what you need, save, and send the file back. Nothing changes for guests until it is published.",
    "One value a cell. Formulas are not read: paste their values.",
    "Codes (canoe_hire) are names that never change; titles, on sheet Texts, may.",
    "An empty cell means the usual: no limit, every day, the offer's own.",
    "To add: write in the first empty row. To take an offer off sale: Active no.",
    "To remove a row: lift the sheet's protection (it has no password), then delete the row.",
    "Several values in a cell: 10:00, 11:15 or mon-fri; phrases and names stand on a line each (Alt+Enter).",
)
EXAMPLES = {
    "int": "12",
    "amount": "30.50",
    "time": "09:30",
    "date": "2026-07-14",
    "bool": "yes",
    "tiers": "5: 40; 10: 35",
    "texts": "en: weekend",
    "code": "canoe_hire",
}


def example(kind: Kind) -> str | None:
    if kind.choices:
        return ", ".join(kind.choices[:2]) if kind.many else kind.choices[0]
    said = EXAMPLES.get(kind.name)
    return "10:00, 11:15" if said and kind.many and kind.name == "time" else said
