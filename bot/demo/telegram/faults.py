"""What can go wrong between a bot and Telegram, on order."""

import asyncio
from dataclasses import dataclass

from bot.demo.telegram.rules import REFUSALS, refuse
from bot.demo.telegram.shapes import Raw

ANY = "*"
TEXTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: REFUSALS["other poll"][1],
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One ordered misfortune: `what` is fail, lose, refuse or hang."""

    what: str
    method: str
    times: int
    status: int = 0
    body: Raw | str = ""


class Faults:
    def __init__(self) -> None:
        self.ordered: list[Fault] = []
        self.released = asyncio.Event()

    def order(self, fault: Fault) -> None:
        self.ordered.append(fault)

    def expects(self, method: str) -> bool:
        """Whether the next call of this method is to go wrong."""
        return any(each.method in (method, ANY) for each in self.ordered)

    def take(self, method: str) -> Fault | None:
        """The next misfortune for this method, counted down."""
        fault = next((each for each in self.ordered if each.method in (method, ANY)), None)
        if fault:
            fault.times -= 1
            self.ordered = [each for each in self.ordered if each.times > 0]
        return fault

    def release(self) -> None:
        """End all hanging: those who wait are cut off, those who come are served."""
        self.ordered = [each for each in self.ordered if each.what != "hang"]
        self.released.set()
        self.released = asyncio.Event()

    def clear(self) -> None:
        self.ordered.clear()
        self.release()


def failing_body(status: int, body: Raw | str | None, retry_after: int | None) -> Raw | str:
    """What a failing server says: as given, else Telegram's words for the status."""
    if body is not None:
        return body
    if status == 429 or retry_after is not None:
        seconds = retry_after or 1
        return refuse("flood", {"retry_after": seconds}, seconds=seconds).body() | {"error_code": status}
    return {"ok": False, "error_code": status, "description": TEXTS.get(status, "Internal Server Error")}
