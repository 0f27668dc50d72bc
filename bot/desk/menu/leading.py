"""What managers type in private: the set-up, their menu, the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import manager, manager_questions, setting_up
from bot.desk.menu.cases import reporting
from bot.desk.menu.manage import languages, simulator, workbooks
from bot.desk.people import Colleague


def report(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """What guests asked is for managers; how cases went is for whoever may only look as well."""
    (manager_questions.show if who.manages else reporting.show)(conn, house, asked, who, {})


COMMANDS: Mapping[str, Callable[[Connection, House, Asked, Colleague], None]] = {
    "/setup": setting_up.show,
    "/manage": manager.home,
    "/report": report,
    "/catalog": workbooks.command,
    "/missing": languages.typed_command,
    "/simulate": simulator.command,
}
