"""What the workbook says about itself, in English: the texts of the same keys say it in every language."""

from __future__ import annotations

HELPS: dict[str, str] = {
    "help.offer": "The code of an offer on sheet {sheet}.",
    "help.option": "The code of the option; {usual} when there is only one.",
    "help.package": "The code of a package on sheet {sheet}.",
    "help.closed": "The code of an offer; empty: the whole hotel.",
    "help.unit": "{known}; {other} for a boat, an hour, a whole house.",
    "help.min_age": "The youngest who pays this price; empty: 0.",
    "help.max_age": "The oldest who pays this price; empty: 120.",
    "help.price": "Write it like 30 or 30.50.",
    "help.from_time": "A price from this time of day on.",
    "help.until_time": "Not from this time of day on.",
    "help.priority": "Of several prices that fit, the one with the higher number counts.",
    "help.tiers": "{example} is 40 each from five on and 35 from ten on.",
    "help.title": "To see whose row it is; change it on sheet {sheet}.",
    "help.called": "A line for each language: {example}",
    "help.int": "A whole number.",
    "help.amount": "An amount like 30 or 30.50.",
    "help.time": "A time like 09:30.",
    "help.date": "A date like 2026-07-14.",
    "help.bool": "{yes} or {no}.",
    "help.one_of": "One of: {known}.",
    "help.some_of": "Some of: {known}.",
    "help.season": "The price in season {code}.",
    "help.head_sheet": "Sheet",
    "help.head_column": "Column",
    "help.head_what": "What to write",
    "help.head_example": "Example",
    "help.rule_send": (
        "Change what you need, save, and send the file back. "
        "Nothing changes for guests until it is published."
    ),
    "help.rule_value": "One value a cell. Formulas are not read: paste their values.",
    "help.rule_code": "Codes ({example}) are names that never change; titles, on sheet {sheet}, may.",
    "help.rule_empty": "An empty cell means the usual: no limit, every day, the offer's own.",
    "help.rule_add": "To add: write in the first empty row. To take an offer off sale: {column} {no}.",
    "help.rule_remove": (
        "To remove a row: lift the sheet's protection (it has no password), then delete the row."
    ),
    "help.rule_many": (
        "Several values in a cell: {times} or {first}-{last}; "
        "phrases and names stand on a line each ({keys})."
    ),
    "help.mend_where": "Where",
    "help.mend_wrong": "What is wrong",
    "help.mend_fix": "What to do",
    "help.mend_sign": "To mend:",
}
