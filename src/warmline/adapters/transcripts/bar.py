"""A bar that moves with the bytes read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path


@contextmanager
def reading_bar(paths: Sequence[Path | None], shown: bool = True) -> Iterator[Callable[[int], object]]:
    """What to tell the bytes read; where standard error is a terminal, a bar on it moves with them."""
    if not (shown and sys.stderr.isatty()):
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import Progress

    total = sum(os.path.getsize(path) for path in paths if path and os.path.isfile(path))
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield partial(bar.advance, bar.add_task("Reading", total=total or None))
