"""The whole run is searched for the token: what any test has logged or written must not hold it."""

from __future__ import annotations

import pytest

from bot.demo.telegram import DEMO_TOKEN

SECRET = DEMO_TOKEN.partition(":")[2]
FOUND = "the token stands in what was logged or written (tests/canaries.py)"


def told(report: pytest.TestReport) -> list[str]:
    """The parts of a report that hold the token."""
    return [name for name, said in report.sections if SECRET in said]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A leak fails the test that made it, whatever else it showed."""
    if report.passed and (where := told(report)):
        report.outcome = "failed"
        report.longrepr = f"{FOUND}: {', '.join(where)}"
