"""The reader as it is shipped, made once, and how processes of the tests begin."""

import multiprocessing
from collections.abc import Iterator

import pytest
from hypothesis import settings

from warmline import Reader
from warmline.adapters import aside

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")  # nothing fails by chance, nor because the machine is busy


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session", autouse=True)
def _readers_start_at_once() -> Iterator[None]:
    """A service of this process forks its reader from one that has imported all, in place of a new Python each time;
    so do the upgrades that are killed: a process has one such server.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["warmline.assemble", "tests.upgrade.test_upgrade"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aside, "get_context", lambda _: forks)
        yield
