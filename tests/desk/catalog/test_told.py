"""What the checker says has a key, facts, and a text in every language; nothing of it is a bare sentence."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Iterator

import pytest

from bot.demo.telegram.shapes import as_read
from bot.desk.catalog.check import check
from bot.desk.catalog.columns import COLUMNS
from bot.desk.catalog.issues import Issue, line
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.told import ENGLISH, PLACE, Cell, Name, Told, told
from tests.desk.tiny import tiny_catalog
from tests.texts import sources
from tests.texts.spoken import OTHERS, SPOKEN, forms, speech

OURS = ("bot/desk/catalog/", "bot/workbook/")
TABLES = ("issue_words.py", "fix_words.py", "help_words.py", "told.py")
KEY = re.compile(r"(?:issue|fix|help)\.[a-z_]+")


def written() -> Iterator[tuple[str, ast.Call]]:
    for call in sources.calls("told", "Told"):
        if call.where.startswith(OURS) and not call.where.partition(":")[0].endswith(TABLES):
            yield call.where, call.node


def test_the_texts_say_in_english_what_the_console_says() -> None:
    """Told as it is read: a terminal has no use for a space that holds a number to its unit."""
    texts = {key: as_read(said) for key, (said, *_) in forms("en").items() if KEY.fullmatch(key)}
    assert texts == dict(ENGLISH)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence_has_its_text_with_the_same_facts(language: str) -> None:
    for key, said in ENGLISH.items():
        (text, *_) = forms(language)[key]
        assert set(PLACE.findall(text)) == set(PLACE.findall(said)), key


def test_every_sentence_that_is_told_is_known_and_gets_its_facts() -> None:
    for where, call in written():
        if isinstance(first := call.args[0], ast.Constant):
            given = {one.arg for one in call.keywords}
            wanted = set(PLACE.findall(ENGLISH[str(first.value)]))
            assert None in given or given == wanted, (where, first.value)


def test_every_sentence_is_told_somewhere() -> None:
    nodes = [
        node
        for where, tree in sources.trees().items()
        if where.startswith("bot/") and not where.endswith(TABLES)
        for node in ast.walk(tree)
    ]
    said = {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    put_together = {f"issue.no_{one}" for one in ("offer", "option", "unit", "answer")}
    assert sorted(ENGLISH.keys() - said - put_together) == []


def test_no_sentence_is_told_without_a_key() -> None:
    """`Told("…")` is for what only files can be wrong in; nothing in the checker or the workbook says so."""
    bare = [where for where, call in written() if isinstance(call.func, ast.Name) and call.func.id == "Told"]
    assert bare == []


def broken() -> Catalog:
    """Much is wrong with it, as a spreadsheet or a chat may leave it."""
    facts = tiny_catalog().model_dump(mode="json", by_alias=True)
    facts["hotel"] |= {"zone": "Asia/Bakoo", "reception_phone": "none", "rooms": ["201-218", "205"]}
    canoe = facts["offers"]["canoe"]
    canoe |= {"alternative": "cano", "department": "reseption", "photo": "canoe.jpg"}
    canoe["rules"] |= {"min_age": 12, "max_age": 6, "languages": ["xx"]}
    canoe["title"] = {"en": "A canoe on the lake for everybody", "az": "<b>Kanoe</b>"}
    canoe["options"][0]["uses"] = [{"resource": "canoes", "quantity": 2}]
    return Catalog.model_validate(facts)


def test_nothing_english_is_left_in_a_chat_in_another_language() -> None:
    issues = check(broken(), frozenset({"canoa.jpg"}))
    assert len({one.problem.key for one in issues if isinstance(one.problem, Told)}) > 8
    for language in OTHERS:
        voice = speech().voice(language, "Asia/Baku")
        for one in issues:
            said, english = voice.label(line(one)), str(one)
            assert not set(_words(said)) & (set(_words(english)) - set(_words(_facts(one)))), said


def _facts(issue: Issue) -> str:
    """What stays as it is in every language: places, codes, and what somebody wrote."""
    facts = [
        str(fact)
        for said in (issue.problem, issue.fix)
        if isinstance(said, Told)
        for fact in said.facts.values()
        if not (isinstance(fact, Name) and fact.slug in COLUMNS)
    ]
    return " ".join([issue.place, *facts, "S1", "Alt", "Enter", "xlsx", "a", "in", "so", "die", "was"])


def _words(said: str) -> list[str]:
    return re.findall(r"[^\W\d]+", said)


def test_a_sentence_in_english_would_be_noticed() -> None:
    """The positive control of the above: one that was told without a key."""
    one = Issue("Prices!C7", None, Told("the price stands twice"), Told("keep it once"))
    said = speech().voice("az", "Asia/Baku").label(line(one))
    assert set(_words(said)) & (set(_words(str(one))) - set(_words(_facts(one))))


def test_a_sentence_survives_a_letter_and_a_copy() -> None:
    days = told("issue.on_days", days=(Cell("mon"), Cell("tue")))
    said = told("issue.prices_meet", first=1, second=2, unit="ADULT", when=days)
    issue = Issue("Prices!C7", None, said, told("fix.larger", field=Name("resolve")), "warning")
    again = Issue.unpacked(json.loads(json.dumps(issue.packed())))
    assert again == issue
    assert (line(again), line(copy.deepcopy(issue))) == (line(issue), line(issue))
