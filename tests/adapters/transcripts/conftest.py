"""Files to read."""

from pathlib import Path

import pytest

from tests.adapters.transcripts.reading import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
