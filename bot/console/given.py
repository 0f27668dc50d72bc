"""What several commands are given: the hotel as it is live, and a list in a file."""

from __future__ import annotations

from pathlib import Path

from bot import ledger
from bot.config import PROPERTY
from bot.console.call import MISUSE, Call, Refused
from bot.desk.house import House
from bot.desk.stays.reading.read import read
from bot.desk.stays.reading.table import MOST_BYTES, Table, Unreadable

NO_HOTEL = "The hotel has no catalog yet. Start the desk once, or give `qonaq catalog publish`."
UNREADABLE = {
    "too_big": "it is too large; keep only the rows that you need",
    "too_many": "it has more than {row} rows; split it",
    "broken": "it cannot be read; open it in your spreadsheet program and save it again as xlsx",
    "not_a_table": "it is no list; save the list as xlsx or CSV",
    "old_excel": "it is an old Excel file (xls); save it as xlsx",
    "quotes": "row {row}: a quotation mark is opened and never closed; close it, or save the list as xlsx",
    "empty": "nothing is in it; save the list again as xlsx or CSV",
}


def house(call: Call) -> House:
    """The live hotel; Refused before its first catalog."""
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(NO_HOTEL)
    return House(PROPERTY, live, number, call.now())


def table(file: str) -> Table:
    """The rows of a workbook or a CSV; Refused, with the reason, when it is none."""
    path = Path(file)
    if not path.is_file():
        raise Refused(f"{file}: there is no such file.", MISUSE)
    found = Unreadable("too_big") if path.stat().st_size > MOST_BYTES else read(path.read_bytes())
    if isinstance(found, Unreadable):
        raise Refused(f"{file}: {UNREADABLE[found.key].format(row=found.row)}")
    return found
