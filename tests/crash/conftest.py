"""What the tests of one worker share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.mothers import all_gone


@pytest.fixture(scope="session", autouse=True)
def no_mother_is_left() -> Iterator[None]:
    with all_gone():
        yield
