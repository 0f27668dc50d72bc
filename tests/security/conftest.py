"""The same database and tiny hotel as the desk's own tests."""

from __future__ import annotations

import pytest

from tests.desk.conftest import conn, connected, house
from tests.proofs import PROVING

__all__ = ["conn", "connected", "house"]  # fixtures
ON_BOTH = (  # what the two databases could do differently; PROVE=1 tries all on both
    "test_what_was_written_lies_in_the_database_as_it_was",
    "test_without_the_cleaning_a_database_would_refuse_it",
    "test_who_was_there_and_is_gone_is_staff_no_more_and_the_owners_hear_of_it",
    "test_the_same_update_is_kept_once_however_often_it_comes",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if PROVING:
        return
    here = [one for one in items if "tests/security" in one.path.as_posix() and "[postgresql" in one.name]
    left_out = [one for one in here if not one.name.startswith(ON_BOTH)]
    items[:] = [one for one in items if one not in left_out]
    config.hook.pytest_deselected(items=left_out)
