"""The search of the whole run finds what it is for."""

from __future__ import annotations

import pytest

from tests.canaries import FOUND, SECRET, pytest_runtest_logreport
from tests.proofs import seen

PROMISE = "no token in anything the whole test run has logged"


def report(said: str) -> pytest.TestReport:
    where = ("tests/x.py", 1, "test_x")
    return pytest.TestReport("x", where, {}, "passed", None, "call", [("Captured log call", said)], 0.1)


def test_a_leak_in_any_test_fails_it() -> None:
    leaking, clean = report(f"GET https://api.telegram.org/bot1:{SECRET}/getMe"), report("GET /healthz")
    pytest_runtest_logreport(leaking)
    pytest_runtest_logreport(clean)
    assert leaking.failed
    assert FOUND in str(leaking.longrepr)
    assert clean.passed
    seen(PROMISE, injected="an address with the token", trials=1, violations=1, control=True)


def test_the_search_is_part_of_every_run(request: pytest.FixtureRequest) -> None:
    hooks = request.config.pluginmanager.hook.pytest_runtest_logreport.get_hookimpls()
    assert any(one.function is pytest_runtest_logreport for one in hooks)
    seen(PROMISE, injected="every test that passed", trials=request.session.testscollected)
