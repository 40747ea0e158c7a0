"""The reader as it is shipped, made once."""

import pytest
from hypothesis import settings

from warmline import Reader

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")  # nothing fails by chance, nor because the machine is busy


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
