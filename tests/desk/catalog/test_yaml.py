"""YAML is read strictly, and nothing in a file can make the reader fail, hang or grow."""

from __future__ import annotations

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.catalog import yaml

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def refused(text: str | bytes) -> str:
    """The first issue of a text that must not be read."""
    source, issues = yaml.read(text if isinstance(text, bytes) else text.encode(), "a.yaml")
    assert source is None
    assert all(one.file == "a.yaml" and one.problem and one.fix for one in issues)
    return str(issues[0])


def test_every_scalar_is_the_text_that_was_written() -> None:
    said = "a: 12:30\nb: no\nc: 010\nd: 1e3\ne: ~\nf: 2026-07-14\ng: 'it''s'\nh: [1, true]\n"
    source, issues = yaml.read(said.encode(), "a.yaml")
    assert issues == []
    assert source is not None
    assert list(source.data.values())[:6] == ["12:30", "no", "010", "1e3", "~", "2026-07-14"]
    assert source.data["g"] == "it's"
    assert source.data["h"] == ["1", "true"]


def test_each_place_has_its_line() -> None:
    source, _ = yaml.read(b"title:\n  en: x\noptions:\n- units:\n  - price: 1\n", "a.yaml")
    assert source is not None
    assert source.lines["title", "en"] == 2
    assert source.lines["options", 0, "units", 0, "price"] == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS, "a.yaml:1: &a is an anchor; "),
        ("a: 1\nb: *x\n", "a.yaml:2: *x refers to another place; "),
        ("a: !!python/object:os.system x\n", "a.yaml:1: "),
        ("a: ! x\n", 'a.yaml:1: "!" is a tag; '),
        ("a: 1\n<<: {b: 2}\n", "a.yaml:2: << merges another place; "),
        ("price: 1\nb: 2\nprice: 3\n", "a.yaml:3: price stands twice (first on line 1); keep one of the two"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: a second document starts here; "),
        ("a: " + "[" * 30_000, "a.yaml:1: more than 20 levels deep; "),
        ("a:\n" + "".join("  " * n + "- \n" for n in range(1, 40)), "a.yaml:2"),
        ("a: [" + "1," * 60_000 + "]", "a.yaml:1: the file holds more than 50,000 values; "),
        ("a: '" + "x" * 1_100_000 + "'", "a.yaml:1: the file is larger than 1 MB; "),
        (b"a: 1\nb: \xff\xfe\n", "a.yaml:2: the file is not UTF-8; save it with the encoding UTF-8"),
        ("a: 1\nb: x\x00y\n", "a.yaml:2: a hidden character U+0000 stands here; remove it"),
        ("a: 1\nb: x\u202ey\n", "a.yaml:2: a hidden character U+202E stands here; remove it"),
        ('a: 1\nb: "x\\u202ey"\n', "a.yaml:2: a hidden character U+202E stands here; remove it"),
        ('a: "\\ud800"\n', "a.yaml:1: "),
        ("", "a.yaml:1: the file holds no fields; "),
        ("- a\n", "a.yaml:1: the file holds no fields; "),
        ("? [a]\n: b\n", "a.yaml:1: a name is a list or mapping; "),
        ("about: Time: now\n", "a.yaml:1: a colon stands inside a text; put the text in double quotes"),
        ('a: 1\nb: "open\n', "a.yaml:"),
        ("a:\n\t- b\n", "a.yaml:2: a character cannot stand here; indent with spaces"),
        ("a:\n    b: 1\n  c: 2\n", "a.yaml:3: the indentation does not fit; align"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str | bytes, said: str) -> None:
    assert refused(text).startswith(said)


def test_a_plain_reader_takes_what_ours_refuses() -> None:
    """Positive control: the dangers are real, so refusing them is our reader's own doing."""
    loaded = pyyaml.safe_load("price: 1\nprice: 2\nat: 12:30\n")
    assert loaded == {"price": 2, "at": 750}
    assert len(pyyaml.safe_load(LAUGHS)["c"]) == 9


def test_twenty_levels_are_read() -> None:
    source, issues = yaml.read(("a: " + "[" * 19 + "]" * 19).encode(), "a.yaml")
    assert issues == []
    assert source is not None


def test_many_problems_are_named_together_but_not_without_end() -> None:
    text = "a: 1\n" + "a: 2\n" * 500
    _, issues = yaml.read(text.encode(), "a.yaml")
    assert 10 < len(issues) <= yaml.MOST_ISSUES + 1


MARKS = "a : - & * ! | > ? [ ] { } , ' \" # % \\ --- ... << <<: &a *a !t é 😀"
PIECES = st.sampled_from([*MARKS.split(" "), ": ", "- ", "? ", *" \n\t\r\u202e\x85\ufeff", "  "])


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    source, issues = yaml.read(text.encode("utf-8", "surrogatepass"), "a.yaml")
    assert (source is None) == bool(issues)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(raw: bytes) -> None:
    source, issues = yaml.read(raw, "a.yaml")
    assert (source is None) == bool(issues)
