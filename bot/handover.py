"""How a command hands a write to the desk that is running, so that one process alone writes the database.

A socket in the data folder that only its owner may open. The desk speaks first and says which version it is;
then one line of JSON goes each way. Two processes that write back the log of one SQLite database at once can
damage it (before SQLite 3.51.3).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bot import __version__, migrate
from bot.db import StorageTrouble
from bot.desk.problems import DeskError
from bot.errands import ERRANDS, Errand, Facts
from bot.say import pack, unpack

log = logging.getLogger(__name__)
NAME = "desk.sock"
ELSEWHERE = "desk.sock.at"  # holds the socket's path where the folder itself can hold no socket
LONGEST = 100  # bytes of a socket's path: the system allows 108, some only 104
MOST = 64 * 1024 * 1024  # bytes of a line; a large catalog has one
OURS = {"qonaq": __version__, "form": migrate.HEAD}
HEAR_OUT = 10.0  # seconds for a caller to say what it wants
ANSWER_WITHIN = 120.0  # seconds for the desk to do it
CONNECT_WITHIN = 5.0
Do = Callable[[Errand, Facts], Awaitable[Any]]


class HandoverProblem(Exception):
    """The running desk did not take it over; the message says what to do."""


class NobodyThere(Exception):
    """No desk listens at this folder, or not yet."""


# --- the desk's side


@asynccontextmanager
async def listening(folder: Path, do: Do) -> AsyncIterator[None]:
    """Take errands while inside. Only who holds the folder's lock may enter: an older socket is a dead one.

    Where no socket can be made the desk opens all the same; commands then say that it must be stopped.
    """
    try:
        listener, path = _bind(folder)
    except OSError as error:
        log.warning("commands cannot hand anything over to this desk: %s", error)
        yield
        return
    callers: set[asyncio.Task[Any]] = set()

    async def caller(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # the server runs each caller as a task
        callers.add(task)
        try:
            await _serve(reader, writer, do)
        finally:
            callers.discard(task)

    server = await asyncio.start_unix_server(caller, sock=listener, limit=MOST)
    try:
        yield
    finally:
        server.close()
        for task in callers:
            task.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        await server.wait_closed()
        _remove(folder, path)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, do: Do) -> None:
    with suppress(OSError, TimeoutError, ValueError):  # the caller left, or says nothing that can be read
        try:
            writer.write(_line(OURS))
            async with asyncio.timeout(HEAR_OUT):
                asked = json.loads(await reader.readline())
            writer.write(_line(await _answer(asked, do)))
            await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()


async def _answer(asked: Any, do: Do) -> dict[str, Any]:
    errand = ERRANDS.get(str(asked.get("errand"))) if isinstance(asked, dict) else None
    if errand is None:
        return {"failed": "The running desk does not know this errand."}
    try:
        return {"done": await do(errand, asked["facts"])}
    except DeskError as refused:
        return {"refused": refused.key, "params": {name: pack(one) for name, one in refused.params.items()}}
    except StorageTrouble as error:
        return {"trouble": str(error)}
    except Exception:
        log.exception("the errand %s failed", asked["errand"])
        return {"failed": "The running desk could not do it, and nothing was changed. Its log says why."}


def _bind(folder: Path) -> tuple[socket.socket, Path]:
    """A socket in the folder, else in a private one of the system's, whose place the folder then tells."""
    _remove(folder, _path(folder))
    with suppress(OSError):
        return _bound(folder / NAME), folder / NAME
    private = Path(tempfile.mkdtemp(prefix="qonaq-"))
    try:
        listener = _bound(private / NAME)
        (folder / ELSEWHERE).write_text(str(private / NAME), encoding="utf-8")
    except OSError:
        shutil.rmtree(private, ignore_errors=True)
        raise
    return listener, private / NAME


def _bound(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > LONGEST:
        raise OSError(f"{path} is too long for a socket")
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o600)  # nobody can have connected yet: it does not listen
    except OSError:
        listener.close()
        raise
    return listener


def _remove(folder: Path, path: Path) -> None:
    with suppress(OSError):
        if path.name == NAME:  # whatever else somebody wrote there is not ours to remove
            path.unlink(missing_ok=True)
        if path.parent != folder:
            path.parent.rmdir()
    with suppress(OSError):
        (folder / ELSEWHERE).unlink(missing_ok=True)


def _path(folder: Path) -> Path:
    try:
        return Path((folder / ELSEWHERE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return folder / NAME


# --- the command's side


def ask(folder: Path, errand: str, facts: Facts) -> Any:
    """Have the desk on this folder do it; NobodyThere, HandoverProblem, or what the errand raised."""
    with _line_to(_path(folder)) as desk, desk.makefile("rwb") as stream:
        try:
            theirs = json.loads(stream.readline(MOST))
            _same_version(theirs)
        except (OSError, ValueError) as error:
            raise NobodyThere from error
        try:
            stream.write(_line({"errand": errand, "facts": facts}))
            stream.flush()
            answer = json.loads(stream.readline(MOST))
        except (OSError, ValueError) as error:
            raise HandoverProblem(
                "The desk took it and did not say whether it is done. Look in the chat or with "
                "`qonaq catalog history`; if it is not there, give the command again."
            ) from error
    return _value(answer)


@contextmanager
def _line_to(path: Path) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_UNIX)) as desk:
        desk.settimeout(CONNECT_WITHIN)
        try:
            desk.connect(str(path))
        except OSError as error:
            raise NobodyThere from error
        desk.settimeout(ANSWER_WITHIN)
        yield desk


def _same_version(theirs: Any) -> None:
    if theirs != OURS:
        said = theirs.get("qonaq", "?") if isinstance(theirs, dict) else "?"
        raise HandoverProblem(
            f"The desk that is running is Qonaq {said}, and this command is of Qonaq {__version__}. "
            "Restart the desk, so that both are the same, and give the command again."
        )


def _value(answer: dict[str, Any]) -> Any:
    """What came back, or what was raised over there."""
    if "done" in answer:
        return answer["done"]
    if "refused" in answer:
        raise _refusal(answer["refused"], {name: unpack(one) for name, one in answer["params"].items()})
    if "trouble" in answer:
        raise StorageTrouble(answer["trouble"])
    raise HandoverProblem(str(answer.get("failed", "The desk gave no answer that this command understands.")))


def _refusal(key: str, params: dict[str, Any]) -> DeskError:
    kinds = list(DeskError.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
        if getattr(kind, "key", "") == key:
            return kind(**params)
    refused = DeskError(**params)
    refused.key = key
    return refused


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
