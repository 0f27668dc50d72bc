"""The shape of an act: what a button asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.people import Colleague, Guest

Facts = Mapping[str, Any]  # the args of the pressed Choice
GuestAct = Callable[[Connection, House, Asked, Guest, Facts], None]
StaffAct = Callable[[Connection, House, Asked, Colleague, Facts], None]
