"""What the headers say and the help on them."""

from __future__ import annotations

from bot.desk.catalog.told import Cell, Name, told
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
TEXTS = "Texts"
KEYS = {
    "Offer": told("help.offer", sheet="Offers"),
    "Option": told("help.option", usual="default"),
    "Package": told("help.package", sheet="Offers"),
    "Closed": told("help.closed"),
}
HELP = {
    "unit": told("help.unit", known="ADULT, YOUTH, CHILD, INFANT, SENIOR", other="OTHER"),
    "min_age": told("help.min_age"),
    "max_age": told("help.max_age"),
    "price": told("help.price"),
    "from_time": told("help.from_time"),
    "until_time": told("help.until_time"),
    "priority": told("help.priority"),
    "tiers": told("help.tiers", example="5: 40; 10: 35"),
    "title": told("help.title", sheet=TEXTS),
    "called": told("help.called", example="en: weekend"),
}
KINDS = {
    "int": told("help.int"),
    "amount": told("help.amount"),
    "time": told("help.time"),
    "date": told("help.date"),
    "bool": told("help.bool", yes=Cell("yes"), no=Cell("no")),
}


def help_of(place: Place, kind: Kind) -> str:
    said = HELP.get(place[-1]) or KINDS.get(kind.name) or ""
    if kind.choices:
        said = told("help.some_of" if kind.many else "help.one_of", known=tuple(map(Cell, kind.choices)))
    return said


GUIDE = (
    (told("help.head_sheet"), 14),
    (told("help.head_column"), 26),
    (told("help.head_what"), 70),
    (told("help.head_example"), 24),
)
RULES = (
    told("help.rule_send"),
    told("help.rule_value"),
    told("help.rule_code", example="canoe_hire", sheet=TEXTS),
    told("help.rule_empty"),
    told("help.rule_add", column=Name("Active"), no=Cell("no")),
    told("help.rule_remove"),
    told("help.rule_many", times="10:00, 11:15", first=Cell("mon"), last=Cell("fri"), keys="Alt+Enter"),
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
    """In English, as a cell holds it."""
    if kind.choices:
        return ", ".join(kind.choices[:2]) if kind.many else kind.choices[0]
    said = EXAMPLES.get(kind.name)
    return "10:00, 11:15" if said and kind.many and kind.name == "time" else said
