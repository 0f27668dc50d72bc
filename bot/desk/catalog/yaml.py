"""YAML read strictly: every scalar is a string, nothing refers to anything, nothing is without bounds.

It works on the parser's events, so that no document can make it recurse or grow, and never raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml as pyyaml

from bot.desk.catalog.characters import hidden
from bot.desk.catalog.issues import Issue, Where, shown

Data: TypeAlias = "str | list[Data] | dict[str, Data]"

MOST_BYTES = 1_000_000
MOST_DEPTH = 20
MOST_NODES = 50_000
MOST_ISSUES = 50
PARSER = getattr(pyyaml, "CBaseLoader", pyyaml.BaseLoader)  # the wheel has libyaml: a megabyte in 0.1 s
TROUBLE = (
    ("mapping values are not allowed", "a colon stands inside a text", "put the text in double quotes"),
    (
        "cannot start any token",
        "a character cannot stand here",
        "indent with spaces; put texts in double quotes",
    ),
    ("could not find expected ':'", "a line has no colon", 'write "name: value"'),
    ("unexpected end of stream", "a quote is not closed", "close it with the same quote"),
    ("unknown escape", "a backslash stands inside a text", "write it twice or remove it"),
    (
        "did not find expected",
        "the indentation does not fit",
        "align the line with its neighbours, two spaces a step",
    ),
    ("expected ", "the indentation does not fit", "align the line with its neighbours, two spaces a step"),
)


@dataclass(frozen=True)
class Source:
    """What a file says, and on which line (from 1) each thing stands."""

    file: str
    data: dict[str, Data]
    lines: Mapping[Where, int]


class _Refused(Exception):
    """Reading cannot go on."""

    def __init__(self, line: int, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.line, self.problem, self.fix = line, problem, fix


def read(raw: bytes, file: str) -> tuple[Source | None, list[Issue]]:
    """The file's fields, or None with what is wrong."""
    builder = _Builder(file)
    try:
        for event in _events(_text(raw)):
            builder.take(event)
        data = builder.result()
    except _Refused as refused:
        return None, [*builder.issues, Issue(file, refused.line, refused.problem, refused.fix)]
    return (None if builder.issues else Source(file, data, builder.lines)), builder.issues


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise _Refused(1, "the file is larger than 1 MB", "split it into several files")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Refused(line, "the file is not UTF-8", "save it with the encoding UTF-8") from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if not line_text.isprintable() and (found := hidden(line_text, "\t\r")):
            raise _Refused(number, f"a hidden character {found} stands here", "remove it")
    return text


def _events(text: str) -> Iterator[pyyaml.Event]:
    try:
        yield from pyyaml.parse(text, PARSER)
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _Refused(_line(mark), *_explained(error.problem or "")) from None
    except (pyyaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise _Refused(
            1, "this is not readable as YAML", "compare it with the example in README.md"
        ) from None


def _explained(said: str) -> tuple[str, str]:
    for sign, problem, fix in TROUBLE:
        if sign in said:
            return problem, fix
    return f"this is not readable as YAML ({said})", "check indentation, colons and quotes around this line"


def _line(mark: object) -> int:
    """From 1; the C parser and the Python one have marks of their own."""
    return int(getattr(mark, "line", 0)) + 1


@dataclass
class _Frame:
    """A list or mapping that is still open."""

    holds: list[Data] | dict[str, Data]
    where: Where
    key: str | None = None


@dataclass
class _Builder:
    file: str
    root: Data | None = None
    open: list[_Frame] = field(default_factory=list)
    lines: dict[Where, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0

    def take(self, event: pyyaml.Event) -> None:
        line = _line(event.start_mark)
        match event:
            case pyyaml.DocumentStartEvent():
                self._document(line)
            case pyyaml.AliasEvent():
                raise _Refused(
                    line, f"*{event.anchor} refers to another place", "write the value here in full"
                )
            case pyyaml.NodeEvent():
                self._node(event, line)
            case pyyaml.CollectionEndEvent():
                self.open.pop()

    def result(self) -> dict[str, Data]:
        if isinstance(self.root, dict):
            return self.root
        raise _Refused(1, "the file holds no fields", 'write each as "name: value"')

    def _document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Refused(line, "a second document starts here", "keep one document a file: remove this ---")

    def _node(self, event: pyyaml.NodeEvent, line: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _Refused(
                line, f"the file holds more than {MOST_NODES:,} values", "split it into several files"
            )
        self._no_marks(event, line)
        match event:
            case pyyaml.ScalarEvent():
                self._scalar(event, line)
            case pyyaml.SequenceStartEvent():
                self._enter([], line)
            case pyyaml.MappingStartEvent():
                self._enter({}, line)

    def _no_marks(self, event: pyyaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            raise _Refused(
                line, f"&{event.anchor} is an anchor", "remove it and write values in full where needed"
            )
        if (tag := getattr(event, "tag", None)) is not None:
            raise _Refused(line, f"{shown(tag)} is a tag", "remove it; every value is read as text")

    def _scalar(self, event: pyyaml.ScalarEvent, line: int) -> None:
        if not event.value.isprintable() and (found := hidden(event.value)):
            self._mend(line, f"a hidden character {found} stands here", "remove it")
        frame = self.open[-1] if self.open else None
        if frame and isinstance(frame.holds, dict) and frame.key is None:
            self._key(frame, event.value, line)
        else:
            self._put(event.value, line)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        if key == "<<":
            raise _Refused(line, "<< merges another place", "write the fields here in full")
        if key in frame.holds:
            first = self.lines[*frame.where, key]
            self._mend(line, f"{key} stands twice (first on line {first})", "keep one of the two")
        frame.key = key
        self.lines.setdefault((*frame.where, key), line)

    def _enter(self, holds: list[Data] | dict[str, Data], line: int) -> None:
        if len(self.open) >= MOST_DEPTH:
            raise _Refused(line, f"more than {MOST_DEPTH} levels deep", "use the format in README.md")
        frame = self.open[-1] if self.open else None
        if frame and isinstance(frame.holds, dict) and frame.key is None:
            raise _Refused(
                line, "a name is a list or mapping", 'write "name: value"; put texts in double quotes'
            )
        self.open.append(_Frame(holds, self._put(holds, line)))

    def _put(self, value: Data, line: int) -> Where:
        """Put a value where it belongs, and say where that is."""
        if not self.open:
            self.root = value
            return ()
        frame = self.open[-1]
        if isinstance(frame.holds, list):
            where: Where = (*frame.where, len(frame.holds))
            frame.holds.append(value)
        else:
            where = (*frame.where, frame.key or "")
            frame.holds[frame.key or ""] = value
            frame.key = None
        self.lines.setdefault(where, line)
        return where

    def _mend(self, line: int, problem: str, fix: str) -> None:
        self.issues.append(Issue(self.file, line, problem, fix))
        if len(self.issues) >= MOST_ISSUES:
            raise _Refused(line, "there are many more like this", "mend these first")
