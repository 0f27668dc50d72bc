import pytest

from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding.load()
