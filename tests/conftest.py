"""The reader as it is shipped, made once."""

import pytest

from warmline import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
